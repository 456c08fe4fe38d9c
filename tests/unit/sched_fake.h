/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sched_fake.h: a kernel of a few lines, to test the scheduler without one.
 *
 * It has tasks, a sleeping lock, a spinlock that keeps preemption off, a
 * clock with sleepers, and counts what interrupts it gets. Its code lies in a
 * section of its own, so that "inside the image" means something.
 */
#ifndef SCHED_FAKE_H
#define SCHED_FAKE_H

#include "sched/machine.h"

#define FAKE_TEXT __attribute__((section("fake_text"), noinline))

struct fake_lock { struct sim_context *owner; const char *name; };

void fake_lock(struct fake_lock *lock);
void fake_unlock(struct fake_lock *lock);
void fake_spin_lock(struct fake_lock *lock);
void fake_spin_unlock(struct fake_lock *lock);
void fake_irq_disable(void);
void fake_irq_enable(void);
void fake_sleep(uint64_t ns);
struct sim_context *fake_spawn(const char *name, void (*fn)(void *), void *arg);
void fake_wait(struct sim_context *ctx);

extern struct sim_context *fake_self;
extern int fake_interrupts[SIM_IRQ_LINES];
extern void (*fake_irq_handler)(int line);	/* for device lines */
extern int (*fake_powered)(uint64_t phys);	/* NULL: always */
extern int fake_cpu_switches;
extern const struct sim_image_ops fake_image;

/* What a run in a child process leaves behind; shared memory. */
#define FAKE_DECISIONS	65536
struct fake_outcome {
	int exit_code;			/* -1: killed by a signal */
	struct sim_run_result result;
	struct sim_finding first, last;	/* finding; stacks of tasks not kept */
	struct sim_task_state tasks[8];
	int findings;
	int number;			/* for the story's own use */
	uint64_t numbers[16];
	struct sim_decision decision[FAKE_DECISIONS];
	char name[512][64];
	char *name_pointer[512];
};
extern struct fake_outcome *fake_outcome;

/*
 * Runs @story in a child. @config may be NULL; image, scenario, observer are
 * filled in. The outcome stays valid; free it with fake_free().
 */
struct fake_outcome *fake_run(void (*story)(void),
			      const struct sim_run_config *config);
struct fake_outcome *fake_run_seed(void (*story)(void), uint64_t seed,
				   const char *strategy);
void fake_free(struct fake_outcome *outcome);

#endif /* SCHED_FAKE_H */
