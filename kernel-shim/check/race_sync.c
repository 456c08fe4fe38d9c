// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_sync.c: objects by which flows are ordered: locks, atomics, hand-overs.
 *
 * An object is its address and a side (enum sim_race_side). Objects are also
 * found by blocks of 256 bytes, so that memory that is given back takes them
 * along.
 *
 * Marked accesses order more here than in the kernel's memory model
 * (tools/memory-model/Documentation): each marked read acquires what the marked
 * write that it reads from released, also without a barrier, as most are
 * followed by a dependency or a barrier that nobody here can see. Atomics that
 * are relaxed only acquire with a later fence, as reference counts do.
 */
#include "race.h"
#include "sim-locks.h"

#ifdef CONFIG_KCSAN

#define BLOCK_SHIFT	8
#define SIDE_SHIFT	56
#define ADDRESS_MASK	((1ULL << SIDE_SHIFT) - 1)

static u32 hash_of(u64 value)
{
	return value * 0x9e3779b97f4a7c15ULL >> 48 & (RACE_SYNC_HEADS - 1);
}

/* Objects that are beside each other have heads beside each other. */
static u32 *key_head(u64 key)
{
	u64 line = key >> BLOCK_SHIFT;

	return &RT->sync_head[(hash_of(line) + (key >> 3)) &
			      (RACE_SYNC_HEADS - 1)];
}

static u32 *block_head(u64 address)
{
	return &RT->sync_block[hash_of(address >> BLOCK_SHIFT)];
}

static u32 sync_number(void)
{
	u32 number = RT->sync_free;

	if (number) {
		RT->sync_free = RT->sync[number].next;
		return number;
	}
	if (RT->syncs < (1U << RACE_SYNC_BITS) - 1)
		return ++RT->syncs;
	race_stop("more locks and atomics are in use than it can tell apart");
	return 0;
}

static void sync_link(u32 number, u32 *head, u32 *block)
{
	RT->sync[number].next = *head;
	*head = number;
	RT->sync[number].beside = *block;
	*block = number;
}

/* Never NULL; a new one orders nothing yet. */
struct race_point *race_sync_get(const volatile void *object,
				 enum sim_race_side side)
{
	u64 key = (u64)object | (u64)side << SIDE_SHIFT;
	u32 *head = key_head(key), number;

	for (number = *head; number; number = RT->sync[number].next)
		if (RT->sync[number].key == key)
			return &RT->sync[number].point;
	number = sync_number();
	RT->sync[number].key = key;
	if (number)
		sync_link(number, head, block_head((u64)object));
	return &RT->sync[number].point;
}

/* It is in no block any more. */
static void sync_free(u32 number)
{
	struct race_sync *sync = &RT->sync[number];
	u32 *link = key_head(sync->key);

	while (*link != number)
		link = &RT->sync[*link].next;
	*link = sync->next;
	race_point_put(&sync->point);
	sync->next = RT->sync_free;
	RT->sync_free = number;
}

static void block_forget(u64 block, u64 start, u64 end)
{
	u32 *link = block_head(block);

	while (*link) {
		struct race_sync *sync = &RT->sync[*link];
		u64 address = sync->key & ADDRESS_MASK;
		u32 number = *link;

		if (address < start || address >= end) {
			link = &sync->beside;
			continue;
		}
		*link = sync->beside;
		sync_free(number);
	}
}

/* Nothing that lies there orders anything any more. */
void race_sync_forget(const void *start, size_t bytes)
{
	u64 from = (u64)start, end = from + bytes, block;

	for (block = from & ~((1ULL << BLOCK_SHIFT) - 1); block < end;
	     block += 1ULL << BLOCK_SHIFT)
		block_forget(block, from, end);
}

static bool is_actor(const struct race_flow *flow)
{
	return flow == &RT->actor;
}

void __sim_race_acquire(const volatile void *object, enum sim_race_side side)
{
	struct race_flow *flow = race_now();

	if (!is_actor(flow))
		race_acquire(flow, race_sync_get(object, side));
}

void __sim_race_release(const volatile void *object, enum sim_race_side side)
{
	struct race_flow *flow = race_now();

	if (!is_actor(flow))
		race_release(flow, race_sync_get(object, side));
}

static bool is_read(enum sim_wait what)
{
	return what == SIM_WAIT_RWSEM_READ || what == SIM_WAIT_RWLOCK_READ;
}

void __sim_race_lock(enum sim_wait what, const void *object)
{
	__sim_race_acquire(object, SIM_RACE_LOCK);
	if (what == SIM_WAIT_RWSEM_WRITE || what == SIM_WAIT_RWLOCK_WRITE)
		__sim_race_acquire(object, SIM_RACE_READERS);
}

void __sim_race_unlock(enum sim_wait what, const void *object)
{
	__sim_race_release(object,
			   is_read(what) ? SIM_RACE_READERS : SIM_RACE_LOCK);
}

static struct race_point *atomic_point(const volatile void *at)
{
	return race_sync_get((void *)((unsigned long)at & ~7UL),
			     SIM_RACE_ATOMIC);
}

void race_marked_read(struct race_flow *flow, const volatile void *at)
{
	race_acquire(flow, atomic_point(at));
}

/* Who reads it reads this write, not those before it. */
void race_marked_write(struct race_flow *flow, const volatile void *at)
{
	race_replace(flow, atomic_point(at));
}

static void fence_note(struct race_flow *flow, const struct race_point *point)
{
	race_point_put(&flow->fence);
	flow->fence = *point;
	if (flow->fence.clock)
		flow->fence.clock->refs++;
}

void race_marked_both(struct race_flow *flow, const volatile void *at,
		      int order)
{
	struct race_point *point = atomic_point(at);

	if (order == __ATOMIC_RELAXED || order == __ATOMIC_RELEASE)
		fence_note(flow, point);
	else
		race_acquire(flow, point);
	if (order != __ATOMIC_ACQUIRE)
		race_release(flow, point);
}

/* A barrier: what a relaxed atomic read before it counts from now on. */
void sim_race_fence(void)
{
	struct race_flow *flow;

	if (likely(!sim_access.race))
		return;
	flow = race_now();
	if (is_actor(flow) || !flow->fence.sid)
		return;
	race_acquire(flow, &flow->fence);
	race_point_put(&flow->fence);
}
#endif
