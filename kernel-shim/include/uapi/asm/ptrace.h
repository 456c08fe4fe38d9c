/* SPDX-License-Identifier: GPL-2.0 */
/* No user registers: user processes are host code. */
#ifndef SIM_ASM_PTRACE_H
#define SIM_ASM_PTRACE_H

struct user_regs_struct { unsigned long unused; };

#endif /* SIM_ASM_PTRACE_H */
