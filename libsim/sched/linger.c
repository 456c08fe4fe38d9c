// SPDX-License-Identifier: GPL-2.0-only
/*
 * linger.c: who has just let go of a mutex, or is about to take a spinlock, is
 * held up now and then, as by an interrupt, a busy hypervisor or a task of more
 * weight: others may go far before it comes to its next step.
 *
 * Strategies that choose at each point seldom let one side go on for hundreds of
 * them, and requests come by timers, seldom at one time with anything else.
 * Code that lets go of one lock and then changes what others look at under
 * another, or that looks at something and then takes the lock, has a window of
 * few points and no time; here it may have a millisecond. Only locks that
 * another task had before are such places: the others are nobody else's.
 *
 * Mutexes: after the release, in tasks that may be preempted. Spinlocks: before
 * the lock is taken, anywhere, as a hypervisor may take a CPU away also with
 * interrupts off; also those that complete(), wake_up() and their waiters take
 * first. Whoever is held up keeps its CPU; interrupts arrive if they are on.
 * Not modelled: hold-ups elsewhere, a work item that starts late.
 * Off unless a scenario asks for it.
 */
#include "machine.h"
#include "sim/machine.h"

void sim_linger(unsigned int odds)
{
	M->linger = odds;
}

void sim_linger_spin(unsigned int odds)
{
	M->linger_spin = odds;
}

/*
 * Where @object is in the table, or the place of the one that came first. No
 * hash: addresses of the image differ from one process to the next.
 */
static struct sim_linger_last *last_of(const void *object)
{
	for (unsigned int i = 0; i < SIM_LINGER_LAST; i++)
		if (M->linger_last[i].object == object)
			return &M->linger_last[i];
	return &M->linger_last[M->linger_next++ % SIM_LINGER_LAST];
}

/* Whether another task held @object before; now it is the current one. */
static bool shared(const void *object)
{
	struct sim_linger_last *last = last_of(object);
	bool other = last->object == object && last->task != M->current;

	*last = (struct sim_linger_last){ object, M->current };
	return other;
}

/* One time in @odds, at a lock that another task had. */
static void linger(const void *object, unsigned int odds)
{
	static const unsigned int delays_us[] = { 10, 100, 1000 };

	if (shared(object) &&
	    sim_choose(odds, "one lingers in n") == odds - 1)
		sim_cpu_delay(delays_us[sim_choose(3, "how long it lingers")] *
			      1000);
}

/**
 * sim_lock_linger - a mutex was released
 * @object: the mutex; it may be gone already
 *
 * Context: a task, at the end of what releases the mutex.
 */
void sim_lock_linger(const void *object)
{
	const struct sim_task *task = M->current;

	if (sim_likely(!M->linger) || M->quiet || !M->running ||
	    task->irq_depth || task->ctx.preempt_count || task->ctx.irqs_off)
		return;
	linger(object, M->linger);
}

/**
 * sim_spin_linger - a spinlock is about to be taken
 * @object: the lock
 *
 * Context: a decision point of a run with sim_linger_spin().
 */
void sim_spin_linger(const void *object)
{
	linger(object, M->linger_spin);
}
