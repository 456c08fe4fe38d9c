// SPDX-License-Identifier: GPL-2.0-only
/*
 * work-queue-test.c: the rules of Documentation/core-api/workqueue.rst, as
 * the shim keeps them under any schedule.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define SIM_ITEMS	6

struct sim_test_item {
	struct work_struct work;
	struct delayed_work delayed;
	struct sim_test_log *log;
	int number;
	int runs;
	int again;		/* queues itself so many times */
	struct workqueue_struct *wq;
	struct completion *until;	/* it does not end before; or NULL */
};

struct sim_test_log {
	int order[32];
	int count;
	int running, most;
};

static void sim_test_enter(struct sim_test_item *item)
{
	struct sim_test_log *log = item->log;

	log->most = max(log->most, ++log->running);
	if (log->count < ARRAY_SIZE(log->order))
		log->order[log->count++] = item->number;
	item->runs++;
}

static void sim_test_run(struct work_struct *work)
{
	struct sim_test_item *item = container_of(work, struct sim_test_item,
						  work);

	sim_test_enter(item);
	if (item->again-- > 0)
		queue_work(item->wq, work);
	usleep_range(5, 50);
	if (item->until)
		wait_for_completion(item->until);
	item->log->running--;
}

static void sim_test_run_delayed(struct work_struct *work)
{
	struct sim_test_item *item = container_of(to_delayed_work(work),
						  struct sim_test_item, delayed);

	sim_test_enter(item);
	item->log->running--;
}

static void sim_test_items(struct kunit *test, struct sim_test_item *items,
			   struct sim_test_log *log,
			   struct workqueue_struct *wq)
{
	int i;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (i = 0; i < SIM_ITEMS; i++) {
		items[i].log = log;
		items[i].number = i;
		items[i].wq = wq;
		INIT_WORK_ONSTACK(&items[i].work, sim_test_run);
		INIT_DELAYED_WORK_ONSTACK(&items[i].delayed,
					  sim_test_run_delayed);
	}
}

static void sim_test_ordered(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("sim_ordered", 0);
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};
	int i;

	sim_test_items(test, items, &log, wq);
	for (i = 0; i < SIM_ITEMS; i++)
		KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[i].work));
	destroy_workqueue(wq);
	KUNIT_EXPECT_EQ(test, log.count, SIM_ITEMS);
	for (i = 0; i < SIM_ITEMS; i++)
		KUNIT_EXPECT_EQ(test, log.order[i], i);
	KUNIT_EXPECT_EQ(test, log.most, 1);
}

static void sim_test_max_active(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("sim_two", WQ_UNBOUND, 2);
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};
	int i;

	sim_test_items(test, items, &log, wq);
	for (i = 0; i < SIM_ITEMS; i++)
		queue_work(wq, &items[i].work);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, log.count, SIM_ITEMS);
	KUNIT_EXPECT_LE(test, log.most, 2);
	destroy_workqueue(wq);
}

static void sim_test_not_reentrant(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("sim_many", WQ_UNBOUND, 0);
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};
	int i;

	sim_test_items(test, items, &log, wq);
	items[0].again = 5;
	queue_work(wq, &items[0].work);
	for (i = 0; i < 5; i++) {
		usleep_range(3, 30);
		queue_work(system_percpu_wq, &items[0].work);
	}
	/* It may go back and forth between the two queues. */
	while (work_busy(&items[0].work))
		flush_work(&items[0].work);
	KUNIT_EXPECT_EQ(test, log.most, 1);
	KUNIT_EXPECT_GE(test, items[0].runs, 6);
	destroy_workqueue(wq);
}

static void sim_test_pending_once(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("sim_once", 0);
	struct sim_test_item items[SIM_ITEMS] = {};
	DECLARE_COMPLETION_ONSTACK(asked);
	struct sim_test_log log = {};

	sim_test_items(test, items, &log, wq);
	items[0].until = &asked;
	queue_work(wq, &items[0].work);
	KUNIT_EXPECT_TRUE(test, queue_work(wq, &items[1].work));
	KUNIT_EXPECT_TRUE(test, work_pending(&items[1].work));
	KUNIT_EXPECT_FALSE(test, queue_work(wq, &items[1].work));
	complete(&asked);
	flush_work(&items[1].work);
	KUNIT_EXPECT_EQ(test, items[1].runs, 1);
	destroy_workqueue(wq);
}

static void sim_test_cancel(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("sim_cancel", 0);
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};
	int i, cancelled = 0;

	sim_test_items(test, items, &log, wq);
	for (i = 0; i < SIM_ITEMS; i++)
		queue_work(wq, &items[i].work);
	for (i = SIM_ITEMS - 1; i >= 0; i--)
		cancelled += cancel_work_sync(&items[i].work);
	KUNIT_EXPECT_EQ(test, log.count + cancelled, SIM_ITEMS);
	KUNIT_EXPECT_EQ(test, log.running, 0);
	destroy_workqueue(wq);
}

static void sim_test_delayed(struct kunit *test)
{
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};
	unsigned long start = jiffies;

	sim_test_items(test, items, &log, system_percpu_wq);
	schedule_delayed_work(&items[0].delayed, 10);
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&items[0].delayed, 1));
	while (!items[0].runs)
		msleep(1);
	KUNIT_EXPECT_GE(test, jiffies - start, 10);
	schedule_delayed_work(&items[1].delayed, HZ);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_percpu_wq,
						 &items[1].delayed, 0));
	flush_delayed_work(&items[1].delayed);
	KUNIT_EXPECT_EQ(test, items[1].runs, 1);
	schedule_delayed_work(&items[2].delayed, HZ);
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work_sync(&items[2].delayed));
	KUNIT_EXPECT_EQ(test, items[2].runs, 0);
}

static void sim_test_disable(struct kunit *test)
{
	struct sim_test_item items[SIM_ITEMS] = {};
	struct sim_test_log log = {};

	sim_test_items(test, items, &log, system_percpu_wq);
	disable_work_sync(&items[0].work);
	KUNIT_EXPECT_FALSE(test, schedule_work(&items[0].work));
	KUNIT_EXPECT_TRUE(test, enable_work(&items[0].work));
	KUNIT_EXPECT_TRUE(test, schedule_work(&items[0].work));
	flush_work(&items[0].work);
	KUNIT_EXPECT_EQ(test, items[0].runs, 1);
}

static int sim_test_freed;

static void sim_test_free_self(struct work_struct *work)
{
	kfree(work);
	sim_test_freed++;
}

static void sim_test_self_free(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("sim_free", 0, 0);
	struct work_struct *work;
	int i;

	sim_test_freed = 0;
	for (i = 0; i < 8; i++) {
		work = kzalloc(sizeof(*work), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, work);
		INIT_WORK(work, sim_test_free_self);
		queue_work(wq, work);
	}
	destroy_workqueue(wq);
	KUNIT_EXPECT_EQ(test, sim_test_freed, 8);
}

static void sim_test_softirq_run(struct work_struct *work)
{
	struct sim_test_item *item = container_of(work, struct sim_test_item,
						  work);

	item->runs += in_serving_softirq() ? 1 : 100;
}

static void sim_test_softirq(struct kunit *test)
{
	struct sim_test_item item = {};

	INIT_WORK_ONSTACK(&item.work, sim_test_softirq_run);
	queue_work(system_bh_wq, &item.work);
	flush_work(&item.work);
	queue_work(system_bh_highpri_wq, &item.work);
	cancel_work_sync(&item.work);
	KUNIT_EXPECT_GE(test, item.runs, 1);
	KUNIT_EXPECT_LE(test, item.runs, 2);
}

static struct kunit_case sim_work_queue_cases[] = {
	KUNIT_CASE(sim_test_ordered),
	KUNIT_CASE(sim_test_max_active),
	KUNIT_CASE(sim_test_not_reentrant),
	KUNIT_CASE(sim_test_pending_once),
	KUNIT_CASE(sim_test_cancel),
	KUNIT_CASE(sim_test_delayed),
	KUNIT_CASE(sim_test_disable),
	KUNIT_CASE(sim_test_self_free),
	KUNIT_CASE(sim_test_softirq),
	{}
};

static struct kunit_suite sim_work_queue_suite = {
	.name = "sim_work_queue",
	.test_cases = sim_work_queue_cases,
};
kunit_test_suite(sim_work_queue_suite);
