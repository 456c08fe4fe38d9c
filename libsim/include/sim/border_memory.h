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
