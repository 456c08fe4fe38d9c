/* SPDX-License-Identifier: GPL-2.0 */
/* As generic; softirq work is counted per CPU. */
#ifndef SIM_ASM_HARDIRQ_H
#define SIM_ASM_HARDIRQ_H

#include <asm-generic/hardirq.h>

#define local_softirq_pending_ref	irq_stat.__softirq_pending
#define local_softirq_pending()		(__this_cpu_read(local_softirq_pending_ref))
#define set_softirq_pending(x)		(__this_cpu_write(local_softirq_pending_ref, (x)))
/* What went before the raising is seen by the softirq. */
#define or_softirq_pending(x)						\
do {									\
	sim_race_softirq_raise();					\
	__this_cpu_or(local_softirq_pending_ref, (x));			\
} while (0)
#ifdef CONFIG_KCSAN
void sim_race_softirq_raise(void);
#else
static inline void sim_race_softirq_raise(void) { }
#endif

#endif /* SIM_ASM_HARDIRQ_H */
