// SPDX-License-Identifier: GPL-2.0-only
/*
 * threads.c: tasks and actors as threads: making, sleeping, waking.
 *
 * Stands in for libsim/sched/{task,wait}.c. A wake-up finds its thread asleep:
 * what is tested and going to sleep are one step under the machine lock.
 */
#include <stdio.h>
#include <string.h>
#include <urcu/urcu-memb.h>
#include "free.h"
#include "sim/actor.h"

struct sim_thread *sim_thread_self(void)
{
	return sim_self ? sim_self->host : NULL;
}

static void timer_run(struct sim_event *event)
{
	struct sim_thread *thread = sim_entry(event, struct sim_thread, timer);

	thread->expired = true;
	sim_thread_wake(thread);
}

struct sim_thread *sim_thread_make(const char *name, enum sim_task_kind kind,
				   void (*fn)(void *), void *arg)
{
	struct sim_thread *thread = sim_state_alloc(sizeof(*thread));

	snprintf(thread->name, sizeof(thread->name), "%s", name);
	pthread_cond_init(&thread->go, NULL);
	thread->kind = kind;
	thread->fn = fn;
	thread->arg = arg;
	thread->ctx.allowed_cpu = -1;
	thread->ctx.host = thread;
	thread->ctx.cpu = kind == SIM_TASK_ACTOR ? SIM_ACTOR_CPU : 0;
	thread->timer.run = timer_run;
	thread->timer.name = "wake-up";
	sim_link_append(&M->tasks, &thread->all);
	return thread;
}

/* An actor runs under the lock but where it waits; tasks take it by need. */
static void *thread_main(void *arg)
{
	struct sim_thread *thread = arg;

	urcu_memb_register_thread();
	sim_machine_enter();
	sim_self = &thread->ctx;
	while (thread->state != SIM_THREAD_RUNNING)
		sim_machine_wait(&thread->go);
	if (thread->kind == SIM_TASK_PLAIN)
		sim_machine_drop();
	thread->fn(thread->arg);
	sim_machine_drop();
	sim_task_exit();
	return NULL;
}

void sim_thread_start(struct sim_thread *thread)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 1 << 20);
	if (pthread_create(&thread->thread, &attr, thread_main, thread))
		sim_fault("the host refuses another thread");
	pthread_detach(thread->thread);
	pthread_attr_destroy(&attr);
}

/* ---- sleeping ---- */

void sim_thread_sleep(struct sim_thread *thread, const void *object,
		      uint64_t ns)
{
	bool actor = thread->kind == SIM_TASK_ACTOR;

	thread->object = object;
	thread->expired = false;
	thread->state = SIM_THREAD_BLOCKED;
	if (ns != SIM_NEVER)
		sim_event_arm(&thread->timer, M->now_ns + ns);
	if (actor) {
		sim_actors_running--;
		sim_hardware_kick();
	} else {
		sim_cpu_leave(thread);
	}
	while (thread->state != SIM_THREAD_RUNNING)
		sim_machine_wait(&thread->go);
	sim_event_disarm(&thread->timer);
	thread->object = NULL;
}

unsigned int sim_thread_away(struct sim_thread *thread)
{
	thread->state = SIM_THREAD_AWAY;
	sim_away_count++;
	sim_cpu_leave(thread);
	return sim_machine_drop();
}

void sim_thread_back(struct sim_thread *thread, unsigned int depth)
{
	sim_machine_return(depth);
	sim_away_count--;
	sim_cpu_ready(thread);
	while (thread->state != SIM_THREAD_RUNNING)
		sim_machine_wait(&thread->go);
}

void sim_thread_wake(struct sim_thread *thread)
{
	if (thread->state != SIM_THREAD_BLOCKED)
		return;
	if (thread->kind != SIM_TASK_ACTOR) {
		sim_cpu_ready(thread);
		return;
	}
	sim_actors_running++;
	thread->state = SIM_THREAD_RUNNING;
	pthread_cond_signal(&thread->go);
}

void sim_threads_wake(const void *object)
{
	struct sim_link *link = M->tasks.next, *next;

	for (; link != &M->tasks; link = next) {
		struct sim_thread *thread = sim_entry(link, struct sim_thread,
						      all);
		next = link->next;
		if (thread->object == object)
			sim_thread_wake(thread);
	}
}

/* ---- the border: tasks ---- */

struct sim_context *sim_task_create(const char *name, void (*fn)(void *),
				    void *arg, void *kernel_task)
{
	struct sim_thread *thread = sim_thread_make(name, SIM_TASK_PLAIN, fn,
						    arg);

	thread->ctx.kernel_task = kernel_task;
	return &thread->ctx;
}

void sim_task_start(struct sim_context *ctx)
{
	struct sim_thread *thread = ctx->host;

	thread->state = SIM_THREAD_BLOCKED;
	sim_thread_start(thread);
	sim_cpu_ready(thread);
}

void sim_task_rename(struct sim_context *ctx, const char *name)
{
	struct sim_thread *thread = ctx->host;

	snprintf(thread->name, sizeof(thread->name), "%s", name);
}

/* The record stays: the shim may still look at it. */
void sim_task_exit(void)
{
	struct sim_thread *thread = sim_thread_self();

	sim_machine_drop();
	sim_machine_enter();
	thread->state = SIM_THREAD_DEAD;
	sim_link_remove(&thread->all);
	sim_cpu_leave(thread);
	sim_machine_drop();
	urcu_memb_unregister_thread();
	pthread_exit(NULL);
}

void sim_task_block(enum sim_wait what, const void *object)
{
	(void)what;
	(void)object;
	sim_thread_sleep(sim_thread_self(), NULL, SIM_NEVER);
}

void sim_task_ready(struct sim_context *ctx)
{
	sim_thread_wake(ctx->host);
}

void sim_lock_wait(enum sim_wait what, const void *object)
{
	(void)what;
	sim_thread_sleep(sim_thread_self(), object, SIM_NEVER);
}

void sim_lock_wake(const void *object)
{
	sim_threads_wake(object);
}

void sim_spin_wake(const void *object)
{
	(void)object;
}

/* ---- actors ---- */

struct sim_context *sim_actor_create(const char *name, void (*fn)(void *),
				     void *arg)
{
	struct sim_thread *thread = sim_thread_make(name, SIM_TASK_ACTOR, fn,
						    arg);

	sim_host.image->adopt(&thread->ctx, thread->name, -1);
	thread->state = SIM_THREAD_RUNNING;
	sim_actors_running++;
	sim_thread_start(thread);
	return &thread->ctx;
}

void sim_actor_sleep_ns(uint64_t ns)
{
	sim_thread_sleep(sim_thread_self(), NULL, ns);
}

void sim_actor_wait(const void *object)
{
	sim_thread_sleep(sim_thread_self(), object, SIM_NEVER);
}

bool sim_actor_wait_ns(const void *object, uint64_t ns)
{
	sim_thread_sleep(sim_thread_self(), object, ns);
	return !sim_thread_self()->expired;
}

void sim_actor_wake(const void *object)
{
	sim_threads_wake(object);
}
