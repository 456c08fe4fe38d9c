// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_clock.c: vector clocks: what comes before what.
 *
 * A clock that two hold is never written again; who wants to add to it takes a
 * copy. Most acquires learn nothing new and are told so by one comparison: who
 * released last had acquired what was released before it.
 */
#include <linux/align.h>
#include <linux/minmax.h>
#include "race.h"

#ifdef CONFIG_KCSAN

static u32 clock_room(u32 entries)
{
	return ALIGN(entries + 1, RACE_CLOCK_STEP);
}

static size_t clock_bytes(u32 room)
{
	return ALIGN(sizeof(struct race_clock) + room * sizeof(u32), 64);
}

static struct race_clock *clock_carve(u32 room)
{
	size_t bytes = clock_bytes(room);
	size_t space = SIM_RACE_TABLES_SPAN - sizeof(struct race_tables);
	struct race_clock *clock = (void *)(RT->clocks + RT->clock_bytes);

	if (RT->clock_bytes + bytes > space) {
		race_stop("its clocks are full");
		/* Nobody looks at it any more. */
		return (void *)RT->clocks;
	}
	RT->clock_bytes += bytes;
	return clock;
}

/* With one reference and all entries zero from @keep on. */
static struct race_clock *clock_make(u32 room, u32 keep)
{
	struct race_clock **list = &RT->clock_free[room / RACE_CLOCK_STEP];
	struct race_clock *clock = *list;
	u32 i;

	if (clock)
		*list = clock->next;
	else
		clock = clock_carve(room);
	clock->refs = 1;
	clock->room = room;
	clock->serial = ++RT->serial;
	for (i = keep; i < room; i++)
		clock->at[i] = 0;
	return clock;
}

static struct race_clock *clock_get(struct race_clock *clock)
{
	if (clock)
		clock->refs++;
	return clock;
}

static void clock_put(struct race_clock *clock)
{
	struct race_clock **list;

	if (!clock || --clock->refs)
		return;
	list = &RT->clock_free[clock->room / RACE_CLOCK_STEP];
	clock->next = *list;
	*list = clock;
}

static struct race_clock *clock_copy(const struct race_clock *from, u32 room)
{
	u32 keep = from ? from->room : 0, i;
	struct race_clock *clock;

	room = max(room, keep);
	clock = clock_make(room, keep);
	for (i = 0; i < keep; i++)
		clock->at[i] = from->at[i];
	return clock;
}

/* Epochs are below 2^30, so they compare as signed numbers do. */
typedef s32 race_epochs __attribute__((vector_size(16), may_alias, aligned(4)));

#define RACE_TOGETHER	(sizeof(race_epochs) / sizeof(u32))

/* Rooms are a multiple of RACE_CLOCK_STEP. */
static void clock_merge(struct race_clock *into, const struct race_clock *from)
{
	u32 i;

	BUILD_BUG_ON(RACE_CLOCK_STEP % RACE_TOGETHER);
	for (i = 0; i < from->room; i += RACE_TOGETHER) {
		race_epochs *to = (race_epochs *)&into->at[i];
		race_epochs one = *to;
		race_epochs two = *(const race_epochs *)&from->at[i];
		race_epochs less = one < two;

		*to = (two & less) | (one & ~less);
	}
}

static u32 room_now(void)
{
	return clock_room(RT->flows);
}

/* The flow's clock, with room for all and written by nobody else. */
static struct race_clock *clock_own(struct race_flow *flow)
{
	struct race_clock *clock = flow->clock;

	if (clock && clock->refs == 1 && clock->room >= room_now()) {
		clock->serial = ++RT->serial;
		return clock;
	}
	flow->clock = clock_copy(clock, room_now());
	clock_put(clock);
	return flow->clock;
}

void race_point_put(struct race_point *point)
{
	clock_put(point->clock);
	*point = (struct race_point) {};
}

void race_clock_reset(struct race_clock **clock, struct race_clock *to)
{
	struct race_clock *old = *clock;

	*clock = clock_get(to);
	clock_put(old);
}

/*
 * Who knows of a release knows what that flow knew then; not so of one before
 * the flow's last start: what came later from it was released by somebody who
 * had forgotten (race_renew()). Own points are no different.
 */
static bool is_covered(const struct race_flow *flow,
		       const struct race_point *point)
{
	if (!point->sid)
		return true;
	if (point->joined)
		return false;
	if (race_known(flow, point->sid) < point->epoch)
		return false;
	return !point->clock || point->epoch >= RT->flow[point->sid].since;
}

static bool is_joined_lately(const struct race_flow *flow, u32 serial)
{
	return flow->joined[serial % ARRAY_SIZE(flow->joined)] == serial;
}

void race_join(struct race_flow *flow, const struct race_point *point)
{
	struct race_clock *from = point->clock, *clock;

	if (point->joined && is_joined_lately(flow, from->serial))
		return;
	clock = clock_own(flow);
	if (from)
		clock_merge(clock, from);
	if (point->joined)
		flow->joined[from->serial % ARRAY_SIZE(flow->joined)] =
			from->serial;
	else
		clock->at[point->sid] = max(clock->at[point->sid],
					    point->epoch);
}

/* What was released there comes before what this flow does from now on. */
void race_acquire(struct race_flow *flow, const struct race_point *point)
{
	if (!is_covered(flow, point))
		race_join(flow, point);
}

/* The point now tells of this flow alone, and of what it knew. */
void race_replace(struct race_flow *flow, struct race_point *point)
{
	struct race_clock *old = point->clock;

	point->clock = clock_get(flow->clock);
	point->sid = flow->sid;
	point->epoch = flow->epoch;
	point->joined = false;
	clock_put(old);
	race_tick(flow);
}

static void point_spread(struct race_point *point)
{
	struct race_clock *old = point->clock;

	if (point->joined && old->refs == 1 && old->room >= room_now()) {
		old->serial = ++RT->serial;
		return;
	}
	point->clock = clock_copy(old, room_now());
	clock_put(old);
	if (!point->joined)
		point->clock->at[point->sid] = max(point->clock->at[point->sid],
						   point->epoch);
	point->joined = true;
}

static void point_add(struct race_point *point, const struct race_flow *flow,
		      u32 epoch)
{
	if (flow->clock)
		clock_merge(point->clock, flow->clock);
	point->clock->at[flow->sid] = max(point->clock->at[flow->sid], epoch);
}

/* What this flow did comes before what others do after they acquire. */
void race_release(struct race_flow *flow, struct race_point *point)
{
	if (is_covered(flow, point)) {
		race_replace(flow, point);
		return;
	}
	point_spread(point);
	point_add(point, flow, flow->epoch);
	race_tick(flow);
}

/* Each flow's accesses up to the end of its last reader are added. */
void race_gather(struct race_point *into)
{
	u32 i;

	if (into->sid)
		point_spread(into);
	else
		*into = (struct race_point) {
			.clock = clock_make(room_now(), 0),
			.sid = RACE_FLOWS - 1, .joined = true,
		};
	for (i = 1; i <= RT->flows; i++)
		if (RT->flow[i].used)
			point_add(into, &RT->flow[i],
				  RT->flow[i].reader_epoch);
}
#endif
