// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-race-test.c: what the detector of data races must find, and
 * what it must not: locks, messages, marked accesses, annotations.
 *
 * Most cases come in two: with what orders the threads, and with that left out
 * or misplaced.
 */
#include <linux/bit_spinlock.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

#ifdef CONFIG_KCSAN
#include "race-pairs.h"

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(spinlock);
static DEFINE_RWLOCK(rwlock);
static DECLARE_RWSEM(rwsem);
static DEFINE_SEQLOCK(seqlock);

static void nothing_held(struct kunit *test)
{
	EXPECT_RACE(bump, bump);
}

static void bump_in_mutex(void)
{
	mutex_lock(&mutex);
	bump();
	mutex_unlock(&mutex);
}

static void mutex_held(struct kunit *test)
{
	EXPECT_NONE(bump_in_mutex, bump_in_mutex);
	EXPECT_RACE(bump_in_mutex, bump);
}

static void bump_in_spinlock(void)
{
	spin_lock(&spinlock);
	bump();
	spin_unlock(&spinlock);
}

static void spinlock_held(struct kunit *test)
{
	EXPECT_NONE(bump_in_spinlock, bump_in_spinlock);
	EXPECT_RACE(bump_in_spinlock, bump_in_mutex);
}

static void look_in_rwsem(void)
{
	down_read(&rwsem);
	look();
	up_read(&rwsem);
}

static void bump_in_rwsem(void)
{
	down_write(&rwsem);
	bump();
	up_write(&rwsem);
}

static void bump_in_readers_rwsem(void)
{
	down_read(&rwsem);
	bump();
	up_read(&rwsem);
}

static void rwsem_held(struct kunit *test)
{
	EXPECT_NONE(look_in_rwsem, bump_in_rwsem);
	EXPECT_RACE(bump_in_readers_rwsem, look_in_rwsem);
}

static void look_in_rwlock(void)
{
	read_lock(&rwlock);
	look();
	read_unlock(&rwlock);
}

static void bump_in_rwlock(void)
{
	write_lock(&rwlock);
	bump();
	write_unlock(&rwlock);
}

static void bump_in_readers_rwlock(void)
{
	read_lock(&rwlock);
	bump();
	read_unlock(&rwlock);
}

static void rwlock_held(struct kunit *test)
{
	EXPECT_NONE(look_in_rwlock, bump_in_rwlock);
	EXPECT_RACE(bump_in_readers_rwlock, look_in_rwlock);
}

static void bump_in_bit_lock(void)
{
	bit_spin_lock(0, &shared->bits);
	bump();
	bit_spin_unlock(0, &shared->bits);
}

static void bit_lock_held(struct kunit *test)
{
	EXPECT_NONE(bump_in_bit_lock, bump_in_bit_lock);
	EXPECT_RACE(bump_in_bit_lock, bump);
}

static void bump_in_seqlock(void)
{
	write_seqlock(&seqlock);
	bump();
	write_sequnlock(&seqlock);
}

static void look_in_seqlock(void)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&seqlock);
		look();
	} while (read_seqretry(&seqlock, seq));
}

static void seqlock_read(struct kunit *test)
{
	EXPECT_NONE(bump_in_seqlock, look_in_seqlock);
	EXPECT_RACE(bump_in_seqlock, look);
}

/* ---- messages ---- */

static void bump_then_complete(void)
{
	bump();
	complete(&completion);
}

static void complete_then_bump(void)
{
	complete(&completion);
	bump();
}

static void wait_then_bump(void)
{
	wait_for_completion(&completion);
	bump();
}

static void completion_waited(struct kunit *test)
{
	EXPECT_NONE(bump_then_complete, wait_then_bump);
	EXPECT_RACE(complete_then_bump, wait_then_bump);
}

static void bump_then_release(void)
{
	bump();
	smp_store_release(&shared->flag, true);
}

static void release_then_bump(void)
{
	smp_store_release(&shared->flag, true);
	bump();
}

static void acquire_then_bump(void)
{
	flag_await_acquire();
	bump();
}

static void flag_released(struct kunit *test)
{
	EXPECT_NONE(bump_then_release, acquire_then_bump);
	EXPECT_RACE(release_then_bump, acquire_then_bump);
}

static void bump_then_plain(void)
{
	bump();
	barrier();
	shared->flag = true;
}

/* A plain store publishes nothing. */
static void flag_plain(struct kunit *test)
{
	EXPECT_RACE(bump_then_plain, acquire_then_bump);
}

static void bump_then_count(void)
{
	bump();
	atomic_inc(&shared->count);
}

static void count_then_bump(void)
{
	atomic_inc(&shared->count);
	bump();
}

static void return_then_bump(void)
{
	while (!atomic_add_return(0, &shared->count))
		schedule_timeout_uninterruptible(1);
	bump();
}

/* atomic_inc() orders nothing; what returns a value does. */
static void atomic_counted(struct kunit *test)
{
	EXPECT_RACE(count_then_bump, count_then_bump);
	EXPECT_NONE(bump_then_count, return_then_bump);
}

static void write_marked(void)
{
	WRITE_ONCE(shared->value, 7);
}

static void look_marked(void)
{
	READ_ONCE(shared->value);
}

static noinline void write_plain(void)
{
	shared->value = 9;
}

static void marked_accesses(struct kunit *test)
{
	EXPECT_NONE(write_marked, look_marked);
	EXPECT_NONE(write_marked, write_marked);
	EXPECT_RACE(write_marked, look);
	/* CONFIG_KCSAN_ASSUME_PLAIN_WRITES_ATOMIC */
	EXPECT_NONE(write_plain, look_marked);
	EXPECT_NONE(write_plain, write_plain);
}

static noinline void write_same(void)
{
	shared->value = 0;
}

/* CONFIG_KCSAN_REPORT_VALUE_CHANGE_ONLY */
static void value_unchanged(struct kunit *test)
{
	EXPECT_NONE(write_same, look);
	EXPECT_RACE(write_plain, look);
}

/* ---- annotations ---- */

static void look_careless(void)
{
	data_race(shared->value);
}

static void assert_writer(void)
{
	ASSERT_EXCLUSIVE_WRITER(shared->value);
	WRITE_ONCE(shared->value, 5);
}

static void assert_access(void)
{
	ASSERT_EXCLUSIVE_ACCESS(shared->value);
}

static void annotations(struct kunit *test)
{
	EXPECT_NONE(bump, look_careless);
	EXPECT_NONE(assert_writer, look_marked);
	EXPECT_RACE(assert_writer, write_marked);
	EXPECT_RACE(assert_access, look_marked);
}

/* The first time tells which word it is about. */
static void assert_bits(void)
{
	ASSERT_EXCLUSIVE_BITS(shared->value, 0xf0);
	schedule_timeout_uninterruptible(8);
	ASSERT_EXCLUSIVE_BITS(shared->value, 0xf0);
}

/* One on each side of the assertions. */
static void assert_bits_before(void)
{
	ASSERT_EXCLUSIVE_BITS(shared->value, 0xf0);
	schedule_timeout_uninterruptible(16);
}

static void write_bits(int value)
{
	schedule_timeout_uninterruptible(4);
	WRITE_ONCE(shared->value, READ_ONCE(shared->value) ^ value);
	WRITE_ONCE(shared->value, READ_ONCE(shared->value) ^ value);
}

static void write_those_bits(void)
{
	write_bits(0x20);
}

static void write_other_bits(void)
{
	write_bits(0x0f);
}

/* The same word and place first others, then those. */
static void write_bits_in_turn(void)
{
	write_other_bits();
	write_those_bits();
}

/* The access that follows an assertion counts as marked. */
static void assert_then_look(void)
{
	ASSERT_EXCLUSIVE_BITS(shared->value, 0xf0);
	look();
}

static void assertions_of_bits(struct kunit *test)
{
	EXPECT_RACE(assert_bits, write_those_bits);
	EXPECT_RACE(assert_bits_before, write_those_bits);
	EXPECT_RACE(assert_bits, write_bits_in_turn);
	EXPECT_NONE(assert_bits, write_other_bits);
	EXPECT_NONE(assert_bits, look);
	EXPECT_NONE(assert_then_look, write_other_bits);
}

static void assert_writer_scoped(void)
{
	ASSERT_EXCLUSIVE_WRITER_SCOPED(shared->value);
	schedule_timeout_uninterruptible(8);
}

static void assert_access_scoped(void)
{
	ASSERT_EXCLUSIVE_ACCESS_SCOPED(shared->value);
	schedule_timeout_uninterruptible(8);
}

static void flag_set_only(void)
{
	WRITE_ONCE(shared->flag, true);
}

static void assertions_of_scopes(struct kunit *test)
{
	EXPECT_RACE(assert_writer_scoped, write_marked);
	EXPECT_NONE(assert_writer_scoped, look_marked);
	EXPECT_RACE(assert_access_scoped, look_marked);
	EXPECT_NONE(assert_access_scoped, flag_set_only);
}

static struct kunit_case race_cases[] = {
	KUNIT_CASE(nothing_held), KUNIT_CASE(mutex_held),
	KUNIT_CASE(spinlock_held), KUNIT_CASE(rwsem_held),
	KUNIT_CASE(rwlock_held), KUNIT_CASE(bit_lock_held),
	KUNIT_CASE(seqlock_read), KUNIT_CASE(completion_waited),
	KUNIT_CASE(flag_released), KUNIT_CASE(flag_plain),
	KUNIT_CASE(atomic_counted), KUNIT_CASE(marked_accesses),
	KUNIT_CASE(value_unchanged), KUNIT_CASE(annotations),
	KUNIT_CASE(assertions_of_bits), KUNIT_CASE(assertions_of_scopes),
	{}
};

static struct kunit_suite race_suite = {
	.name = "sim_data_race",
	.init = race_init,
	.test_cases = race_cases,
};
kunit_test_suite(race_suite);
#endif
