// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleeping-waits-test.c: whoever a sleep waits for wants a lock that the sleeper
 * holds: the thread of an interrupt, the completion function of an URB, a
 * reader that holds up rcu_barrier() or srcu_barrier(). Each with its correct
 * twin, which does not want that lock.
 *
 * The checker is in the host (libsim/sched/circle.c).
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/srcu.h>
#include <linux/usb.h>
#include <linux/usb/hcd.h>
#include "sim/border_trial.h"
#include "sim-sched.h"

#ifdef CONFIG_LOCKDEP

#define SIM_SLEEP_LINE	(SIM_IRQ_LINES - 1)

struct sim_test_sleep {
	struct rw_semaphore rwsem;
	struct completion started, ended, rescued;
	struct rcu_head head;
	struct srcu_struct srcu;
	struct usb_device device;
	struct usb_host_endpoint endpoint;
	struct hc_driver driver;
	struct usb_hcd hcd;
	struct urb *urb;
	bool takes;
	char title[256];
};

static struct sim_test_sleep *sleep;

/* What the test waits for: wants what the test holds. */
static void sim_sleep_body(void)
{
	complete(&sleep->started);
	if (sleep->takes) {
		down_write(&sleep->rwsem);
		up_write(&sleep->rwsem);
	} else {
		/* Long enough to be waited for. */
		mdelay(30);
	}
}

/* Breaks the circle again: lets go in place of the test. */
static int sim_sleep_rescue(void *unused)
{
	msleep(100);
	up_read_non_owner(&sleep->rwsem);
	complete(&sleep->rescued);
	return 0;
}

static void sim_sleep_begin(bool takes, enum sim_kind besides)
{
	sleep->takes = takes;
	sim_trial_begin(SIM_KIND_DEADLOCK, besides);
	down_read(&sleep->rwsem);
}

/* Somebody runs sim_sleep_body() now or soon. */
static void sim_sleep_started(void)
{
	wait_for_completion(&sleep->started);
	msleep(20);
	kthread_run(sim_sleep_rescue, NULL, "sim_rescue");
}

static void sim_sleep_end(struct kunit *test, const char *words)
{
	int found;

	wait_for_completion(&sleep->rescued);
	rwsem_release(&sleep->rwsem.dep_map, _THIS_IP_);
	found = sim_trial_end(sleep->title, sizeof(sleep->title));
	/* Told each time that the sleeper looks and sleeps again. */
	KUNIT_EXPECT_EQ_MSG(test, !!found, sleep->takes, "%s", sleep->title);
	if (sleep->takes)
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(sleep->title, words),
					  "%s", sleep->title);
}

/* ---- the thread of an interrupt ---- */

static irqreturn_t sim_sleep_handler(int line, void *unused)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t sim_sleep_threaded(int line, void *unused)
{
	sim_sleep_body();
	return IRQ_HANDLED;
}

static void sim_sleep_raise(void)
{
	unsigned long flags;

	local_irq_save(flags);
	__irq_enter();
	generic_handle_irq(SIM_SLEEP_LINE);
	__irq_exit();
	local_irq_restore(flags);
}

static void sim_sleep_irq(struct kunit *test, bool takes, bool frees)
{
	int err = request_threaded_irq(SIM_SLEEP_LINE, sim_sleep_handler,
				       sim_sleep_threaded, IRQF_ONESHOT,
				       "sim_sleep", sleep);

	KUNIT_ASSERT_EQ(test, err, 0);
	sim_sleep_begin(takes, SIM_KIND_LOCK_ORDER);
	sim_sleep_raise();
	sim_sleep_started();
	if (frees)
		free_irq(SIM_SLEEP_LINE, sleep);
	else
		synchronize_irq(SIM_SLEEP_LINE);
	sim_sleep_end(test, "to finish of sim_sleep in irq/");
	if (!frees)
		free_irq(SIM_SLEEP_LINE, sleep);
}

static void sim_sleep_irq_thread(struct kunit *test)
{
	sim_sleep_irq(test, true, false);
}

static void sim_sleep_irq_free(struct kunit *test)
{
	sim_sleep_irq(test, true, true);
}

static void sim_sleep_irq_twin(struct kunit *test)
{
	sim_sleep_irq(test, false, false);
}

/* One of two that share the line: its turn is over soon. */
static irqreturn_t sim_sleep_threaded_shortly(int line, void *unused)
{
	return IRQ_HANDLED;
}

static void sim_sleep_irq_shared(struct kunit *test, bool takes, bool last)
{
	unsigned long flags = IRQF_ONESHOT | IRQF_SHARED;
	irq_handler_t body[2] = { sim_sleep_threaded,
				  sim_sleep_threaded_shortly };
	int err;

	err = request_threaded_irq(SIM_SLEEP_LINE, sim_sleep_handler,
				   body[last], flags, "sim_first", &body[0]);
	KUNIT_ASSERT_EQ(test, err, 0);
	err = request_threaded_irq(SIM_SLEEP_LINE, sim_sleep_handler,
				   body[!last], flags, "sim_second", &body[1]);
	KUNIT_EXPECT_EQ(test, err, 0);
	sim_sleep_begin(takes, SIM_KIND_LOCK_ORDER);
	sim_sleep_raise();
	sim_sleep_started();
	synchronize_irq(SIM_SLEEP_LINE);
	sim_sleep_end(test, last ? "to finish of sim_second in irq/" :
				   "to finish of sim_first in irq/");
	free_irq(SIM_SLEEP_LINE, &body[0]);
	free_irq(SIM_SLEEP_LINE, &body[1]);
}

static void sim_sleep_irq_first(struct kunit *test)
{
	sim_sleep_irq_shared(test, true, false);
}

static void sim_sleep_irq_second(struct kunit *test)
{
	sim_sleep_irq_shared(test, true, true);
}

static void sim_sleep_irq_shared_twin(struct kunit *test)
{
	sim_sleep_irq_shared(test, false, true);
}

/* ---- the completion function of an URB ---- */

static void sim_sleep_complete(struct urb *urb)
{
	sim_sleep_body();
}

static int sim_sleep_dequeue(struct usb_hcd *hcd, struct urb *urb, int status)
{
	return -EIDRM;		/* it is being given back already */
}

static void sim_sleep_device_release(struct device *device)
{
}

/* A controller that gives back in its caller's context, as without HCD_BH. */
static void sim_sleep_urb_make(struct kunit *test)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, urb);
	device_initialize(&sleep->device.dev);
	sleep->device.dev.release = sim_sleep_device_release;
	sleep->device.bus = &sleep->hcd.self;
	sleep->device.parent = &sleep->device;	/* no root hub */
	sleep->driver.urb_dequeue = sim_sleep_dequeue;
	sleep->hcd.driver = &sleep->driver;
	urb->dev = &sleep->device;
	urb->ep = &sleep->endpoint;
	urb->complete = sim_sleep_complete;
	INIT_LIST_HEAD(&urb->urb_list);
	atomic_inc(&urb->use_count);
	usb_get_urb(urb);
	sleep->urb = urb;
}

static int sim_sleep_giver(void *unused)
{
	usb_hcd_giveback_urb(&sleep->hcd, sleep->urb, 0);
	complete(&sleep->ended);
	return 0;
}

static void sim_sleep_urb_kill(struct kunit *test, bool takes, bool poisons)
{
	sim_sleep_urb_make(test);
	sim_sleep_begin(takes, SIM_KIND_LOCK_ORDER);
	kthread_run(sim_sleep_giver, NULL, "sim_giver");
	sim_sleep_started();
	if (poisons)
		usb_poison_urb(sleep->urb);
	else
		usb_kill_urb(sleep->urb);
	wait_for_completion(&sleep->ended);
	sim_sleep_end(test, "of an URB's completion held by sim_giver");
	usb_free_urb(sleep->urb);
}

static void sim_sleep_urb(struct kunit *test)
{
	sim_sleep_urb_kill(test, true, false);
}

static void sim_sleep_urb_poison(struct kunit *test)
{
	sim_sleep_urb_kill(test, true, true);
}

static void sim_sleep_urb_twin(struct kunit *test)
{
	sim_sleep_urb_kill(test, false, false);
}

/* ---- rcu_barrier() ---- */

static int sim_sleep_reader(void *unused)
{
	rcu_read_lock();
	sim_sleep_body();
	rcu_read_unlock();
	complete(&sleep->ended);
	return 0;
}

static void sim_sleep_callback(struct rcu_head *head)
{
}

/* A reader that sleeps is a finding of its own, which the trial leaves out. */
static void sim_sleep_barrier_wait(struct kunit *test, bool takes)
{
	sim_sleep_begin(takes, SIM_KIND_SLEEP_IN_ATOMIC);
	kthread_run(sim_sleep_reader, NULL, "sim_reader");
	wait_for_completion(&sleep->started);
	call_rcu(&sleep->head, sim_sleep_callback);
	msleep(20);
	kthread_run(sim_sleep_rescue, NULL, "sim_rescue");
	rcu_barrier();
	wait_for_completion(&sleep->ended);
	sim_sleep_end(test, "RCU read section held by sim_reader");
}

static void sim_sleep_barrier(struct kunit *test)
{
	sim_sleep_barrier_wait(test, true);
}

static void sim_sleep_barrier_twin(struct kunit *test)
{
	sim_sleep_barrier_wait(test, false);
}

/* ---- srcu_barrier() ---- */

static int sim_sleep_sleepable_reader(void *unused)
{
	int idx = srcu_read_lock(&sleep->srcu);

	sim_sleep_body();
	srcu_read_unlock(&sleep->srcu, idx);
	complete(&sleep->ended);
	return 0;
}

static void sim_sleep_srcu_barrier_wait(struct kunit *test, bool takes)
{
	KUNIT_ASSERT_EQ(test, init_srcu_struct(&sleep->srcu), 0);
	sim_sleep_begin(takes, SIM_KIND_LOCK_ORDER);
	kthread_run(sim_sleep_sleepable_reader, NULL, "sim_reader");
	sim_sleep_started();
	srcu_barrier(&sleep->srcu);
	wait_for_completion(&sleep->ended);
	sim_sleep_end(test, "SRCU callbacks held by ");
	cleanup_srcu_struct(&sleep->srcu);
}

static void sim_sleep_srcu_barrier(struct kunit *test)
{
	sim_sleep_srcu_barrier_wait(test, true);
}

static void sim_sleep_srcu_barrier_twin(struct kunit *test)
{
	sim_sleep_srcu_barrier_wait(test, false);
}

static int sim_sleep_init(struct kunit *test)
{
	sleep = kunit_kzalloc(test, sizeof(*sleep), GFP_KERNEL);
	if (!sleep)
		return -ENOMEM;
	init_rwsem(&sleep->rwsem);
	init_completion(&sleep->started);
	init_completion(&sleep->ended);
	init_completion(&sleep->rescued);
	return 0;
}

static struct kunit_case sim_sleep_cases[] = {
	KUNIT_CASE(sim_sleep_irq_thread),
	KUNIT_CASE(sim_sleep_irq_free),
	KUNIT_CASE(sim_sleep_irq_twin),
	KUNIT_CASE(sim_sleep_irq_first),
	KUNIT_CASE(sim_sleep_irq_second),
	KUNIT_CASE(sim_sleep_irq_shared_twin),
	KUNIT_CASE(sim_sleep_urb),
	KUNIT_CASE(sim_sleep_urb_poison),
	KUNIT_CASE(sim_sleep_urb_twin),
	KUNIT_CASE(sim_sleep_barrier),
	KUNIT_CASE(sim_sleep_barrier_twin),
	KUNIT_CASE(sim_sleep_srcu_barrier),
	KUNIT_CASE(sim_sleep_srcu_barrier_twin),
	{}
};

static struct kunit_suite sim_sleep_suite = {
	.name = "sim_sleeping_waits",
	.init = sim_sleep_init,
	.test_cases = sim_sleep_cases,
};
kunit_test_suite(sim_sleep_suite);

#endif /* CONFIG_LOCKDEP */
