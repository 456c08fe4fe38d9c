// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-bounds-test.c: arrays that are overrun where no allocator put them:
 * globals, the stack, members of structures. Each bad access has a correct twin
 * that must not be told; see check/index_bounds.c, stack_guard.c and
 * string_bounds.c.
 *
 * Instrumented as drivers are. A read whose value nobody wants is no access:
 * each goes to a variable. Writes that would do damage hit what is kept free
 * for them. Only check images have the suite.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "shadow-trial.h"
#include "sim/border_trial.h"

#ifdef CONFIG_UBSAN_BOUNDS

#define OOB	SIM_KIND_OUT_OF_BOUNDS

static u64 sim_sink;

/* Keeps the compiler from knowing a number. */
static noinline long sim_number(long value)
{
	OPTIMIZER_HIDE_VAR(value);
	return value;
}

/* An index of drivers is an int. */
static int sim_index(int value)
{
	return sim_number(value);
}

/* In one structure, so that the array has neighbours on both sides. */
static struct {
	int before[4], array[4], after[4];
} sim_global;

static const char *const sim_names[] = { "one", "two", "three" };

static void sim_global_array_test(struct kunit *test)
{
	SIM_EXPECT_CLEAN(test, sim_global.array[sim_index(0)] = 1);
	SIM_EXPECT_CLEAN(test, sim_sink = sim_global.array[sim_index(3)]);
	SIM_EXPECT_BAD(test, OOB, "Index [4] is out of range for type 'int [4]'",
		       sim_sink = sim_global.array[sim_index(4)]);
	SIM_EXPECT_BAD(test, OOB, "Index [-1] is out of range for type 'int [4]'",
		       sim_global.array[sim_index(-1)] = 2);
	KUNIT_EXPECT_FALSE(test, trial.fatal);
}

/* A table of names and the number that is looked up in it. */
static void sim_global_table_test(struct kunit *test)
{
	const char *name;

	SIM_EXPECT_CLEAN(test, name = sim_names[sim_index(2)]);
	KUNIT_EXPECT_STREQ(test, name, "three");
	SIM_EXPECT_BAD(test, OOB, "Index [3] is out of range for type 'char *[3]'",
		       name = sim_names[sim_index(3)]);
	OPTIMIZER_HIDE_VAR(name);
}

/* Two dimensions: what stays inside of the whole leaves its row. */
static void sim_global_row_test(struct kunit *test)
{
	static u16 rows[3][5];

	SIM_EXPECT_CLEAN(test, rows[sim_index(2)][sim_index(4)] = 1);
	SIM_EXPECT_BAD(test, OOB, "Index [5] is out of range for type",
		       rows[sim_index(0)][sim_index(5)] = 1);
}

/* Unsigned numbers that are no address are told whole. */
static void sim_large_index_test(struct kunit *test)
{
	u8 bits[8] = { 1 };
	u8 *at = NULL;

	OPTIMIZER_HIDE_VAR(at);
	SIM_EXPECT_CLEAN(test, at = &bits[(u32)sim_number(7)]);
	SIM_EXPECT_BAD(test, OOB, "Index [4294967295] is out of range",
		       at = &bits[(u32)sim_number(-1)]);
	KUNIT_EXPECT_PTR_NE(test, at, (u8 *)NULL);
}

static noinline u64 sim_stack_read(int index)
{
	u32 array[6];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(array); i++)
		array[i] = i;
	OPTIMIZER_HIDE_VAR(index);
	return array[index];
}

static void sim_stack_array_test(struct kunit *test)
{
	SIM_EXPECT_CLEAN(test, sim_sink = sim_stack_read(5));
	KUNIT_EXPECT_EQ(test, sim_sink, 5);
	SIM_EXPECT_BAD(test, OOB, "Index [6] is out of range for type",
		       sim_sink = sim_stack_read(6));
}

struct sim_packet {
	u16 length;
	u8 channel[8];
	u16 rate;
	u8 payload[];
};

struct sim_old_packet {
	u16 length;
	u8 payload[1];		/* as many as there are, people meant */
};

/* Inside of an object of the heap, whose shadow has nothing against it. */
static void sim_member_array_test(struct kunit *test)
{
	struct sim_packet *packet = kzalloc(sizeof(*packet) + 16, GFP_KERNEL);

	SIM_EXPECT_CLEAN(test, packet->channel[sim_index(7)] = 1);
	SIM_EXPECT_BAD(test, OOB, "Index [8] is out of range for type",
		       packet->channel[sim_index(8)] = 1);
	/* A flexible array is as long as its memory. */
	SIM_EXPECT_CLEAN(test, packet->payload[sim_index(15)] = 1);
	SIM_EXPECT_BAD(test, OOB, "0 bytes to the right of allocated",
		       packet->payload[sim_index(16)] = 1);
	kfree(packet);
}

/* As the kernel treats it: a size that is written down is meant. */
static void sim_trailing_array_test(struct kunit *test)
{
	struct sim_old_packet *packet = kzalloc(sizeof(*packet) + 16,
						GFP_KERNEL);

	SIM_EXPECT_CLEAN(test, packet->payload[sim_index(0)] = 1);
	SIM_EXPECT_BAD(test, OOB, "Index [1] is out of range for type",
		       packet->payload[sim_index(1)] = 1);
	kfree(packet);
}

/* The address behind the last element is nobody's access. */
static void sim_end_of_array_test(struct kunit *test)
{
	const int *end = NULL, *at;
	u64 sum = 0;

	SIM_EXPECT_CLEAN(test, end = &sim_global.array[sim_index(4)]);
	SIM_EXPECT_CLEAN(test,
			 for (at = sim_global.array; at < end; at++)
				 sum += *at);
	SIM_EXPECT_BAD(test, OOB, "Index [5] is out of range for type 'int [4]'",
		       end = &sim_global.array[sim_index(5)]);
	KUNIT_EXPECT_PTR_NE(test, end, (const int *)NULL);
	sim_sink = sum;
}

/* A thread whose function may not be able to return. */
struct sim_smash {
	size_t bytes;
	bool started, returned;
};

static noinline void sim_stack_fill(size_t bytes)
{
	char array[24], *at = array;

	OPTIMIZER_HIDE_VAR(at);
	memset(at, 0x5a, bytes);
	sim_sink = array[bytes % sizeof(array)];
}

static int sim_smash_thread(void *data)
{
	struct sim_smash *smash = data;

	WRITE_ONCE(smash->started, true);
	sim_stack_fill(smash->bytes);
	smash->returned = true;
	return 0;
}

static bool sim_smash_returns(struct kunit *test, size_t bytes)
{
	struct sim_smash smash = { .bytes = bytes };
	struct task_struct *task = kthread_create(sim_smash_thread, &smash,
						  "sim_smash");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	get_task_struct(task);
	wake_up_process(task);
	/* One that was stopped before never calls its function. */
	while (!READ_ONCE(smash.started))
		usleep_range(10, 100);
	kthread_stop_put(task);
	return smash.returned;
}

static void sim_stack_guard_test(struct kunit *test)
{
	bool returned = false;

	SIM_EXPECT_CLEAN(test, returned = sim_smash_returns(test, sim_number(24)));
	KUNIT_EXPECT_TRUE(test, returned);
	SIM_EXPECT_BAD(test, OOB, "behind an array on the stack was overwritten",
		       returned = sim_smash_returns(test, sim_number(40)));
	KUNIT_EXPECT_FALSE(test, returned);
	KUNIT_EXPECT_TRUE(test, trial.fatal);
}

static char sim_label[16];

static noinline const char *sim_text(const char *text)
{
	OPTIMIZER_HIDE_VAR(text);
	return text;
}

static void sim_global_copy_test(struct kunit *test)
{
	char text[32] = "";

	SIM_EXPECT_CLEAN(test, memcpy(sim_label, text, sim_number(16)));
	SIM_EXPECT_CLEAN(test, memcpy(text, sim_label, sim_number(16)));
	SIM_EXPECT_BAD(test, OOB, "memcmp() reads 17 bytes of an object of 16",
		       sim_sink = memcmp(text, sim_label, sim_number(17)));
	KUNIT_EXPECT_TRUE(test, trial.fatal);
	SIM_EXPECT_CLEAN(test, strcpy(sim_label, sim_text("fifteen letters")));
	SIM_EXPECT_BAD(test, OOB, "strcpy() writes 17 bytes of an object of 16",
		       strcpy(sim_label, sim_text("sixteen letters.")));
}

static void sim_stack_copy_test(struct kunit *test)
{
	char name[8] = "";

	SIM_EXPECT_CLEAN(test, strcpy(name, sim_text("seven..")));
	KUNIT_EXPECT_STREQ(test, name, "seven..");
	SIM_EXPECT_BAD(test, OOB, "strcpy() writes 9 bytes of an object of 8",
		       strcpy(name, sim_text("eight...")));
	SIM_EXPECT_CLEAN(test, strscpy(name, sim_text("eight...")));
	memset(name, 'x', sizeof(name));
	SIM_EXPECT_BAD(test, OOB, "strlen() reads 9 bytes of an object of 8",
		       sim_sink = strlen(name));
}

/* Larger than its member, but inside of the object: the kernel warns once. */
static void sim_member_copy_test(struct kunit *test)
{
	struct sim_packet *packet = kzalloc(sizeof(*packet), GFP_KERNEL);
	char title[128] = "";
	u64 bytes = 0;

	sim_trial_begin(OOB, OOB);
	memcpy(packet->channel, &bytes, sim_number(8));
	KUNIT_EXPECT_EQ(test, sim_trial_end(title, sizeof(title)), 0);
	sim_trial_begin(OOB, OOB);
	memcpy(packet->channel, sim_label, sim_number(10));
	KUNIT_EXPECT_EQ(test, sim_trial_end(title, sizeof(title)), 1);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(title, "field-spanning write"),
				  "%s", title);
	kfree(packet);
}

static struct kunit_case sim_bounds_cases[] = {
	KUNIT_CASE(sim_global_array_test),
	KUNIT_CASE(sim_global_table_test),
	KUNIT_CASE(sim_global_row_test),
	KUNIT_CASE(sim_large_index_test),
	KUNIT_CASE(sim_stack_array_test),
	KUNIT_CASE(sim_member_array_test),
	KUNIT_CASE(sim_trailing_array_test),
	KUNIT_CASE(sim_end_of_array_test),
	KUNIT_CASE(sim_stack_guard_test),
	KUNIT_CASE(sim_global_copy_test),
	KUNIT_CASE(sim_stack_copy_test),
	KUNIT_CASE(sim_member_copy_test),
	{}
};

static struct kunit_suite sim_bounds_suite = {
	.name = "sim_array_bounds",
	.exit = sim_trial_exit,
	.test_cases = sim_bounds_cases,
};
kunit_test_suite(sim_bounds_suite);

#endif /* CONFIG_UBSAN_BOUNDS */
