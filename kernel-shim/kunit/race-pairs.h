/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * race-pairs.h: two threads that exist before either runs and do something
 * each; nothing orders them but what a case is about. For the tests of the
 * detector of data races.
 */
#ifndef SIM_KUNIT_RACE_PAIRS_H
#define SIM_KUNIT_RACE_PAIRS_H

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "sim-race.h"
#include "sim/border_race.h"

/* What the threads share; all of it anew for each case. */
static struct shared {
	/* Eight bytes of its own: four accesses to each are remembered. */
	int value __aligned(8);
	bool flag __aligned(8), said __aligned(8);
	atomic_t count;
	unsigned long bits;
	struct object { int value; refcount_t users; } *object;
} shared_memory, *const shared = &shared_memory;

static DECLARE_COMPLETION(completion);

typedef void (*half)(void);

struct runner {
	half body;
	struct completion done;
};

static atomic_t runners_ready;
static DECLARE_COMPLETION(runners_leave);

/* Beginning and end of a thread take locks: neither is between two bodies. */
static int runner_main(void *arg)
{
	struct runner *runner = arg;

	atomic_inc(&runners_ready);
	while (atomic_read(&runners_ready) < 2)
		schedule_timeout_uninterruptible(1);
	runner->body();
	complete(&runner->done);
	wait_for_completion(&runners_leave);
	return 0;
}

static struct task_struct *runner_make(struct kunit *test,
				       struct runner *runner, half body, int cpu)
{
	struct task_struct *task;

	runner->body = body;
	init_completion(&runner->done);
	task = kthread_create(runner_main, runner, "race-%d", cpu);
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	if (cpu >= 0)
		kthread_bind(task, cpu);
	return task;
}

/* Both, in any order; returns how many races there were. */
static const void *watched;
static size_t watched_bytes;

static unsigned int races_bound(struct kunit *test, half one, int cpu_one,
				half two, int cpu_two, unsigned int more)
{
	struct sim_race_trial trial;
	struct runner runner[2];
	struct task_struct *task[2];

	KUNIT_ASSERT_TRUE(test, sim_race_trial_begin(&trial, more));
	memset(shared, 0, sizeof(*shared));
	trial.start = watched ?: shared;
	trial.bytes = watched ? watched_bytes : sizeof(shared->value);
	reinit_completion(&completion);
	reinit_completion(&runners_leave);
	atomic_set(&runners_ready, 0);
	task[0] = runner_make(test, &runner[0], one, cpu_one);
	task[1] = runner_make(test, &runner[1], two, cpu_two);
	wake_up_process(task[0]);
	wake_up_process(task[1]);
	wait_for_completion(&runner[0].done);
	wait_for_completion(&runner[1].done);
	complete_all(&runners_leave);
	sim_race_trial_end();
	watched = NULL;
	return trial.count;
}

static unsigned int races(struct kunit *test, half one, half two)
{
	return races_bound(test, one, 0, two, 1, 0);
}

#define EXPECT_RACE(one, two)	KUNIT_EXPECT_GT(test, races(test, one, two), 0)
#define EXPECT_NONE(one, two)	KUNIT_EXPECT_EQ(test, races(test, one, two), 0)

static noinline __maybe_unused void bump(void)
{
	shared->value++;
}

static noinline __maybe_unused void look(void)
{
	/* Read, whatever the compiler thinks of it. */
	asm volatile("" : : "r" (shared->value));
}

static __maybe_unused void do_nothing(void)
{
}

static __maybe_unused void flag_await(void)
{
	while (!READ_ONCE(shared->flag))
		schedule_timeout_uninterruptible(1);
}

/*
 * Says that this half is over, and waits for that, in a way that orders
 * nothing.
 */
static __maybe_unused void plain_say(void)
{
	barrier();
	shared->said = true;
}

static __maybe_unused void plain_await(void)
{
	while (!READ_ONCE(shared->said))
		schedule_timeout_uninterruptible(1);
}

static __maybe_unused void bump_then_say(void)
{
	bump();
	plain_say();
}

static __maybe_unused void flag_await_acquire(void)
{
	while (!smp_load_acquire(&shared->flag))
		schedule_timeout_uninterruptible(1);
}

static int race_init(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "wants two CPUs");
	return 0;
}

#endif /* SIM_KUNIT_RACE_PAIRS_H */
