// SPDX-License-Identifier: GPL-2.0-only
/*
 * summary.c: the end of a run for a person: verdict, figures, and after a
 * failure one line to paste. Host time is left out on purpose: two runs of a
 * seed print the same bytes.
 */
#include <inttypes.h>
#include <string.h>

#include "report/style.h"
#include "sim/checks.h"

static const char *verdict_color(enum sim_outcome outcome)
{
	return outcome == SIM_PASSED ? SIM_GREEN : SIM_RED;
}

static void print_verdict_words(FILE *out, const struct sim_report *report)
{
	const struct sim_run_result *result = report->result;

	fputs(sim_style(report->color, verdict_color(result->outcome)), out);
	switch (result->outcome) {
	case SIM_PASSED:
		fputs("passed", out);
		break;
	case SIM_FOUND:
		fprintf(out, "%d finding%s", result->findings,
			result->findings == 1 ? "" : "s");
		break;
	case SIM_FAULT:
		fputs("fault of the simulator", out);
		break;
	case SIM_DIVERGED:
		fputs("replay diverged", out);
		break;
	case SIM_TIMED_OUT:
		fputs("limit reached", out);
		break;
	case SIM_REFUSED:
		fputs("refused", out);
		break;
	}
	fputs(sim_style(report->color, SIM_RESET), out);
}

void sim_word_print(FILE *out, const char *word)
{
	static const char safe[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_-+=./:,@%^";

	if (*word && !word[strspn(word, safe)]) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

static void print_seed_line(FILE *out, const struct sim_report *report)
{
	const struct sim_run_config *config = report->config;

	fprintf(out, " run %s --seed %" PRIu64, config->scenario->name,
		config->seed);
	sim_image_flag_print(out, report->image_file ?: report->image_name);
	if (config->strategy)
		fprintf(out, " --strategy %s", config->strategy);
	if (config->cpus)
		fprintf(out, " --cpus %d", config->cpus);
	if (config->seed_boot)
		fputs(" --seed-boot", out);
	if (config->device_name) {
		fputs(" --device ", out);
		sim_word_print(out, config->device_name);
	}
	if (config->second_name) {
		fputs(" --device ", out);
		sim_word_print(out, config->second_name);
	}
	for (int i = 0; config->options && config->options[i]; i++) {
		fputs(" --option ", out);
		sim_word_print(out, config->options[i]);
	}
}

void sim_image_flag_print(FILE *out, const char *image)
{
	if (!image)
		return;
	fputs(" --image ", out);
	sim_word_print(out, image);
}

void sim_replay_line_print(FILE *out, const struct sim_report *report)
{
	fputs("replay: ", out);
	sim_word_print(out, report->command);
	if (report->schedule_path[0]) {
		fputs(" replay ", out);
		sim_word_print(out, report->schedule_path);
		sim_image_flag_print(out, report->image_file);
	} else {
		print_seed_line(out, report);
	}
	sim_checks_print(out, report->config->checks_changed,
			 report->config->races_strict);
	fputc('\n', out);
}

static void print_titles(FILE *out, const struct sim_report *report)
{
	const int *times = report->times;

	for (int i = 0; i < report->findings->count; i++) {
		const struct sim_finding *item = &report->findings->items[i];
		int more = sim_findings_following(report->findings, item);
		char places[256] = "", again[64] = "";

		if (times && !times[i])
			continue;
		if (times && times[i] > 1)
			snprintf(again, sizeof(again), " (%d times)", times[i]);
		if (more)
			snprintf(again + strlen(again),
				 sizeof(again) - strlen(again),
				 " (%d more come of it)", more);

		/* Who lost it says more than what was lost, and where
		 * somebody waited more than for what. */
		if (item->kind == SIM_KIND_LEAK || item->kind == SIM_KIND_STALL)
			sim_finding_places(item, report->symbols, places,
					   sizeof(places));
		fprintf(out, "  %s: %s%s%s\n", sim_kind_name(item->kind),
			item->title, places, again);
	}
}

void sim_verdict_print(FILE *out, const struct sim_report *report)
{
	char text[1024];

	fprintf(out, "%s: ", report->config->scenario->name);
	print_verdict_words(out, report);
	fprintf(out, ", seed %" PRIu64 ", hash %016" PRIx64 "\n",
		report->config->seed, report->result->hash);
	if (report->result->outcome == SIM_FOUND)
		print_titles(out, report);
	else if (sim_report_message(report, text, sizeof(text)))
		fprintf(out, "  %s\n", text);
}

static const char *strategy_name(const struct sim_report *report)
{
	return report->config->strategy ?: "random";
}

void sim_summary_print(FILE *out, const struct sim_report *report)
{
	const struct sim_run_result *result = report->result;

	sim_verdict_print(out, report);
	fprintf(out, "  image      %s (%s)\n", report->image_name,
		report->image_id);
	fprintf(out, "  strategy   %s", strategy_name(report));
	if (report->config->cpus)
		fprintf(out, ", %d CPUs", report->config->cpus);
	if (report->config->device_name)
		fprintf(out, ", device %s", report->config->device_name);
	if (report->config->second_name)
		fprintf(out, " and %s", report->config->second_name);
	fprintf(out, "\n  decisions  %" PRIu64 " (%" PRIu64 " switches, %" PRIu64
		" preemptions, %" PRIu64 " interrupts)\n", result->decisions,
		result->switches, result->preemptions, result->interrupts);
	fprintf(out, "  virtual    %" PRIu64 ".%06" PRIu64 " s\n",
		result->virtual_ns / 1000000000,
		result->virtual_ns / 1000 % 1000000);
	if (result->about[0])
		fprintf(out, "  life       %s\n", result->about);
	if (report->findings->dropped)
		fprintf(out, "  %d more findings are not shown\n",
			report->findings->dropped);
}
