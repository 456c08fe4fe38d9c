// SPDX-License-Identifier: GPL-2.0-only
/*
 * timeline.c: what happens, line by line, while it happens: virtual time, CPU,
 * context and task, topic, text. Called on fibers: prints and copies, no more.
 */
#include <inttypes.h>
#include <string.h>

#include "report/style.h"
#include "report/table.h"

static const char *topic_color(const char *topic)
{
	static const struct { const char *topic, *color; } colors[] = {
		{ "kernel", SIM_PLAIN }, { "usb", SIM_CYAN },
		{ "xhci", SIM_CYAN }, { "device", SIM_CYAN },
		{ "dsp", SIM_MAGENTA }, { "qmi", SIM_MAGENTA },
		{ "app", SIM_GREEN }, { "story", SIM_BOLD },
	};

	for (size_t i = 0; i < sizeof(colors) / sizeof(colors[0]); i++)
		if (!strcmp(topic, colors[i].topic))
			return colors[i].color;
	return SIM_PLAIN;
}

static void print_prefix(FILE *out, uint64_t now_ns, int cpu, const char *task,
			 const char *context)
{
	const char *who = task && *task ? task : context;
	char where[48];

	if (task && *task && strcmp(context, "task") &&
	    strcmp(context, "actor"))
		snprintf(where, sizeof(where), "%s/%s", context, task);
	else
		snprintf(where, sizeof(where), "%s", who ?: "?");
	fprintf(out, "[%5" PRIu64 ".%06" PRIu64 "] ",
		now_ns / 1000000000, now_ns / 1000 % 1000000);
	if (cpu >= 0 && cpu < SIM_MAX_CPUS)
		fprintf(out, "cpu%d", cpu);
	else
		fputs("  - ", out);
	fprintf(out, " %-22.22s ", where);
}

/* Every line of a text gets its own prefix, so that the log can be filtered. */
static void timeline_trace(void *arg, uint64_t now_ns, int cpu,
			   const char *task, const char *context, int level,
			   const char *topic, const char *text)
{
	struct sim_timeline *timeline = arg;
	const char *color = topic_color(topic);

	if (timeline->table && level <= 1)
		sim_table_note(timeline->table, now_ns, topic, text);
	if (!timeline->out || level > timeline->level)
		return;
	do {
		int n = strcspn(text, "\n");

		print_prefix(timeline->out, now_ns, cpu, task, context);
		fprintf(timeline->out, "%s%-6s %.*s%s\n",
			sim_style(timeline->color, color),
			topic, n, text,
			sim_style(timeline->color && *color, SIM_RESET));
		text += n;
		text += *text == '\n';
	} while (*text);
}

static void timeline_finding(void *arg, const struct sim_finding *finding)
{
	struct sim_timeline *timeline = arg;

	if (timeline->findings)
		sim_findings_add(timeline->findings, finding);
	if (!timeline->out)
		return;
	print_prefix(timeline->out, finding->when_ns, finding->cpu,
		     finding->task, finding->context);
	fprintf(timeline->out, "%s%-6s %s: %s%s\n",
		sim_style(timeline->color, SIM_RED), "FOUND",
		sim_kind_name(finding->kind), finding->title,
		sim_style(timeline->color, SIM_RESET));
}

struct sim_observer sim_timeline_observer(struct sim_timeline *timeline)
{
	return (struct sim_observer) {
		.trace = timeline_trace,
		.finding = timeline_finding,
		.arg = timeline,
	};
}
