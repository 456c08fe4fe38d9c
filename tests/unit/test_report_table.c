// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/report */
/*
 * test_report_table.c: who has a column in the table of a finding.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/table.h"

static volatile int sink;

#line 1 "sound/usb/place.c"
static __attribute__((noinline)) void a_place(void)
{
	sink++;
}
#line 20 "tests/unit/test_report_table.c"

static struct sim_task_state task(int number, enum sim_wait waits_for)
{
	struct sim_task_state task = {
		.cpu = -1, .waits_for = waits_for, .frames = 1,
		.stack = { { (uintptr_t)a_place + 1 } },
	};

	snprintf(task.name, sizeof(task.name), "task-%d", number);
	return task;
}

/* The table of a finding that says of @tasks what they wait for; free() it. */
static char *table_of(struct sim_task_state *states, int tasks)
{
	struct sim_finding finding = {
		.kind = SIM_KIND_DEADLOCK, .title = "nothing can run",
		.task = "task-0", .tasks = tasks, .task_states = states,
	};
	struct sim_table table = { .width = 1000 };
	struct sim_report report = { 0 };
	char error[1024], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	report.symbols = sim_symbols_open("/proc/self/exe", 0, error,
					  sizeof(error));
	ck_assert_msg(report.symbols != NULL, "%s", error);
	sim_table_print(out, &report, &table, &finding);
	fclose(out);
	sim_symbols_close(report.symbols);
	return text;
}

/* Threads without work say nothing; one that holds a lock may. */
START_TEST(idle_threads_have_no_column)
{
	struct sim_task_state states[] = {
		task(0, SIM_WAIT_SCHEDULE), task(1, SIM_WAIT_MUTEX),
		task(2, SIM_WAIT_SCHEDULE), task(3, SIM_WAIT_SCHEDULE),
	};
	char *text;

	states[3].locks = 1;
	text = table_of(states, 4);
	ck_assert_msg(strstr(text, "task-0") && strstr(text, "task-1"), "%s",
		      text);
	ck_assert_msg(!strstr(text, "task-2") && strstr(text, "task-3"), "%s",
		      text);
	free(text);
}
END_TEST

/* However many there are, none stands under another's name. */
START_TEST(each_has_its_own_column)
{
	struct sim_task_state states[20];
	char name[16], *text;

	for (int i = 0; i < 20; i++)
		states[i] = task(i, SIM_WAIT_MUTEX);
	text = table_of(states, 20);
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "task-%d ", i);
		ck_assert_msg(strstr(text, name) != NULL, "%s", text);
	}
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tables of findings");
	TCase *tcase = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, idle_threads_have_no_column);
	tcase_add_test(tcase, each_has_its_own_column);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
