/* SPDX-License-Identifier: GPL-2.0 */
/* The generic system call numbers; nothing traps on them. */
#ifndef SIM_ASM_UNISTD_H
#define SIM_ASM_UNISTD_H

#define __ARCH_WANT_NEW_STAT
#include <asm-generic/unistd.h>

#endif /* SIM_ASM_UNISTD_H */
