/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_memory.h: the part of the border (see border.h) that the memory
 * checker of check images uses. Apart, because border.h reaches every file of
 * the kernel by way of asm/page.h.
 */
#ifndef SIM_BORDER_MEMORY_H
#define SIM_BORDER_MEMORY_H

#include "sim/border.h"

#define SIM_REPORT_STACKS	2
/* Allocation stacks that are told apart; number 0 is "unknown". */
#define SIM_MEMORY_STACKS	8192

/* Living memory by allocation stack. */
struct sim_memory_census {
	uint32_t objects[SIM_MEMORY_STACKS];
	uint64_t bytes[SIM_MEMORY_STACKS];
};

/**
 * struct sim_memory_ops - what a check image knows of its heap
 * @bytes: size of this structure, to tell images that are too old or too new
 * @pattern: what memory holds that was allocated and not written, each word
 * @leak_check: reports living memory that nothing points to; returns how many
 *	findings that were. No other task may be in the middle of a step.
 * @census: counts what lives
 * @grown: reports each allocation stack whose living objects became more from
 *	each of @count censuses to the next, by as many each time; @when begins
 *	the title. Returns how many stacks those were.
 */
struct sim_memory_ops {
	size_t bytes;
	const uint64_t *pattern;
	int (*leak_check)(void);
	void (*census)(struct sim_memory_census *census);
	int (*grown)(const struct sim_memory_census *const *censuses, int count,
		     const char *when);
};

/* A stack that belongs to a finding besides the one that runs. */
struct sim_report_stack {
	char title[48];			/* "Freed by task 12" */
	const unsigned long *frames;	/* return addresses, innermost first */
	unsigned int count;
};

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/* sim_report() with up to SIM_REPORT_STACKS stacks, say of an allocation. */
void sim_report_stacks(enum sim_kind kind, const char *title, bool fatal,
		       const struct sim_report_stack *stacks, int count);

/* Before anything runs; other images offer nothing. */
void sim_memory_offer(const struct sim_memory_ops *ops);

/* Memory or a mapping was refused, as a fault that was asked for. */
void sim_memory_refused(void);

/* A finding about a place of the past: its stack is the one given; up to
 * SIM_REPORT_STACKS others have to do with it. */
void sim_report_at(enum sim_kind kind, const char *title,
		   const struct sim_report_stack *where,
		   const struct sim_report_stack *others, int count);

/*
 * Where tasks keep pointers: what is used of each fiber's stack, and what the
 * scheduler was handed for each task. The caller's own frames are among it.
 */
void sim_task_roots(void (*root)(const void *start, const void *end));

/*
 * From now on, ask before a bus master touches memory of the arena: freed
 * memory that is still mapped is a finding. @dir: SIM_DMA_* bits.
 */
void sim_device_watch(void (*ask)(const void *address, size_t bytes,
				  unsigned int dir));

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_MEMORY_H */
