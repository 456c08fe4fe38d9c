// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.c: timers of jiffy resolution.
 *
 * Stands in for kernel/time/timer.c. A timer belongs to the CPU that armed
 * it and runs there in TIMER_SOFTIRQ, in order of expiry, once its jiffy is
 * over. Each CPU has one sorted list: few timers are pending at a time.
 *
 * Not modelled: the wheel's rounding (the kernel may run a timer up to 12.5 %
 * late, here it is on time unless the scheduler delays the softirq), the
 * migration of timers to other CPUs, deferrable timers (they fire on time).
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shadow.h"
#include "sim-shim.h"

/**
 * struct sim_timer_base - the timers of one CPU
 * @pending: by expiry; of equal ones the last armed comes first, as the
 *	kernel adds to the head of a wheel's bucket
 * @running: whose function runs now
 * @waiters: how many wait for @running to end
 */
struct sim_timer_base {
	struct hlist_head pending;
	struct timer_list *running;
	int waiters;
};

static struct sim_timer_base sim_timer_bases[SIM_CPU_SLOTS];

static struct sim_timer_base *sim_timer_base(const struct timer_list *timer)
{
	return &sim_timer_bases[timer->flags & TIMER_CPUMASK];
}

/*
 * One jiffy more than asked for, as in the kernel's wheel: armed just before
 * a tick, a timer would otherwise come early.
 */
static u64 sim_timer_expiry_ns(unsigned long expires)
{
	return SIM_BOOT_TIME_NS + (expires + 1 - INITIAL_JIFFIES) * TICK_NSEC;
}

/* When the CPU's first timer is due; ~0: none is pending. */
u64 sim_timer_next_ns(int cpu)
{
	struct hlist_node *first = sim_timer_bases[cpu].pending.first;
	struct timer_list *timer;

	if (!first)
		return ~0ULL;
	timer = hlist_entry(first, struct timer_list, entry);
	return sim_timer_expiry_ns(timer->expires);
}

static void sim_timer_enqueue(struct timer_list *timer, int cpu)
{
	struct sim_timer_base *base = &sim_timer_bases[cpu];
	struct timer_list *other, *last = NULL;

	timer->flags = (timer->flags & ~TIMER_BASEMASK) | cpu;
	sim_sleep_limit(timer, sim_timer_expiry_ns(timer->expires));
	hlist_for_each_entry(other, &base->pending, entry) {
		if (!time_after(timer->expires, other->expires))
			break;
		last = other;
	}
	if (last)
		hlist_add_behind(&timer->entry, &last->entry);
	else
		hlist_add_head(&timer->entry, &base->pending);
	if (!last)
		sim_clock_program(cpu);
}

/* True if it was pending. */
static bool sim_timer_dequeue(struct timer_list *timer)
{
	if (!timer_pending(timer))
		return false;
	__hlist_del(&timer->entry);
	timer->entry.pprev = NULL;
	timer->entry.next = LIST_POISON2;
	return true;
}

struct timer_list *sim_timer_within(const void *start, size_t bytes)
{
	struct timer_list *timer;
	int cpu;

	for (cpu = 0; cpu < min_t(int, nr_cpu_ids, SIM_MAX_CPUS); cpu++)
		hlist_for_each_entry(timer, &sim_timer_bases[cpu].pending, entry)
			if ((void *)timer >= start &&
			    (void *)timer < start + bytes)
				return timer;
	return NULL;
}

/* A CPU that has no clock (an actor) arms its timers on the first. */
static int sim_timer_cpu(void)
{
	int cpu = raw_smp_processor_id();

	return cpu < nr_cpu_ids ? cpu : 0;
}

/* shim: modelled */
void timer_init_key(struct timer_list *timer,
		    void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key)
{
	timer->entry.pprev = NULL;
	timer->function = func;
	if (WARN_ON_ONCE(flags & ~TIMER_INIT_FLAGS))
		flags &= TIMER_INIT_FLAGS;
	timer->flags = flags | raw_smp_processor_id();
	lockdep_init_map(&timer->lockdep_map, name, key, 0);
}

/* Which timers a change is for. */
enum sim_timer_change {
	SIM_TIMER_ANY,
	SIM_TIMER_PENDING,	/* pending ones only */
	SIM_TIMER_SOONER,	/* not pending, or due later than asked for */
};

/* A timer that was shut down has no function and stays off. */
static int sim_timer_change(struct timer_list *timer, unsigned long expires,
			    int cpu, enum sim_timer_change change)
{
	bool was_pending;

	sim_point(SIM_OP_ATOMIC, timer);
	sim_shadow_use_ready(timer, "a timer");
	sim_race_release(timer, SIM_RACE_QUEUE);
	if (!timer->function)
		return 0;
	if (change == SIM_TIMER_PENDING && !timer_pending(timer))
		return 0;
	if (change == SIM_TIMER_SOONER && timer_pending(timer) &&
	    !time_before(expires, timer->expires))
		return 1;
	was_pending = sim_timer_dequeue(timer);
	timer->expires = expires;
	/* While its function runs it stays where it can be waited for. */
	if (sim_timer_base(timer)->running == timer)
		cpu = timer->flags & TIMER_CPUMASK;
	sim_timer_enqueue(timer, cpu);
	return was_pending;
}

static int sim_timer_modify(struct timer_list *timer, unsigned long expires,
			    int cpu)
{
	return sim_timer_change(timer, expires, cpu, SIM_TIMER_ANY);
}

/* shim: modelled - 1 if it was pending */
int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return sim_timer_modify(timer, expires, sim_timer_cpu());
}

/* shim: modelled - only if it is pending */
int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return sim_timer_change(timer, expires, sim_timer_cpu(),
				SIM_TIMER_PENDING);
}

/* shim: modelled - only if it comes sooner so */
int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return sim_timer_change(timer, expires, sim_timer_cpu(),
				SIM_TIMER_SOONER);
}

/* shim: modelled */
void add_timer(struct timer_list *timer)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	sim_timer_modify(timer, timer->expires, sim_timer_cpu());
}

/* shim: modelled */
void add_timer_local(struct timer_list *timer)
{
	timer->flags |= TIMER_PINNED;
	add_timer(timer);
}

/* shim: modelled */
void add_timer_global(struct timer_list *timer)
{
	timer->flags &= ~TIMER_PINNED;
	add_timer(timer);
}

/* shim: modelled */
void add_timer_on(struct timer_list *timer, int cpu)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	sim_timer_modify(timer, timer->expires, cpu);
}

/* shim: modelled - 1 if it was pending; its function may still run */
int timer_delete(struct timer_list *timer)
{
	sim_point(SIM_OP_ATOMIC, timer);
	return sim_timer_dequeue(timer);
}

/* shim: modelled - timer_delete() for good: arming it does nothing */
int timer_shutdown(struct timer_list *timer)
{
	int was_pending = timer_delete(timer);

	timer->function = NULL;
	return was_pending;
}

/* shim: modelled - -1 while its function runs on some CPU */
int timer_delete_sync_try(struct timer_list *timer)
{
	sim_point(SIM_OP_ATOMIC, timer);
	if (sim_timer_base(timer)->running == timer)
		return -1;
	sim_race_acquire(timer, SIM_RACE_LOCK);
	return sim_timer_dequeue(timer);
}

static void sim_timer_wait(struct timer_list *timer)
{
	struct sim_timer_base *base = sim_timer_base(timer);

	base->waiters++;
	while (base->running == timer)
		sim_task_spin(SIM_WAIT_TIMER_SYNC, timer);
	base->waiters--;
}

static int sim_timer_delete_sync(struct timer_list *timer, bool shutdown)
{
	int was_pending = 0;
#ifdef CONFIG_LOCKDEP
	unsigned long flags;

	local_irq_save(flags);
	lock_map_acquire(&timer->lockdep_map);
	lock_map_release(&timer->lockdep_map);
	local_irq_restore(flags);
#endif
	WARN_ON(in_hardirq() && !(timer->flags & TIMER_IRQSAFE));
	sim_point(SIM_OP_ATOMIC, timer);
	do {
		if (sim_timer_base(timer)->running == timer)
			sim_timer_wait(timer);
		was_pending |= sim_timer_dequeue(timer);
	} while (sim_timer_base(timer)->running == timer);
	sim_race_acquire(timer, SIM_RACE_LOCK);
	if (shutdown)
		timer->function = NULL;
	return was_pending;
}

/* shim: modelled - waits for its function, which may not wait for us */
int timer_delete_sync(struct timer_list *timer)
{
	return sim_timer_delete_sync(timer, false);
}

/* shim: modelled */
int timer_shutdown_sync(struct timer_list *timer)
{
	return sim_timer_delete_sync(timer, true);
}

static void sim_timer_call(struct timer_list *timer,
			   void (*function)(struct timer_list *))
{
	int count = preempt_count();
	unsigned int depth;
#ifdef CONFIG_LOCKDEP
	/* The function may free the timer. */
	struct lockdep_map map;

	lockdep_copy_map(&map, &timer->lockdep_map);
#endif
	lock_map_acquire(&map);
	sim_lock_acquired(SIM_WAIT_TIMER_SYNC, timer, "timer", 0);
	depth = sim_shim_out();
	function(timer);
	sim_shim_in(depth);
	sim_lock_released(SIM_WAIT_TIMER_SYNC, timer);
	lock_map_release(&map);
	if (count != preempt_count()) {
		WARN_ONCE(1, "timer: %pS preempt leak: %08x -> %08x\n",
			  function, count, preempt_count());
		preempt_count_set(count);
	}
}

static void sim_timer_expire(struct sim_timer_base *base,
			     struct timer_list *timer)
{
	void (*function)(struct timer_list *) = timer->function;
	bool irqsafe = timer->flags & TIMER_IRQSAFE;

	sim_shadow_use(timer);
	sim_race_renew();
	sim_race_acquire(timer, SIM_RACE_QUEUE);
	base->running = timer;
	sim_timer_dequeue(timer);
	if (irqsafe)
		local_irq_disable();
	if (!WARN_ON_ONCE(!function))
		sim_timer_call(timer, function);
	base->running = NULL;
	if (base->waiters)
		sim_spin_wake(timer);
	if (irqsafe)
		local_irq_enable();
}

/* TIMER_SOFTIRQ */
static void sim_timer_softirq(void)
{
	int cpu = raw_smp_processor_id();
	struct sim_timer_base *base = &sim_timer_bases[cpu];

	sim_clock_update();
	while (base->pending.first) {
		struct timer_list *timer = hlist_entry(base->pending.first,
						       struct timer_list, entry);

		if (!time_after(jiffies, timer->expires))
			break;
		sim_timer_expire(base, timer);
	}
	sim_clock_program(cpu);
}

/* From the clock interrupt: work for the softirq? */
void sim_timer_tick(void)
{
	int cpu = raw_smp_processor_id();

	if (sim_timer_next_ns(cpu) <= sim_time_now_ns())
		raise_softirq_irqoff(TIMER_SOFTIRQ);
}

void sim_boot_timers(void)
{
	open_softirq(TIMER_SOFTIRQ, sim_timer_softirq);
	open_softirq(HRTIMER_SOFTIRQ, sim_hrtimer_softirq);
}

/* shim: modelled - to whole seconds, as the kernel rounds to save power */
unsigned long round_jiffies(unsigned long j)
{
	unsigned long rest = j % HZ;
	unsigned long to = rest < HZ / 4 ? j - rest : j - rest + HZ;

	return time_is_after_jiffies(to) ? to : j;
}

/* shim: modelled */
unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies(j + now) - now;
}

/* shim: modelled - never earlier */
unsigned long round_jiffies_up(unsigned long j)
{
	return j % HZ ? j - j % HZ + HZ : j;
}

/* shim: modelled */
unsigned long round_jiffies_up_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies_up(j + now) - now;
}

/* shim: modelled - CPUs are not told apart */
unsigned long __round_jiffies_relative(unsigned long j, int cpu)
{
	return round_jiffies_relative(j);
}

/* shim: modelled - CPUs are not told apart */
unsigned long __round_jiffies_up_relative(unsigned long j, int cpu)
{
	return round_jiffies_up_relative(j);
}
