// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-race-interrupt-test.c: interrupts and softirqs for the detector of
 * data races: against other CPUs, against their own, and the stack that they
 * share with what they interrupt.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>

#ifdef CONFIG_KCSAN
#include "race-pairs.h"

static struct hrtimer hrtimer;

static enum hrtimer_restart hrtimer_bump(struct hrtimer *self)
{
	WRITE_ONCE(shared->flag, true);
	bump();
	return HRTIMER_NORESTART;
}

static DEFINE_SPINLOCK(irq_spinlock);

static void bump_in_irq_spinlock(void)
{
	unsigned long flags;

	spin_lock_irqsave(&irq_spinlock, flags);
	bump();
	spin_unlock_irqrestore(&irq_spinlock, flags);
}

static enum hrtimer_restart hrtimer_bump_locked(struct hrtimer *self)
{
	WRITE_ONCE(shared->flag, true);
	bump_in_irq_spinlock();
	return HRTIMER_NORESTART;
}

static void hrtimer_arm_as(enum hrtimer_restart (*function)(struct hrtimer *))
{
	hrtimer_setup(&hrtimer, function, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&hrtimer, 100 * NSEC_PER_USEC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	flag_await();
	hrtimer_cancel(&hrtimer);
}

static void hrtimer_arm_late(void)
{
	plain_await();
	hrtimer_arm_as(hrtimer_bump);
}

static void hrtimer_arm_locked(void)
{
	hrtimer_arm_as(hrtimer_bump_locked);
}

static void bump_irqs_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	bump();
	local_irq_restore(flags);
	plain_say();
}

static void interrupts(struct kunit *test)
{
	EXPECT_RACE(hrtimer_arm_late, bump_then_say);
	EXPECT_NONE(hrtimer_arm_locked, bump_in_irq_spinlock);
	/* Interrupts off on one CPU do not keep another's out. */
	EXPECT_RACE(hrtimer_arm_late, bump_irqs_off);
}

/* An interrupt and a task of its CPU: by KCSAN's default they do not race. */
static void interrupts_here(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, races_bound(test, hrtimer_arm_late, 0,
					  bump_then_say, 0, 0), 0);
	KUNIT_EXPECT_GT(test, races_bound(test, hrtimer_arm_late, 0,
					  bump_then_say, 0,
					  SIM_RACE_STRICT), 0);
	KUNIT_EXPECT_EQ(test, races_bound(test, hrtimer_arm_late, 0,
					  bump_irqs_off, 0, SIM_RACE_STRICT), 0);
}

static int *of_stack;

static void tasklet_nothing(struct tasklet_struct *self)
{
	WRITE_ONCE(shared->flag, true);
}

static void tasklet_write_stack(struct tasklet_struct *self)
{
	(*of_stack)++;
}

static DECLARE_TASKLET(tasklet, tasklet_nothing);

static enum hrtimer_restart hrtimer_schedule(struct hrtimer *self)
{
	tasklet_schedule(&tasklet);
	return HRTIMER_NORESTART;
}

/* Where the softirq was that has ended. */
static noinline void stack_fill(void)
{
	u32 words[512];
	int i;

	for (i = 0; i < (int)ARRAY_SIZE(words); i++) {
		words[i] = i;
		barrier_data(words);
	}
}

/* As an interrupt ends, on the stack of this task. */
static noinline void softirq_of_interrupt(void)
{
	tasklet_setup(&tasklet, tasklet_nothing);
	hrtimer_setup(&hrtimer, hrtimer_schedule, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	preempt_disable();
	hrtimer_start(&hrtimer, NSEC_PER_USEC, HRTIMER_MODE_REL_PINNED_HARD);
	while (!READ_ONCE(shared->flag))
		udelay(1);
	preempt_enable();
}

static noinline void softirq_below(void)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	sim_race_trial->start = (void *)(here - 4096);
	sim_race_trial->bytes = 4096;
	softirq_of_interrupt();
	stack_fill();
}

static noinline void softirq_writes_above(void)
{
	int local = 0;

	of_stack = &local;
	sim_race_trial->start = &local;
	sim_race_trial->bytes = sizeof(local);
	tasklet_setup(&tasklet, tasklet_write_stack);
	local_bh_disable();
	tasklet_schedule(&tasklet);
	local_bh_enable();
	local++;
	barrier_data(&local);
}

/* Its part of the stack is its own, the task's variables are not. */
static void softirq_stack(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, races_bound(test, softirq_below, 0, do_nothing, 1,
					  SIM_RACE_STRICT), 0);
	KUNIT_EXPECT_GT(test, races_bound(test, softirq_writes_above, 0,
					  do_nothing, 1, SIM_RACE_STRICT), 0);
}

static DEFINE_SPINLOCK(value_spinlock);
static DEFINE_SPINLOCK(other_spinlock);

static void tasklet_take_value(struct tasklet_struct *self)
{
	spin_lock(&value_spinlock);
	spin_unlock(&value_spinlock);
}

/* Of bump_between_softirqs(): told plainly, as that orders nothing. */
static bool first_over, second_early;

static void tasklet_take_other(struct tasklet_struct *self)
{
	second_early = !first_over;
	barrier();
	spin_lock(&other_spinlock);
	spin_unlock(&other_spinlock);
	plain_say();
}

static DECLARE_TASKLET(tasklet_before, tasklet_take_value);

/*
 * Two softirqs of one CPU. The first knows of the bump by its lock; the second,
 * which an interrupt raises that was armed before, knows nothing of it.
 */
static void bump_between_softirqs(void)
{
	first_over = false;
	barrier();
	tasklet_setup(&tasklet, tasklet_take_other);
	hrtimer_setup(&hrtimer, hrtimer_schedule, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	hrtimer_start(&hrtimer, 100 * NSEC_PER_USEC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	local_bh_disable();
	tasklet_schedule(&tasklet_before);
	spin_lock(&value_spinlock);
	bump();
	spin_unlock(&value_spinlock);
	local_bh_enable();
	barrier();
	first_over = true;
	while (!READ_ONCE(shared->said))
		udelay(1);
}

/* Has heard of the second softirq when it takes what the first one dropped. */
static void look_locked_after_softirqs(void)
{
	plain_await();
	spin_lock_bh(&other_spinlock);
	spin_unlock_bh(&other_spinlock);
	spin_lock_bh(&value_spinlock);
	look();
	spin_unlock_bh(&value_spinlock);
}

static void look_after_softirqs(void)
{
	plain_await();
	spin_lock_bh(&other_spinlock);
	look();
	spin_unlock_bh(&other_spinlock);
}

/*
 * The interrupt may come too early, when the schedule lets time go by: then one
 * softirq serves both and knows of the bump. It is tried again.
 */
static void softirq_after_softirq(struct kunit *test)
{
	unsigned int found, tries = 0;

	EXPECT_NONE(bump_between_softirqs, look_locked_after_softirqs);
	do
		found = races(test, bump_between_softirqs, look_after_softirqs);
	while (second_early && ++tries < 20);
	KUNIT_EXPECT_FALSE(test, second_early);
	KUNIT_EXPECT_GT(test, found, 0);
}

static struct kunit_case interrupt_cases[] = {
	KUNIT_CASE(interrupts), KUNIT_CASE(interrupts_here),
	KUNIT_CASE(softirq_stack), KUNIT_CASE(softirq_after_softirq),
	{}
};

static struct kunit_suite interrupt_suite = {
	.name = "sim_data_race_interrupt",
	.init = race_init,
	.test_cases = interrupt_cases,
};
kunit_test_suite(interrupt_suite);
#endif
