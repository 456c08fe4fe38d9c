/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_race.h: the part of the border (see border.h) that the detector of
 * data races uses. Apart, because border.h reaches every file of the kernel.
 *
 * The detector's memory lies outside of the image and the arena: nothing that
 * the kernel sees depends on it, and it may be emptied before any run. Zero
 * everywhere is its state before the first access.
 */
#ifndef SIM_BORDER_RACE_H
#define SIM_BORDER_RACE_H

#include "sim/border_memory.h"

/* Watched: the image, and from the arena's start on the arena and the stacks. */
#define SIM_RACE_IMAGE_SPAN	(64UL << 20)
#define SIM_RACE_ARENA_SPAN	(512UL << 20)

/* Eight watched bytes have SIM_RACE_CELLS records of 16 bytes each. */
#define SIM_RACE_CELLS		4
#define SIM_RACE_SCALE		8
#define SIM_RACE_ARENA_SHADOW	0x320000000000UL
#define SIM_RACE_IMAGE_SHADOW	0x330000000000UL
#define SIM_RACE_TABLES		0x340000000000UL
#define SIM_RACE_TABLES_SPAN	(640UL << 20)

/* *sim_image.race: what the host wants. */
#define SIM_RACE_ON	1u
/* Without the leniencies of KCSAN's default configuration. */
#define SIM_RACE_STRICT	2u

/* What an access was. */
#define SIM_RACE_WRITE	1u
#define SIM_RACE_MARKED	2u	/* READ_ONCE(), atomics, ... */
#define SIM_RACE_ASSERT	4u	/* ASSERT_EXCLUSIVE_*(), a free */
#define SIM_RACE_ASSUMED 8u	/* a plain write that counts as marked */

enum sim_race_context {
	SIM_RACE_TASK, SIM_RACE_SOFTIRQ, SIM_RACE_HARDIRQ,
};

#define SIM_RACE_FRAMES	16

/* One of the two accesses. */
struct sim_race_access {
	uint64_t address;
	uint32_t bytes;
	uint32_t what;			/* SIM_RACE_* */
	int cpu;
	enum sim_race_context context;
	int pid;
	char name[16];
	unsigned int count;
	unsigned long frames[SIM_RACE_FRAMES];
};

/**
 * struct sim_race_finding - two accesses that nothing orders
 * @now: the later one of this run, which was noticed
 * @then: the earlier one
 * @values_known: @before and @after hold what the write changed
 * @bytes: of @before and @after
 */
struct sim_race_finding {
	struct sim_race_access now, then;
	bool values_known;
	uint64_t before, after;
	uint32_t bytes;
};

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/* Forgets what it knows; false: there is no memory for it. */
bool sim_race_prepare(void);
void sim_race_report(const struct sim_race_finding *race);
/* The detector's tables are full: it has stopped looking. */
void sim_race_stopped(const char *why);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_RACE_H */
