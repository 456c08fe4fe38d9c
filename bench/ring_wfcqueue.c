// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_wfcqueue.c: the baseline liburcu's wfcqueue: wait-free enqueue of linked
 * nodes, one consumer that blocks for a tail in the making at most.
 *
 * Nodes come from an array in turn, as an event ring's entries do; a count of
 * what was taken keeps the producer from using one again too early.
 */
#define _LGPL_SOURCE
#include <stdlib.h>
#include <urcu/wfcqueue.h>

#include "ring.h"

struct node {
	struct cds_wfcq_node link;
	struct sim_ring_event event;
};

struct queue {
	struct cds_wfcq_head head;
	struct cds_wfcq_tail tail;
	struct node *node;
	unsigned int entries;
	unsigned int put __attribute__((aligned(64)));
	unsigned int taken_seen;
	unsigned int taken __attribute__((aligned(64)));
};

static void *wfcqueue_create(unsigned int entries)
{
	struct queue *q = aligned_alloc(64, sizeof(*q));

	if (!q)
		return NULL;
	*q = (struct queue){ .entries = entries };
	cds_wfcq_init(&q->head, &q->tail);
	q->node = calloc(entries, sizeof(*q->node));
	return q;
}

static void wfcqueue_destroy(void *queue)
{
	struct queue *q = queue;

	cds_wfcq_destroy(&q->head, &q->tail);
	free(q->node);
	free(q);
}

/* The node that was dequeued last may still be the queue's tail. */
static bool wfcqueue_full(struct queue *q)
{
	if (q->put - q->taken_seen < q->entries - 1)
		return false;
	q->taken_seen = __atomic_load_n(&q->taken, __ATOMIC_ACQUIRE);
	return q->put - q->taken_seen >= q->entries - 1;
}

static unsigned int wfcqueue_put(void *queue, uint64_t parameter,
				 unsigned int n)
{
	struct queue *q = queue;
	unsigned int i;

	for (i = 0; i < n && !wfcqueue_full(q); i++) {
		struct node *node = &q->node[q->put++ % q->entries];

		cds_wfcq_node_init(&node->link);
		node->event = (struct sim_ring_event){ parameter + i, 1u << 24,
						       32u << 10 };
		cds_wfcq_enqueue(&q->head, &q->tail, &node->link);
	}
	return i;
}

static unsigned int wfcqueue_get(void *queue, unsigned int n, uint64_t *sum)
{
	struct queue *q = queue;
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct cds_wfcq_node *link =
			__cds_wfcq_dequeue_blocking(&q->head, &q->tail);

		if (!link)
			break;
		*sum += caa_container_of(link, struct node,
					 link)->event.parameter;
	}
	__atomic_store_n(&q->taken, q->taken + i, __ATOMIC_RELEASE);
	return i;
}

const struct sim_ring_queue sim_ring_wfcqueue = {
	"liburcu wfcqueue", wfcqueue_create, wfcqueue_destroy, wfcqueue_put,
	wfcqueue_get,
};
