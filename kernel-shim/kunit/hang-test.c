// SPDX-License-Identifier: GPL-2.0-only
/*
 * hang-test.c: who does not come to an end: a hung task, a CPU that is kept
 * busy, a livelock, each with a correct twin that takes long and ends. The
 * limits are those of libsim/sched/hang.c.
 *
 * Not here: that nothing can run any more, as no test goes on after it, and code
 * that loops without a decision point, which real time shows (sched/watch.c).
 * tests/unit/test_sched_run.c and test_sched_crash.c have those.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "sim/border_trial.h"

#ifdef CONFIG_LOCKDEP

struct sim_test_hang {
	spinlock_t spinlock;
	struct completion started, never, ended[2];
	bool flag, timed;
	char title[256];
};

static struct sim_test_hang *hang;

static int sim_hang_init(struct kunit *test)
{
	hang = kunit_kzalloc(test, sizeof(*hang), GFP_KERNEL);
	if (!hang)
		return -ENOMEM;
	spin_lock_init(&hang->spinlock);
	init_completion(&hang->started);
	init_completion(&hang->never);
	init_completion(&hang->ended[0]);
	init_completion(&hang->ended[1]);
	return 0;
}

/* ---- hung tasks ---- */

/* As daemons do: khungtaskd leaves it alone, for however long. */
static int sim_hang_daemon(void *unused)
{
	wait_for_completion_interruptible(&hang->started);
	complete(&hang->ended[0]);
	return 0;
}

static int sim_hang_late(void *seconds)
{
	ssleep((long)seconds);
	complete(&hang->never);
	return 0;
}

/*
 * The test itself is the one that waits, as whoever runs it waits for its end
 * and would be told too.
 */
static int sim_hang_wait(long seconds)
{
	sim_trial_begin(SIM_KIND_HUNG_TASK, SIM_KIND_HUNG_TASK);
	kthread_run(sim_hang_daemon, NULL, "sim_daemon");
	kthread_run(sim_hang_late, (void *)seconds, "sim_late");
	wait_for_completion(&hang->never);
	complete(&hang->started);
	wait_for_completion(&hang->ended[0]);
	return sim_trial_end(hang->title, sizeof(hang->title));
}

static void sim_hang_hung(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_hang_wait(135), 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(hang->title,
			"for more than 120 seconds"), "%s", hang->title);
}

static void sim_hang_hung_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, sim_hang_wait(115), 0, "%s",
			    hang->title);
}

/* A spinlock that is held for so long while another CPU waits for it. */
static int sim_hang_holds(void *seconds)
{
	spin_lock(&hang->spinlock);
	complete(&hang->started);
	for (long left = (long)seconds; left; left--)
		mdelay(1000);
	spin_unlock(&hang->spinlock);
	complete(&hang->ended[0]);
	return 0;
}

static int sim_hang_spins(void *unused)
{
	wait_for_completion(&hang->started);
	spin_lock(&hang->spinlock);
	spin_unlock(&hang->spinlock);
	complete(&hang->ended[1]);
	return 0;
}

static int sim_hang_busy(long seconds)
{
	sim_trial_begin(SIM_KIND_STALL, SIM_KIND_STALL);
	kthread_run_on_cpu(sim_hang_holds, (void *)seconds, 0, "holds/%u");
	kthread_run_on_cpu(sim_hang_spins, NULL, 1, "spins/%u");
	wait_for_completion(&hang->ended[0]);
	wait_for_completion(&hang->ended[1]);
	return sim_trial_end(hang->title, sizeof(hang->title));
}

static void sim_hang_spun(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_hang_busy(35), 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(hang->title,
			"for more than 20 seconds, keeping its CPU busy"),
			"%s", hang->title);
}

static void sim_hang_spun_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, sim_hang_busy(15), 0, "%s",
			    hang->title);
}

/* ---- livelocks ---- */

/* Each gives way to the other for ever; @timed: and lets time go by. */
static int sim_hang_polite(void *unused)
{
	while (!READ_ONCE(hang->flag)) {
		yield();
		if (hang->timed)
			udelay(1);
	}
	complete(&hang->ended[0]);
	return 0;
}

static int sim_hang_give_way(bool timed, int most)
{
	hang->timed = timed;
	hang->flag = false;
	sim_trial_begin(SIM_KIND_LIVELOCK, SIM_KIND_LIVELOCK);
	kthread_run(sim_hang_polite, NULL, "sim_polite");
	while (!sim_trial_count() && most--)
		yield();
	WRITE_ONCE(hang->flag, true);
	wait_for_completion(&hang->ended[0]);
	return sim_trial_end(hang->title, sizeof(hang->title));
}

static void sim_hang_livelock(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_hang_give_way(false, INT_MAX), 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(hang->title,
			"decisions were made while no time passed"), "%s",
			hang->title);
}

static void sim_hang_livelock_twin(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sim_hang_give_way(true, 100000), 0);
	KUNIT_EXPECT_EQ(test, sim_hang_give_way(false, 1000), 0);
}

static struct kunit_case sim_hang_cases[] = {
	KUNIT_CASE(sim_hang_hung),
	KUNIT_CASE(sim_hang_hung_twin),
	KUNIT_CASE(sim_hang_spun),
	KUNIT_CASE(sim_hang_spun_twin),
	KUNIT_CASE(sim_hang_livelock),
	KUNIT_CASE(sim_hang_livelock_twin),
	{}
};

static struct kunit_suite sim_hang_suite = {
	.name = "sim_hang",
	.init = sim_hang_init,
	.test_cases = sim_hang_cases,
};
kunit_test_suite(sim_hang_suite);

#endif /* CONFIG_LOCKDEP */
