// SPDX-License-Identifier: GPL-2.0-only
/*
 * task.c: making tasks.
 *
 * Stands in for kernel/fork.c and init_idle(). Every task is a copy of the
 * genuine init_task with its own lists, locks, signals and pid, and a fiber
 * of the host. Kernel threads come from the genuine kernel/kthread.c, which
 * asks kernel_thread() for a task; user processes come from the host by
 * sim_image.spawn and run host code that makes system calls.
 *
 * Not modelled: threads of one process, address spaces (NOMMU, and host code
 * has no mm), namespaces, cgroups, accounting.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "sim-race.h"
#include "sim-sched.h"
#include "sim-shim.h"
#include "sim-tasks.h"

LIST_HEAD(sim_task_list);
DEFINE_RWLOCK(tasklist_lock);

/* Never a stack: the boot task runs on a fiber of the host. */
static unsigned long sim_init_stack[1] __used;
__asm__(".globl init_stack\n.hidden init_stack\n.set init_stack, sim_init_stack");

static struct sim_task sim_boot_records[SIM_CPU_SLOTS + 1];
static int sim_boot_record_count;

/* All that a task must not share with the one that it was copied from. */
static void sim_task_detach(struct task_struct *task)
{
	INIT_LIST_HEAD(&task->tasks);
	INIT_LIST_HEAD(&task->children);
	INIT_LIST_HEAD(&task->sibling);
	INIT_LIST_HEAD(&task->ptraced);
	INIT_LIST_HEAD(&task->ptrace_entry);
	INIT_LIST_HEAD(&task->thread_node);
	INIT_LIST_HEAD(&task->rcu_node_entry);
	INIT_LIST_HEAD(&task->pending.list);
	spin_lock_init(&task->alloc_lock);
	raw_spin_lock_init(&task->pi_lock);
	raw_spin_lock_init(&task->blocked_lock);
	refcount_set(&task->usage, 1);
	task->group_leader = task;
	task->real_parent = &init_task;
	task->parent = &init_task;
	task->cpus_ptr = &task->cpus_mask;
	task->worker_private = NULL;
	task->vfork_done = NULL;
	task->task_works = NULL;
	task->wake_q.next = NULL;
	sigemptyset(&task->pending.signal);
	lockdep_init_task(task);
	/* init_task is CPU 0's idle task: an interrupt may be on it now. */
#ifdef CONFIG_TRACE_IRQFLAGS
	task->softirq_context = 0;
	task->softirqs_enabled = 1;
#endif
	task->rcu_read_lock_nesting = 0;
}

static void sim_task_signals(struct task_struct *task,
			     const struct task_struct *parent,
			     struct signal_struct *signal,
			     struct sighand_struct *sighand)
{
	*signal = *init_task.signal;
	INIT_LIST_HEAD(&signal->thread_head);
	INIT_LIST_HEAD(&signal->shared_pending.list);
	INIT_HLIST_HEAD(&signal->multiprocess);
	init_waitqueue_head(&signal->wait_chldexit);
	mutex_init(&signal->cred_guard_mutex);
	init_rwsem(&signal->exec_update_lock);
	refcount_set(&signal->sigcnt, 1);
	atomic_set(&signal->live, 1);
	*sighand = *parent->sighand;
	refcount_set(&sighand->count, 1);
	spin_lock_init(&sighand->siglock);
	init_waitqueue_head(&sighand->signalfd_wqh);
	task->signal = signal;
	task->sighand = sighand;
	list_add_tail_rcu(&task->thread_node, &signal->thread_head);
}

static void sim_task_record(struct sim_task *record, struct task_struct *task)
{
	record->task = task;
	task->thread.record = record;
	task->on_rq = 1;
	list_add_tail(&record->entry, &sim_task_list);
}

static void sim_task_number(struct task_struct *task)
{
	struct pid *pid = sim_pid_alloc();
	int type;

	task->thread_pid = pid;
	for (type = 0; type < PIDTYPE_MAX; type++)
		if (type != PIDTYPE_PID)
			task->signal->pids[type] = pid;
	task->pid = pid->numbers[0].nr;
	task->tgid = task->pid;
	hlist_add_head_rcu(&task->pid_links[PIDTYPE_PID],
			   &pid->tasks[PIDTYPE_PID]);
	hlist_add_head_rcu(&task->pid_links[PIDTYPE_TGID],
			   &pid->tasks[PIDTYPE_TGID]);
}

/* A task that does not run yet and is in all lists; NULL: no memory. */
static struct task_struct *sim_task_make(const char *name, unsigned int flags)
{
	struct sim_task_memory *memory = kzalloc(sizeof(*memory), GFP_KERNEL);
	struct task_struct *task;

	if (!memory)
		return NULL;
	task = &memory->task;
	*task = init_task;
	sim_task_detach(task);
	sim_task_signals(task, current, &memory->signal, &memory->sighand);
	sim_task_number(task);
	sim_task_record(&memory->record, task);
	task->flags = flags;
	WRITE_ONCE(task->__state, TASK_RUNNING);
	task->start_time = sim_time_now_ns();
	task->start_boottime = task->start_time;
	strscpy_pad(task->comm, name, sizeof(task->comm));
	list_add_tail_rcu(&task->tasks, &init_task.tasks);
	return task;
}

/* What every new fiber runs. */
static void sim_task_main(void *arg)
{
	struct sim_task *record = arg;
	unsigned int depth;
	int result = 0;

	arg = record->arg;
	/* It may be freed long before the task ends: a root of leaks no more. */
	record->arg = NULL;
	if (record->user) {
		/* host code, alone as the models are */
		record->user_fn(arg);
	} else {
		depth = sim_shim_out();
		result = record->kernel_fn(arg);
		sim_shim_in(depth);
	}
	do_exit(result);
}

static void sim_task_launch(struct task_struct *task)
{
	struct sim_task *record = sim_task_of(task);

	record->context = sim_task_create(task->comm, sim_task_main, record,
					  task);
	sim_task_affine(task);
	sim_race_task_new(record->context);
	sim_task_start(record->context);
}

/* shim: modelled - a kernel thread that runs fn(arg); its pid */
pid_t kernel_thread(int (*fn)(void *), void *arg, const char *name,
		    unsigned long flags)
{
	struct task_struct *task;
	pid_t pid;

	task = sim_task_make(name ?: current->comm, PF_KTHREAD | PF_FORKNOEXEC);
	if (!task)
		return -ENOMEM;
	if (!set_kthread_struct(task)) {
		sim_task_drop(task);
		return -ENOMEM;
	}
	task->flags |= current->flags & PF_NOFREEZE;
	sim_task_of(task)->kernel_fn = fn;
	sim_task_of(task)->arg = arg;
	pid = task->pid;
	sim_task_launch(task);
	return pid;
}

/**
 * sim_task_spawn - starts a user process
 * @name: its comm
 * @fn: host code that it runs; it makes system calls by sim_image
 * @arg: for @fn
 *
 * Return: its context, valid until sim_task_wait_exit(); NULL: no memory.
 * Context: process.
 */
struct sim_context *sim_task_spawn(const char *name, void (*fn)(void *),
				   void *arg)
{
	struct task_struct *task = sim_task_make(name, PF_FORKNOEXEC);
	struct sim_task *record;

	if (!task)
		return NULL;
	sim_signals_default(task);
	record = sim_task_of(task);
	record->user = true;
	record->user_fn = fn;
	record->arg = arg;
	get_task_struct(task);	/* until sim_task_wait_exit() */
	sim_task_launch(task);
	return record->context;
}

/* The first task of all is the idle task of CPU 0, as in the kernel. */
void sim_task_early(void)
{
	struct sim_task *record = &sim_boot_records[0];

	if (record->task)
		return;
	sim_task_record(record, &init_task);
	init_task.flags |= PF_IDLE;
	record->idle = true;
	sim_boot_record_count = 1;
}

static struct task_struct *sim_task_boot(unsigned int flags)
{
	static struct task_struct tasks[SIM_CPU_SLOTS + 1];
	static struct signal_struct signals[SIM_CPU_SLOTS + 1];
	static struct sighand_struct sighands[SIM_CPU_SLOTS + 1];
	int slot = sim_boot_record_count++;
	struct task_struct *task = &tasks[slot];

	*task = init_task;
	sim_task_detach(task);
	sim_task_signals(task, &init_task, &signals[slot], &sighands[slot]);
	sim_task_record(&sim_boot_records[slot], task);
	sim_boot_records[slot].idle = flags & PF_IDLE;
	task->flags = flags;
	return task;
}

/* Actors of the host (device, DSP) share one task: they only encode messages. */
static void sim_task_adopt_actor(struct sim_context *context)
{
	static struct task_struct *actor;

	if (!actor) {
		actor = sim_task_boot(PF_KTHREAD | PF_NOFREEZE);
		strscpy_pad(actor->comm, "actor", sizeof(actor->comm));
	}
	context->kernel_task = actor;
}

static void sim_task_adopt_idle(struct sim_context *context, const char *name,
				int cpu)
{
	struct task_struct *task = &init_task;

	if (cpu)
		task = sim_task_boot(PF_KTHREAD | PF_IDLE | PF_NOFREEZE);
	strscpy_pad(task->comm, name, sizeof(task->comm));
	sim_task_of(task)->context = context;
	context->kernel_task = task;
	sim_cpu_idle_set(cpu, task);
}

/**
 * sim_task_adopt - gives a context of the host its task_struct
 * @context: an idle context, an actor's or the boot task's
 * @name: its comm
 * @idle_cpu: CPU whose idle task it is, or -1
 *
 * Context: on the host's stack; nothing of the kernel world runs.
 */
void sim_task_adopt(struct sim_context *context, const char *name, int idle_cpu)
{
	struct task_struct *task;

	sim_task_early();
	if (context->cpu == SIM_ACTOR_CPU) {
		sim_task_adopt_actor(context);
		return;
	}
	if (idle_cpu >= 0) {
		sim_task_adopt_idle(context, name, idle_cpu);
		return;
	}
	/* As init, it is no kernel thread although it starts in the kernel. */
	task = sim_task_boot(0);
	strscpy_pad(task->comm, name, sizeof(task->comm));
	sim_task_of(task)->context = context;
	context->kernel_task = task;
	task->pid = 1;
	task->tgid = 1;
	list_add_tail_rcu(&task->tasks, &init_task.tasks);
}

/* Starts kthreadd; before anything asks for a kernel thread. */
void sim_kthreads_start(void)
{
	pid_t pid = kernel_thread(kthreadd, NULL, "kthreadd", 0);

	kthreadd_task = find_task_by_pid_ns(pid, &init_pid_ns);
}

/* shim: modelled - renames the fiber too */
void __set_task_comm(struct task_struct *task, const char *from, bool exec)
{
	strscpy_pad(task->comm, from, sizeof(task->comm));
	if (sim_task_of(task)->context)
		sim_task_rename(sim_task_of(task)->context, task->comm);
}
