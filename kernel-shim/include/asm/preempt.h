/* SPDX-License-Identifier: GPL-2.0 */
/* The preemption count of the context that runs, as linux/preempt.h lays it out. */
#ifndef SIM_ASM_PREEMPT_H
#define SIM_ASM_PREEMPT_H

#include <asm/current.h>

#define PREEMPT_ENABLED	(0)

static __always_inline int preempt_count(void)
{
	return sim_self->preempt_count;
}

static __always_inline volatile int *preempt_count_ptr(void)
{
	return &sim_self->preempt_count;
}

static __always_inline void preempt_count_set(int pc)
{
	sim_self->preempt_count = pc;
}

#define init_task_preempt_count(p)	do { } while (0)
#define init_idle_preempt_count(p, cpu)	do { } while (0)

static __always_inline void set_preempt_need_resched(void) { }
static __always_inline void clear_preempt_need_resched(void) { }
static __always_inline bool test_preempt_need_resched(void) { return false; }

static __always_inline void __preempt_count_add(int val)
{
	sim_self->preempt_count += val;
}

static __always_inline void __preempt_count_sub(int val)
{
	sim_self->preempt_count -= val;
}

static __always_inline int __preempt_count_add_return(int val)
{
	return sim_self->preempt_count += val;
}

static __always_inline int __preempt_count_sub_return(int val)
{
	return sim_self->preempt_count -= val;
}

/* Zero means a decision point: preempt_schedule() is called there. */
static __always_inline bool __preempt_count_dec_and_test(void)
{
	return --sim_self->preempt_count == 0;
}

static __always_inline bool should_resched(int preempt_offset)
{
	return sim_self->preempt_count == preempt_offset;
}

void preempt_schedule(void);
void preempt_schedule_notrace(void);
#define __preempt_schedule()		preempt_schedule()
#define __preempt_schedule_notrace()	preempt_schedule_notrace()

#endif /* SIM_ASM_PREEMPT_H */
