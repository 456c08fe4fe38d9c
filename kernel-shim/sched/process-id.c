// SPDX-License-Identifier: GPL-2.0-only
/*
 * process-id.c: struct pid, numbered upwards, never reused.
 *
 * Stands in for kernel/pid.c with its one initial namespace.
 */
#include <linux/export.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "sim-sched.h"
#include "sim-tasks.h"

struct pid init_struct_pid = {
	.count = REFCOUNT_INIT(1),
};

struct pid_namespace init_pid_ns = {
	.level = 0,
	.child_reaper = &init_task,
};

/* The numbers of init and kthreadd are 1 and 2, as in the kernel. */
static int sim_pid_last = 1;

struct pid *sim_pid_alloc(void)
{
	struct pid *pid = kzalloc(struct_size(pid, numbers, 1),
				  GFP_KERNEL | __GFP_NOFAIL);

	refcount_set(&pid->count, 1);
	spin_lock_init(&pid->lock);
	init_waitqueue_head(&pid->wait_pidfd);
	pid->numbers[0].nr = ++sim_pid_last;
	pid->numbers[0].ns = &init_pid_ns;
	return pid;
}

static void sim_pid_free(struct rcu_head *head)
{
	kfree(container_of(head, struct pid, rcu));
}

/* shim: modelled - freed a grace period after the last reference */
void put_pid(struct pid *pid)
{
	if (pid && pid != &init_struct_pid &&
	    refcount_dec_and_test(&pid->count))
		call_rcu(&pid->rcu, sim_pid_free);
}

/* shim: modelled */
pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns)
{
	return pid && pid != &init_struct_pid ? pid->numbers[0].nr : 0;
}

/* shim: modelled */
pid_t pid_vnr(struct pid *pid)
{
	return pid_nr_ns(pid, &init_pid_ns);
}

/* shim: modelled */
pid_t __task_pid_nr_ns(struct task_struct *task, enum pid_type type,
		       struct pid_namespace *ns)
{
	return task->pid;
}

/* shim: modelled - one task per pid */
struct task_struct *pid_task(struct pid *pid, enum pid_type type)
{
	struct hlist_node *first;

	first = pid ? pid->tasks[PIDTYPE_PID].first : NULL;
	return hlist_entry_safe(first, struct task_struct,
				pid_links[PIDTYPE_PID]);
}

/* shim: modelled */
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type)
{
	struct task_struct *task = pid_task(pid, type);

	return task ? get_task_struct(task) : NULL;
}

/* shim: modelled */
struct pid *get_task_pid(struct task_struct *task, enum pid_type type)
{
	return get_pid(task->thread_pid);
}

/* shim: modelled */
struct task_struct *find_task_by_pid_ns(pid_t nr, struct pid_namespace *ns)
{
	struct task_struct *task;

	for_each_process(task)
		if (task->pid == nr)
			return task;
	return NULL;
}

/* shim: modelled */
struct task_struct *find_task_by_vpid(pid_t nr)
{
	return find_task_by_pid_ns(nr, &init_pid_ns);
}

/* shim: modelled */
struct pid *find_pid_ns(int nr, struct pid_namespace *ns)
{
	struct task_struct *task = find_task_by_pid_ns(nr, ns);

	return task ? task->thread_pid : NULL;
}

/* shim: modelled */
struct pid *find_vpid(int nr)
{
	return find_pid_ns(nr, &init_pid_ns);
}

/* shim: modelled */
struct pid *find_get_pid(pid_t nr)
{
	return get_pid(find_vpid(nr));
}

/* shim: modelled - there is one namespace */
struct pid_namespace *task_active_pid_ns(struct task_struct *task)
{
	return &init_pid_ns;
}
