/* SPDX-License-Identifier: GPL-2.0 */
/* Pages of the arena: the only RAM of the simulated machine. */
#ifndef SIM_ASM_PAGE_H
#define SIM_ASM_PAGE_H

#include <linux/const.h>
#include <vdso/page.h>
#include "sim/border.h"

#define PAGE_OFFSET	SIM_ARENA_BASE
#define HAVE_ARCH_COPY_PAGE_GUARD	1
#define ARCH_PFN_OFFSET	(SIM_ARENA_PHYS >> PAGE_SHIFT)

#ifndef __ASSEMBLY__
#include <linux/types.h>

typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pgd; } pgd_t;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef struct page *pgtable_t;

#define pte_val(x)	((x).pte)
#define pmd_val(x)	((x).pmd)
#define pgd_val(x)	((x).pgd)
#define pgprot_val(x)	((x).pgprot)
#define __pte(x)	((pte_t) { (x) })
#define __pmd(x)	((pmd_t) { (x) })
#define __pgd(x)	((pgd_t) { (x) })
#define __pgprot(x)	((pgprot_t) { (x) })

#define clear_page(page)		memset((page), 0, PAGE_SIZE)
#define copy_page(to, from)		memcpy((to), (from), PAGE_SIZE)
#define clear_user_page(page, vaddr, pg)	clear_page(page)
#define copy_user_page(to, from, vaddr, pg)	copy_page(to, from)

#define __pa(x)		((unsigned long)(x) - SIM_ARENA_BASE + SIM_ARENA_PHYS)
#define __va(x)		((void *)((unsigned long)(x) - SIM_ARENA_PHYS + SIM_ARENA_BASE))
#define __pa_symbol(x)	__pa(x)
#define virt_to_pfn(kaddr)	(__pa(kaddr) >> PAGE_SHIFT)
#define pfn_to_virt(pfn)	__va((unsigned long)(pfn) << PAGE_SHIFT)
#define virt_to_page(addr)	pfn_to_page(virt_to_pfn(addr))
#define page_to_virt(page)	pfn_to_virt(page_to_pfn(page))
#define virt_addr_valid(kaddr)						\
	((unsigned long)(kaddr) - SIM_ARENA_BASE < SIM_ARENA_SIZE)
#endif

#include <asm-generic/memory_model.h>
#include <asm-generic/getorder.h>

#endif /* SIM_ASM_PAGE_H */
