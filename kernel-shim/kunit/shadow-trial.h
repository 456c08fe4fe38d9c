/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shadow-trial.h: an action that a checker of memory or of the DMA API must, or
 * must not, complain about; what it says is caught and is no finding.
 */
#ifndef SIM_KUNIT_SHADOW_TRIAL_H
#define SIM_KUNIT_SHADOW_TRIAL_H

#include <kunit/test.h>
#include <linux/compiler.h>
#include <linux/string.h>
#include "sim-shadow.h"

#ifdef CONFIG_DEBUG_KERNEL

static struct sim_shadow_trial trial;

/* Of a suite: what a case that was given up left behind is no longer caught. */
static void sim_trial_exit(struct kunit *test)
{
	sim_shadow_trial = NULL;
}

/* The access happens as written, and not at another time. */
#define SIM_TRY(action) do {						\
	memset(&trial, 0, sizeof(trial));				\
	sim_shadow_trial = &trial;					\
	barrier();							\
	action;								\
	barrier();							\
	sim_shadow_trial = NULL;					\
} while (0)

#define SIM_EXPECT_CLEAN(test, action) do {				\
	SIM_TRY(action);						\
	KUNIT_EXPECT_EQ_MSG(test, trial.count, 0, "%s", trial.title);	\
} while (0)

#define SIM_EXPECT_BAD(test, what, words, action) do {			\
	SIM_TRY(action);						\
	KUNIT_EXPECT_EQ(test, trial.count, 1);				\
	KUNIT_EXPECT_EQ(test, (int)trial.kind, (int)(what));		\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(trial.title, words),	\
				  "title: %s", trial.title);		\
} while (0)

#endif /* CONFIG_DEBUG_KERNEL */

#endif /* SIM_KUNIT_SHADOW_TRIAL_H */
