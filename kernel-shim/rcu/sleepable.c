// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleepable.c: SRCU.
 *
 * Stands in for kernel/rcu/srcutree.c on the tree's own structures. Readers
 * count themselves in and out per CPU and per index, by the tree's inlines or
 * the functions here. A grace period turns the index over and waits until the
 * old one's readers are gone, twice, so that a reader that read the index
 * just before the turn is waited for too.
 *
 * Callbacks of a domain are called by a work item of its own, in order, with
 * softirqs off.
 *
 * Not modelled: combining trees, expediting, adaptive delays.
 */
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>
#include "sim/border_wait.h"
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shadow.h"

/*
 * Of struct srcu_usage: srcu_gp_seq counts ended grace periods; srcu_n_lock_retries
 * counts who waits for readers; srcu_gp_mutex is held over a grace period.
 * The callbacks are a plain list in the srcu_cblist of CPU 0.
 */
static struct rcu_head **sim_srcu_list(struct srcu_struct *ssp)
{
	return &per_cpu_ptr(ssp->sda, 0)->srcu_cblist.head;
}

static int sim_srcu_init(struct srcu_struct *ssp, bool is_static, gfp_t gfp)
{
	struct srcu_usage *usage = ssp->srcu_sup;

	if (!usage)
		usage = kzalloc(sizeof(*usage), gfp);
	if (!usage)
		return -ENOMEM;
	if (!ssp->sda)
		ssp->sda = alloc_percpu_gfp(struct srcu_data, gfp);
	if (!ssp->sda) {
		if (!ssp->srcu_sup)
			kfree(usage);
		return -ENOMEM;
	}
	ssp->srcu_sup = usage;
	ssp->srcu_ctrp = &ssp->sda->srcu_ctrs[0];
	usage->sda_is_static = is_static;
	usage->srcu_gp_seq = 0;
	usage->srcu_n_lock_retries = 0;
	mutex_init(&usage->srcu_gp_mutex);
	/* Last: says that the domain is ready. */
	usage->srcu_ssp = ssp;
	return 0;
}

/* Static domains come unready; their first user makes them so. */
static void sim_srcu_ready(struct srcu_struct *ssp)
{
	if (!ssp->srcu_sup->srcu_ssp)
		sim_srcu_init(ssp, true, GFP_ATOMIC);
}

/* A second name for the linker: trees differ in which one their headers call,
 * and make the other an inline function, so C cannot define both. */
#define SIM_ALIAS(name, target)						\
	asm(".globl " #name "\n\t.hidden " #name "\n\t"			\
	    ".set " #name ", " #target)

#ifdef CONFIG_DEBUG_LOCK_ALLOC
SIM_ALIAS(__init_srcu_struct, init_srcu_struct_lockdep);

/* shim: modelled */
int init_srcu_struct_lockdep(struct srcu_struct *ssp, const char *name,
			     struct lock_class_key *key)
{
	memset(ssp, 0, sizeof(*ssp));
	lockdep_init_map(&ssp->dep_map, name, key, 0);
	return sim_srcu_init(ssp, false, GFP_KERNEL);
}

/* shim: modelled */
int __init_srcu_struct_fast(struct srcu_struct *ssp, const char *name,
			    struct lock_class_key *key)
{
	int err = init_srcu_struct_lockdep(ssp, name, key);

	ssp->srcu_reader_flavor = SRCU_READ_FLAVOR_FAST;
	return err;
}
#else
SIM_ALIAS(init_srcu_struct, init_srcu_struct_generic);

/* shim: modelled */
int init_srcu_struct_generic(struct srcu_struct *ssp)
{
	memset(ssp, 0, sizeof(*ssp));
	return sim_srcu_init(ssp, false, GFP_KERNEL);
}

/* shim: modelled */
int init_srcu_struct_fast(struct srcu_struct *ssp)
{
	int err = init_srcu_struct_generic(ssp);

	ssp->srcu_reader_flavor = SRCU_READ_FLAVOR_FAST;
	return err;
}
#endif

/* What the readers of one index hold, and who waits for them waits for. */
static const void *sim_srcu_readers(const struct srcu_struct *ssp, int idx)
{
	return (const char *)ssp + idx;
}

/* shim: modelled - counts in; the index is what the unlock must get */
int __srcu_read_lock(struct srcu_struct *ssp)
{
	struct srcu_ctr __percpu *counter = READ_ONCE(ssp->srcu_ctrp);
	int idx;

	sim_point(SIM_OP_RCU, ssp);
	this_cpu_inc(counter->srcu_locks.counter);
	idx = __srcu_ptr_to_ctr(ssp, counter);
	sim_lock_acquired(SIM_WAIT_RCU, sim_srcu_readers(ssp, idx),
			  sim_lock_name(ssp), 0);
	return idx;
}

/* shim: modelled - counts out, possibly on another CPU */
void __srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	sim_race_release(ssp, SIM_RACE_READERS);
	this_cpu_inc(__srcu_ctr_to_ptr(ssp, idx)->srcu_unlocks.counter);
	sim_lock_released(SIM_WAIT_RCU, sim_srcu_readers(ssp, idx));
	if (ssp->srcu_sup->srcu_n_lock_retries)
		sim_lock_wake(sim_srcu_readers(ssp, idx));
	sim_point(SIM_OP_RCU, ssp);
}

/* shim: modelled - mixing flavours of readers is a finding */
void __srcu_check_read_flavor(struct srcu_struct *ssp, int read_flavor)
{
	struct srcu_data *data = per_cpu_ptr(ssp->sda, 0);

	if (!data->srcu_reader_flavor)
		data->srcu_reader_flavor = read_flavor;
	else if (data->srcu_reader_flavor != read_flavor)
		WARN_ONCE(1, "CPU %d old state %d new state %d\n", 0,
			  data->srcu_reader_flavor, read_flavor);
}

static bool sim_srcu_busy(struct srcu_struct *ssp, int idx)
{
	long readers = 0;
	int cpu;

	/* Actors of the host read from their own slot. */
	for (cpu = 0; cpu < SIM_CPU_SLOTS; cpu++) {
		struct srcu_ctr *counter =
			&per_cpu_ptr(ssp->sda, cpu)->srcu_ctrs[idx];

		readers += counter->srcu_locks.counter;
		readers -= counter->srcu_unlocks.counter;
	}
	return readers != 0;
}

/* Fast readers leave without a word and are asked every jiffy. */
static bool sim_srcu_silent(struct srcu_struct *ssp)
{
	int flavor = ssp->srcu_reader_flavor |
		     per_cpu_ptr(ssp->sda, 0)->srcu_reader_flavor;

	return flavor & ~(SRCU_READ_FLAVOR_NORMAL | SRCU_READ_FLAVOR_NMI);
}

static void sim_srcu_drain(struct srcu_struct *ssp, int idx)
{
	struct srcu_usage *usage = ssp->srcu_sup;

	usage->srcu_n_lock_retries++;
	while (sim_srcu_busy(ssp, idx)) {
		if (sim_srcu_silent(ssp)) {
			schedule_timeout_idle(1);
			continue;
		}
		__set_current_state(TASK_IDLE);
		sim_task_wait_lock(SIM_WAIT_RCU, sim_srcu_readers(ssp, idx));
	}
	__set_current_state(TASK_RUNNING);
	usage->srcu_n_lock_retries--;
}

static void sim_srcu_turn(struct srcu_struct *ssp)
{
	int idx = __srcu_ptr_to_ctr(ssp, ssp->srcu_ctrp);

	sim_srcu_drain(ssp, !idx);
	sim_point(SIM_OP_RCU, ssp);
	WRITE_ONCE(ssp->srcu_ctrp, __srcu_ctr_to_ptr(ssp, !idx));
	sim_srcu_drain(ssp, idx);
}

static void sim_srcu_grace_period(struct srcu_struct *ssp)
{
	mutex_lock(&ssp->srcu_sup->srcu_gp_mutex);
	sim_srcu_turn(ssp);
	sim_race_acquire(ssp, SIM_RACE_READERS);
	ssp->srcu_sup->srcu_gp_seq++;
	mutex_unlock(&ssp->srcu_sup->srcu_gp_mutex);
}

/* shim: modelled - waits for all readers that were in when it was called */
void synchronize_srcu(struct srcu_struct *ssp)
{
	might_sleep();
	srcu_lock_sync(&ssp->dep_map);
	RCU_LOCKDEP_WARN(lock_is_held(&ssp->dep_map),
			 "Illegal synchronize_srcu() in same-type SRCU read-side critical section");
	sim_srcu_ready(ssp);
	if (rcu_scheduler_active)
		sim_srcu_grace_period(ssp);
}

/* shim: modelled - no faster than a normal one */
void synchronize_srcu_expedited(struct srcu_struct *ssp)
{
	synchronize_srcu(ssp);
}

static void sim_srcu_invoke(struct rcu_head *list)
{
	while (list) {
		struct rcu_head *head = list;

		sim_shadow_use(head);
		list = head->next;
		sim_race_acquire(head, SIM_RACE_QUEUE);
		local_bh_disable();
		head->func(head);
		local_bh_enable();
	}
}

static void sim_srcu_work(struct work_struct *work)
{
	struct srcu_usage *usage = container_of(to_delayed_work(work),
						struct srcu_usage, work);
	struct srcu_struct *ssp = usage->srcu_ssp;
	struct rcu_head *list;

	/* All that are queued now and meanwhile are this run's to call. */
	sim_hold_begin(sim_self, SIM_WAIT_RCU, usage, "SRCU callbacks");
	while ((list = *sim_srcu_list(ssp))) {
		*sim_srcu_list(ssp) = NULL;
		sim_srcu_grace_period(ssp);
		sim_srcu_invoke(list);
	}
	sim_hold_end(sim_self, usage);
}

/* shim: modelled - calls @func in process context, a grace period later */
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       void (*func)(struct rcu_head *head))
{
	struct rcu_head **tail;

	sim_srcu_ready(ssp);
	head->func = func;
	head->next = NULL;
	sim_race_release(head, SIM_RACE_QUEUE);
	tail = sim_srcu_list(ssp);
	while (*tail)
		tail = &(*tail)->next;
	*tail = head;
	if (!ssp->srcu_sup->work.work.func)
		INIT_DELAYED_WORK(&ssp->srcu_sup->work, sim_srcu_work);
	queue_work(system_unbound_wq, &ssp->srcu_sup->work.work);
}

struct sim_srcu_barrier {
	struct rcu_head head;
	struct completion done;
};

static void sim_srcu_barrier_done(struct rcu_head *head)
{
	complete(&container_of(head, struct sim_srcu_barrier, head)->done);
}

/* shim: modelled - waits for all callbacks queued so far */
void srcu_barrier(struct srcu_struct *ssp)
{
	struct sim_srcu_barrier barrier;

	init_completion(&barrier.done);
	call_srcu(ssp, &barrier.head, sim_srcu_barrier_done);
	sim_sleep_ender(SIM_WAIT_RCU, ssp->srcu_sup);
	wait_for_completion(&barrier.done);
	sim_sleep_ender(SIM_WAIT_RCU, NULL);
}

/* shim: modelled - readers still inside are a finding, and nothing is freed */
void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	struct srcu_usage *usage = ssp->srcu_sup;

	if (!usage || !usage->srcu_ssp)
		return;
	if (WARN_ON(sim_srcu_busy(ssp, 0) || sim_srcu_busy(ssp, 1)))
		return;
	if (usage->work.work.func)
		flush_work(&usage->work.work);
	if (WARN_ON(*sim_srcu_list(ssp)) || usage->sda_is_static)
		return;
	free_percpu(ssp->sda);
	ssp->sda = NULL;
	ssp->srcu_sup = NULL;
	kfree(usage);
}

/* shim: modelled */
unsigned long get_state_synchronize_srcu(struct srcu_struct *ssp)
{
	sim_srcu_ready(ssp);
	return ssp->srcu_sup->srcu_gp_seq + 2;
}

/* shim: modelled - true once that many grace periods have ended */
bool poll_state_synchronize_srcu(struct srcu_struct *ssp, unsigned long cookie)
{
	return cookie == SRCU_GET_STATE_COMPLETED ||
	       ssp->srcu_sup->srcu_gp_seq >= cookie;
}
