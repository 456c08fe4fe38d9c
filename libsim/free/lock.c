// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock.c: the machine lock and RCU's read side.
 *
 * liburcu's memb flavour: readers issue no barriers, grace periods force them
 * by membarrier(2). qsbr would be cheaper still, but wants each thread to say
 * when it reads nothing, and unmodified kernel code does not; bp registers
 * threads by itself at a price in each reader, which is not needed where all
 * threads are started here.
 */
#include "free.h"
#include <urcu/urcu-memb.h>

#ifdef SIM_STRESS
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#else
#define __tsan_acquire(address)	((void)(address))
#define __tsan_release(address)	((void)(address))
#endif

pthread_mutex_t sim_machine_lock = PTHREAD_MUTEX_INITIALIZER;
static __thread unsigned int depth;
__thread struct sim_context *sim_self;

void sim_machine_enter(void)
{
	if (!depth)
		pthread_mutex_lock(&sim_machine_lock);
	depth++;
}

void sim_machine_leave(void)
{
	if (!--depth)
		pthread_mutex_unlock(&sim_machine_lock);
}

unsigned int sim_machine_drop(void)
{
	unsigned int was = depth;

	depth = 0;
	if (was)
		pthread_mutex_unlock(&sim_machine_lock);
	return was;
}

void sim_machine_return(unsigned int was)
{
	if (was)
		pthread_mutex_lock(&sim_machine_lock);
	depth = was;
}

void sim_machine_wait(pthread_cond_t *condition)
{
	pthread_cond_wait(condition, &sim_machine_lock);
}

/* liburcu is not instrumented: what a grace period orders is said by hand. */
static char grace_period;

void sim_read_lock(void)
{
	urcu_memb_read_lock();
}

void sim_read_unlock(void)
{
	__tsan_release(&grace_period);
	urcu_memb_read_unlock();
}

/* Off the CPU: a reader that was preempted may be bound to it. */
void sim_read_synchronize(void)
{
	struct sim_thread *self = sim_thread_self();
	unsigned int depth = sim_thread_away(self);

	urcu_memb_synchronize_rcu();
	__tsan_acquire(&grace_period);
	sim_thread_back(self, depth);
}
