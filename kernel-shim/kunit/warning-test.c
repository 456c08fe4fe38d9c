// SPDX-License-Identifier: GPL-2.0-only
/*
 * warning-test.c: WARN() and the warnings of refcount_t are findings of their
 * kinds, and what is well is none; see report/warnings.c.
 *
 * lib/refcount.c tells each kind of misuse once from boot on, so each is tried
 * in one case only. BUG() ends a run and has no case.
 */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/refcount.h>
#include "sim/border_trial.h"
#include "sim-report.h"

#ifdef CONFIG_DEBUG_KERNEL

static char sim_warning_title[256];

#define SIM_WARNING_TOLD(test, kind, number, words, action) do {	\
	sim_trial_begin(kind, kind);					\
	action;								\
	KUNIT_EXPECT_EQ(test, sim_trial_end(sim_warning_title,		\
				sizeof(sim_warning_title)), number);	\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(sim_warning_title, words),\
				  "%s", sim_warning_title);		\
} while (0)

static void sim_warning_plain(struct kunit *test)
{
	int value = test->status == KUNIT_SUCCESS;

	OPTIMIZER_HIDE_VAR(value);
	SIM_WARNING_TOLD(test, SIM_KIND_WARN, 1, "in sim_warning_plain()",
			 WARN_ON(value));
	SIM_WARNING_TOLD(test, SIM_KIND_WARN, 1, "value is 1",
			 WARN(value, "value is %d\n", value));
	SIM_WARNING_TOLD(test, SIM_KIND_WARN, 0, "", WARN_ON(!value));
	SIM_WARNING_TOLD(test, SIM_KIND_WARN, 0, "", WARN(!value, "no"));
}

static void sim_warning_once(struct kunit *test)
{
	for (int i = 0; i < 2; i++)
		SIM_WARNING_TOLD(test, SIM_KIND_WARN, !i, "", WARN_ON_ONCE(1));
}

static void sim_warning_refcount(struct kunit *test)
{
	refcount_t count = REFCOUNT_INIT(1);

	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 0, "", refcount_inc(&count));
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 0, "", refcount_dec(&count));
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 0, "",
			 KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&count)));
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 1, "refcount_t: addition on 0",
			 refcount_inc(&count));
	refcount_set(&count, 0);
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 1, "refcount_t: underflow",
			 KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&count)));
	refcount_set(&count, 1);
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 1, "decrement hit 0",
			 refcount_dec(&count));
	refcount_set(&count, REFCOUNT_MAX);
	SIM_WARNING_TOLD(test, SIM_KIND_REFCOUNT, 1, "saturated",
			 refcount_inc(&count));
}

static struct kunit_case sim_warning_cases[] = {
	KUNIT_CASE(sim_warning_plain),
	KUNIT_CASE(sim_warning_once),
	KUNIT_CASE(sim_warning_refcount),
	{}
};

static struct kunit_suite sim_warning_suite = {
	.name = "sim_warnings",
	.test_cases = sim_warning_cases,
};
kunit_test_suite(sim_warning_suite);

#endif /* CONFIG_DEBUG_KERNEL */
