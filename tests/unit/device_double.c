// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_double.c: just enough of hw.h for the device model's tests.
 *
 * Memory from calloc, so that the sanitizers see its bounds; a clock that the
 * test sets; traces and hashes are counted and folded, nothing else.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device_double.h"

uint64_t double_now_ns = SIM_BOOT_TIME_NS;
uint64_t double_hash;
int double_live;

void *sim_state_alloc(size_t bytes)
{
	void *pointer = calloc(1, bytes);

	if (!pointer)
		abort();
	double_live++;
	return pointer;
}

void sim_state_free(void *pointer)
{
	if (pointer)
		double_live--;
	free(pointer);
}

uint64_t sim_time_now_ns(void)
{
	return double_now_ns;
}

void sim_trace_at(int level, const char *topic, const char *format, ...)
{
	(void)level;
	(void)topic;
	(void)format;
}

void sim_hash_fold(uint64_t a, uint64_t b)
{
	double_hash = (double_hash ^ a) * 0x100000001b3ull + b;
}

void sim_assert_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, condition);
	abort();
}
