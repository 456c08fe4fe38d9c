/* SPDX-License-Identifier: GPL-2.0 */
/* No signal frames: signals only end waits. */
#ifndef SIM_ASM_SIGCONTEXT_H
#define SIM_ASM_SIGCONTEXT_H

struct sigcontext { unsigned long unused; };

#endif /* SIM_ASM_SIGCONTEXT_H */
