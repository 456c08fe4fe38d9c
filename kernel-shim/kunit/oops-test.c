// SPDX-License-Identifier: GPL-2.0-only
/*
 * oops-test.c: what a kernel dies of, each in a thread that ends of it, and each
 * with a correct twin whose thread returns: BUG(), panic() and faults of the
 * processor (libsim/sched/crash.c), registers of no device (sched/mmio.c).
 *
 * A division by zero is not among them, as it gives 0 on the simulated machine.
 */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "sim/border_trial.h"
#include "sim-memory.h"

#ifdef CONFIG_DEBUG_KERNEL

struct sim_test_oops {
	int number, *pointer;
	void (*function)(void);
	void __iomem *registers;
	bool over;
	char title[256];
};

static struct sim_test_oops *oops;

static void sim_oops_nothing(void)
{
}

static int sim_oops_init(struct kunit *test)
{
	oops = kunit_kzalloc(test, sizeof(*oops), GFP_KERNEL);
	if (!oops)
		return -ENOMEM;
	oops->pointer = &oops->number;
	oops->function = sim_oops_nothing;
	return 0;
}

/* Runs @body in a thread of its own and waits for that to end. */
static int sim_oops_try(enum sim_kind kind, int (*body)(void *))
{
	struct task_struct *task = kthread_create(body, NULL, "sim_oops");

	get_task_struct(task);
	oops->over = false;
	oops->title[0] = '\0';
	sim_trial_begin(kind, kind);
	wake_up_process(task);
	while (!READ_ONCE(task->exit_code) && !READ_ONCE(oops->over))
		schedule_timeout_uninterruptible(1);
	kthread_stop_put(task);
	return sim_trial_end(oops->title, sizeof(oops->title));
}

/* It is found in @body, whose thread did not come to its end. */
static void sim_oops_found(struct kunit *test, enum sim_kind kind,
			   int (*body)(void *), const char *words)
{
	KUNIT_EXPECT_EQ(test, sim_oops_try(kind, body), 1);
	KUNIT_EXPECT_FALSE(test, oops->over);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(oops->title, words), "%s",
				  oops->title);
}

static void sim_oops_clean(struct kunit *test, enum sim_kind kind,
			   int (*body)(void *))
{
	KUNIT_EXPECT_EQ_MSG(test, sim_oops_try(kind, body), 0, "%s",
			    oops->title);
	KUNIT_EXPECT_TRUE(test, oops->over);
}

static int sim_oops_over(void)
{
	WRITE_ONCE(oops->over, true);
	return 0;
}

/* ---- BUG() and panic() ---- */

static int sim_oops_asserts(void *unused)
{
	BUG_ON(READ_ONCE(oops->number));
	return sim_oops_over();
}

static void sim_oops_bug(struct kunit *test)
{
	oops->number = 1;
	sim_oops_found(test, SIM_KIND_BUG, sim_oops_asserts,
		       "in sim_oops_asserts()");
}

static void sim_oops_bug_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_BUG, sim_oops_asserts);
}

static int sim_oops_panics(void *unused)
{
	if (READ_ONCE(oops->number))
		panic("number is %d", oops->number);
	return sim_oops_over();
}

static void sim_oops_panic(struct kunit *test)
{
	oops->number = 7;
	sim_oops_found(test, SIM_KIND_BUG, sim_oops_panics,
		       "not syncing: number is 7");
}

static void sim_oops_panic_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_BUG, sim_oops_panics);
}

/* ---- bad pointers ---- */

static int sim_oops_reads(void *unused)
{
	int *pointer = READ_ONCE(oops->pointer);

	WRITE_ONCE(oops->number, READ_ONCE(*pointer));
	return sim_oops_over();
}

static void sim_oops_null(struct kunit *test)
{
	oops->pointer = (int *)0x20;
	sim_oops_found(test, SIM_KIND_NULL_DEREF, sim_oops_reads,
		       "NULL pointer dereference, address 0x20");
}

static void sim_oops_null_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_NULL_DEREF, sim_oops_reads);
}

static void sim_oops_wild(struct kunit *test)
{
	oops->pointer = (int *)0x7000000000f0;
	sim_oops_found(test, SIM_KIND_BUG, sim_oops_reads,
		       "wild pointer: access to address 0x7000000000f0");
}

static void sim_oops_wild_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_BUG, sim_oops_reads);
}

static int sim_oops_calls(void *unused)
{
	READ_ONCE(oops->function)();
	return sim_oops_over();
}

static void sim_oops_call(struct kunit *test)
{
	oops->function = NULL;
	sim_oops_found(test, SIM_KIND_NULL_DEREF, sim_oops_calls,
		       "NULL pointer dereference, address 0x0");
}

static void sim_oops_call_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_NULL_DEREF, sim_oops_calls);
}

static void sim_oops_unwritten(struct kunit *test)
{
	oops->pointer = (int *)(unsigned long)sim_memory_pattern;
	sim_oops_found(test, SIM_KIND_UNINITIALISED, sim_oops_reads,
		       "uninitialised memory is used as an address");
}

static void sim_oops_unwritten_twin(struct kunit *test)
{
	sim_oops_clean(test, SIM_KIND_UNINITIALISED, sim_oops_reads);
}

/* ---- too deep ---- */

static noinline int sim_oops_deeper(int depth)
{
	volatile char room[1024];

	room[0] = depth;
	return depth ? sim_oops_deeper(depth - 1) + room[0] : room[0];
}

static int sim_oops_descends(void *unused)
{
	WRITE_ONCE(oops->number, sim_oops_deeper(READ_ONCE(oops->number)));
	return sim_oops_over();
}

static void sim_oops_stack(struct kunit *test)
{
	oops->number = 2 * SIM_STACK_SIZE / 1024;
	sim_oops_found(test, SIM_KIND_BUG, sim_oops_descends,
		       "stack overflow in sim_oops");
}

static void sim_oops_stack_twin(struct kunit *test)
{
	oops->number = SIM_STACK_SIZE / 2 / 1024;
	sim_oops_clean(test, SIM_KIND_BUG, sim_oops_descends);
}

/* ---- registers ---- */

static int sim_oops_reads_register(void *unused)
{
	readl(oops->registers);
	return sim_oops_over();
}

/* The bus answers with all bits set, and the task lives. */
static void sim_oops_no_device(struct kunit *test)
{
	oops->registers = ioremap(SIM_MMIO_PHYS + SIM_MMIO_SIZE - PAGE_SIZE, 4);
	KUNIT_EXPECT_EQ(test, sim_oops_try(SIM_KIND_BUG,
					   sim_oops_reads_register), 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(oops->title, "where no device is"));
	iounmap(oops->registers);
}

static void sim_oops_no_device_twin(struct kunit *test)
{
	oops->registers = ioremap(SIM_MMIO_PHYS, 4);
	sim_oops_clean(test, SIM_KIND_BUG, sim_oops_reads_register);
	iounmap(oops->registers);
}

static struct kunit_case sim_oops_cases[] = {
	KUNIT_CASE(sim_oops_bug),
	KUNIT_CASE(sim_oops_bug_twin),
	KUNIT_CASE(sim_oops_panic),
	KUNIT_CASE(sim_oops_panic_twin),
	KUNIT_CASE(sim_oops_null),
	KUNIT_CASE(sim_oops_null_twin),
	KUNIT_CASE(sim_oops_wild),
	KUNIT_CASE(sim_oops_wild_twin),
	KUNIT_CASE(sim_oops_call),
	KUNIT_CASE(sim_oops_call_twin),
	KUNIT_CASE(sim_oops_unwritten),
	KUNIT_CASE(sim_oops_unwritten_twin),
	KUNIT_CASE(sim_oops_stack),
	KUNIT_CASE(sim_oops_stack_twin),
	KUNIT_CASE(sim_oops_no_device),
	KUNIT_CASE(sim_oops_no_device_twin),
	{}
};

static struct kunit_suite sim_oops_suite = {
	.name = "sim_oops",
	.init = sim_oops_init,
	.test_cases = sim_oops_cases,
};
kunit_test_suite(sim_oops_suite);

#endif /* CONFIG_DEBUG_KERNEL */
