// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c: telling, waiting, processes and files, for stories.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/machine.h"
#include "sim/scenario.h"

void sim_say(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sim_trace_at(0, "story", "%s", text);
}

bool sim_expect(bool ok, const char *format, ...)
{
	char text[256];
	va_list args;

	if (ok)
		return true;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sim_reportf(SIM_KIND_INVARIANT, false, "%s", text);
	return false;
}

void sim_describe(const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sim_machine_describe(text);
}

const char *sim_option(const char *key)
{
	const char *const *option = sim_machine_config()->options;
	size_t length = strlen(key);

	for (; option && *option; option++)
		if (!strncmp(*option, key, length) && (*option)[length] == '=')
			return *option + length + 1;
	return NULL;
}

void sim_sleep_us(uint64_t us)
{
	sim_machine_image()->sleep_ns(us * 1000);
}

void sim_sleep_ms(uint64_t ms)
{
	sim_machine_image()->sleep_ns(ms * 1000000);
}

/**
 * sim_wait_until() - look at a condition from time to time
 * @condition: what is waited for; must not block
 * @arg: for @condition
 * @timeout_ms: virtual milliseconds
 *
 * The pauses grow from 100 us to 10 ms, so that a long wait costs little.
 *
 * Return: whether the condition came true.
 */
bool sim_wait_until(bool (*condition)(void *arg), void *arg,
		    uint64_t timeout_ms)
{
	uint64_t end_ns = sim_time_now_ns() + timeout_ms * 1000000;
	uint64_t pause_us = 100;

	while (!condition(arg)) {
		if (sim_time_now_ns() >= end_ns)
			return false;
		sim_sleep_us(pause_us);
		if (pause_us < 10000)
			pause_us *= 2;
	}
	return true;
}

/* ---- processes ---- */

struct sim_process {
	struct sim_context *context;
};

struct sim_process *sim_process_start(const char *name, void (*fn)(void *arg),
				      void *arg)
{
	struct sim_process *process = sim_state_alloc(sizeof(*process));

	/* Where a story makes allocations fail, each costs one try at most. */
	for (int tries = 0; tries < 8 && !process->context; tries++)
		process->context = sim_machine_image()->spawn(name, fn, arg);
	sim_assert(process->context);
	return process;
}

void sim_process_wait(struct sim_process *process)
{
	sim_machine_image()->wait_exit(process->context);
	sim_state_free(process);
}

void sim_process_kill(struct sim_process *process, int signal)
{
	sim_machine_image()->kill(process->context, signal);
}

/* ---- files ---- */

long sim_file_read(const char *path, char *text, size_t room)
{
	const struct sim_image_ops *image = sim_machine_image();
	int fd = image->sys_open(path, O_RDONLY);
	long bytes;

	if (fd < 0)
		return fd;
	bytes = image->sys_read(fd, text, room - 1);
	image->sys_close(fd);
	if (bytes < 0)
		return bytes;
	if (bytes && text[bytes - 1] == '\n')
		bytes--;
	text[bytes] = '\0';
	return bytes;
}

int sim_file_write(const char *path, const char *text)
{
	const struct sim_image_ops *image = sim_machine_image();
	int fd = image->sys_open(path, O_WRONLY);
	long bytes;

	if (fd < 0)
		return fd;
	bytes = image->sys_write(fd, text, strlen(text));
	image->sys_close(fd);
	return bytes < 0 ? bytes : 0;
}

bool sim_file_is(const char *path, const char *text)
{
	char got[4096];

	return sim_file_read(path, got, sizeof(got)) >= 0 &&
	       !strcmp(got, text);
}
