// SPDX-License-Identifier: GPL-2.0-only
/*
 * call_stack.c: who called whom, kept by instrumented functions.
 *
 * Each instrumented function announces itself with the address it returns to.
 * The stack of a context holds SIM_CALL_DEPTH of them; deeper calls are counted
 * and not kept. Contexts beyond SIM_CALL_STACKS have none.
 */
#include <linux/compiler.h>
#include <linux/types.h>
#include "sim-check.h"
#include "sim-race-hooks.h"
#include "sim-shadow.h"
#include "race.h"

#define SIM_CALL_STACKS	512

#ifndef SIM_FREE
extern struct sim_context *sim_self;
#endif

static void *call_stacks[SIM_CALL_STACKS][SIM_CALL_DEPTH] __sim_unscanned;
static u16 free_stacks[SIM_CALL_STACKS];
static unsigned int free_count;
static unsigned int used_count;

/* The stack given back last, or one never used. */
static void call_stack_attach(struct sim_context *context)
{
	unsigned int number;

	if (free_count)
		number = free_stacks[--free_count];
	else if (used_count < SIM_CALL_STACKS)
		number = used_count++;
	else
		return;
	context->call_stack = call_stacks[number];
	context->call_top = context->call_stack;
}

void sim_call_stack_detach(struct sim_context *context)
{
	void **stack = context->call_stack;

	if (!stack)
		return;
	context->call_stack = NULL;
	context->call_top = NULL;
	free_stacks[free_count++] = (stack - &call_stacks[0][0]) /
				    SIM_CALL_DEPTH;
}

#ifndef SIM_FREE	/* there they are ThreadSanitizer's */
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);

static __always_inline bool call_push(struct sim_context *context, void *caller)
{
	if (unlikely(!context->call_stack))
		return false;
	if (likely(context->call_top - context->call_stack < SIM_CALL_DEPTH))
		*context->call_top = caller;
	context->call_top++;
	return true;
}

static __always_inline void call_pop(struct sim_context *context)
{
	if (likely(context->call_top > context->call_stack))
		context->call_top--;
}

static noinline void call_entry(void *caller)
{
	SIM_RACE_IF(race_call((unsigned long)caller));
	if (!sim_self->call_stack)
		call_stack_attach(sim_self);
	call_push(sim_self, caller);
}

static noinline void call_exit(void)
{
	SIM_RACE_IF(race_return());
	call_pop(sim_self);
}

/* shim: modelled - pushes the return address */
void __sim_frameless __tsan_func_entry(void *caller)
{
	if (unlikely(sim_access.race) || !call_push(sim_self, caller))
		call_entry(caller);
}

/* shim: modelled - pops; calls begun before the stack existed are ignored */
void __sim_frameless __tsan_func_exit(void)
{
	if (unlikely(sim_access.race))
		call_exit();
	else
		call_pop(sim_self);
}
#endif
