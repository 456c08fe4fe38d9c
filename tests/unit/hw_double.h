/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hw_double.h: a test double of sim/hw.h: events by virtual time, one array
 * for memory, the interrupt line and every report recorded.
 */
#ifndef HW_DOUBLE_H
#define HW_DOUBLE_H

#include "sim/hw.h"

#define DOUBLE_DMA_BASE		0x80000000ull
#define DOUBLE_DMA_BYTES	(4u << 20)

extern uint64_t double_now_ns;
extern uint64_t double_hash;
extern unsigned int double_events_run;
extern unsigned int double_protocol_reports, double_dma_faults;
extern bool double_memory_refused;
extern char double_last_protocol[256];
extern unsigned int double_reports;	/* other findings */
extern char double_last_report[256];
/* What sim_power_expect() is to say of every controller. */
extern bool double_unpowered;
extern bool double_irq;
extern unsigned int double_irq_rises;
extern int double_live;		/* allocations that are not freed */

/* Forgets everything; call it before each test. */
void double_reset(void);
/* Runs events up to @when_ns and moves the clock there. */
void double_run_until(uint64_t when_ns);
void double_run_for(uint64_t ns);
/* Runs the next event only; false when none is armed. */
bool double_run_one(void);
/* Memory a bus master may reach, zeroed; never given twice. */
uint64_t double_dma_alloc(size_t bytes, size_t align);
void *double_memory(uint64_t dma);
/* A page of it that is no coherent memory, until the next reset. */
extern uint64_t double_one_way;
/* The only register window. */
uint32_t double_read(uint64_t offset);
void double_write(uint64_t offset, uint32_t value);

#endif /* HW_DOUBLE_H */
