// SPDX-License-Identifier: GPL-2.0-only
/*
 * genuine-locking-selftest.c: the kernel's self-test of lock checking, run as
 * a KUnit case.
 *
 * lib/locking-selftest.c is compiled as it is; what it prints is read here.
 * Wound/wait mutexes are not modelled: their cases run against functions that
 * do nothing, and are not judged. LIMITS.md lists what is left out.
 */
#include <kunit/test.h>
#include <linux/ww_mutex.h>
#include "sim-shim.h"

#ifdef CONFIG_PROVE_LOCKING

static int sim_selftest_print(const char *format, ...);
static int sim_selftest_none(void);

#undef printk
#define printk(...)	sim_selftest_print(__VA_ARGS__)
#undef pr_cont
#define pr_cont(...)	sim_selftest_print(__VA_ARGS__)

#define ww_mutex_lock(lock, context)	((void)(lock), (void)(context), \
					 sim_selftest_none())
#define ww_mutex_lock_slow(lock, context)	sim_selftest_none()
#define ww_mutex_trylock(lock, context)	sim_selftest_none()
#define ww_mutex_unlock(lock)		((void)sim_selftest_none())

/* Empty in configurations without the test. */
#undef locking_selftest
#undef force_read_lock_recursive
void locking_selftest(void);
extern unsigned int force_read_lock_recursive;

#include <../lib/locking-selftest.c>

#undef printk
#define printk(...)	_printk(__VA_ARGS__)

static struct sim_selftest {
	struct kunit *test;
	char line[160];
	int used;
	bool skipped;		/* in the part about wound/wait mutexes */
	int cases, failed;
} selftest;

static int sim_selftest_none(void)
{
	return 0;
}

static int count_of(const char *text, const char *word)
{
	int count = 0;

	for (; (text = strstr(text, word)); text++)
		count++;
	return count;
}

/* A headline starts a part; other lines have an outcome per case. */
static void sim_selftest_line(char *line)
{
	int failed = count_of(line, "FAILED|");

	if (strstr(line, "tests |") || strstr(line, "test|"))
		selftest.skipped = strstr(line, "Wound/wait");
	if (selftest.skipped)
		return;
	selftest.cases += failed + count_of(line, "  ok  |");
	selftest.failed += failed;
	if (failed)
		kunit_err(selftest.test, "%s", line);
}

static int sim_selftest_print(const char *format, ...)
{
	va_list args;
	int room = sizeof(selftest.line) - selftest.used;
	char *end;

	/* Some rows lack their newline: a name starts the next. */
	if (!strcmp(format, "%33s:") && selftest.used) {
		sim_selftest_line(selftest.line);
		selftest.used = 0;
		room = sizeof(selftest.line);
	}
	va_start(args, format);
	selftest.used += vscnprintf(selftest.line + selftest.used, room,
				    format, args);
	va_end(args);
	end = strchr(selftest.line, '\n');
	if (!end)
		return 0;
	*end = '\0';
	sim_selftest_line(selftest.line);
	selftest.used = 0;
	return 0;
}

static void sim_test_locking_selftest(struct kunit *test)
{
	enum system_states state = system_state;

	selftest = (struct sim_selftest) { .test = test };
	/* As at boot, where may sleep whoever wants to. */
	system_state = SYSTEM_BOOTING;
	locking_selftest();
	system_state = state;
	debug_locks = 1;
	KUNIT_EXPECT_EQ(test, selftest.failed, 0);
	KUNIT_EXPECT_GE(test, selftest.cases, 300);
	kunit_info(test, "%d cases", selftest.cases);
}

static struct kunit_case sim_selftest_cases[] = {
	KUNIT_CASE_SLOW(sim_test_locking_selftest),
	{}
};

static struct kunit_suite sim_selftest_suite = {
	.name = "sim_locking_selftest",
	.test_cases = sim_selftest_cases,
};
kunit_test_suite(sim_selftest_suite);

#endif /* CONFIG_PROVE_LOCKING */
