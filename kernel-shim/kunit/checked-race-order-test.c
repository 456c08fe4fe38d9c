// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-race-order-test.c: what orders accesses for the detector of data
 * races besides locks: RCU, the end of an object's life, work items, timers,
 * CPUs, threads.
 */
#include <linux/delay.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#ifdef CONFIG_KCSAN
#include "race-pairs.h"
#include "sim-sched.h"

DEFINE_STATIC_SRCU(srcu);
static DEFINE_PER_CPU(int, percpu_value);

static struct object *twice_used;

static void object_make(int users)
{
	twice_used = kzalloc(sizeof(*twice_used), GFP_KERNEL);
	refcount_set(&twice_used->users, users);
	watched = twice_used;
	watched_bytes = sizeof(*twice_used);
}

/* ---- RCU ---- */

static void publish(void)
{
	twice_used->value = 1;
	rcu_assign_pointer(shared->object, twice_used);
}

static void publish_plain(void)
{
	twice_used->value = 1;
	barrier();
	shared->object = twice_used;
}

static void subscribe(void)
{
	struct object *object;

	for (;;) {
		rcu_read_lock();
		object = rcu_dereference(shared->object);
		if (object)
			shared->value = object->value;
		rcu_read_unlock();
		if (object)
			break;
		schedule_timeout_uninterruptible(1);
	}
	kfree_rcu_mightsleep(object);
}

static void rcu_published(struct kunit *test)
{
	object_make(1);
	EXPECT_NONE(publish, subscribe);
	object_make(1);
	EXPECT_RACE(publish_plain, subscribe);
}

/* The look comes after the flag, so that only the grace period orders it. */
static void look_in_rcu(void)
{
	rcu_read_lock();
	WRITE_ONCE(shared->flag, true);
	look();
	rcu_read_unlock();
}

static void bump_after_grace(void)
{
	flag_await();
	synchronize_rcu();
	bump();
}

static void bump_without_grace(void)
{
	flag_await();
	bump();
}

static void look_in_atomic(void)
{
	preempt_disable();
	WRITE_ONCE(shared->flag, true);
	look();
	preempt_enable();
}

static void grace_period(struct kunit *test)
{
	EXPECT_NONE(look_in_rcu, bump_after_grace);
	EXPECT_NONE(look_in_atomic, bump_after_grace);
	EXPECT_RACE(look_in_rcu, bump_without_grace);
}

static void look_in_srcu(void)
{
	int idx = srcu_read_lock(&srcu);

	WRITE_ONCE(shared->flag, true);
	look();
	srcu_read_unlock(&srcu, idx);
}

static void bump_after_srcu(void)
{
	flag_await();
	synchronize_srcu(&srcu);
	bump();
}

static void sleepable_grace_period(struct kunit *test)
{
	EXPECT_NONE(look_in_srcu, bump_after_srcu);
	EXPECT_RACE(look_in_srcu, bump_without_grace);
}

static void race_callback_bump(struct rcu_head *head)
{
	bump();
	complete(&completion);
}

static struct rcu_head callback;

static void call_after_grace(void)
{
	flag_await();
	call_rcu(&callback, race_callback_bump);
	wait_for_completion(&completion);
	bump();
}

static void grace_callback(struct kunit *test)
{
	EXPECT_NONE(look_in_rcu, call_after_grace);
}

/* ---- lives of objects ---- */

static void object_put(struct object *object)
{
	if (refcount_dec_and_test(&object->users))
		kfree(object);
}

static void use_and_put(void)
{
	twice_used->value = 3;
	object_put(twice_used);
}

static void object_freed(struct kunit *test)
{
	object_make(2);
	EXPECT_NONE(use_and_put, use_and_put);
}

static void free_marked(void)
{
	flag_await();
	kfree(twice_used);
}

static void use_before_plain(void)
{
	READ_ONCE(twice_used->value);
	barrier();
	shared->flag = true;
}

static void use_before_flag(void)
{
	READ_ONCE(twice_used->value);
	WRITE_ONCE(shared->flag, true);
}

static void free_races(struct kunit *test)
{
	object_make(1);
	EXPECT_NONE(use_before_flag, free_marked);
	object_make(1);
	EXPECT_RACE(use_before_plain, free_marked);
}

/* ---- work, timers, threads ---- */

static void work_bump(struct work_struct *work)
{
	bump();
}

static DECLARE_WORK(work, work_bump);

static void bump_then_queue(void)
{
	bump();
	queue_work(system_unbound_wq, &work);
	flush_work(&work);
}

static void queue_then_bump(void)
{
	queue_work(system_unbound_wq, &work);
	bump();
	flush_work(&work);
}

static void flush_then_bump(void)
{
	queue_work(system_unbound_wq, &work);
	flush_work(&work);
	bump();
}

static void work_queued(struct kunit *test)
{
	EXPECT_NONE(bump_then_queue, do_nothing);
	EXPECT_NONE(flush_then_bump, do_nothing);
	EXPECT_RACE(queue_then_bump, do_nothing);
}

static void timer_bump(struct timer_list *timer)
{
	WRITE_ONCE(shared->flag, true);
	bump();
}

static DEFINE_TIMER(timer, timer_bump);

static void timer_arm(void)
{
	timer.expires = jiffies + 1;
	add_timer_on(&timer, 0);
}

static void timer_arm_late(void)
{
	plain_await();
	timer_arm();
	flag_await();
	timer_delete_sync(&timer);
}

static void delete_then_bump(void)
{
	flag_await();
	timer_delete_sync(&timer);
	bump();
}

static void timer_deleted(struct kunit *test)
{
	EXPECT_NONE(timer_arm, delete_then_bump);
	EXPECT_RACE(timer_arm_late, bump_then_say);
}

static void percpu_bump(void)
{
	preempt_disable();
	__this_cpu_inc(percpu_value);
	preempt_enable();
}

static void percpu_bump_open(void)
{
	(*raw_cpu_ptr(&percpu_value))++;
}

static void percpu_bump_atomic(void)
{
	this_cpu_inc(percpu_value);
}

static void percpu_data(struct kunit *test)
{
	watched_bytes = sizeof(int);
	watched = per_cpu_ptr(&percpu_value, 0);
	KUNIT_EXPECT_EQ(test, races_bound(test, percpu_bump, 0,
					  percpu_bump, 0, 0), 0);
	watched = per_cpu_ptr(&percpu_value, 0);
	KUNIT_EXPECT_EQ(test, races_bound(test, percpu_bump_atomic, 0,
					  percpu_bump_atomic, 0, 0), 0);
	watched = per_cpu_ptr(&percpu_value, 0);
	KUNIT_EXPECT_GT(test, races_bound(test, percpu_bump, 0,
					  percpu_bump_open, 0, 0), 0);
}

static int thread_bump(void *arg)
{
	bump_then_say();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void thread_around(void)
{
	struct task_struct *task;

	bump();
	task = kthread_run(thread_bump, NULL, "race-child");
	if (IS_ERR(task))
		return;
	kthread_stop(task);
	bump();
}

static void thread_beside(void)
{
	struct task_struct *task = kthread_run(thread_bump, NULL, "race-child");

	if (IS_ERR(task))
		return;
	plain_await();
	bump();
	kthread_stop(task);
}

static void threads(struct kunit *test)
{
	EXPECT_NONE(thread_around, do_nothing);
	EXPECT_RACE(thread_beside, do_nothing);
}

static struct task_struct *sleeper;

static void bump_then_sleep(void)
{
	bump();
	sleeper = current;
	plain_say();
	while (!READ_ONCE(shared->flag))
		sim_task_sleep_ns(NSEC_PER_MSEC);
}

/*
 * As kernel/freezer.c looks at a task: one that is about to sleep still runs,
 * and nothing orders what it did before. The look itself orders nothing here.
 */
static int sleeper_rests(struct task_struct *task, void *arg)
{
	return !task_curr(task) && data_race(task->__state) & TASK_FREEZABLE;
}

static void find_asleep_then_bump(void)
{
	plain_await();
	while (!task_call_func(data_race(sleeper), sleeper_rests, NULL))
		udelay(1);
	bump();
	WRITE_ONCE(shared->flag, true);
}

static void look_asleep_then_bump(void)
{
	plain_await();
	while (!sleeper_rests(data_race(sleeper), NULL))
		udelay(1);
	bump();
	WRITE_ONCE(shared->flag, true);
}

static void found_asleep(struct kunit *test)
{
	EXPECT_NONE(bump_then_sleep, find_asleep_then_bump);
	EXPECT_RACE(bump_then_sleep, look_asleep_then_bump);
}

static struct kunit_case order_cases[] = {
	KUNIT_CASE(rcu_published), KUNIT_CASE(grace_period),
	KUNIT_CASE(sleepable_grace_period), KUNIT_CASE(grace_callback),
	KUNIT_CASE(object_freed), KUNIT_CASE(free_races),
	KUNIT_CASE(work_queued), KUNIT_CASE(timer_deleted),
	KUNIT_CASE(percpu_data), KUNIT_CASE(threads),
	KUNIT_CASE(found_asleep),
	{}
};

static void order_exit(struct kunit *test)
{
	twice_used = NULL;
}

static struct kunit_suite order_suite = {
	.name = "sim_data_race_order",
	.init = race_init,
	.exit = order_exit,
	.test_cases = order_cases,
};
kunit_test_suite(order_suite);
#endif
