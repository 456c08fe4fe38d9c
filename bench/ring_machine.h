/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring_machine.h: the simulated machine of ring benchmarks, and what their
 * stories share. Private to bench/ring_*.c.
 */
#ifndef SIM_BENCH_RING_MACHINE_H
#define SIM_BENCH_RING_MACHINE_H

#include "sim/board.h"
#include "sim/scenario.h"
#include "xhci/controller.h"

#define SIM_RING_CONTROLLERS	6	/* the board's and five more */
#define SIM_RING_DEVICES	64

/* The board that every run has, and controllers for many devices. */
extern const struct sim_board sim_ring_board;
struct sim_xhci *sim_ring_xhci(unsigned int index);
/* Memory that the kernel does not know of: bus address, page aligned, zeroed. */
uint64_t sim_ring_memory(size_t bytes);
void *sim_ring_memory_at(uint64_t dma);
/* Plugs in the board's headset and @count devices at the controllers beside
 * it; waits for them and for the sound cards that Linux has room for. */
void sim_ring_plug(unsigned int count);

/* The image, but for the time of its xHCI interrupts being taken. */
const struct sim_image_ops *
sim_ring_timed_image(const struct sim_image_ops *image);

/* What the interrupts took since the last call of sim_ring_time_take();
 * @typical: ticks of one, 0 when there were none, or too many to remember. */
struct sim_ring_time {
	uint64_t ticks, interrupts;
	double typical;
};
struct sim_ring_time sim_ring_time_take(void);
/* Moment at which the first event of the next interrupt was written; 0: its
 * latency is not wanted. */
extern uint64_t sim_ring_written;

/* Finds the devices among which transfer events take turns. */
void sim_ring_host_turns(void);
/* Of each controller in turn: writes @n events of @kind for the host, of which
 * the last interrupts, and waits until it has handled them. Ticks that the
 * writing took. */
uint64_t sim_ring_host_batch(enum sim_ring_kind kind, unsigned int n);

/* The DSP's side: see ring_sideband.c. */
void sim_ring_sideband_open(void);
void sim_ring_sideband_close(void);
uint64_t sim_ring_sideband_write(unsigned int n);
uint64_t sim_ring_sideband_consume(void);

#endif /* SIM_BENCH_RING_MACHINE_H */
