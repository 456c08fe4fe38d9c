// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_crash.c: faults in the image are findings, in ours sentences. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sched_fake.h"

static volatile uint64_t bad;
static volatile int zero, quotient;

FAKE_TEXT __attribute__((no_sanitize("address", "undefined")))
static void poke(void)
{
	*(volatile int *)bad = 1;
}

FAKE_TEXT __attribute__((no_sanitize("undefined"))) static void divide(void)
{
	quotient = 7 / zero;
}

FAKE_TEXT static void invalid(void)
{
	__builtin_trap();
}

FAKE_TEXT __attribute__((no_sanitize("address", "undefined")))
static void call_bad(void)
{
	void (*volatile fn)(void) = (void (*)(void))bad;

	fn();
	zero = 0;
}

FAKE_TEXT __attribute__((no_sanitize("address", "undefined")))
static int dig(int depth)
{
	volatile char hole[4000];
	int below;

	hole[0] = depth;
	below = depth < 100000 ? dig(depth + 1) : 0;
	__asm__ volatile("" : : "r"(hole) : "memory");
	return below + hole[0];
}

FAKE_TEXT static void dig_deep(void)
{
	zero = dig(1);
}

FAKE_TEXT static void warn(void)
{
	sim_report(SIM_KIND_WARN, "warned", false);
}

FAKE_TEXT static void outer(void (*fn)(void))
{
	fn();
	zero = 0;
}

static void story_null(void) { bad = 8; outer(poke); }
static void story_wild(void) { bad = 0x123456789000; outer(poke); }
static void story_noncanonical(void) { bad = 0x4141414141414141; outer(poke); }

static void story_freed(void)
{
	sim_report(SIM_KIND_USE_AFTER_FREE, "read", false);
	story_noncanonical();
}

static void story_freed_null(void)
{
	sim_report(SIM_KIND_USE_AFTER_FREE, "read", false);
	story_null();
}

static void story_divide(void)
{
	quotient = 1;
	outer(divide);
	fake_outcome->number = quotient;
}


static void story_invalid(void) { outer(invalid); }
static void story_jump(void) { bad = 0x10; outer(call_bad); }
static void story_overflow(void) { outer(dig_deep); }

static void story_warn(void)
{
	outer(warn);
	fake_outcome->number = 1;
}

static void expect(void (*story)(void), enum sim_kind kind, const char *title)
{
	struct fake_outcome *o = fake_run_seed(story, 1, "random");

	ck_assert_int_eq(o->exit_code, 0);
	ck_assert_msg(o->result.outcome == SIM_FOUND, "%s: %s", title,
		      o->result.message);
	ck_assert_int_eq(o->first.kind, kind);
	ck_assert_msg(strstr(o->first.title, title) != NULL, "%s",
		      o->first.title);
	ck_assert_str_eq(o->first.task, "story");
	ck_assert_int_ge(o->first.frames, 2);
	ck_assert_uint_eq(o->first.stack[0].address >=
			  (uintptr_t)fake_image.symbols.text_start, true);
	fake_free(o);
}

START_TEST(crashes_are_findings)
{
	expect(story_null, SIM_KIND_NULL_DEREF, "address 0x8");
	expect(story_wild, SIM_KIND_BUG, "0x123456789000");
	expect(story_noncanonical, SIM_KIND_BUG, "non-canonical");
	expect(story_invalid, SIM_KIND_BUG, "invalid instruction");
}
END_TEST

/* What was read from freed memory is used as an address: one cause. */
START_TEST(crash_after_freed_is_not_told)
{
	struct fake_outcome *o = fake_run_seed(story_freed, 1, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->result.findings, 1);
	ck_assert_int_eq(o->first.kind, SIM_KIND_USE_AFTER_FREE);
	ck_assert_ptr_nonnull(strstr(o->result.message, "after a use of freed"));
	fake_free(o);
	o = fake_run_seed(story_freed_null, 1, "random");
	ck_assert_int_eq(o->result.findings, 2);
	fake_free(o);
}
END_TEST

/* The simulated machine is an arm64: see libsim/sched/divide.c. */
START_TEST(division_by_zero_is_zero)
{
	struct fake_outcome *o = fake_run_seed(story_divide, 1, "random");

	ck_assert_msg(o->result.outcome == SIM_PASSED, "%s",
		      o->result.message);
	ck_assert_int_eq(o->number, 0);
	fake_free(o);
}
END_TEST

START_TEST(jump_to_null_names_the_caller)
{
	struct fake_outcome *o = fake_run_seed(story_jump, 1, "random");

	ck_assert_msg(o->result.outcome == SIM_FOUND, "%s", o->result.message);
	ck_assert_int_eq(o->first.kind, SIM_KIND_NULL_DEREF);
	ck_assert_int_ge(o->first.frames, 2);	/* call_bad, outer */
	ck_assert_uint_lt(o->first.stack[0].address - (uintptr_t)call_bad,
			  128);
	fake_free(o);
}
END_TEST

START_TEST(stack_overflow_is_named)
{
	expect(story_overflow, SIM_KIND_BUG, "stack overflow in story");
}
END_TEST

FAKE_TEXT static void spin_blindly(void)
{
	while (!zero)
		;
}

static void story_blind(void) { outer(spin_blindly); }

START_TEST(loops_without_points_are_found)
{
	expect(story_blind, SIM_KIND_LIVELOCK, "without reaching a decision");
}
END_TEST

START_TEST(warning_goes_on)
{
	struct fake_outcome *o = fake_run_seed(story_warn, 1, "random");

	ck_assert_int_eq(o->result.outcome, SIM_FOUND);
	ck_assert_int_eq(o->number, 1);
	ck_assert_int_eq(o->findings, 1);
	ck_assert_int_ge(o->first.frames, 2);
	ck_assert_str_eq(o->first.context, "task");
	fake_free(o);
}
END_TEST

/* ---- ours ---- */

__attribute__((no_sanitize("address", "undefined")))
static void story_host_crash(void)
{
	bad = 8;
	*(volatile int *)bad = 1;
}

static void story_assert(void) { sim_assert(zero == 1); }
FAKE_TEXT static void trap(void) { sim_trap("rtc_open"); }
static void story_trap(void) { outer(trap); }
static void story_fault(void) { sim_fault("no more rings"); }

static void expect_fault(void (*story)(void), const char *message)
{
	struct fake_outcome *o = fake_run_seed(story, 1, "random");

	ck_assert_int_eq(o->exit_code, 0);
	ck_assert_int_eq(o->result.outcome, SIM_FAULT);
	ck_assert_msg(strstr(o->result.message, message) != NULL, "%s",
		      o->result.message);
	ck_assert_int_eq(o->findings, 0);
	fake_free(o);
}

START_TEST(our_faults_are_sentences)
{
	expect_fault(story_host_crash, "in the simulator itself");
	expect_fault(story_assert, "zero == 1");
	expect_fault(story_trap, "rtc_open() is not modelled");
	expect_fault(story_fault, "no more rings");
}
END_TEST

static int boot_fails(void) { return -19; }

START_TEST(bad_configurations_are_sentences)
{
	struct sim_image_ops image = fake_image;
	struct sim_run_config config = { .image = &image, .cpus = 9 };
	struct fake_outcome *o = fake_run(story_fault, &config);

	ck_assert_ptr_nonnull(strstr(o->result.message, "9 CPUs"));
	fake_free(o);
	config.cpus = 2;
	config.strategy = "luck";
	o = fake_run(story_fault, &config);
	ck_assert_ptr_nonnull(strstr(o->result.message, "\"luck\""));
	fake_free(o);
	config.strategy = NULL;
	image.version = 99;
	o = fake_run(story_fault, &config);
	ck_assert_ptr_nonnull(strstr(o->result.message, "version 99"));
	fake_free(o);
	image.version = SIM_BORDER_VERSION;
	image.boot = boot_fails;
	o = fake_run(story_fault, &config);
	ck_assert_ptr_nonnull(strstr(o->result.message, "error -19"));
	ck_assert_int_eq(o->result.outcome, SIM_FAULT);
	fake_free(o);
}
END_TEST

START_TEST(bad_images_are_sentences)
{
	char error[256] = "";

	ck_assert_ptr_null(sim_image_load("/nonexistent.so", error, 256));
	ck_assert_ptr_nonnull(strstr(error, "/nonexistent.so"));
	ck_assert_ptr_null(sim_image_load("libm.so.6", error, 256));
	ck_assert_ptr_nonnull(strstr(error, "no symbol sim_image"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched crash");
	TCase *t = tcase_create("crash");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 240);
	tcase_add_test(t, crashes_are_findings);
	tcase_add_test(t, crash_after_freed_is_not_told);
	tcase_add_test(t, division_by_zero_is_zero);
	tcase_add_test(t, jump_to_null_names_the_caller);
	tcase_add_test(t, stack_overflow_is_named);
	tcase_add_test(t, loops_without_points_are_found);
	tcase_add_test(t, warning_goes_on);
	tcase_add_test(t, our_faults_are_sentences);
	tcase_add_test(t, bad_configurations_are_sentences);
	tcase_add_test(t, bad_images_are_sentences);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
