/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * race.h: what the files of the detector of data races share.
 *
 * A flow is a sequence of accesses that its own order is known of: a task, the
 * interrupts of one CPU, the softirqs of one CPU. A flow has a number (sid) and
 * an epoch that counts its releases. A clock says of each flow up to which
 * epoch its accesses come before (vector clocks; FastTrack, PLDI 2009, for the
 * idea that an access needs but one epoch). Clocks do not change once another
 * holds a reference, so that a release costs no copy.
 */
#ifndef SIM_CHECK_RACE_H
#define SIM_CHECK_RACE_H

#include <linux/sched.h>
#include "sim-race.h"
#include "sim-shim.h"
#include "sim/border_race.h"

#ifdef CONFIG_KCSAN

#define RACE_FLOWS	1024
#define RACE_EPOCHS	(1U << 30)
#define RACE_CLOCK_STEP	32
#define RACE_NODE_BITS	20
#define RACE_NODE_HEADS	(1U << 15)
/* No power of two, or all flows' frames would share a few lines of the cache. */
#define RACE_DEPTH	(SIM_CALL_DEPTH + 8)
#define RACE_SYNC_BITS	18
#define RACE_SYNC_HEADS	(1U << 14)
#define RACE_TOLD	1024
/* So many bytes have a page of records. */
#define RACE_PAGE	(4096UL / SIM_RACE_SCALE)

struct race_clock {
	u32 refs, serial;
	u32 room;			/* entries in @at */
	struct race_clock *next;	/* while it is free */
	u32 at[];
};

/* What was known where something was released. */
struct race_point {
	struct race_clock *clock;
	u32 epoch;			/* of @sid; not in @clock */
	u16 sid;
	bool joined;			/* of several: all is in @clock */
};

#define RACE_GRAIN	8UL		/* bytes that have records of their own */

/* Bits of a cell's first word. */
#define RACE_MASK	0xffULL		/* which of the eight bytes */
#define RACE_SID_SHIFT	8		/* 10 bits */
#define RACE_EPOCH_SHIFT 18		/* 30 bits */
#define RACE_WHAT_SHIFT	48		/* SIM_RACE_*, 4 bits */
#define RACE_SILENT	(1ULL << 52)	/* the write changed nothing */
#define RACE_CPU_SHIFT	53		/* 4 bits */
#define RACE_NO_PREEMPT	(1ULL << 57)
#define RACE_NO_SOFTIRQ	(1ULL << 58)
#define RACE_NO_IRQ	(1ULL << 59)
#define RACE_KIND_SHIFT	60		/* enum sim_race_context, 2 bits */
#define RACE_USED	(1ULL << 62)
#define RACE_BITS	(1ULL << 63)	/* see race_bits.c */
#define RACE_WRITE	((u64)SIM_RACE_WRITE << RACE_WHAT_SHIFT)
#define RACE_MARKED	((u64)SIM_RACE_MARKED << RACE_WHAT_SHIFT)
#define RACE_ASSERT	((u64)SIM_RACE_ASSERT << RACE_WHAT_SHIFT)
#define RACE_ASSUMED	((u64)SIM_RACE_ASSUMED << RACE_WHAT_SHIFT)
#define RACE_EPOCH_OF(who) ((u32)((who) >> RACE_EPOCH_SHIFT) & (RACE_EPOCHS - 1))
#define RACE_SID_OF(who) ((u32)((who) >> RACE_SID_SHIFT) & (RACE_FLOWS - 1))
#define RACE_CPU_OF(who) ((u32)((who) >> RACE_CPU_SHIFT) & 0xf)
#define RACE_KIND_OF(who) ((u32)((who) >> RACE_KIND_SHIFT) & 3)

/* Who touched which bytes when, and where in the code. */
struct race_cell {
	u64 who;
	u32 site;			/* from SIM_IMAGE_BASE on */
	u32 node;			/* callers; in the first, RACE_LAST too */
};

/*
 * In the first record of eight bytes, above the node: which one was noted last,
 * and that all of other flows came before it then.
 */
#define RACE_NODES	((1U << RACE_NODE_BITS) - 1)
#define RACE_LAST_SHIFT	29		/* 2 bits */
#define RACE_CLEAN	(1U << 31)

struct race_flow {
	u64 stamp;			/* its share of a cell's first word */
	u64 state;			/* preempt_count, irqs_off when it was made */
	int cpu;
	u16 sid;
	u8 kind;
	bool used;
	u32 epoch;
	u32 reader_epoch;		/* accesses up to it are in no reader */
	struct race_clock *clock;
	struct race_clock *birth;	/* what it knew when it was made */
	u32 since;			/* epoch of the last new start */
	struct race_point fence;	/* a relaxed atomic read that */
	struct race_flow *under;	/* that this interrupts */
	unsigned long stack_end;	/* of its part of that one's stack */
	struct sim_context *context;	/* tasks */
	u32 depth, lost;		/* calls to return from; those not kept */
	u32 known, node;		/* of so many of them, the node */
	u32 joined[4];			/* serials of clocks joined lately */
	/* the kernel's annotations, as in struct kcsan_ctx */
	union {
		struct {
			u16 quiet, atomic_nest;
			u16 atomic_next;
			bool atomic_flat;
		};
		u64 annotated;		/* any of them */
	};
	unsigned long mask;
	/* the last owners of the number, newest first */
	struct race_owner {
		char name[TASK_COMM_LEN];
		int pid;
		u32 since;
	} owner[4];
};

/* A place that calls, below its callers. 0 is the root. */
struct race_node {
	u32 site, parent;
	u32 next;			/* of the same hash */
	u32 after;			/* looked for after it, the last time */
};

/* A call of a flow; the node it had when it was last asked for. */
struct race_frame {
	u32 site;
	u32 node, node_site, node_parent;
};

struct race_sync {
	u64 key;
	struct race_point point;
	u32 next;			/* of the same hash, or free */
	u32 beside;			/* in the block */
};

/* A write whose effect is not known yet. */
struct race_write {
	u64 mask;			/* of the eight bytes; 0: there is none */
	u64 before;			/* the eight bytes */
	const volatile u64 *word;
	struct race_cell *cell;		/* where it was noted, and as whom */
	u64 as;
	/* what is to be told, or looked at */
	const volatile void *at;
	u32 bytes;
	bool races;
	struct race_flow *flow;
	struct race_cell now, then;
	struct race_bits *bits;		/* NULL: nobody asserted any */
};

#define RACE_BITS_WORDS	32
#define RACE_BITS_NOTES	4

/* Eight bytes of which somebody asserted that some bits are not written. */
struct race_bits {
	unsigned long at;
	u32 assertions, writes;		/* that there were */
	struct race_bits_note {
		struct race_cell cell;
		u64 mask;		/* asserted, or changed */
	} assertion[RACE_BITS_NOTES], write[RACE_BITS_NOTES];
};

struct race_tables {
	/* emptied between runs */
	u16 flows;			/* numbers given out, 0 is none */
	u16 dead[RACE_FLOWS];		/* to be used again */
	u32 dead_first, dead_count;
	struct race_flow *hard[SIM_CPU_SLOTS], *soft[SIM_CPU_SLOTS];
	struct race_flow actor;
	struct race_point exited, grace;

	union {
		struct {
			bool busy;	/* reporting */
			bool pending;	/* @write has more to it than its value */
			bool asserted;	/* there are @bits */
		};
		u32 unusual;		/* any of them */
	};
	struct race_write write;
	u32 victim;			/* next cell to go when all are used */
	u32 bits_used, bits_victim;
	struct race_bits bits[RACE_BITS_WORDS];
	u64 told[RACE_TOLD];
	u32 told_count;

	u32 serial;
	u64 clock_bytes;
	struct race_clock *clock_free[RACE_FLOWS / RACE_CLOCK_STEP + 1];

	u32 syncs, sync_free;
	u32 sync_head[RACE_SYNC_HEADS], sync_block[RACE_SYNC_HEADS];

	/* as far as they were used */
	struct race_flow flow[RACE_FLOWS];
	struct race_sync sync[1U << RACE_SYNC_BITS];

	/* kept: who calls whom is the same in all runs */
	u32 nodes, node_last;
	u32 node_head[RACE_NODE_HEADS];
	struct race_node node[1U << RACE_NODE_BITS];
	struct race_frame frame[RACE_FLOWS][RACE_DEPTH];

	bool arena_touched[SIM_RACE_ARENA_SPAN / RACE_PAGE];
	bool image_touched[SIM_RACE_IMAGE_SPAN / RACE_PAGE];

	u8 clocks[] __aligned(64);
};

#define RT ((struct race_tables *)SIM_RACE_TABLES)

/* Stops looking: tables are full. */
void race_stop(const char *why);

/* race_clock.c */
void race_join(struct race_flow *flow, const struct race_point *point);
void race_acquire(struct race_flow *flow, const struct race_point *point);
void race_release(struct race_flow *flow, struct race_point *point);
void race_replace(struct race_flow *flow, struct race_point *point);
void race_point_put(struct race_point *point);
void race_clock_reset(struct race_clock **clock, struct race_clock *to);
void race_gather(struct race_point *into);

static inline u32 race_known(const struct race_flow *flow, u32 sid)
{
	const struct race_clock *clock = flow->clock;

	if (sid == flow->sid)
		return RACE_EPOCHS;
	return clock && sid < clock->room ? clock->at[sid] : 0;
}

/* race_flow.c */
struct race_flow *race_flow_changed(struct sim_context *context);
void race_tick(struct race_flow *flow);
void race_renew(struct race_flow *flow);

static __always_inline u64 race_state(const struct sim_context *context)
{
	return (u32)context->preempt_count | (u64)context->irqs_off << 32;
}

/* The flow that runs. */
static __always_inline struct race_flow *race_now(void)
{
	struct sim_context *context = sim_self;
	struct race_flow *flow = context->race;

	if (likely(flow && flow->state == race_state(context) &&
		   flow->cpu == context->cpu))
		return flow;
	return race_flow_changed(context);
}

/* race_sync.c */
struct race_point *race_sync_get(const volatile void *object,
				 enum sim_race_side side);
void race_sync_forget(const void *start, size_t bytes);
void sim_race_fence(void);
void race_marked_read(struct race_flow *flow, const volatile void *at);
void race_marked_write(struct race_flow *flow, const volatile void *at);
void race_marked_both(struct race_flow *flow, const volatile void *at,
		      int order);

/* race_calls.c */
u32 race_node_find(struct race_flow *flow);

/* @caller: where the function that begins returns to. */
static __always_inline void race_call(unsigned long caller)
{
	struct race_flow *flow = race_now();

	if (unlikely(flow == &RT->actor))
		return;
	if (likely(flow->depth < RACE_DEPTH - 1))
		RT->frame[flow->sid][++flow->depth].site = caller - SIM_IMAGE_BASE;
	else
		flow->lost++;
}

/* Returns from calls made before anybody looked stay at the root. */
static __always_inline void race_return(void)
{
	struct race_flow *flow = race_now();

	if (unlikely(!flow->depth))
		return;
	if (unlikely(flow->lost)) {
		flow->lost--;
	} else if (flow->known == flow->depth--) {
		flow->known--;
		/* The first frame's is never written: the root. */
		flow->node = RT->frame[flow->sid][flow->known].node;
	}
}

static inline void race_calls_none(struct race_flow *flow)
{
	flow->depth = flow->lost = 0;
	flow->known = flow->node = 0;
}

/* Who has called whom to get here. */
static __always_inline u32 race_node(struct race_flow *flow)
{
	return likely(flow->known == flow->depth) ? flow->node :
						    race_node_find(flow);
}

unsigned int race_frames(const struct race_cell *cell, unsigned long *frames);

/* race_access.c */
void race_plain_rare(struct race_flow *flow, const volatile void *at,
		     unsigned int bytes, unsigned int what, unsigned long site);

/* race_plain.c */
void __sim_race_plain(const volatile void *at, unsigned int bytes,
		      unsigned int what, unsigned long site);

/* race_shadow.c */
void race_shadow_reset(void);
void race_note(struct race_flow *flow, struct race_cell *cells,
	       unsigned long at, u32 bytes, unsigned int what,
	       unsigned long site);
void race_access(struct race_flow *flow, const volatile void *at,
		 unsigned int bytes, unsigned int what, unsigned long site);
void race_check_free(struct race_flow *flow, const void *start, size_t bytes,
		     unsigned long site);
void race_write_end(void);
bool race_is_one(const struct race_flow *flow, u64 now, u64 then);

/* What @flow does to some of eight bytes, as the first word of a cell. */
static __always_inline u64 race_who(const struct race_flow *flow,
				    unsigned long at, u32 bytes,
				    unsigned int what)
{
	return flow->stamp | (u64)what << RACE_WHAT_SHIFT |
	       ((1ULL << bytes) - 1) << at % 8;
}

/* race_bits.c */
void race_bits_assert(struct race_flow *flow, const volatile void *at,
		      u32 bytes, u64 mask, unsigned long site);
void race_bits_announce(struct race_flow *flow, unsigned long at,
			struct race_cell *cell);
void race_bits_written(const struct race_write *write, u64 after);
void race_bits_forget(unsigned long start, size_t bytes);

static __always_inline void race_write_settle(void)
{
	if (RT->write.mask)
		race_write_end();
}

/* race_report.c */
void race_tell(const struct race_write *write, bool values_known, u64 after);

#endif /* CONFIG_KCSAN */
#endif /* SIM_CHECK_RACE_H */
