// SPDX-License-Identifier: GPL-2.0-only
/*
 * refused.c: when interrupts were refused memory, as a fault that was asked
 * for. Tasks are told by an error; an interrupt has nobody to tell, so hardware
 * that it was about to serve may be left as it is, and says so when asked why
 * its driver waits (sim/trouble.h).
 *
 * For reports only: nothing of this enters a decision or the hash.
 */
#include "machine.h"

#define SOON_NS	1000000ULL	/* a handler is not longer on its way */

void sim_memory_refused(void)
{
	const struct sim_task *task = M->current;

	if (task && task->ctx.preempt_count &
		    (SIM_HARDIRQ_MASK | SIM_SOFTIRQ_SERVED))
		M->refused_ns[M->refused++ % SIM_REFUSALS] = M->now_ns;
}

bool sim_memory_was_refused(uint64_t ns)
{
	for (unsigned int i = 0; i < SIM_REFUSALS && i < M->refused; i++)
		if (M->refused_ns[i] >= ns && M->refused_ns[i] - ns < SOON_NS)
			return true;
	return false;
}
