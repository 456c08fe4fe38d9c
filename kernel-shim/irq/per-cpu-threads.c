// SPDX-License-Identifier: GPL-2.0-only
/*
 * per-cpu-threads.c: kernel threads that exist once per CPU (ksoftirqd).
 *
 * Stands in for kernel/smpboot.c without hotplug, so threads never park.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/smpboot.h>
#include "sim-race.h"
#include "sim-sched.h"

struct sim_cpu_thread {
	struct smp_hotplug_thread *kind;
	unsigned int cpu;
};

static void sim_cpu_thread_sleep(struct sim_cpu_thread *thread)
{
	set_current_state(TASK_INTERRUPTIBLE);
	preempt_disable();
	if (kthread_should_stop() || thread->kind->thread_should_run(thread->cpu)) {
		__set_current_state(TASK_RUNNING);
		preempt_enable();
		return;
	}
	preempt_enable();
	schedule();
}

static void sim_cpu_thread_work(struct sim_cpu_thread *thread)
{
	bool again;

	preempt_disable();
	if (!thread->kind->thread_should_run(thread->cpu)) {
		preempt_enable();
		return;
	}
	__set_current_state(TASK_RUNNING);
	preempt_enable();
	sim_race_softirq_stack(__builtin_frame_address(0));
	thread->kind->thread_fn(thread->cpu);
	/* Work that comes back at once (a disabled tasklet) takes its time. */
	preempt_disable();
	again = thread->kind->thread_should_run(thread->cpu);
	preempt_enable();
	if (again)
		sim_clock_relax();
}

static int sim_cpu_thread_main(void *data)
{
	struct sim_cpu_thread *thread = data;

	if (thread->kind->setup)
		thread->kind->setup(thread->cpu);
	while (!kthread_should_stop()) {
		sim_cpu_thread_sleep(thread);
		sim_cpu_thread_work(thread);
	}
	if (thread->kind->cleanup)
		thread->kind->cleanup(thread->cpu, true);
	kfree(thread);
	return 0;
}

static int sim_cpu_thread_start(struct smp_hotplug_thread *kind,
				unsigned int cpu)
{
	struct sim_cpu_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL);
	struct task_struct *task;

	if (!thread)
		return -ENOMEM;
	thread->kind = kind;
	thread->cpu = cpu;
	task = kthread_create_on_cpu(sim_cpu_thread_main, thread, cpu,
				     kind->thread_comm);
	if (IS_ERR(task)) {
		kfree(thread);
		return PTR_ERR(task);
	}
	kthread_set_per_cpu(task, cpu);
	get_task_struct(task);
	*per_cpu_ptr(kind->store, cpu) = task;
	if (kind->create)
		kind->create(cpu);
	wake_up_process(task);
	return 0;
}

/* shim: modelled - one thread for each CPU, bound to it, started at once */
int smpboot_register_percpu_thread(struct smp_hotplug_thread *kind)
{
	unsigned int cpu;
	int err;

	for_each_online_cpu(cpu) {
		err = sim_cpu_thread_start(kind, cpu);
		if (err)
			return err;
	}
	return 0;
}
