// SPDX-License-Identifier: GPL-2.0-only
/*
 * grace-period-test.c: RCU and SRCU wait for the readers that they must.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/srcu.h>

struct sim_test_grace {
	struct srcu_struct srcu;
	struct completion inside, left, synced;
	bool reading, early;
	void (*reader)(struct sim_test_grace *grace);
	void (*sync)(struct sim_test_grace *grace);
	struct rcu_head head;
	bool called;
};

DEFINE_STATIC_SRCU(sim_test_static_srcu);

static void sim_test_read(struct sim_test_grace *grace)
{
	grace->reading = true;
	complete(&grace->inside);
	udelay(50);
	grace->reading = false;
}

static void sim_test_rcu_reader(struct sim_test_grace *grace)
{
	rcu_read_lock();
	rcu_read_lock();
	rcu_read_unlock();
	sim_test_read(grace);
	rcu_read_unlock();
}

static void sim_test_preempt_reader(struct sim_test_grace *grace)
{
	preempt_disable();
	sim_test_read(grace);
	preempt_enable();
}

static void sim_test_irq_reader(struct sim_test_grace *grace)
{
	local_irq_disable();
	sim_test_read(grace);
	local_irq_enable();
}

static void sim_test_srcu_reader(struct sim_test_grace *grace)
{
	int idx = srcu_read_lock(&grace->srcu);

	grace->reading = true;
	complete(&grace->inside);
	msleep(3);
	grace->reading = false;
	srcu_read_unlock(&grace->srcu, idx);
}

static void sim_test_static_reader(struct sim_test_grace *grace)
{
	int idx = srcu_read_lock(&sim_test_static_srcu);

	grace->reading = true;
	complete(&grace->inside);
	msleep(3);
	grace->reading = false;
	srcu_read_unlock(&sim_test_static_srcu, idx);
}

static void sim_test_rcu_sync(struct sim_test_grace *grace)
{
	synchronize_rcu();
}

static void sim_test_srcu_sync(struct sim_test_grace *grace)
{
	synchronize_srcu(&grace->srcu);
}

static void sim_test_static_sync(struct sim_test_grace *grace)
{
	synchronize_srcu(&sim_test_static_srcu);
}

static int sim_test_read_thread(void *data)
{
	struct sim_test_grace *grace = data;

	grace->reader(grace);
	complete(&grace->left);
	return 0;
}

static void sim_test_called(struct rcu_head *head)
{
	struct sim_test_grace *grace = container_of(head,
						    struct sim_test_grace, head);

	grace->called = true;
	if (grace->reading)
		grace->early = true;
}

static struct sim_test_grace *sim_test_start(struct kunit *test,
				void (*reader)(struct sim_test_grace *))
{
	struct sim_test_grace *grace = kunit_kzalloc(test, sizeof(*grace),
						     GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, grace);
	KUNIT_ASSERT_EQ(test, init_srcu_struct(&grace->srcu), 0);
	init_completion(&grace->inside);
	init_completion(&grace->left);
	grace->reader = reader;
	kthread_run(sim_test_read_thread, grace, "sim_reader");
	wait_for_completion(&grace->inside);
	return grace;
}

static void sim_test_grace(struct kunit *test,
			   void (*reader)(struct sim_test_grace *),
			   void (*sync)(struct sim_test_grace *))
{
	struct sim_test_grace *grace = sim_test_start(test, reader);

	sync(grace);
	KUNIT_EXPECT_FALSE(test, grace->reading);
	wait_for_completion(&grace->left);
	cleanup_srcu_struct(&grace->srcu);
}

static void sim_test_rcu(struct kunit *test)
{
	sim_test_grace(test, sim_test_rcu_reader, sim_test_rcu_sync);
}

static void sim_test_preempt(struct kunit *test)
{
	sim_test_grace(test, sim_test_preempt_reader, sim_test_rcu_sync);
}

static void sim_test_irq(struct kunit *test)
{
	sim_test_grace(test, sim_test_irq_reader, sim_test_rcu_sync);
}

static void sim_test_srcu(struct kunit *test)
{
	sim_test_grace(test, sim_test_srcu_reader, sim_test_srcu_sync);
}

static void sim_test_static(struct kunit *test)
{
	sim_test_grace(test, sim_test_static_reader, sim_test_static_sync);
}

static void sim_test_call_rcu(struct kunit *test)
{
	struct sim_test_grace *grace = sim_test_start(test,
						      sim_test_rcu_reader);

	call_rcu(&grace->head, sim_test_called);
	rcu_barrier();
	KUNIT_EXPECT_TRUE(test, grace->called);
	KUNIT_EXPECT_FALSE(test, grace->early);
	wait_for_completion(&grace->left);
	cleanup_srcu_struct(&grace->srcu);
}

static void sim_test_call_srcu(struct kunit *test)
{
	struct sim_test_grace *grace = sim_test_start(test,
						      sim_test_srcu_reader);

	call_srcu(&grace->srcu, &grace->head, sim_test_called);
	srcu_barrier(&grace->srcu);
	KUNIT_EXPECT_TRUE(test, grace->called);
	KUNIT_EXPECT_FALSE(test, grace->early);
	wait_for_completion(&grace->left);
	cleanup_srcu_struct(&grace->srcu);
}

struct sim_test_freed {
	long value;
	struct rcu_head rcu;
};

static void sim_test_kfree_rcu(struct kunit *test)
{
	struct sim_test_freed *object = kzalloc(sizeof(*object), GFP_KERNEL);
	unsigned long state;

	KUNIT_ASSERT_NOT_NULL(test, object);
	rcu_read_lock();
	state = get_state_synchronize_rcu();
	kfree_rcu(object, rcu);
	KUNIT_EXPECT_EQ(test, object->value, 0);
	rcu_read_unlock();
	cond_synchronize_rcu(state);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(state));
	rcu_barrier();
}

struct sim_test_place {
	struct rcu_head head;
	int queued_on, called_on;
	bool softirq;
};

static void sim_test_place_called(struct rcu_head *head)
{
	struct sim_test_place *place = container_of(head, struct sim_test_place,
						    head);

	place->called_on = raw_smp_processor_id();
	place->softirq = in_serving_softirq();
}

static void sim_test_place_queue(void *data)
{
	struct sim_test_place *place = data;

	place->queued_on = raw_smp_processor_id();
	place->called_on = -1;
	call_rcu(&place->head, sim_test_place_called);
}

/* Callbacks are called in a softirq where they were queued, before a barrier. */
static void sim_test_callback_place(struct kunit *test)
{
	struct sim_test_place *place;
	int cpu;

	place = kunit_kcalloc(test, nr_cpu_ids, sizeof(*place), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, place);
	for_each_online_cpu(cpu)
		smp_call_function_single(cpu, sim_test_place_queue,
					 &place[cpu], 1);
	rcu_barrier();
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, place[cpu].queued_on, cpu);
		KUNIT_EXPECT_EQ(test, place[cpu].called_on, cpu);
		KUNIT_EXPECT_TRUE(test, place[cpu].softirq);
	}
}

static struct kunit_case sim_grace_period_cases[] = {
	KUNIT_CASE(sim_test_rcu),
	KUNIT_CASE(sim_test_preempt),
	KUNIT_CASE(sim_test_irq),
	KUNIT_CASE(sim_test_srcu),
	KUNIT_CASE(sim_test_static),
	KUNIT_CASE(sim_test_call_rcu),
	KUNIT_CASE(sim_test_call_srcu),
	KUNIT_CASE(sim_test_kfree_rcu),
	KUNIT_CASE(sim_test_callback_place),
	{}
};

static struct kunit_suite sim_grace_period_suite = {
	.name = "sim_grace_period",
	.test_cases = sim_grace_period_cases,
};
kunit_test_suite(sim_grace_period_suite);
