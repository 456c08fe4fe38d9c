// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu.c: what runs on each CPU, and where a task may run.
 *
 * Stands in for what memory/cpu_set.c leaves of kernel/cpu.c, without hotplug
 * (all CPUs are online from the start and stay so, as during suspend-to-idle),
 * and for the affinity part of kernel/sched/core.c. A task is bound to one CPU or to none: a mask of
 * several but not all CPUs counts as none.
 *
 * Not modelled: priorities and policies; the strategy picks whom it likes.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/sched/isolation.h>
#include <linux/sched/task.h>
#include "sim/border_wait.h"
#include "sim-sched.h"
#include "sim-tasks.h"

/* What the inline migrate_disable() counts in; see generated/rq-offsets.h. */
struct rq {
	unsigned int nr_pinned;
};
DEFINE_PER_CPU_SHARED_ALIGNED(struct rq, runqueues);

static struct task_struct *sim_cpu_idle[SIM_CPU_SLOTS];
static struct task_struct *sim_cpu_current[SIM_CPU_SLOTS];

void sim_cpu_idle_set(int cpu, struct task_struct *task)
{
	sim_cpu_idle[cpu] = task;
	sim_cpu_current[cpu] = task;
	task->thread_info.cpu = cpu;
}

/* At each switch on a CPU; may the task that left come back elsewhere? */
void sim_cpu_switched(struct sim_context *from, struct sim_context *to)
{
	struct task_struct *left = from ? from->kernel_task : NULL;
	struct task_struct *next = to->kernel_task;

	if (left) {
		from->no_migrate = left->migration_disabled;
		left->on_cpu = 0;
		if (sim_task_of(left)->exited)
			sim_exit_gone(sim_task_of(left));
	}
	if (!next || to->cpu >= SIM_CPU_SLOTS)
		return;
	next->on_cpu = 1;
	next->thread_info.cpu = to->cpu;
	sim_cpu_current[to->cpu] = next;
}

/* shim: modelled */
int task_curr(const struct task_struct *task)
{
	return task->on_cpu;
}

/* shim: modelled */
int idle_cpu(int cpu)
{
	return sim_cpu_current[cpu] == sim_cpu_idle[cpu];
}

/* shim: modelled */
int available_idle_cpu(int cpu)
{
	return idle_cpu(cpu);
}

/* shim: modelled */
struct task_struct *idle_task(int cpu)
{
	return sim_cpu_idle[cpu];
}

/* shim: modelled */
struct task_struct *cpu_curr_snapshot(int cpu)
{
	return sim_cpu_current[cpu];
}

void sim_task_affine(struct task_struct *task)
{
	struct sim_context *context = sim_task_of(task)->context;

	if (!context)
		return;
	sim_task_bind(context, cpumask_weight(&task->cpus_mask) == 1 ?
			       cpumask_first(&task->cpus_mask) : -1);
}

/* shim: modelled - one CPU or all; see the head of this file */
void set_cpus_allowed_force(struct task_struct *task,
			    const struct cpumask *mask)
{
	cpumask_copy(&task->cpus_mask, mask);
	task->nr_cpus_allowed = cpumask_weight(mask);
	sim_task_affine(task);
}

/* shim: modelled - the current task is on an allowed CPU on return */
int set_cpus_allowed_ptr(struct task_struct *task, const struct cpumask *mask)
{
	if (!cpumask_intersects(mask, cpu_active_mask))
		return -EINVAL;
	set_cpus_allowed_force(task, mask);
	while (task == current && sim_self->allowed_cpu >= 0 &&
	       sim_self->cpu != sim_self->allowed_cpu)
		sim_task_yield();
	return 0;
}

/* shim: modelled - nothing is left to do: the host looks at each switch */
void ___migrate_enable(void)
{
}

/* shim: modelled - waits until @task has left its CPU in @match_state */
unsigned long wait_task_inactive(struct task_struct *task,
				 unsigned int match_state)
{
	while (!sim_task_of(task)->blocked) {
		if (match_state && !(READ_ONCE(task->__state) & match_state))
			return 0;
		sim_task_yield();
	}
	return 1;
}

/* shim: stub - host code makes system calls anyway */
void kick_process(struct task_struct *task)
{
}

/* shim: modelled - an idle CPU takes an interrupt */
void wake_up_if_idle(int cpu)
{
	if (idle_cpu(cpu))
		sim_ipi_send(cpu);
}

/* shim: modelled */
void wake_up_all_idle_cpus(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (cpu != raw_smp_processor_id())
			wake_up_if_idle(cpu);
}

/* shim: stub - priorities are not modelled */
void set_user_nice(struct task_struct *task, long nice)
{
	task->static_prio = NICE_TO_PRIO(nice);
}

/* shim: stub - priorities are not modelled */
int sched_setscheduler_nocheck(struct task_struct *task, int policy,
			       const struct sched_param *param)
{
	task->policy = policy;
	return 0;
}

/* shim: stub - priorities are not modelled */
void sched_set_fifo(struct task_struct *task)
{
}

/* shim: stub - priorities are not modelled */
void sched_set_fifo_low(struct task_struct *task)
{
}

/* shim: stub - priorities are not modelled */
void sched_set_fifo_secondary(struct task_struct *task)
{
}

/* shim: stub - priorities are not modelled */
void sched_set_normal(struct task_struct *task, int nice)
{
}

/* shim: modelled - all CPUs are online already: starts up on each at once */
int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu),
			int (*teardown)(unsigned int cpu), bool multi_instance)
{
	int cpu, err;

	for_each_online_cpu(cpu) {
		if (!invoke || !startup || multi_instance)
			break;
		err = startup(cpu);
		if (err)
			return err;
	}
	return state == CPUHP_AP_ONLINE_DYN ? CPUHP_AP_ONLINE_DYN : 0;
}

/* shim: modelled - see __cpuhp_setup_state() */
int __cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name,
				   bool invoke,
				   int (*startup)(unsigned int cpu),
				   int (*teardown)(unsigned int cpu),
				   bool multi_instance)
{
	return __cpuhp_setup_state(state, name, invoke, startup, teardown,
				   multi_instance);
}

/* shim: stub - no CPU goes away, so nothing needs tearing down */
void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
}

/* shim: modelled - in suspend-to-idle all CPUs stay */
int freeze_secondary_cpus(int primary)
{
	return 0;
}

/* shim: modelled */
void thaw_secondary_cpus(void)
{
}
