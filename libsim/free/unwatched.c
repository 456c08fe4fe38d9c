// SPDX-License-Identifier: GPL-2.0-only
/*
 * unwatched.c: what the shim and the models tell checkers of the deterministic
 * machine. Here there are none: ThreadSanitizer is what watches, in simstress,
 * and a wait without end is noticed by hardware.c.
 */
#include "free.h"
#include "sim/border_wait.h"
#include "sim/memory.h"

void sim_task_awaits(int cpu)
{
	(void)cpu;
}

void sim_task_sleeps(const char *name, unsigned int flags, uint64_t until_ns,
		     const void *site)
{
	(void)name;
	(void)flags;
	(void)until_ns;
	(void)site;
}

/* The host wakes nobody for nothing. */
bool sim_sleep_over(void)
{
	return false;
}

void sim_sleep_lost(void)
{
}

void sim_hold_begin(struct sim_context *ctx, enum sim_wait what,
		    const void *object, const char *name)
{
	(void)ctx;
	(void)what;
	(void)object;
	(void)name;
}

void sim_hold_end(struct sim_context *ctx, const void *object)
{
	(void)ctx;
	(void)object;
}

bool sim_memory_checked(void)
{
	return false;
}

unsigned int sim_checks_wanted(void)
{
	return SIM_CHECKS_DEFAULT;
}

bool sim_checking(enum sim_check check)
{
	return SIM_CHECKS_DEFAULT & SIM_CHECK_BIT(check);
}

void sim_stall_excuse(void)
{
}

/* Threads are held up by the host. */
void sim_lock_linger(const void *object)
{
	(void)object;
}

void sim_linger(unsigned int odds)
{
	(void)odds;
}

void sim_linger_spin(unsigned int odds)
{
	(void)odds;
}

void sim_irq_power(int line, uint64_t phys)
{
	(void)line;
	(void)phys;
}

/* true: as far as anyone here knows the device has its power. */
bool sim_power_expect(uint64_t phys, const char *who)
{
	(void)phys;
	(void)who;
	return true;
}
