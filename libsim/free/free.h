/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * free.h: the free-running machine: tasks are threads, simulated CPUs are what
 * a thread needs to run kernel code, at most one at a time each.
 *
 * Everything here and all models are under the machine lock (lock.c), unless
 * said. libsim/sched is the other host of the kernel world; of it event, DMA,
 * IOMMU, registers and memory are used here too, on the same struct
 * sim_machine, whose scheduling half stays unused.
 */
#ifndef SIM_FREE_H
#define SIM_FREE_H

#include <pthread.h>
#include "sched/machine.h"
#include "sim/border_free.h"

enum sim_thread_state {
	SIM_THREAD_NEW, SIM_THREAD_READY, SIM_THREAD_RUNNING,
	SIM_THREAD_BLOCKED, SIM_THREAD_AWAY, SIM_THREAD_DEAD,
};

/**
 * struct sim_thread - a flow of control: task, idle task or actor
 * @ctx: what the image sees of it
 * @go: signalled when @state or its CPU changes, or an interrupt waits
 * @object: what it waits for while blocked, for sim_lock_wake() and actors
 * @irq_depth: interrupts that it runs now
 * @timer: ends a wait
 */
struct sim_thread {
	struct sim_context ctx;
	pthread_t thread;
	pthread_cond_t go;
	char name[48];
	enum sim_thread_state state;
	enum sim_task_kind kind;
	const void *object;
	int irq_depth;
	bool expired;
	struct sim_event timer;
	void (*fn)(void *arg);
	void *arg;
	struct sim_link all, ready;
};

/* lock.c */
extern pthread_mutex_t sim_machine_lock;
/* Waits on a condition with the lock held once. */
void sim_machine_wait(pthread_cond_t *condition);

/* threads.c */
struct sim_thread *sim_thread_self(void);
struct sim_thread *sim_thread_make(const char *name, enum sim_task_kind kind,
				   void (*fn)(void *), void *arg);
void sim_thread_start(struct sim_thread *thread);
/* Blocks until @state is SIM_THREAD_RUNNING again. */
void sim_thread_sleep(struct sim_thread *thread, const void *object,
		      uint64_t ns);
void sim_thread_wake(struct sim_thread *thread);
/*
 * Around a wait of the host's, without the machine lock: others have the CPU
 * meanwhile, and virtual time does not jump. away() returns what back() wants.
 */
unsigned int sim_thread_away(struct sim_thread *thread);
void sim_thread_back(struct sim_thread *thread, unsigned int depth);
void sim_threads_wake(const void *object);

/* cpus.c */
extern struct sim_thread *sim_cpu_owner[SIM_MAX_CPUS];
extern struct sim_thread *sim_cpu_idle[SIM_MAX_CPUS];
extern unsigned int sim_ready_count, sim_away_count;
void sim_cpu_ready(struct sim_thread *thread);
void sim_cpu_leave(struct sim_thread *thread);
void sim_cpu_yield(struct sim_thread *thread);
void sim_cpu_idle_main(void *arg);
bool sim_cpus_idle(void);

/* interrupts.c */
/* Not 0 while some CPU has something to attend to; read without the lock. */
extern uint32_t sim_attention;
/* This thread passes points by. */
extern __thread bool sim_point_off;
void sim_attention_update(void);
int sim_line_for(const struct sim_thread *thread);
void sim_line_take(struct sim_thread *thread, int line);
uint64_t sim_interrupts_taken(void);

/* hardware.c: time and events, a thread of their own */
void sim_hardware_start(void);
void sim_hardware_kick(void);
extern unsigned int sim_actors_running;

/* machine.c */
struct sim_free_config {
	const struct sim_image_ops *image;
	const struct sim_board *board;
	const struct sim_scenario *scenario;
	struct sim_run_config run;
	bool verbose;
};
/* Boots, runs the story; findings, or -1. Once per process. */
int sim_free_run(struct sim_free_config *config);
void sim_free_end(int findings) __attribute__((noreturn));
extern bool sim_free_verbose;

/* ring.c: one of its benchmarks, or NULL */
const struct sim_scenario *sim_free_ring(const char *name);

#endif /* SIM_FREE_H */
