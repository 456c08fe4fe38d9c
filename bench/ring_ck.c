// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_ck.c: the baseline Concurrency Kit's ring, the flavour for one producer
 * and one consumer, with entries of 16 bytes as an event ring's.
 */
#include <stdlib.h>

#include "ring.h"

#if __has_include(<ck_ring.h>)
#include <ck_ring.h>

CK_RING_PROTOTYPE(sim_event, sim_ring_event)

struct queue {
	ck_ring_t ring;
	struct sim_ring_event *entry;
};

static void *ck_create(unsigned int entries)
{
	struct queue *q = aligned_alloc(64, (sizeof(*q) + 63) / 64 * 64);

	if (!q)
		return NULL;
	ck_ring_init(&q->ring, entries);
	q->entry = calloc(entries, sizeof(*q->entry));
	return q;
}

static void ck_destroy(void *queue)
{
	struct queue *q = queue;

	free(q->entry);
	free(q);
}

static unsigned int ck_put(void *queue, uint64_t parameter, unsigned int n)
{
	struct queue *q = queue;
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct sim_ring_event event = { parameter + i, 1u << 24,
						32u << 10 };

		if (!CK_RING_ENQUEUE_SPSC(sim_event, &q->ring, q->entry,
					  &event))
			break;
	}
	return i;
}

static unsigned int ck_get(void *queue, unsigned int n, uint64_t *sum)
{
	struct queue *q = queue;
	struct sim_ring_event event;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!CK_RING_DEQUEUE_SPSC(sim_event, &q->ring, q->entry,
					  &event))
			break;
		*sum += event.parameter;
	}
	return i;
}

const struct sim_ring_queue sim_ring_ck = {
	"Concurrency Kit ck_ring", ck_create, ck_destroy, ck_put, ck_get,
};
#else
/* No libck-dev: it is skipped. */
const struct sim_ring_queue sim_ring_ck = { .name = "Concurrency Kit ck_ring" };
#endif
