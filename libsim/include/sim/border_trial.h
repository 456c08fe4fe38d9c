/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_trial.h: the part of the border (see border.h) that unit tests of
 * checkers use: what a checker says is counted instead of told, and hardware
 * does at the wish of a test what it else does by itself. Apart, because
 * border.h reaches every file of the kernel.
 */
#ifndef SIM_BORDER_TRIAL_H
#define SIM_BORDER_TRIAL_H

#include "sim/border.h"

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/**
 * sim_trial_begin - from now on findings are counted
 * @kind: findings of this kind are counted instead of told
 * @besides: of those of this kind nothing is heard
 *
 * None of them ends the run. What cannot go on ends its task instead, as an
 * oops does: BUG(), panic() and faults of the processor. Such a task should
 * hold nothing. A livelock is told once, and then looked for anew.
 */
void sim_trial_begin(enum sim_kind kind, enum sim_kind besides);

/* How many there were so far, for loops that would go on for ever. */
int sim_trial_count(void);

/* How many there were; @title gets the last one's. */
int sim_trial_end(char *title, size_t size);

/**
 * sim_trial_bus - a bus master reaches for memory
 * @bus: its bus, as in sim_dma_map()
 * @dma: bus address
 * @bytes: how many, at least 1
 * @dir: SIM_DMA_READ, SIM_DMA_WRITE or both: what it means to do
 *
 * As the model of the controller on that bus does, through the same checks;
 * what lies there is left as it is.
 * Return: false when it was refused.
 */
bool sim_trial_bus(int bus, uint64_t dma, size_t bytes, unsigned int dir);

/* The same for the DSP and the address space @domain, as in sim_iommu_map(). */
bool sim_trial_iommu(uint32_t domain, uint64_t iova, size_t bytes,
		     unsigned int dir);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_TRIAL_H */
