// SPDX-License-Identifier: GPL-2.0-only
/*
 * fiber.c: makes fibers and switches between them; tells AddressSanitizer.
 * The jump itself is fiber_switch.S, or ucontext on other machines.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "fiber.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>

static struct sim_fiber *fiber_left;

static void fiber_leave(struct sim_fiber *from, const struct sim_fiber *to,
			int dying)
{
	fiber_left = from;
	__sanitizer_start_switch_fiber(dying ? NULL : &from->fake_stack,
				       to->stack, to->stack_bytes);
}

static void fiber_arrive(struct sim_fiber *self)
{
	const void *stack;
	size_t bytes;

	__sanitizer_finish_switch_fiber(self ? self->fake_stack : NULL,
					&stack, &bytes);
	/* The thread's own stack is learnt when it is left first. */
	if (fiber_left && !fiber_left->stack) {
		fiber_left->stack = (void *)stack;
		fiber_left->stack_bytes = bytes;
	}
}
#else
static void fiber_leave(struct sim_fiber *from, const struct sim_fiber *to,
			int dying)
{
	(void)from; (void)to; (void)dying;
}

static void fiber_arrive(struct sim_fiber *self)
{
	(void)self;
}
#endif

struct fiber_entry {
	void (*entry)(void *arg);
	void *arg;
};

static void __attribute__((noreturn)) fiber_first(void *top)
{
	struct fiber_entry *first = top;

	fiber_arrive(NULL);
	first->entry(first->arg);
	abort();
}

#ifndef SIM_FIBER_UCONTEXT
void sim_fiber_jump(void **save_sp, void *sp);
void sim_fiber_start(void);

#if defined(__x86_64__)
/* r15 r14 r13 r12 rbx rbp return, as sim_fiber_jump() pops them, and two
 * words so that the first call leaves the stack aligned as the ABI wants */
#define FIBER_WORDS	9
static void fiber_lay(uint64_t *sp, void *first)
{
	sp[2] = (uintptr_t)first;
	sp[3] = (uintptr_t)fiber_first;
	sp[6] = (uintptr_t)sim_fiber_start;
}
#else
#define FIBER_WORDS	20
static void fiber_lay(uint64_t *sp, void *first)
{
	sp[0] = (uintptr_t)fiber_first;
	sp[1] = (uintptr_t)first;
	sp[11] = (uintptr_t)sim_fiber_start;
}
#endif

void sim_fiber_make(struct sim_fiber *fiber, void *stack, size_t bytes,
		    void (*entry)(void *arg), void *arg)
{
	char *top = (char *)stack + bytes - 64;
	struct fiber_entry *first = (void *)top;
	uint64_t *sp = (uint64_t *)top - FIBER_WORDS;

	*first = (struct fiber_entry){ entry, arg };
	memset(sp, 0, FIBER_WORDS * sizeof(*sp));
	fiber_lay(sp, first);
	*fiber = (struct sim_fiber){ sp, stack, bytes, NULL };
}

void sim_fiber_switch(struct sim_fiber *from, struct sim_fiber *to, int dying)
{
	fiber_leave(from, to, dying);
	sim_fiber_jump(&from->sp, to->sp);
	fiber_arrive(from);
}
#else
#include <ucontext.h>

static void fiber_trampoline(unsigned int high, unsigned int low)
{
	fiber_first((void *)(uintptr_t)((uint64_t)high << 32 | low));
}

void sim_fiber_make(struct sim_fiber *fiber, void *stack, size_t bytes,
		    void (*entry)(void *arg), void *arg)
{
	struct fiber_entry *first = (void *)((char *)stack + bytes - 64);
	ucontext_t *uc = (void *)((char *)stack + bytes - 64 - 2048);
	uint64_t value = (uintptr_t)first;

	_Static_assert(sizeof(ucontext_t) <= 2048, "grow the reserve");
	*first = (struct fiber_entry){ entry, arg };
	getcontext(uc);
	uc->uc_link = NULL;
	uc->uc_stack.ss_sp = stack;
	uc->uc_stack.ss_size = bytes - 64 - 2048;
	makecontext(uc, (void (*)(void))fiber_trampoline, 2,
		    (unsigned int)(value >> 32), (unsigned int)value);
	*fiber = (struct sim_fiber){ uc, stack, bytes, NULL };
}

void sim_fiber_switch(struct sim_fiber *from, struct sim_fiber *to, int dying)
{
	ucontext_t here;

	/* A fiber's first ucontext_t lies at its top, later ones here. */
	from->sp = &here;
	fiber_leave(from, to, dying);
	swapcontext(&here, to->sp);
	fiber_arrive(from);
}
#endif
