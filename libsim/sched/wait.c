// SPDX-License-Identifier: GPL-2.0-only
/*
 * wait.c: tasks that cannot go on, indexed by what they wait for.
 *
 * A wait is a record on the waiter's stack. Whoever ends it marks it done;
 * all waiters of an object become able to go on together, and the strategy
 * decides which of them gets there first. Actors use the same waits.
 */
#include <string.h>
#include "machine.h"
#include "sim/actor.h"

static struct sim_link *wait_bucket(const void *object)
{
	uint64_t hash = (uintptr_t)object * 0x9e3779b97f4a7c15ULL;

	return &M->waits[hash >> 32 & (SIM_WAIT_BUCKETS - 1)];
}

/* Ends a wait; the waiter goes on when it is chosen. */
void sim_pause_finish(struct sim_pause *pause)
{
	if (pause->done)
		return;
	pause->done = true;
	if (sim_link_used(&pause->link)) {
		sim_link_remove(&pause->link);
		M->waiting--;
	}
	if (pause->timer.heap_index)
		sim_event_disarm(&pause->timer);
	sim_task_update(pause->task);
}

static void pause_timer(struct sim_event *event)
{
	sim_pause_finish(sim_entry(event, struct sim_pause, timer));
}

/*
 * Waits until sim_pause_finish(), or for @ns. The caller has done SIM_ENTER().
 */
void sim_pause_wait(struct sim_pause *pause, enum sim_wait what,
		    const void *object, unsigned int flags, uint64_t ns)
{
	bool off_cpu = flags & SIM_PAUSE_OFF_CPU;
	struct sim_task *task = M->current;
	bool probed = sim_unlikely(M->probed == task) &&
		      sim_probe_sleeps(what, object, pause);

	sim_assert(!M->quiet || probed);
	if (off_cpu && task->irq_depth)
		sim_reportf(SIM_KIND_SLEEP_IN_ATOMIC, true,
			    "%s waits off the CPU inside an interrupt",
			    task->name);
	if (!probed)
		*pause = (struct sim_pause){
			.task = task, .what = what, .object = object,
			.since_ns = M->now_ns, .off_cpu = off_cpu,
			.flags = task->sleep.flags, .name = task->sleep.name,
			.until_ns = task->sleep.until_ns,
			.site = task->sleep.site,
		};
	task->sleep = (struct sim_sleep){ 0 };
	if (flags & SIM_PAUSE_INDEXED) {
		sim_link_append(wait_bucket(object), &pause->link);
		M->waiting++;
	}
	task->pause = pause;
	if (ns != SIM_NEVER) {
		pause->timer.run = pause_timer;
		pause->timer.id = SIM_EVENT_INTERNAL;
		sim_event_arm(&pause->timer, M->now_ns + ns);
	}
	if (off_cpu)
		sim_task_off_cpu(task);
	sim_task_update(task);
	if (probed)
		sim_probe_return();
	while (!pause->done)
		sim_schedule();
	task->pause = NULL;
	sim_task_update(task);
	if (pause->until_ns && M->now_ns >= pause->until_ns)
		sim_stall_check(pause);
}

static void wake_all(const void *object)
{
	struct sim_link *bucket = wait_bucket(object);
	struct sim_link *link = bucket->next, *next;

	if (!M->waiting)
		return;
	for (; link != bucket; link = next) {
		struct sim_pause *pause = sim_entry(link, struct sim_pause,
						    link);
		next = link->next;
		if (pause->object == object)
			sim_pause_finish(pause);
	}
}

void sim_task_spin(enum sim_wait what, const void *object)
{
	struct sim_pause pause;

	SIM_ENTER(SIM_OP_LOCK, object);
	sim_cycle_check(what, object);
	sim_pause_wait(&pause, what, object, SIM_PAUSE_INDEXED, SIM_NEVER);
}

void sim_spin_wake(const void *object)
{
	wake_all(object);
}

void sim_lock_wait(enum sim_wait what, const void *object)
{
	struct sim_pause pause;

	SIM_ENTER(SIM_OP_LOCK, object);
	sim_cycle_check(what, object);
	sim_pause_wait(&pause, what, object, SIM_PAUSE_OFF_CPU |
		       SIM_PAUSE_INDEXED, SIM_NEVER);
}

void sim_lock_wake(const void *object)
{
	wake_all(object);
}

/**
 * sim_cpu_delay - keep the CPU busy for a time
 * @ns: virtual nanoseconds; interrupts arrive meanwhile if they are on
 */
void sim_cpu_delay(uint64_t ns)
{
	struct sim_pause pause;

	if (M->quiet || !M->running)
		return;
	SIM_ENTER(SIM_OP_RELAX, NULL);
	sim_pause_wait(&pause, SIM_WAIT_DELAY, NULL, 0, ns);
}

/* Turns of a busy loop that take no time, where the strategy may pick. */
#define RELAX_FREE	3

/**
 * sim_cpu_relax - one turn of a busy loop
 *
 * Others go on; when nobody can, time moves by at most 1 us. Most turns are
 * only a point, so that the loop may look again between any two steps of the
 * others; every fourth one waits, so that loops that wait for each other's
 * time cannot go round for ever.
 */
void sim_cpu_relax(void)
{
	struct sim_pause pause;
	struct sim_task *task = M->current;

	if (M->quiet || !M->running) {
		sim_probe_count();
		return;
	}
	M->points++;
	SIM_ENTER(SIM_OP_RELAX, NULL);
	sim_hash_mix((uint64_t)SIM_OP_RELAX << 32 | task->site);
	if (sim_host.strategy->preempts &&
	    task->relaxed++ < RELAX_FREE) {
		sim_schedule();
		return;
	}
	task->relaxed = 0;
	sim_pause_wait(&pause, SIM_WAIT_DELAY, NULL, 0, 1000);
}

/* ---- actors ---- */

struct sim_context *sim_actor_create(const char *name, void (*fn)(void *),
				     void *arg)
{
	struct sim_task *task = sim_task_make(name, SIM_TASK_ACTOR, fn, arg);

	if (sim_host.image)
		sim_host.image->adopt(&task->ctx, task->name, -1);
	task->started = true;
	sim_task_update(task);
	return &task->ctx;
}

void sim_actor_sleep_ns(uint64_t ns)
{
	struct sim_pause pause;

	SIM_ENTER(SIM_OP_SLEEP, NULL);
	sim_assert(M->current->kind == SIM_TASK_ACTOR);
	sim_pause_wait(&pause, SIM_WAIT_ACTOR, NULL, SIM_PAUSE_OFF_CPU, ns);
}

void sim_actor_wait(const void *object)
{
	struct sim_pause pause;

	SIM_ENTER(SIM_OP_SLEEP, object);
	sim_assert(M->current->kind == SIM_TASK_ACTOR);
	sim_pause_wait(&pause, SIM_WAIT_ACTOR, object, SIM_PAUSE_OFF_CPU |
		       SIM_PAUSE_INDEXED, SIM_NEVER);
}

bool sim_actor_wait_ns(const void *object, uint64_t ns)
{
	struct sim_pause pause;
	uint64_t end_ns = M->now_ns + ns;

	SIM_ENTER(SIM_OP_SLEEP, object);
	sim_assert(M->current->kind == SIM_TASK_ACTOR);
	sim_pause_wait(&pause, SIM_WAIT_ACTOR, object, SIM_PAUSE_OFF_CPU |
		       SIM_PAUSE_INDEXED, ns);
	return M->now_ns < end_ns;
}

void sim_actor_wake(const void *object)
{
	wake_all(object);
}
