// SPDX-License-Identifier: GPL-2.0-only
/*
 * grace-period.c: RCU.
 *
 * Stands in for kernel/rcu/{tree,update}.c. A reader is a task inside
 * rcu_read_lock(), or a context with preemption, softirqs or interrupts off
 * (Documentation/RCU/whatisRCU.rst: the flavours are one). When a grace period
 * starts, every reader of that moment is marked; each is unmarked when it
 * first is no reader any more, and the last one ends the grace period. A
 * kernel thread, "rcu_preempt", drives this and calls the callbacks with
 * softirqs off. When it runs is the strategy's choice, so grace periods end as
 * late as the seed likes.
 *
 * Not modelled: expedited grace periods (they are normal ones), stall
 * warnings (the host sees who waits for whom), RCU tasks, CPUs offline.
 */
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shim.h"

/*
 * Grace periods are numbered from 1; `completed` is the last that ended.
 * A callback queued now needs the next that starts: completed + 1 while none
 * runs, completed + 2 otherwise.
 */
static struct sim_rcu {
	struct rcu_head *queued, **queued_tail;	/* wait for the next to start */
	struct rcu_head *waiting, **waiting_tail;	/* for this one's end */
	unsigned long completed;
	bool running;
	int holders;			/* readers that it still waits for */
	struct task_struct *thread;
} sim_rcu = {
	.queued_tail = &sim_rcu.queued,
	.waiting_tail = &sim_rcu.waiting,
};

int rcu_scheduler_active;

#ifdef CONFIG_DEBUG_LOCK_ALLOC
static struct lock_class_key sim_rcu_keys[4];
struct lockdep_map rcu_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock", &sim_rcu_keys[0]);
struct lockdep_map rcu_bh_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock_bh", &sim_rcu_keys[1]);
struct lockdep_map rcu_sched_lock_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_read_lock_sched", &sim_rcu_keys[2]);
struct lockdep_map rcu_callback_map =
	STATIC_LOCKDEP_MAP_INIT("rcu_callback", &sim_rcu_keys[3]);

/* shim: modelled */
int notrace debug_lockdep_rcu_enabled(void)
{
	return rcu_scheduler_active && debug_locks &&
	       !current->lockdep_recursion;
}

/* shim: modelled */
int rcu_read_lock_held(void)
{
	return !debug_lockdep_rcu_enabled() || lock_is_held(&rcu_lock_map);
}

/* shim: modelled */
int rcu_read_lock_bh_held(void)
{
	return !debug_lockdep_rcu_enabled() || in_softirq() || irqs_disabled();
}

/* shim: modelled */
int rcu_read_lock_sched_held(void)
{
	return !debug_lockdep_rcu_enabled() ||
	       lock_is_held(&rcu_sched_lock_map) || !preemptible();
}

/* shim: modelled */
int rcu_read_lock_any_held(void)
{
	return !debug_lockdep_rcu_enabled() || lock_is_held(&rcu_lock_map) ||
	       lock_is_held(&rcu_bh_lock_map) ||
	       lock_is_held(&rcu_sched_lock_map) || !preemptible();
}
#endif

static bool sim_rcu_reader(const struct sim_task *record)
{
	const struct sim_context *context = record->context;

	if (record->task->rcu_read_lock_nesting > 0)
		return true;
	return context && (context->preempt_count || context->irqs_off);
}

static void sim_rcu_poke(void)
{
	if (sim_rcu.thread)
		wake_up_process(sim_rcu.thread);
}

static void sim_rcu_unhold(struct sim_task *record)
{
	record->rcu_holds = false;
	if (--sim_rcu.holders == 0)
		sim_rcu_poke();
}

/* @record holds the grace period up; does it still read, or has it exited? */
void sim_rcu_release(struct sim_task *record)
{
	if (record->exited || !sim_rcu_reader(record))
		sim_rcu_unhold(record);
}

/* shim: modelled */
void __rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	sim_point(SIM_OP_RCU, NULL);
}

/* shim: modelled - the outermost may end a grace period */
void __rcu_read_unlock(void)
{
	struct task_struct *task = current;

	if (task->rcu_read_lock_nesting <= 0)
		sim_report_format(SIM_KIND_RCU, true,
				  "BUG: rcu_read_unlock() without rcu_read_lock() in %s/%d",
				  task->comm, task->pid);
	if (--task->rcu_read_lock_nesting)
		return;
	sim_rcu_quiescent();
	sim_point(SIM_OP_RCU, NULL);
}

/* shim: modelled - the shim has no idle loop that RCU ignores */
bool rcu_is_watching(void)
{
	return true;
}

/* shim: modelled - calls @func a grace period later */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	head->func = func;
	head->next = NULL;
	*sim_rcu.queued_tail = head;
	sim_rcu.queued_tail = &head->next;
	if (!sim_rcu.running)
		sim_rcu_poke();
}

#ifdef CONFIG_RCU_LAZY
/* shim: modelled */
void call_rcu_hurry(struct rcu_head *head, rcu_callback_t func)
{
	call_rcu(head, func);
}
#endif

static void sim_rcu_begin(void)
{
	struct sim_task *record;

	sim_rcu.running = true;
	sim_rcu.waiting = sim_rcu.queued;
	sim_rcu.queued = NULL;
	sim_rcu.queued_tail = &sim_rcu.queued;
	list_for_each_entry(record, &sim_task_list, entry) {
		if (record->task == sim_rcu.thread || !sim_rcu_reader(record))
			continue;
		record->rcu_holds = true;
		sim_rcu.holders++;
	}
}

/* Somebody may have stopped reading without passing a place that tells. */
static void sim_rcu_look(void)
{
	struct sim_task *record;

	list_for_each_entry(record, &sim_task_list, entry)
		if (record->rcu_holds && !sim_rcu_reader(record)) {
			record->rcu_holds = false;
			sim_rcu.holders--;
		}
}

static void sim_rcu_hold_out(void)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		sim_rcu_look();
		if (!sim_rcu.holders)
			break;
		sim_task_wait(SIM_WAIT_RCU, &sim_rcu.holders);
	}
	__set_current_state(TASK_RUNNING);
}

static void sim_rcu_invoke(struct rcu_head *list)
{
	while (list) {
		struct rcu_head *head = list;
		rcu_callback_t func = head->func;

		list = head->next;
		local_bh_disable();
		rcu_lock_acquire(&rcu_callback_map);
		func(head);
		rcu_lock_release(&rcu_callback_map);
		local_bh_enable();
	}
}

static void sim_rcu_grace_period(void)
{
	struct rcu_head *done;

	sim_rcu_begin();
	sim_point(SIM_OP_RCU, &sim_rcu);
	sim_rcu_hold_out();
	done = sim_rcu.waiting;
	sim_rcu.waiting = NULL;
	sim_rcu.completed++;
	sim_rcu.running = false;
	sim_lock_wake(&sim_rcu.completed);
	sim_rcu_invoke(done);
}

static int sim_rcu_main(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (sim_rcu.queued) {
			__set_current_state(TASK_RUNNING);
			sim_rcu_grace_period();
			continue;
		}
		schedule();
	}
	return 0;
}

void sim_boot_rcu(void)
{
	sim_kthreads_start();
	sim_rcu.thread = kthread_run(sim_rcu_main, NULL, "rcu_preempt");
	if (IS_ERR(sim_rcu.thread))
		sim_fault("no thread for RCU");
	rcu_scheduler_active = 2;
}

struct sim_rcu_waiter {
	struct rcu_head head;
	bool done;
};

static void sim_rcu_wake(struct rcu_head *head)
{
	struct sim_rcu_waiter *waiter =
		container_of(head, struct sim_rcu_waiter, head);

	waiter->done = true;
	sim_lock_wake(waiter);
}

static void sim_rcu_wait(void)
{
	struct sim_rcu_waiter waiter = { .done = false };

	call_rcu(&waiter.head, sim_rcu_wake);
	while (!waiter.done) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		sim_task_wait_lock(SIM_WAIT_RCU, &waiter);
	}
	__set_current_state(TASK_RUNNING);
}

/* shim: modelled - in a reader it would never end, which is a finding */
void synchronize_rcu(void)
{
	might_sleep();
	if (current->rcu_read_lock_nesting > 0)
		sim_report_format(SIM_KIND_RCU, false,
				  "WARNING: Illegal synchronize_rcu() in RCU read-side critical section (%s/%d)",
				  current->comm, current->pid);
	if (sim_rcu.thread)
		sim_rcu_wait();
}

/* shim: modelled - no faster than a normal one, which is allowed */
void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

/* shim: modelled - callbacks are called in order, so the last is enough */
void rcu_barrier(void)
{
	might_sleep();
	if (sim_rcu.thread)
		sim_rcu_wait();
}

/* shim: modelled - number of the grace period that must have ended */
unsigned long get_state_synchronize_rcu(void)
{
	return sim_rcu.completed + 1 + sim_rcu.running;
}

static void sim_rcu_poll_done(struct rcu_head *head)
{
	kfree(head);
}

/* shim: modelled - get_state_synchronize_rcu() that also starts one */
unsigned long start_poll_synchronize_rcu(void)
{
	struct rcu_head *head = kmalloc(sizeof(*head), GFP_ATOMIC);

	if (head)
		call_rcu(head, sim_rcu_poll_done);
	return get_state_synchronize_rcu();
}

/* shim: modelled */
unsigned long get_completed_synchronize_rcu(void)
{
	return 0;
}

/* shim: modelled */
bool poll_state_synchronize_rcu(unsigned long oldstate)
{
	return sim_rcu.completed >= oldstate;
}

/* shim: modelled */
void cond_synchronize_rcu(unsigned long oldstate)
{
	if (!poll_state_synchronize_rcu(oldstate))
		synchronize_rcu();
}

/* shim: modelled */
void cond_synchronize_rcu_expedited(unsigned long oldstate)
{
	cond_synchronize_rcu(oldstate);
}

/* shim: stub - each context's state is looked at anyway */
void rcu_softirq_qs(void)
{
}

/* shim: stub - see rcu_softirq_qs() */
void rcu_note_context_switch(bool preempt)
{
}

/* shim: stub - only boots that expedite care */
void rcu_end_inkernel_boot(void)
{
}

/* What waits for its grace period; the object itself may be one byte. */
struct sim_rcu_free {
	struct rcu_head head;
	const void *object;
};

static void sim_rcu_free_now(struct rcu_head *head)
{
	struct sim_rcu_free *free = container_of(head, struct sim_rcu_free, head);

	kvfree(free->object);
	kfree(free);
}

/*
 * kvfree_call_rcu(): trees differ in the type of the object's own head, which
 * is not used: an own record is, as a head may be too small for a callback.
 */
void sim_rcu_kvfree(void *head, void *object) __asm__("kvfree_call_rcu");

/* shim: modelled - frees @object a grace period later; no @head: may sleep */
void sim_rcu_kvfree(void *head, void *object)
{
	struct sim_rcu_free *free = kmalloc(sizeof(*free),
					    GFP_ATOMIC | __GFP_NOFAIL);

	if (!head)
		might_sleep();
	free->object = object;
	call_rcu(&free->head, sim_rcu_free_now);
}

/* Inline in some trees, so without its prototype. */
void sim_rcu_free_barrier(void) __asm__("kvfree_rcu_barrier");

/* shim: modelled - waits until all of those are freed */
void sim_rcu_free_barrier(void)
{
	rcu_barrier();
}
