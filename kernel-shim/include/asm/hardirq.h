/* SPDX-License-Identifier: GPL-2.0 */
/* As generic; softirq work is counted per CPU. */
#ifndef SIM_ASM_HARDIRQ_H
#define SIM_ASM_HARDIRQ_H

#include <asm-generic/hardirq.h>

#endif /* SIM_ASM_HARDIRQ_H */
