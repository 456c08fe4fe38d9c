// SPDX-License-Identifier: GPL-2.0-only
/*
 * event.c: callbacks at a virtual time.
 *
 * A binary heap ordered by (time, order of arming) holds what is to come;
 * what is due moves to a list in the order it became due, and from there the
 * strategy picks. heap_index: 0 not armed, n > 0 place in the heap (from 1),
 * n < 0 place in the due list (from -1). Clocks and sleeps use the heap too
 * with SIM_EVENT_INTERNAL as id: they take effect at once, and only what they
 * wake is scheduled.
 */
#include <string.h>
#include "machine.h"

static bool event_before(const struct sim_event *a, const struct sim_event *b)
{
	if (a->when_ns != b->when_ns)
		return a->when_ns < b->when_ns;
	return a->sequence < b->sequence;
}

static void heap_put(uint32_t at, struct sim_event *event)
{
	M->heap[at - 1] = event;
	event->heap_index = at;
}

static void heap_up(uint32_t at, struct sim_event *event)
{
	for (; at > 1 && event_before(event, M->heap[at / 2 - 1]); at /= 2)
		heap_put(at, M->heap[at / 2 - 1]);
	heap_put(at, event);
}

static void heap_down(uint32_t at, struct sim_event *event)
{
	uint32_t child;

	while ((child = at * 2) <= M->heap_count) {
		if (child < M->heap_count &&
		    event_before(M->heap[child], M->heap[child - 1]))
			child++;
		if (!event_before(M->heap[child - 1], event))
			break;
		heap_put(at, M->heap[child - 1]);
		at = child;
	}
	heap_put(at, event);
}

static struct sim_event **list_grow(struct sim_event **list, uint32_t *room)
{
	uint32_t more = *room ? *room * 2 : 64;
	struct sim_event **bigger = sim_state_alloc(more * sizeof(*bigger));

	if (*room)
		memcpy(bigger, list, *room * sizeof(*bigger));
	sim_state_free(list);
	*room = more;
	return bigger;
}

static void heap_insert(struct sim_event *event)
{
	if (M->heap_count == M->heap_room)
		M->heap = list_grow(M->heap, &M->heap_room);
	heap_up(++M->heap_count, event);
}

static void heap_remove(struct sim_event *event)
{
	uint32_t at = event->heap_index;
	struct sim_event *last = M->heap[--M->heap_count];

	event->heap_index = 0;
	if (last == event)
		return;
	if (at > 1 && event_before(last, M->heap[at / 2 - 1]))
		heap_up(at, last);
	else
		heap_down(at, last);
}

static void due_append(struct sim_event *event)
{
	if (M->due_count == M->due_room)
		M->due = list_grow(M->due, &M->due_room);
	M->due[M->due_count++] = event;
	event->heap_index = -(int32_t)M->due_count;
}

static void due_remove(struct sim_event *event)
{
	uint32_t at = -event->heap_index - 1;

	event->heap_index = 0;
	for (M->due_count--; at < M->due_count; at++) {
		M->due[at] = M->due[at + 1];
		M->due[at]->heap_index = -(int32_t)(at + 1);
	}
}

static void event_fire(struct sim_event *event)
{
	if (event->id != SIM_EVENT_INTERNAL)
		due_append(event);
	else
		event->run(event);
}

/* Moves all that is due by now out of the heap. */
void sim_event_expire(void)
{
	while (M->heap_count && M->heap[0]->when_ns <= M->now_ns) {
		struct sim_event *event = M->heap[0];

		heap_remove(event);
		event_fire(event);
	}
}

struct sim_event *sim_event_due(uint32_t index)
{
	return M->due[index];
}

/**
 * sim_event_arm - have @event's callback called
 * @event: stays in place while armed; arming again moves it
 * @when_ns: virtual time; the past means now
 *
 * Context: any, also from a callback.
 */
void sim_event_arm(struct sim_event *event, uint64_t when_ns)
{
	sim_event_disarm(event);
	event->when_ns = when_ns;
	event->sequence = ++M->sequence;
	if (!event->id)
		event->id = sim_name_index(event->name ? event->name : "event");
	if (when_ns <= M->now_ns)
		event_fire(event);
	else
		heap_insert(event);
}

void sim_event_disarm(struct sim_event *event)
{
	if (event->heap_index > 0)
		heap_remove(event);
	else if (event->heap_index < 0)
		due_remove(event);
}

bool sim_event_armed(const struct sim_event *event)
{
	return event->heap_index != 0;
}

/* Runs a due event on the stack of whoever decided so. */
void sim_event_run(struct sim_event *event)
{
	struct sim_event *outer = M->event;

	due_remove(event);
	sim_hash_mix(event->id);
	M->event = event;
	M->quiet++;
	event->run(event);
	M->quiet--;
	M->event = outer;
}

/* Without a run: for tests of models. */
void sim_event_run_until(uint64_t when_ns)
{
	for (;;) {
		while (M->due_count)
			sim_event_run(M->due[0]);
		if (!M->heap_count || M->heap[0]->when_ns > when_ns)
			break;
		sim_time_set(M->heap[0]->when_ns);
	}
	if (when_ns > M->now_ns)
		sim_time_set(when_ns);
}
