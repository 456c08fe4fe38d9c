// SPDX-License-Identifier: GPL-2.0-only
/*
 * urb-ledger-test.c: URBs that are left behind, each with a twin that gives back
 * what it took; see usb/urb-ledger.c. Only check images have the suite.
 *
 * A submitted URB is one whose use count usb_hcd_submit_urb() raised; no device
 * is there that could take it, so the test does that itself.
 */
#include <kunit/test.h>
#include <linux/usb.h>
#include "sim-urb-lives.h"
#include "shadow-trial.h"

#ifdef CONFIG_DEBUG_KERNEL

static struct usb_anchor sim_urb_anchor;

static int sim_urb_init(struct kunit *test)
{
	init_usb_anchor(&sim_urb_anchor);
	sim_urbs_remember();
	return 0;
}

static struct urb *sim_urb_make(struct kunit *test)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, urb);
	urb->pipe = PIPE_INTERRUPT << 30 | USB_DIR_IN | 5 << 15;
	return urb;
}

#define SIM_EXPECT_LEFT(test, words) \
	SIM_EXPECT_BAD(test, SIM_KIND_INVARIANT, words, sim_urbs_tell())

static void sim_urb_allocated(struct kunit *test)
{
	unsigned int before = sim_urbs_count();
	struct urb *urb = sim_urb_make(test);

	KUNIT_EXPECT_EQ(test, sim_urbs_count(), before + 1);
	SIM_EXPECT_LEFT(test, "1 more URBs than before are left behind: interrupt in, endpoint 5, not freed");
	usb_free_urb(urb);
}

static void sim_urb_allocated_twin(struct kunit *test)
{
	struct urb *urb = sim_urb_make(test);

	usb_get_urb(urb);
	usb_free_urb(urb);
	usb_free_urb(urb);
	SIM_EXPECT_CLEAN(test, sim_urbs_tell());
}

static void sim_urb_submitted(struct kunit *test)
{
	struct urb *urb = sim_urb_make(test);

	atomic_inc(&urb->use_count);
	SIM_EXPECT_LEFT(test, "submitted and not given back");
	usb_anchor_urb(urb, &sim_urb_anchor);
	SIM_EXPECT_LEFT(test, "submitted, anchored and not given back");
	usb_unanchor_urb(urb);
	atomic_dec(&urb->use_count);
	usb_free_urb(urb);
}

/* The anchor's reference keeps it. */
static void sim_urb_anchored(struct kunit *test)
{
	struct urb *urb = sim_urb_make(test);

	usb_anchor_urb(urb, &sim_urb_anchor);
	usb_free_urb(urb);
	SIM_EXPECT_LEFT(test, "anchored and not freed");
	usb_scuttle_anchored_urbs(&sim_urb_anchor);
	SIM_EXPECT_CLEAN(test, sim_urbs_tell());
}

static void sim_urb_anchored_twin(struct kunit *test)
{
	struct urb *urb = sim_urb_make(test);

	usb_anchor_urb(urb, &sim_urb_anchor);
	usb_unanchor_urb(urb);
	usb_free_urb(urb);
	SIM_EXPECT_CLEAN(test, sim_urbs_tell());
}

/* As root hubs do: another one from the same place is no more than before. */
static void sim_urb_replaced_twin(struct kunit *test)
{
	struct urb *urb = NULL;
	int i;

	for (i = 0; i < 2; i++) {
		usb_free_urb(urb);
		urb = sim_urb_make(test);
		if (!i)
			sim_urbs_remember();
	}
	SIM_EXPECT_CLEAN(test, sim_urbs_tell());
	usb_free_urb(urb);
}

static struct kunit_case sim_urb_cases[] = {
	KUNIT_CASE(sim_urb_allocated),
	KUNIT_CASE(sim_urb_allocated_twin),
	KUNIT_CASE(sim_urb_submitted),
	KUNIT_CASE(sim_urb_anchored),
	KUNIT_CASE(sim_urb_anchored_twin),
	KUNIT_CASE(sim_urb_replaced_twin),
	{}
};

static struct kunit_suite sim_urb_suite = {
	.name = "sim_urb_ledger",
	.init = sim_urb_init,
	.exit = sim_trial_exit,
	.test_cases = sim_urb_cases,
};
kunit_test_suite(sim_urb_suite);

#endif /* CONFIG_DEBUG_KERNEL */
