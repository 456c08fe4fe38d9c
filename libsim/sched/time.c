// SPDX-License-Identifier: GPL-2.0-only
/*
 * time.c: virtual time. It moves when nothing can run, to whatever comes
 * next, and now and then while something can: then what runs was slow.
 *
 * A strategy may pass over somebody for as many decisions as it likes, but not
 * for long by the clock: on a real machine a scheduler that is fair gives each
 * task a turn within a few of its slices, of 1.4 to 2.8 ms on 2 to 8 CPUs
 * (sysctl_sched_base_slice in kernel/sched/fair.c). Does not model: what a slice is used up by.
 */
#include "machine.h"

/* No skip goes further: a busy CPU may be slow, but not for seconds. */
#define SKIP_MOST_NS	200000
/* Nobody who is able to go on is left waiting for longer by a skip. */
#define STARVE_MOST_NS	10000000
/* Points between skips: 1 to twice this. */
#define SKIP_EVERY	1024

uint64_t sim_time_now_ns(void)
{
	return M->now_ns;
}

void sim_time_set(uint64_t when_ns)
{
	sim_assert(when_ns >= M->now_ns);
	M->now_ns = when_ns;
	M->moved_points = M->points;
	M->moved_decisions = M->decisions;
	sim_limit_renew();
	sim_hash_mix(when_ns);
	sim_event_expire();
}

/**
 * sim_time_look() - look at a model now and then
 * @look: called when time has moved because nobody could go on; it changes
 *	nothing that a run depends on
 * @every_ns: not more often
 *
 * No event is made for it: time does not move for its sake, and a run in which
 * nothing will happen ends. One model has it. Context: power-on.
 */
void sim_time_look(void (*look)(void), uint64_t every_ns)
{
	sim_assert(!M->look);
	M->look = look;
	M->look_every_ns = every_ns;
}

/* What is told then has no stack: nobody's code has come to that place. */
static void sim_look(void)
{
	struct sim_event hardware = { .name = "hardware" };

	M->look_ns = M->now_ns + M->look_every_ns;
	if (!M->look)
		return;
	M->event = &hardware;
	M->look();
	M->event = NULL;
}

/* To the next thing that will happen; false: nothing will. A long step is looked
 * at from both ends: what was so before it was so all the time. */
bool sim_time_advance(void)
{
	bool look;

	if (!M->heap_count)
		return false;
	look = sim_unlikely(M->heap[0]->when_ns >= M->look_ns);
	if (look)
		sim_look();
	sim_time_set(M->heap[0]->when_ns);
	if (sim_unlikely(M->now_ns >= M->check_ns))
		sim_hang_check();
	if (look)
		sim_look();
	return true;
}

static bool is_starved(const struct sim_task *task, uint64_t when_ns)
{
	return task != M->current && when_ns - task->turn_ns > STARVE_MOST_NS;
}

/* Would somebody have been passed over for too long at @when_ns? */
static bool somebody_starves(uint64_t when_ns)
{
	for (uint32_t i = 0; i < M->ready_count; i++)
		if (is_starved(M->ready.task[i], when_ns))
			return true;
	for (uint32_t mask = M->run_mask; mask; mask &= mask - 1)
		if (is_starved(M->cpu[__builtin_ctz(mask)].current, when_ns))
			return true;
	return false;
}

/* To the next thing that will happen if that is soon; false: it is not. */
bool sim_time_slip(void)
{
	if (M->due_count || !M->heap_count ||
	    M->heap[0]->when_ns - M->now_ns > SKIP_MOST_NS ||
	    (M->irq_active && sim_irq_wanted()) ||
	    somebody_starves(M->heap[0]->when_ns))
		return false;
	sim_time_set(M->heap[0]->when_ns);
	return true;
}

/* At a point where the current context could as well go on. */
void sim_time_skip(void)
{
	M->skip = 1 + sim_choose_number(2 * SKIP_EVERY, SIM_OP_CLOCK, 0,
					"time");
	sim_time_slip();
}
