// SPDX-License-Identifier: GPL-2.0-only
/*
 * rte_ring.c: the baseline DPDK's rte_ring, one producer and one consumer,
 * entries of 16 bytes, in bursts of 32 as its users do.
 *
 * A module of its own, loaded by ring_dpdk.c: simctl shall not start slower for
 * DPDK's libraries. Only the ring is used, the environment layer is not
 * initialised; memory is malloc()'s, so no huge pages.
 */
#include <stdlib.h>
#include <rte_ring.h>
#include <rte_ring_elem.h>

#include "../ring.h"

#define BURST	32

static void *rte_create(unsigned int entries)
{
	ssize_t bytes = rte_ring_get_memsize_elem(sizeof(struct sim_ring_event),
						  entries);
	struct rte_ring *ring;

	if (bytes < 0)
		return NULL;
	ring = aligned_alloc(64, (bytes + 63) / 64 * 64);
	if (ring && rte_ring_init(ring, "bench", entries,
				  RING_F_SP_ENQ | RING_F_SC_DEQ)) {
		free(ring);
		return NULL;
	}
	return ring;
}

static unsigned int rte_put(void *queue, uint64_t parameter, unsigned int n)
{
	struct sim_ring_event event[BURST];
	unsigned int i, done = 0, now, room;

	do {
		room = n - done < BURST ? n - done : BURST;
		for (i = 0; i < room; i++)
			event[i] = (struct sim_ring_event){
				parameter + done + i, 1u << 24, 32u << 10 };
		now = rte_ring_sp_enqueue_burst_elem(queue, event,
						     sizeof(*event), room, NULL);
		done += now;
	} while (now == room && done < n);
	return done;
}

static unsigned int rte_get(void *queue, unsigned int n, uint64_t *sum)
{
	struct sim_ring_event event[BURST];
	unsigned int i, done = 0, now, room;

	do {
		room = n - done < BURST ? n - done : BURST;
		now = rte_ring_sc_dequeue_burst_elem(queue, event,
						     sizeof(*event), room, NULL);
		for (i = 0; i < now; i++)
			*sum += event[i].parameter;
		done += now;
	} while (now == room && done < n);
	return done;
}

const struct sim_ring_queue sim_ring_dpdk = {
	"DPDK rte_ring", rte_create, free, rte_put, rte_get,
};
