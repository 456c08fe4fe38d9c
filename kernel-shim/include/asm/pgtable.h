/* SPDX-License-Identifier: GPL-2.0 */
/* No page tables: the arena is always mapped. */
#ifndef SIM_ASM_PGTABLE_H
#define SIM_ASM_PGTABLE_H

#include <asm/page.h>
#include <asm-generic/pgtable-nopud.h>

#define PAGE_NONE	__pgprot(0)
#define PAGE_SHARED	__pgprot(0)
#define PAGE_COPY	__pgprot(0)
#define PAGE_READONLY	__pgprot(0)
#define PAGE_KERNEL	__pgprot(0)
#define PMD_SHIFT	21
#define PMD_SIZE	(1UL << PMD_SHIFT)
#define PMD_MASK	(~(PMD_SIZE - 1))
#define VMALLOC_START	SIM_ARENA_BASE
#define VMALLOC_END	(SIM_ARENA_BASE + SIM_ARENA_SIZE)
#define pgprot_noncached(prot)	(prot)
#define pgprot_writecombine(prot)	(prot)
#define swapper_pg_dir	((pgd_t *)0)
#define kern_addr_valid(addr)	virt_addr_valid(addr)

#endif /* SIM_ASM_PGTABLE_H */
