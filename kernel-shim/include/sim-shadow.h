/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-shadow.h: which bytes of the arena may be touched; check images only.
 *
 * One byte of shadow stands for eight of the arena, as in generic KASAN
 * (Documentation/dev-tools/kasan.rst), with the meaning turned round so that
 * memory never handed out, whose shadow is zero, may not be touched: 1 to 8
 * first bytes are accessible, anything below 1 is none of them.
 *
 * The allocators allow and forbid; the hooks of instrumented code, the copies
 * in lib/ and the bus masters ask.
 */
#ifndef SIM_SHADOW_H
#define SIM_SHADOW_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include "sim/border_memory.h"
#include "sim-access.h"
#include "sim-checks.h"

#define SIM_SHADOW_GRAIN	8U

/* Book-keeping in which a pointer to memory is no use of it: leak_scan.c. */
#define __sim_unscanned	__section(".bss..sim_unscanned")

enum sim_shadow_state {
	SIM_SHADOW_FREED = -1,
	SIM_SHADOW_REDZONE = -2,
	SIM_SHADOW_UNTOUCHED = 0,
	SIM_SHADOW_ALL = SIM_SHADOW_GRAIN,
};

/* Who touches memory: for the words of a report, and whether it goes on. */
enum sim_toucher {
	SIM_TOUCH_READ, SIM_TOUCH_WRITE, SIM_TOUCH_DMA = 2,
	SIM_TOUCH_LOCK = 4,	/* takes a lock there */
};

/* A stack in the low half, a task's number in the high one; 0: unknown. */
typedef u32 sim_track_t;

/* Equal for equal stacks, below SIM_MEMORY_STACKS. */
static inline unsigned int sim_track_stack(sim_track_t track)
{
	return track & 0xffff;
}

/**
 * struct sim_shadow_trial - findings that a test expects
 * @count: how many came
 * @kind: of the last one
 * @title: of the last one
 * @stacks: how many stacks of allocation and free it had
 * @fatal: one of them would have ended the run
 */
struct sim_shadow_trial {
	unsigned int count;
	enum sim_kind kind;
	char title[160];
	int stacks;
	bool fatal;
};

/* From the image's base: all that has variables. */
#define SIM_GLOBALS_BYTES	(16UL << 20)

#ifdef CONFIG_DEBUG_KERNEL
/* How many of each eight bytes of the image lie in a gap; global_shadow.c. */
extern u8 sim_global_shadow[SIM_GLOBALS_BYTES / SIM_SHADOW_GRAIN];
void sim_global_boot(void);
void sim_global_range(const volatile void *start, size_t bytes, int how,
		      unsigned long site);
extern s8 sim_shadow[SIM_ARENA_SIZE / SIM_SHADOW_GRAIN];
/* While set, bad accesses are written there and not reported. */
extern struct sim_shadow_trial *sim_shadow_trial;

void sim_shadow_allow(const void *start, size_t bytes);
void sim_shadow_forbid(const void *start, size_t bytes,
		       enum sim_shadow_state why);
void sim_shadow_range(const volatile void *start, size_t bytes, int how,
		      unsigned long site);
/* A bit for each byte: given out, filled with the pattern, not written since. */
extern u8 sim_unwritten[SIM_ARENA_SIZE / SIM_SHADOW_GRAIN];
void sim_unwritten_set(const void *start, size_t bytes);
void sim_unwritten_clear(const volatile void *start, size_t bytes);
void sim_unwritten_ask(const void *start, size_t bytes, const char *where,
		       unsigned long site);
void sim_unwritten_object(const void *object, size_t bytes, const char *what);
bool sim_memory_told(u64 key);
/* Whether the byte at @at may be touched; outside of the arena all may. */
bool sim_shadow_allows(const void *at);
void sim_shadow_boot(void);
void sim_shadow_device(const void *start, size_t bytes, unsigned int dir);
void sim_memory_report(const void *bad, const void *start, size_t bytes,
		       int how, unsigned long site);
bool sim_memory_asks(void);
void sim_memory_tell(enum sim_kind kind, const char *title,
		     unsigned long place);
void sim_memory_end(enum sim_kind kind, const char *title);
sim_track_t sim_track_here(unsigned long site);
unsigned long sim_track_caller(sim_track_t track);
void sim_trace_here(const char *topic, const char *what, unsigned long site);
void sim_report_at_track(enum sim_kind kind, const char *title,
			 sim_track_t track);
void sim_report_at_tracks(enum sim_kind kind, const char *title,
			  const char *what, const sim_track_t *tracks,
			  int count);
void sim_report_track(enum sim_kind kind, const char *title, const char *what,
		      sim_track_t track);
void sim_report_tracks(enum sim_kind kind, const char *title, bool fatal,
		       sim_track_t allocated, sim_track_t freed);

/* Who allocates or frees, for those who ask. */
static inline sim_track_t sim_track_memory(unsigned long site)
{
	return sim_access.memory || sim_check_on(SIM_CHECK_LEAK) ?
	       sim_track_here(site) : 0;
}

static __always_inline bool sim_global_may_be(const volatile void *at)
{
	BUILD_BUG_ON(SIM_IMAGE_BASE % SIM_GLOBALS_BYTES);
	return (unsigned long)at / SIM_GLOBALS_BYTES ==
	       SIM_IMAGE_BASE / SIM_GLOBALS_BYTES;
}

/*
 * What reaches into the eight bytes behind, against its alignment, is looked at
 * by its first eight alone. @bytes: a constant.
 */
static __always_inline bool sim_global_good(const volatile void *at,
					    unsigned int bytes)
{
	unsigned long offset = (unsigned long)at % SIM_GLOBALS_BYTES;
	unsigned int gap;

	if (!sim_global_may_be(at))
		return true;
	gap = sim_global_shadow[offset / SIM_SHADOW_GRAIN];
	return likely(!gap) ? bytes <= SIM_SHADOW_GRAIN :
	       offset % SIM_SHADOW_GRAIN + bytes + gap <= SIM_SHADOW_GRAIN;
}

/* Nothing to tell and nothing to note. @bytes: a constant. */
static __always_inline bool sim_shadow_good(const volatile void *at,
					    unsigned int bytes, int how)
{
	unsigned long offset = (unsigned long)at - SIM_ARENA_BASE;

	if (offset >= SIM_ARENA_SIZE)
		return sim_global_good(at, bytes);
	if (bytes > SIM_SHADOW_GRAIN ||
	    unlikely(sim_shadow[offset / SIM_SHADOW_GRAIN] <
		     (int)(offset % SIM_SHADOW_GRAIN + bytes)))
		return false;
	return !(how & SIM_TOUCH_WRITE) ||
	       likely(!sim_unwritten[offset / SIM_SHADOW_GRAIN]);
}

/* A few instructions when all is well. @bytes: a constant up to 8. */
static __always_inline void sim_shadow_check(const volatile void *at,
					     unsigned int bytes, int how,
					     unsigned long site)
{
	unsigned long offset = (unsigned long)at - SIM_ARENA_BASE;

	if (unlikely(!sim_access.memory))
		return;
	if (offset >= SIM_ARENA_SIZE) {
		if (unlikely(!sim_global_good(at, bytes)))
			sim_global_range(at, bytes, how, site);
		return;
	}
	if (unlikely(sim_shadow[offset / SIM_SHADOW_GRAIN] <
		     (int)(offset % SIM_SHADOW_GRAIN + bytes)))
		sim_shadow_range(at, bytes, how, site);
	/* What crosses into the next eight came by sim_shadow_range(). */
	else if ((how & SIM_TOUCH_WRITE) &&
		 unlikely(sim_unwritten[offset / SIM_SHADOW_GRAIN]))
		sim_unwritten_clear(at, bytes);
}
#else
static inline void sim_shadow_boot(void) { }
static inline void sim_shadow_allow(const void *start, size_t bytes) { }
static inline void sim_shadow_forbid(const void *start, size_t bytes,
				     enum sim_shadow_state why) { }
static inline void sim_shadow_range(const volatile void *start, size_t bytes,
				    int how, unsigned long site) { }
static inline void sim_shadow_check(const volatile void *at, unsigned int bytes,
				    int how, unsigned long site) { }
static __always_inline bool sim_shadow_good(const volatile void *at,
					    unsigned int bytes, int how)
{
	return true;
}
static inline void sim_unwritten_set(const void *start, size_t bytes) { }
static inline void sim_unwritten_ask(const void *start, size_t bytes,
				     const char *where, unsigned long site) { }
static inline void sim_unwritten_object(const void *object, size_t bytes,
					const char *what) { }
static inline sim_track_t sim_track_here(unsigned long site)
{
	return 0;
}
static inline sim_track_t sim_track_memory(unsigned long site)
{
	return 0;
}
static inline void sim_trace_here(const char *topic, const char *what,
				  unsigned long site)
{
	sim_trace(topic, what);
}
static inline void sim_report_tracks(enum sim_kind kind, const char *title,
				     bool fatal, sim_track_t allocated,
				     sim_track_t freed)
{
	sim_report(kind, title, fatal);
}
#endif

/* What the shim is handed and touches itself: timers, work items, … */
#define sim_shadow_use(object)						\
	sim_shadow_range((object), sizeof(*(object)), SIM_TOUCH_WRITE, 0)

/* The same for what must have been initialised. */
#define sim_shadow_use_ready(object, what) do {				\
	sim_unwritten_object((object), sizeof(*(object)), (what));	\
	sim_shadow_use(object);						\
} while (0)

#endif /* SIM_SHADOW_H */
