/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * actor.h: flows of control outside the CPUs (the DSP's firmware). Host world.
 *
 * An actor is a fiber that the strategy picks like a task, but it takes no
 * CPU, gets no interrupt and makes no system call. It may use sim_point(),
 * sim_choose(), the hw.h functions and the image's qmi_* functions.
 */
#ifndef SIM_ACTOR_H
#define SIM_ACTOR_H

#include "sim/border.h"

/**
 * sim_actor_create - start an actor
 * @name: for the timeline and schedules
 * @fn: runs on its own stack; returning ends the actor
 * @arg: handed to @fn
 *
 * Context: once the image is up: sim_board.power_on(), or any task.
 */
struct sim_context *sim_actor_create(const char *name, void (*fn)(void *),
				     void *arg);
/* Context of the next four: sleeping and waiting on an actor, waking any. */
void sim_actor_sleep_ns(uint64_t ns);
/* No wake-up is remembered: test the condition, then wait, in a loop. */
void sim_actor_wait(const void *object);
/* false when the time was over first */
bool sim_actor_wait_ns(const void *object, uint64_t ns);
void sim_actor_wake(const void *object);

#endif /* SIM_ACTOR_H */
