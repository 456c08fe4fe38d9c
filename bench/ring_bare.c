// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_bare.c: the baseline: a ring of 16-byte entries with a cycle bit, the
 * least that an event ring can be (xHCI 1.2, 4.9.4): the consumer reads an
 * entry whose cycle bit is its own, the producer keeps behind the dequeue
 * pointer that the consumer hands back.
 */
#include <stdlib.h>

#include "ring.h"

/* As Linux does: twice a segment, not at each event. */
#define HAND_BACK_EVERY	128

struct bare {
	struct sim_ring_event *entry;
	unsigned int entries;
	struct { unsigned int at, room; uint32_t cycle; }
		producer __attribute__((aligned(64)));
	struct { unsigned int at, since; uint32_t cycle; }
		consumer __attribute__((aligned(64)));
	unsigned int dequeue __attribute__((aligned(64)));
};

static void *bare_create(unsigned int entries)
{
	struct bare *ring = aligned_alloc(64, sizeof(*ring));

	if (!ring)
		return NULL;
	*ring = (struct bare){ .entries = entries, .producer.cycle = 1,
			       .consumer.cycle = 1 };
	ring->producer.room = entries - 1;
	ring->entry = calloc(entries, sizeof(*ring->entry));
	return ring;
}

static void bare_destroy(void *queue)
{
	struct bare *ring = queue;

	free(ring->entry);
	free(ring);
}

static unsigned int bare_room(struct bare *ring)
{
	unsigned int dequeue = __atomic_load_n(&ring->dequeue, __ATOMIC_ACQUIRE);

	return (dequeue + ring->entries - ring->producer.at - 1) %
	       ring->entries;
}

static unsigned int bare_put(void *queue, uint64_t parameter, unsigned int n)
{
	struct bare *ring = queue;
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct sim_ring_event *to = &ring->entry[ring->producer.at];

		if (!ring->producer.room &&
		    !(ring->producer.room = bare_room(ring)))
			break;
		ring->producer.room--;
		to->parameter = parameter + i;
		to->status = 1u << 24;
		__atomic_store_n(&to->control, 32u << 10 | ring->producer.cycle,
				 __ATOMIC_RELEASE);
		if (++ring->producer.at == ring->entries) {
			ring->producer.at = 0;
			ring->producer.cycle ^= 1;
		}
	}
	return i;
}

static void bare_hand_back(struct bare *ring)
{
	ring->consumer.since = 0;
	__atomic_store_n(&ring->dequeue, ring->consumer.at, __ATOMIC_RELEASE);
}

static unsigned int bare_get(void *queue, unsigned int n, uint64_t *sum)
{
	struct bare *ring = queue;
	unsigned int i;

	for (i = 0; i < n; i++) {
		const struct sim_ring_event *at = &ring->entry[ring->consumer.at];

		if ((__atomic_load_n(&at->control, __ATOMIC_ACQUIRE) & 1) !=
		    ring->consumer.cycle)
			break;
		*sum += at->parameter;
		if (++ring->consumer.at == ring->entries) {
			ring->consumer.at = 0;
			ring->consumer.cycle ^= 1;
		}
		if (++ring->consumer.since == HAND_BACK_EVERY)
			bare_hand_back(ring);
	}
	if (ring->consumer.since)
		bare_hand_back(ring);
	return i;
}

const struct sim_ring_queue sim_ring_bare = {
	"bare ring", bare_create, bare_destroy, bare_put, bare_get,
};
