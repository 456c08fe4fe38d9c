// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c: what is said and found, on standard error, and numbers chosen at
 * random. Findings are counted; a fatal one ends the process.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "free.h"
#include "sim/scenario.h"

bool sim_free_verbose;
static int findings;

static void say(const char *topic, const char *text, int length)
{
	fprintf(stderr, "%12.6f %-8s %.*s\n",
		(sim_time_now_ns() - SIM_BOOT_TIME_NS) / 1e9, topic, length,
		text);
}

/* Hangs are not looked into here. */
void sim_memory_refused(void)
{
}

void sim_log(int level, const char *text, size_t length)
{
	while (length && text[length - 1] == '\n')
		length--;
	if (sim_free_verbose || level <= 3)
		say("kernel", text, length);
}

void sim_trace(const char *topic, const char *text)
{
	if (sim_free_verbose)
		say(topic, text, strlen(text));
}

void sim_trace_at(int level, const char *topic, const char *format, ...)
{
	char line[512];
	va_list args;

	if (!sim_free_verbose && (level || strcmp(topic, "story")))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	say(topic, line, strlen(line));
}

void sim_report(enum sim_kind kind, const char *title, bool fatal)
{
	(void)kind;
	say("FOUND", title, strlen(title));
	__atomic_fetch_add(&findings, 1, __ATOMIC_RELAXED);
	if (fatal)
		sim_free_end(findings);
}

void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	sim_report(kind, line, fatal);
}

/* Who gave a mapping up is kept by libsim/sched/dma_gone.c alone. */
void sim_gone_note(struct sim_gone **gone, uint64_t dma, uint64_t bytes,
		   void *fp)
{
	(void)gone;
	(void)dma;
	(void)bytes;
	(void)fp;
}

void sim_gone_report(const struct sim_gone *gone, enum sim_kind kind,
		     uint64_t dma, const char *title)
{
	(void)gone;
	(void)dma;
	sim_report(kind, title, false);
}

void sim_report_protocol(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	sim_report(SIM_KIND_XHCI_PROTOCOL, line, false);
}

int sim_free_findings(void)
{
	return __atomic_load_n(&findings, __ATOMIC_RELAXED);
}

void sim_fault(const char *text)
{
	fprintf(stderr, "simulator fault: %s\n", text);
	_exit(3);
}

void sim_refuse(const char *text)
{
	fprintf(stderr, "%s\n", text);
	_exit(2);
}

void sim_trap(const char *function)
{
	fprintf(stderr, "the kernel called %s(), which is not modelled\n",
		function);
	_exit(3);
}

void sim_assert_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
	_exit(3);
}

unsigned int sim_choose(unsigned int n, const char *what)
{
	unsigned int choice;

	(void)what;
	sim_machine_enter();
	choice = n < 2 ? 0 : sim_random_below(&M->lateness, n);
	sim_machine_leave();
	return choice;
}

uint64_t sim_turn_wait_us(unsigned int longest_us)
{
	return 1 + sim_choose(longest_us, NULL);
}

unsigned int sim_turn_choose(const struct sim_turn_options *options)
{
	unsigned int sum = 0, at, i = 0;

	for (i = 0; i < options->count; i++)
		sum += options->weight[i];
	if (!sum)
		return options->count;
	at = sim_choose(sum, NULL);
	for (i = 0; at >= options->weight[i]; i++)
		at -= options->weight[i];
	return i;
}

bool sim_turn_any(const struct sim_turn_options *options)
{
	return sim_turn_choose(options) < options->count;
}

void sim_platform_power(bool on)
{
	(void)on;
}
