/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-tasks.h: what the files of sched/ share among themselves.
 */
#ifndef SIM_TASKS_H
#define SIM_TASKS_H

#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "sim-sched.h"

/* One task's memory, from kmalloc(); the task comes first to be aligned. */
struct sim_task_memory {
	struct task_struct task;
	struct sim_task record;
	struct signal_struct signal;
	struct sighand_struct sighand;
};

struct pid *sim_pid_alloc(void);
/* Takes a task that never ran out of all lists and frees it. */
void sim_task_drop(struct task_struct *task);
void sim_exit_gone(struct sim_task *record);
/* Tells the host where the task may run. */
void sim_task_affine(struct task_struct *task);
void sim_cpu_idle_set(int cpu, struct task_struct *task);
void sim_cpu_switched(struct sim_context *from, struct sim_context *to);
/* A user process starts with every signal at its default. */
void sim_signals_default(struct task_struct *task);

#endif /* SIM_TASKS_H */
