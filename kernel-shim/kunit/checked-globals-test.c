// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-globals-test.c: pointers that leave a global variable, each with a
 * twin that does not; see check/global_shadow.c. What an index leaves is in
 * checked-bounds-test.c.
 *
 * Instrumented as drivers are; only check images have the suite. Bad writes go
 * into gaps, where nobody's data is.
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "shadow-trial.h"

#ifdef CONFIG_DEBUG_KERNEL

#define OOB	SIM_KIND_OUT_OF_BOUNDS

/* Keeps the compiler from knowing what an object is. */
static noinline void *sim_unknown(const void *object)
{
	OPTIMIZER_HIDE_VAR(object);
	return (void *)object;
}

static u64 sim_sink;
static u8 sim_zone[20];				/* not initialised */
static u32 sim_values[3] = { 1, 2, 3 };
static const u32 sim_table[5] = { 5, 4, 3, 2, 1 };

static void sim_global_bytes_test(struct kunit *test)
{
	u8 *at = sim_unknown(sim_zone);

	SIM_EXPECT_CLEAN(test, at[0] = 1; at[19] = 1);
	SIM_EXPECT_BAD(test, OOB, "Read of size 1, 0 bytes to the right of the variable sim_zone of 20 bytes",
		       sim_sink = at[20]);
	SIM_EXPECT_BAD(test, OOB, "Write of size 1, 11 bytes to the right",
		       at[31] = 1);
	/* The gap before it is that of another one. */
	SIM_EXPECT_BAD(test, OOB, "bytes to the right of the variable ",
		       sim_sink = at[-1]);
	KUNIT_EXPECT_FALSE(test, trial.fatal);
}

/* Words that cross into the next eight bytes, and one that is half outside. */
static void sim_global_words_test(struct kunit *test)
{
	u8 *at = sim_unknown(sim_zone);

	SIM_EXPECT_CLEAN(test, sim_sink = *(u32 *)(at + 16));
	SIM_EXPECT_CLEAN(test, sim_sink = *(u64 *)(at + 12));
	SIM_EXPECT_CLEAN(test, sim_sink = *(u32 *)(at + 6));
	SIM_EXPECT_BAD(test, OOB, "Read of size 8, 0 bytes to the right",
		       sim_sink = *(u64 *)(at + 16));
	SIM_EXPECT_BAD(test, OOB, "Read of size 4, 0 bytes to the right",
		       sim_sink = *(u32 *)(at + 18));
}

static void sim_global_values_test(struct kunit *test)
{
	u32 *at = sim_unknown(sim_values);

	SIM_EXPECT_CLEAN(test, at[2] = at[1]);
	SIM_EXPECT_BAD(test, OOB, "Write of size 4, 0 bytes to the right of the variable sim_values of 12 bytes",
		       at[3] = 4);
}

static void sim_global_constant_test(struct kunit *test)
{
	const u32 *at = sim_unknown(sim_table);

	SIM_EXPECT_CLEAN(test, sim_sink = at[4]);
	KUNIT_EXPECT_EQ(test, sim_sink, 1);
	SIM_EXPECT_BAD(test, OOB, "Read of size 4, 0 bytes to the right of the variable sim_table of 20 bytes",
		       sim_sink = at[5]);
}

static void sim_global_static_test(struct kunit *test)
{
	static u16 sim_inner[7];
	u16 *at = sim_unknown(sim_inner);

	SIM_EXPECT_CLEAN(test, at[6] = 1);
	SIM_EXPECT_BAD(test, OOB, "of the variable sim_inner of 14 bytes",
		       at[7] = 1);
}

static void sim_global_copies_test(struct kunit *test)
{
	u8 *at = sim_unknown(sim_zone);
	u8 *room = sim_unknown((u8[64]) { });

	SIM_EXPECT_CLEAN(test, memcpy(room, at, 20));
	SIM_EXPECT_CLEAN(test, memset(at, 0, 20));
	SIM_EXPECT_BAD(test, OOB, "Read of size 21, 0 bytes to the right",
		       memcpy(room, at, 21));
	SIM_EXPECT_BAD(test, OOB, "Write of size 28, 0 bytes to the right",
		       memset(at, 0, 28));
}

static struct { u8 first[8], second[8]; u64 third, fourth; } sim_members;

/* Of one variable, what its members are does not matter here. */
static void sim_global_members_test(struct kunit *test)
{
	typeof(sim_members) *from = sim_unknown(&sim_members), to;
	u8 *at = sim_unknown(sim_members.first);

	SIM_EXPECT_CLEAN(test, at[8] = 1; at[31] = 1);
	SIM_EXPECT_CLEAN(test, to = *from; OPTIMIZER_HIDE_VAR(to.third));
	SIM_EXPECT_BAD(test, OOB, "of the variable sim_members of 32 bytes",
		       at[32] = 1);
}

/* strscpy() and strlen() may read a word at a time, beyond the end. */
static void sim_global_string_test(struct kunit *test)
{
	static char sim_word[6] = "five.";
	char copy[16];

	SIM_EXPECT_CLEAN(test, strscpy(copy, sim_unknown(sim_word), 16));
	KUNIT_EXPECT_STREQ(test, copy, "five.");
	SIM_EXPECT_CLEAN(test, sim_sink = strlen(sim_unknown(sim_word)));
	SIM_EXPECT_CLEAN(test, sim_sink = strlen(sim_unknown("literal")));
}

extern const struct kernel_param __start___param[], __stop___param[];
static DEFINE_PER_CPU(u32, sim_counter);
static atomic_t sim_number = ATOMIC_INIT(0);

/* What the linker puts in a row is walked through; what lies alone is used. */
static void sim_global_tables_test(struct kunit *test)
{
	const struct kernel_param *param, *end = sim_unknown(__stop___param);
	u64 sum = 0;

	SIM_EXPECT_CLEAN(test,
			 for (param = sim_unknown(__start___param); param < end;
			      param++)
				 sum += param->level);
	KUNIT_EXPECT_GT(test, end - __start___param, 1);
	SIM_EXPECT_CLEAN(test, this_cpu_inc(sim_counter));
	SIM_EXPECT_CLEAN(test, atomic_inc(&sim_number));
	sim_sink = sum;
}

/* With gaps or without, a constant is one: its name is not copied. */
static void sim_global_rodata_test(struct kunit *test)
{
	static const char sim_title[] = "a constant";
	char *changing = sim_unknown(sim_zone);
	const char *copy = kstrdup_const(sim_unknown(sim_title), GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, copy, &sim_title[0]);
	kfree_const(copy);
	strcpy(changing, "changes");
	copy = kstrdup_const(changing, GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, copy, (const char *)changing);
	KUNIT_EXPECT_STREQ(test, copy, "changes");
	kfree_const(copy);
}

static struct kunit_case sim_globals_cases[] = {
	KUNIT_CASE(sim_global_bytes_test),
	KUNIT_CASE(sim_global_words_test),
	KUNIT_CASE(sim_global_values_test),
	KUNIT_CASE(sim_global_constant_test),
	KUNIT_CASE(sim_global_static_test),
	KUNIT_CASE(sim_global_copies_test),
	KUNIT_CASE(sim_global_members_test),
	KUNIT_CASE(sim_global_string_test),
	KUNIT_CASE(sim_global_tables_test),
	KUNIT_CASE(sim_global_rodata_test),
	{}
};

static struct kunit_suite sim_globals_suite = {
	.name = "sim_global_bounds",
	.exit = sim_trial_exit,
	.test_cases = sim_globals_cases,
};
kunit_test_suite(sim_globals_suite);

#endif /* CONFIG_DEBUG_KERNEL */
