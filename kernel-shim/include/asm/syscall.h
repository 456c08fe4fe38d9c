/* SPDX-License-Identifier: GPL-2.0 */
/* System calls come through sim_image; nothing reads their registers. */
#ifndef SIM_ASM_SYSCALL_H
#define SIM_ASM_SYSCALL_H


#endif /* SIM_ASM_SYSCALL_H */
