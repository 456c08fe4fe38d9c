// SPDX-License-Identifier: GPL-2.0-only
/*
 * ktap.c: results as KTAP, version 1, the plan first, so that the kernel's
 * kunit.py reads them while they come. Parameters of a case become a nested
 * list, as KUnit prints them.
 * Source: Documentation/dev-tools/ktap.rst.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/report.h"

static bool same_suite(const struct sim_ktap_case *a,
		       const struct sim_ktap_case *b)
{
	return !strcmp(a->suite, b->suite);
}

static bool same_case(const struct sim_ktap_case *a,
		      const struct sim_ktap_case *b)
{
	return same_suite(a, b) && !strcmp(a->name, b->name);
}

/* How many in a row from @cases belong together. */
static size_t run_length(const struct sim_ktap_case *cases, size_t count,
			 bool (*same)(const struct sim_ktap_case *,
				      const struct sim_ktap_case *))
{
	size_t n = 1;

	while (n < count && same(&cases[0], &cases[n]))
		n++;
	return n;
}

static size_t count_groups(const struct sim_ktap_case *cases, size_t count,
			   bool (*same)(const struct sim_ktap_case *,
					const struct sim_ktap_case *))
{
	size_t groups = 0;

	for (size_t i = 0; i < count; groups++)
		i += run_length(cases + i, count - i, same);
	return groups;
}

/* Worst status: a failure beats a pass, a pass beats a skip. */
static int status_of(const struct sim_ktap_case *cases, size_t count)
{
	int status = 2;

	for (size_t i = 0; i < count; i++) {
		if (cases[i].status == 1)
			return 1;
		if (cases[i].status == 0)
			status = 0;
	}
	return status;
}

/* KUnit's own log of a case comes as KTAP: its results are said already. */
static bool is_result(const char *line)
{
	return !strncmp(line, "ok ", 3) || !strncmp(line, "not ok ", 7);
}

static void print_diagnosis(FILE *out, int indent, const char *text)
{
	while (text && *text) {
		int n;

		text += strspn(text, " ");
		if (!strncmp(text, "# ", 2))
			text += 2;
		n = strcspn(text, "\n");
		if (n && !is_result(text))
			fprintf(out, "%*s# %.*s\n", indent, "", n, text);
		text += n + (text[n] == '\n');
	}
}

static void print_result(FILE *out, int indent, int status, size_t number,
			 const char *name)
{
	fprintf(out, "%*s%s %zu %s%s\n", indent, "",
		status == 1 ? "not ok" : "ok", number, name,
		status == 2 ? " # SKIP" : "");
}

static void print_plan(FILE *out, int indent, const char *name, size_t count)
{
	fprintf(out, "%*sKTAP version 1\n", indent, "");
	if (name)
		fprintf(out, "%*s# Subtest: %s\n", indent, "", name);
	fprintf(out, "%*s1..%zu\n", indent, "", count);
}

static void print_case(FILE *out, const struct sim_ktap_case *cases,
		       size_t count, size_t number)
{
	if (!cases->parameter || !*cases->parameter) {
		print_diagnosis(out, 4, cases->message);
	} else {
		print_plan(out, 8, cases->name, count);
		for (size_t i = 0; i < count; i++) {
			print_diagnosis(out, 8, cases[i].message);
			print_result(out, 8, cases[i].status, i + 1,
				     cases[i].parameter ?: "");
		}
	}
	print_result(out, 4, status_of(cases, count), number, cases->name);
}

static void print_suite(FILE *out, const struct sim_ktap_case *cases,
			size_t count, size_t number)
{
	size_t n;

	print_plan(out, 4, cases->suite, count_groups(cases, count, same_case));
	for (size_t i = 0, k = 1; i < count; i += n, k++) {
		n = run_length(cases + i, count - i, same_case);
		print_case(out, cases + i, n, k);
	}
	print_result(out, 0, status_of(cases, count), number, cases->suite);
}

void sim_ktap_print(FILE *out, const struct sim_ktap_case *cases, size_t count)
{
	size_t n;

	print_plan(out, 0, NULL, count_groups(cases, count, same_suite));
	for (size_t i = 0, k = 1; i < count; i += n, k++) {
		n = run_length(cases + i, count - i, same_suite);
		print_suite(out, cases + i, n, k);
	}
}

void sim_ktap_run_print(FILE *out, const struct sim_report *report)
{
	const struct sim_run_result *result = report->result;

	char message[1024];

	print_plan(out, 0, NULL, 1);
	for (int i = 0; i < report->findings->count; i++)
		fprintf(out, "# %s: %s\n",
			sim_kind_name(report->findings->items[i].kind),
			report->findings->items[i].title);
	if (sim_report_message(report, message, sizeof(message)))
		print_diagnosis(out, 0, message);
	fprintf(out, "# seed %" PRIu64 " hash %016" PRIx64 "\n",
		report->config->seed, result->hash);
	print_result(out, 0, result->outcome != SIM_PASSED, 1,
		     report->config->scenario->name);
}
