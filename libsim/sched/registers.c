// SPDX-License-Identifier: GPL-2.0-only
/*
 * registers.c: where a signal interrupted the current fiber. On machines
 * other than x86-64 and aarch64 nothing is known.
 */
#include <ucontext.h>
#include "machine.h"

/* Not through a pointer that AddressSanitizer watches. */
__attribute__((no_sanitize("address"), unused))
static uint64_t stack_word(uint64_t sp)
{
	uint64_t low = (uintptr_t)M->current->fiber.stack;

	return !(sp & 7) && sp - low < SIM_FIBER_STACK ?
	       *(const uint64_t *)sp : 0;
}

/* @context: what a signal handler got as its third argument. */
void sim_registers_read(struct sim_registers *at, const void *context)
{
	const ucontext_t *uc = context;

#if defined(__x86_64__)
	at->pc = uc->uc_mcontext.gregs[REG_RIP];
	at->fp = uc->uc_mcontext.gregs[REG_RBP];
	at->caller = stack_word(uc->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
	at->pc = uc->uc_mcontext.pc;
	at->fp = uc->uc_mcontext.regs[29];
	at->caller = uc->uc_mcontext.regs[30];
#else
	(void)uc;
	at->pc = at->fp = at->caller = 0;
#endif
}

/*
 * Whether a general register holds @value or an address a little behind it, as
 * the base of an access would.
 */
bool sim_registers_hold(const void *context, uint64_t value)
{
	const ucontext_t *uc = context;

#if defined(__x86_64__)
	for (int i = REG_R8; i <= REG_RSP; i++)
		if ((uint64_t)uc->uc_mcontext.gregs[i] - value < 4096)
			return true;
#elif defined(__aarch64__)
	for (int i = 0; i < 31; i++)
		if (uc->uc_mcontext.regs[i] - value < 4096)
			return true;
#else
	(void)uc;
	(void)value;
#endif
	return false;
}

/* Of the current fiber: below @sp, or in the middle if too little is left. */
__attribute__((unused))
static uint64_t stack_room(uint64_t sp)
{
	uint64_t low = (uintptr_t)M->current->fiber.stack;

	if (sp - low < SIM_FIBER_STACK / 2 || sp - low >= SIM_FIBER_STACK)
		sp = low + SIM_FIBER_STACK / 2;
	return (sp - 128) & ~15ULL;	/* below the red zone */
}

/*
 * The signal handler will return to @function, which does not return, on the
 * stack of the current fiber. Where registers are not known nothing happens, so
 * the same fault comes again.
 */
void sim_registers_leave(void *context, void (*function)(void))
{
	ucontext_t *uc = context;

#if defined(__x86_64__)
	/* as if called: 8 bytes off a multiple of 16 */
	uc->uc_mcontext.gregs[REG_RSP] =
		stack_room(uc->uc_mcontext.gregs[REG_RSP]) - 8;
	uc->uc_mcontext.gregs[REG_RIP] = (uintptr_t)function;
#elif defined(__aarch64__)
	uc->uc_mcontext.sp = stack_room(uc->uc_mcontext.sp);
	uc->uc_mcontext.pc = (uintptr_t)function;
#else
	(void)uc;
	(void)function;
#endif
}
