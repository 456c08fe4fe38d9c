// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock-test.c: locks exclude whom they should, under any schedule.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>

#define SIM_THREADS	4
#define SIM_TURNS	5

struct sim_test_locks {
	struct mutex mutex;
	struct rw_semaphore rwsem;
	struct semaphore semaphore;
	spinlock_t spin;
	rwlock_t rwlock;
	int inside, readers, most_readers, broken, total;
	void (*turn)(struct sim_test_locks *locks, int number);
	struct completion done[SIM_THREADS];
	int number;
};

static void sim_test_alone(struct sim_test_locks *locks)
{
	if (locks->inside++ || locks->readers)
		locks->broken++;
}

static void sim_test_leave(struct sim_test_locks *locks)
{
	locks->inside--;
	locks->total++;
}

static void sim_test_shared(struct sim_test_locks *locks)
{
	if (locks->inside)
		locks->broken++;
	locks->most_readers = max(locks->most_readers, ++locks->readers);
}

static void sim_test_mutex_turn(struct sim_test_locks *locks, int number)
{
	if (number & 1)
		mutex_lock(&locks->mutex);
	else if (!mutex_trylock(&locks->mutex))
		mutex_lock(&locks->mutex);
	sim_test_alone(locks);
	usleep_range(1, 20);
	sim_test_leave(locks);
	mutex_unlock(&locks->mutex);
}

static void sim_test_semaphore_turn(struct sim_test_locks *locks, int number)
{
	down(&locks->semaphore);
	sim_test_alone(locks);
	cond_resched();
	sim_test_leave(locks);
	up(&locks->semaphore);
}

static void sim_test_rwsem_turn(struct sim_test_locks *locks, int number)
{
	if (number == 0) {
		down_write(&locks->rwsem);
		sim_test_alone(locks);
		usleep_range(1, 20);
		sim_test_leave(locks);
		sim_test_shared(locks);
		downgrade_write(&locks->rwsem);
		usleep_range(1, 20);
		locks->readers--;
		up_read(&locks->rwsem);
		return;
	}
	down_read(&locks->rwsem);
	sim_test_shared(locks);
	usleep_range(1, 20);
	locks->readers--;
	locks->total++;
	up_read(&locks->rwsem);
}

static void sim_test_spin_turn(struct sim_test_locks *locks, int number)
{
	unsigned long flags;

	spin_lock_irqsave(&locks->spin, flags);
	sim_test_alone(locks);
	udelay(1);
	sim_test_leave(locks);
	spin_unlock_irqrestore(&locks->spin, flags);
	spin_lock_bh(&locks->spin);
	sim_test_alone(locks);
	udelay(1);
	locks->inside--;
	spin_unlock_bh(&locks->spin);
}

static void sim_test_rwlock_turn(struct sim_test_locks *locks, int number)
{
	if (number == 0) {
		write_lock(&locks->rwlock);
		sim_test_alone(locks);
		udelay(1);
		sim_test_leave(locks);
		write_unlock(&locks->rwlock);
		return;
	}
	read_lock(&locks->rwlock);
	sim_test_shared(locks);
	udelay(1);
	locks->readers--;
	locks->total++;
	read_unlock(&locks->rwlock);
}

static int sim_test_thread(void *data)
{
	struct sim_test_locks *locks = data;
	int number = locks->number++;
	int i;

	for (i = 0; i < SIM_TURNS; i++)
		locks->turn(locks, number);
	complete(&locks->done[number]);
	return 0;
}

static void sim_test_turns(struct kunit *test,
			   void (*turn)(struct sim_test_locks *, int))
{
	struct sim_test_locks *locks;
	int i;

	locks = kunit_kzalloc(test, sizeof(*locks), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, locks);
	mutex_init(&locks->mutex);
	init_rwsem(&locks->rwsem);
	sema_init(&locks->semaphore, 1);
	spin_lock_init(&locks->spin);
	rwlock_init(&locks->rwlock);
	locks->turn = turn;
	for (i = 0; i < SIM_THREADS; i++)
		init_completion(&locks->done[i]);
	for (i = 0; i < SIM_THREADS; i++)
		kthread_run(sim_test_thread, locks, "sim_lock/%d", i);
	for (i = 0; i < SIM_THREADS; i++)
		wait_for_completion(&locks->done[i]);
	KUNIT_EXPECT_EQ(test, locks->broken, 0);
	KUNIT_EXPECT_EQ(test, locks->total, SIM_THREADS * SIM_TURNS);
}

static void sim_test_mutex(struct kunit *test)
{
	sim_test_turns(test, sim_test_mutex_turn);
}

static void sim_test_rwsem(struct kunit *test)
{
	sim_test_turns(test, sim_test_rwsem_turn);
}

static void sim_test_semaphore(struct kunit *test)
{
	sim_test_turns(test, sim_test_semaphore_turn);
}

static void sim_test_spinlock(struct kunit *test)
{
	sim_test_turns(test, sim_test_spin_turn);
}

static void sim_test_rwlock(struct kunit *test)
{
	sim_test_turns(test, sim_test_rwlock_turn);
}

struct sim_test_queue {
	struct rw_semaphore rwsem;
	struct completion done[3];
	bool write, read;
};

static int sim_test_queue_writer(void *data)
{
	struct sim_test_queue *queue = data;

	down_write(&queue->rwsem);
	queue->write = true;
	up_write(&queue->rwsem);
	complete(&queue->done[0]);
	return 0;
}

static int sim_test_queue_reader(void *data)
{
	struct sim_test_queue *queue = data;

	down_read(&queue->rwsem);
	queue->read = true;
	up_read(&queue->rwsem);
	complete(&queue->done[1]);
	return 0;
}

/* Holds it beside the test for three milliseconds. */
static int sim_test_queue_holder(void *data)
{
	struct sim_test_queue *queue = data;

	down_read(&queue->rwsem);
	msleep(3);
	up_read(&queue->rwsem);
	complete(&queue->done[2]);
	return 0;
}

/* Readers wait behind a writer who waits, whatever other readers do. */
static void sim_test_rwsem_queue(struct kunit *test)
{
	struct sim_test_queue queue = {};
	int i;

	init_rwsem(&queue.rwsem);
	for (i = 0; i < 3; i++)
		init_completion(&queue.done[i]);
	down_read(&queue.rwsem);
	kthread_run(sim_test_queue_holder, &queue, "sim_holder");
	msleep(1);
	kthread_run(sim_test_queue_writer, &queue, "sim_writer");
	msleep(1);
	KUNIT_EXPECT_EQ(test, down_read_trylock(&queue.rwsem), 0);
	kthread_run(sim_test_queue_reader, &queue, "sim_reader");
	wait_for_completion(&queue.done[2]);
	msleep(1);
	KUNIT_EXPECT_FALSE(test, queue.read || queue.write);
	up_read(&queue.rwsem);
	wait_for_completion(&queue.done[1]);
	KUNIT_EXPECT_TRUE(test, queue.write);
	wait_for_completion(&queue.done[0]);
}

/* What the asserts of lockdep and the context macros say is true. */
static void sim_test_context(struct kunit *test)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	KUNIT_EXPECT_FALSE(test, in_interrupt());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_TRUE(test, preemptible());
	spin_lock_irqsave(&lock, flags);
	lockdep_assert_held(&lock);
	lockdep_assert_irqs_disabled();
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	KUNIT_EXPECT_TRUE(test, in_atomic());
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock));
	spin_unlock_irqrestore(&lock, flags);
	lockdep_assert_not_held(&lock);
	lockdep_assert_irqs_enabled();
	local_bh_disable();
	KUNIT_EXPECT_TRUE(test, in_softirq());
	KUNIT_EXPECT_FALSE(test, in_serving_softirq());
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static struct kunit_case sim_lock_cases[] = {
	KUNIT_CASE(sim_test_mutex),
	KUNIT_CASE(sim_test_rwsem),
	KUNIT_CASE(sim_test_rwsem_queue),
	KUNIT_CASE(sim_test_semaphore),
	KUNIT_CASE(sim_test_spinlock),
	KUNIT_CASE(sim_test_rwlock),
	KUNIT_CASE(sim_test_context),
	{}
};

static struct kunit_suite sim_lock_suite = {
	.name = "sim_lock",
	.test_cases = sim_lock_cases,
};
kunit_test_suite(sim_lock_suite);
