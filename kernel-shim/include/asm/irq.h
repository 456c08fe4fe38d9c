/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupt lines of the simulated SoC. */
#ifndef SIM_ASM_IRQ_H
#define SIM_ASM_IRQ_H

#include "sim/border.h"
#define NR_IRQS	SIM_IRQ_LINES
#define irq_canonicalize(irq)	(irq)

#endif /* SIM_ASM_IRQ_H */
