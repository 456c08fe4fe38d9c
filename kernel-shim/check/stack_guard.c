// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_guard.c: a function overwrote what lies behind its arrays.
 *
 * Stands in for __stack_chk_fail() in kernel/panic.c and for the guard's value
 * in arch/. Functions with arrays keep a copy of the guard between these and
 * their return address (-fstack-protector-strong) and compare it before they
 * return. It is one number for all tasks and runs: a random one would be in
 * memory that runs must have alike. Its lowest byte is 0, as the kernel's, and
 * it is no address.
 *
 * Not modelled: what is read beyond an array, or written without touching the
 * guard.
 */
#include <linux/kthread.h>
#include <linux/stackprotector.h>
#include "sim-shadow.h"

#ifdef CONFIG_STACKPROTECTOR

const unsigned long __stack_chk_guard = 0x9d7c51e3a86b2f00UL;

/* shim: modelled - a finding that ends the run, as nobody can return */
void __stack_chk_fail(void)
{
	sim_memory_end(SIM_KIND_OUT_OF_BOUNDS,
		       "What lies behind an array on the stack was overwritten");
	/* A test's thread. */
	kthread_exit(0);
}
#endif
