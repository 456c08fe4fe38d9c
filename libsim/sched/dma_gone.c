// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma_gone.c: which mappings of a bus or of a domain of the IOMMU were given up
 * last, and by whom.
 *
 * A device that reaches for memory that is not mapped any more does so in its
 * own time, when nothing of the driver runs: what tells one fault from another
 * is who took the mapping away. Kept in check images only. Does not know:
 * mappings that were given up earlier than the last ones.
 */
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define KEPT	64
#define FRAMES	14

struct gone {
	uint64_t dma, bytes;
	char title[48];
	unsigned int count;
	unsigned long frame[FRAMES];
};

struct sim_gone {
	uint32_t next;
	struct gone kept[KEPT];
};

/**
 * sim_gone_note - a mapping is given up
 * @gone: of the bus or domain; made when it is NULL
 * @dma: where it began, for the device
 * @bytes: its length
 * @fp: the frame of the function that the image called
 *
 * Context: any of the image's.
 */
void sim_gone_note(struct sim_gone **gone, uint64_t dma, uint64_t bytes,
		   void *fp)
{
	struct sim_frame frame[FRAMES];
	struct gone *to;

	if (!*gone)
		*gone = sim_state_alloc(sizeof(**gone));
	if (!sim_check_is_on(SIM_CHECK_DMA))
		return;
	to = &(*gone)->kept[(*gone)->next++ % KEPT];
	to->dma = dma;
	to->bytes = bytes;
	to->count = sim_unwind(M->current, fp, 0, frame, FRAMES);
	for (unsigned int i = 0; i < to->count; i++)
		to->frame[i] = frame[i].address;
	snprintf(to->title, sizeof(to->title), "Unmapped by %.32s",
		 M->current ? M->current->name : "nobody");
}

static const struct gone *gone_find(const struct sim_gone *gone, uint64_t dma)
{
	for (uint32_t age = 1; age <= KEPT && age <= gone->next; age++) {
		const struct gone *at = &gone->kept[(gone->next - age) % KEPT];

		if (dma - at->dma < at->bytes)
			return at;
	}
	return NULL;
}

/**
 * sim_gone_report - a device reaches for what it may not
 * @gone: of the bus or domain; NULL: nothing is known
 * @kind: SIM_KIND_DMA_API or SIM_KIND_IOMMU_FAULT
 * @dma: what it reaches for
 * @title: the finding's
 *
 * With the stack of who gave the mapping up, if that was of late.
 * Context: models.
 */
void sim_gone_report(const struct sim_gone *gone, enum sim_kind kind,
		     uint64_t dma, const char *title)
{
	const struct gone *at = gone ? gone_find(gone, dma) : NULL;
	struct sim_report_stack stack = { .count = 0 };

	if (at) {
		memcpy(stack.title, at->title, sizeof(stack.title));
		stack.frames = at->frame;
		stack.count = at->count;
	}
	sim_report_stacks(kind, title, false, &stack, !!at);
}
