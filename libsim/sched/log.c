// SPDX-License-Identifier: GPL-2.0-only
/*
 * log.c: lines of the timeline, from the kernel's printk and from models, to
 * the observer and into the hash.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"

static bool observed(void)
{
	return sim_host.config && sim_host.config->observer.trace;
}

static void line_show(int level, const char *topic, const char *text)
{
	const struct sim_observer *observer = &sim_host.config->observer;
	const struct sim_task *task = M->event ? NULL : M->current;

	observer->trace(observer->arg, M->now_ns,
			task && task->kind != SIM_TASK_ACTOR ?
			task->ctx.cpu : -1, task ? task->name : NULL,
			sim_context_name(), level, topic, text);
}

static int level_of_printk(int level)
{
	if (level <= 4)		/* KERN_WARNING and worse */
		return 0;
	return level < 7 ? 1 : 2;
}

void sim_log(int level, const char *text, size_t length)
{
	char line[1024];

	while (length && text[length - 1] == '\n')
		length--;
	sim_hash_text(text, length);
	if (!observed())
		return;
	snprintf(line, sizeof(line), "%.*s", (int)length, text);
	line_show(level_of_printk(level), "kernel", line);
}

void sim_trace(const char *topic, const char *text)
{
	sim_hash_text(text, strlen(text));
	if (observed())
		line_show(1, topic, text);
}

/**
 * sim_trace_at - a line of the timeline
 * @level: 0 always shown, 1 normal, 2 verbose
 * @topic: which part speaks
 * @format: as printf(); no host addresses, they differ between runs
 *
 * It is made text only where somebody reads it (log_hash.c).
 */
void sim_trace_at(int level, const char *topic, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	sim_hash_line(format, args);
	if (observed()) {
		vsnprintf(line, sizeof(line), format, args);
		line_show(level, topic, line);
	}
	va_end(args);
}

/* Somebody reads the timeline. */
bool sim_trace_is_read(void)
{
	return observed();
}

/**
 * sim_trace_aside - a verbose line of the timeline that is no part of the run
 * @topic: which part speaks
 * @format: as printf()
 *
 * Not in the hash: for what is known only because of how a run is made.
 */
void sim_trace_aside(const char *topic, const char *format, ...)
{
	char line[512];
	va_list args;

	if (!observed())
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	line_show(2, topic, line);
}
