/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupt state of the context that runs; enabling is a decision point. */
#ifndef SIM_ASM_IRQFLAGS_H
#define SIM_ASM_IRQFLAGS_H

#include <asm/current.h>

#define ARCH_IRQ_ENABLED	0UL
#define ARCH_IRQ_DISABLED	1UL

/* Out of line: interrupts may be delivered inside. */
void sim_irq_flags_open(void);

static __always_inline unsigned long arch_local_save_flags(void)
{
	return sim_self->irqs_off;
}

static __always_inline void arch_local_irq_disable(void)
{
	sim_self->irqs_off = 1;
	__asm__ __volatile__("" ::: "memory");
}

static __always_inline void arch_local_irq_enable(void)
{
	__asm__ __volatile__("" ::: "memory");
	sim_self->irqs_off = 0;
	sim_irq_flags_open();
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = sim_self->irqs_off;

	arch_local_irq_disable();
	return flags;
}

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	__asm__ __volatile__("" ::: "memory");
	if (flags == ARCH_IRQ_ENABLED && sim_self->irqs_off)
		arch_local_irq_enable();
	else
		sim_self->irqs_off = flags;
}

static __always_inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return flags == ARCH_IRQ_DISABLED;
}

static __always_inline bool arch_irqs_disabled(void)
{
	return sim_self->irqs_off;
}

static __always_inline void arch_safe_halt(void) { }

#endif /* SIM_ASM_IRQFLAGS_H */
