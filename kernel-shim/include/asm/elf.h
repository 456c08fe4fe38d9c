/* SPDX-License-Identifier: GPL-2.0 */
/* No ELF is loaded in kernel world; types only. */
#ifndef SIM_ASM_ELF_H
#define SIM_ASM_ELF_H

#include <linux/types.h>
#define ELF_CLASS	ELFCLASS64
#define ELF_DATA	ELFDATA2LSB
#define ELF_ARCH	0
#define ELF_EXEC_PAGESIZE	4096
#define ELF_ET_DYN_BASE	0UL
#define ELF_HWCAP	0
#define ELF_PLATFORM	NULL
#define elf_check_arch(x)	(0)
typedef unsigned long elf_greg_t;
typedef elf_greg_t elf_gregset_t[1];
typedef unsigned long elf_fpregset_t;
#define ELF_PLAT_INIT(regs, base)	do { } while (0)

#endif /* SIM_ASM_ELF_H */
