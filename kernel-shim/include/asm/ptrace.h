/* SPDX-License-Identifier: GPL-2.0 */
/* No register frames in kernel world. */
#ifndef SIM_ASM_PTRACE_H
#define SIM_ASM_PTRACE_H

#include <uapi/asm/ptrace.h>

struct pt_regs { unsigned long unused; };
#define user_mode(regs)			(0)
#define instruction_pointer(regs)	(0UL)
#define profile_pc(regs)		(0UL)
#define user_stack_pointer(regs)	(0UL)
#define arch_has_single_step()		(0)

#endif /* SIM_ASM_PTRACE_H */
