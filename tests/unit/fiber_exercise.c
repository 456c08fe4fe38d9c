// SPDX-License-Identifier: GPL-2.0-only
/*
 * fiber_exercise.c: fibers that hold more values than there are registers
 * across thousands of switches, integers and floating point. Does not try
 * signals, nor floating-point modes, which no fiber changes.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include "fiber_exercise.h"
#include "sched/fiber.h"

#define FIBERS		3
#define ROUNDS		1000
#define STACK_BYTES	(64 * 1024)

struct exercise {
	struct sim_fiber fiber;
	int number, rounds;
	bool done;
	char *stack;
};

static struct sim_fiber home;
static struct exercise exercise[FIBERS];
static const char *wrong;

static void expect(int holds, const char *sentence)
{
	if (!holds && !wrong)
		wrong = sentence;
}

/* The one after @self that still runs, or home. */
static struct sim_fiber *next_fiber(const struct exercise *self)
{
	for (int i = 1; i < FIBERS; i++) {
		struct exercise *other = &exercise[(self->number + i) % FIBERS];

		if (!other->done)
			return &other->fiber;
	}
	return &home;
}

static __attribute__((noinline)) void hop(struct exercise *self, int dying)
{
	self->done = dying;
	sim_fiber_switch(&self->fiber, next_fiber(self), dying);
}

/* Twelve integers and ten doubles live across the switch: more than any ABI
 * lets a callee keep, so all of what it keeps is in use. */
static __attribute__((noinline)) void hold(struct exercise *self)
{
	uint64_t n = (uint64_t)(self->number + 1) * 0x9e3779b97f4a7c15u +
		(uint64_t)self->rounds;
	uint64_t a = n, b = n * 3, c = n * 5, d = n * 7, e = n * 11, f = n * 13;
	uint64_t g = n * 17, h = n * 19, i = n * 23, j = n * 29, k = n * 31;
	double m = (double)(self->number + 1), o = m * 2, p = m * 3, q = m * 5;
	double r = m * 7, s = m * 11, t = m * 13, u = m * 17, v = m * 19;

	/* Keeps the compiler from computing any of them again. */
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
	__asm__ volatile("" : "+r"(f), "+r"(g), "+r"(h), "+r"(i), "+r"(j));
#if defined(__x86_64__)
	__asm__ volatile("" : "+x"(m), "+x"(o), "+x"(p), "+x"(q), "+x"(r));
	__asm__ volatile("" : "+x"(s), "+x"(t), "+x"(u), "+x"(v));
#elif defined(__aarch64__)
	__asm__ volatile("" : "+w"(m), "+w"(o), "+w"(p), "+w"(q), "+w"(r));
	__asm__ volatile("" : "+w"(s), "+w"(t), "+w"(u), "+w"(v));
#endif
	hop(self, 0);
	expect(a == n && b == n * 3 && c == n * 5 && d == n * 7 &&
	       e == n * 11 && f == n * 13 && g == n * 17 && h == n * 19 &&
	       i == n * 23 && j == n * 29 && k == n * 31,
	       "an integer register was not kept across a switch");
	expect(o == m * 2 && p == m * 3 && q == m * 5 && r == m * 7 &&
	       s == m * 11 && t == m * 13 && u == m * 17 && v == m * 19,
	       "a floating-point register was not kept across a switch");
}

static void live(void *arg)
{
	struct exercise *self = arg;
	char *here = __builtin_frame_address(0);

	expect(self == &exercise[self->number], "a fiber got another's argument");
	expect((uintptr_t)here % 16 == 0, "a fiber's stack is not aligned to 16");
	/* AddressSanitizer keeps locals elsewhere, the frame stays. */
	expect(here > self->stack && here < self->stack + STACK_BYTES,
	       "a fiber does not run on its own stack");
	while (self->rounds-- > 0)
		hold(self);
	hop(self, 1);
	expect(0, "a dead fiber ran on");
}

const char *fiber_exercise(void)
{
	wrong = NULL;
	for (int i = 0; i < FIBERS; i++) {
		/* Other lengths of life, so that dead ones lie between. */
		exercise[i] = (struct exercise){ .number = i,
			.rounds = ROUNDS + 7 * i, .stack = malloc(STACK_BYTES) };
		if (!exercise[i].stack)
			return "no memory for three stacks of 64 KiB";
		sim_fiber_make(&exercise[i].fiber, exercise[i].stack,
			       STACK_BYTES, live, &exercise[i]);
	}
	/* The last one alive hops home and is sent back. */
	for (int i = 0; i < FIBERS; i++)
		while (!exercise[i].done)
			sim_fiber_switch(&home, &exercise[i].fiber, 0);
	for (int i = 0; i < FIBERS; i++) {
		expect(exercise[i].rounds == -1, "a fiber left out a round");
		free(exercise[i].stack);
	}
	return wrong;
}
