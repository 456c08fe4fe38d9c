// SPDX-License-Identifier: GPL-2.0-only
/*
 * hrtimer.c: timers of nanosecond resolution.
 *
 * Stands in for kernel/time/hrtimer.c. A timer runs on the CPU that armed it,
 * in the clock interrupt or, in soft mode, in HRTIMER_SOFTIRQ. All clocks
 * tick alike at fixed distances, so that expiries are compared on the ktime
 * clock.
 *
 * Not modelled: slack (a timer is due at its hard expiry, which the interface
 * allows), pinning, clocks that are set.
 */
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/timerqueue.h>
#include "sim-locks.h"
#include "sim-sched.h"
#include "sim-shim.h"
#include "sim-shadow.h"

/* One per CPU, clock and mode; stands behind hrtimer->base. */
struct sim_hrtimer_base {
	struct timerqueue_linked_head active;
	struct hrtimer *running;
	clockid_t clock;
	int cpu;
	int waiters;
};

enum { SIM_HRTIMER_CLOCKS = 4 };
static struct sim_hrtimer_base
	sim_hrtimer_bases[SIM_CPU_SLOTS][SIM_HRTIMER_CLOCKS][2];

static const struct { clockid_t clock; enum tk_offsets offset; }
sim_hrtimer_clocks[SIM_HRTIMER_CLOCKS] = {
	{ CLOCK_MONOTONIC, TK_OFFS_MAX },
	{ CLOCK_REALTIME, TK_OFFS_REAL },
	{ CLOCK_BOOTTIME, TK_OFFS_BOOT },
	{ CLOCK_TAI, TK_OFFS_TAI },
};

static int sim_hrtimer_clock(clockid_t clock)
{
	int i;

	for (i = 0; i < SIM_HRTIMER_CLOCKS; i++)
		if (sim_hrtimer_clocks[i].clock == clock)
			return i;
	WARN(1, "hrtimer: invalid clock %d\n", clock);
	return 0;
}

static struct sim_hrtimer_base *sim_hrtimer_base(const struct hrtimer *timer)
{
	return (struct sim_hrtimer_base *)timer->base;
}

/* The base of the same clock and mode on this CPU. */
static struct sim_hrtimer_base *sim_hrtimer_local(clockid_t clock, bool soft)
{
	int cpu = raw_smp_processor_id();
	struct sim_hrtimer_base *base;

	if (cpu >= nr_cpu_ids)
		cpu = 0;
	base = &sim_hrtimer_bases[cpu][sim_hrtimer_clock(clock)][soft];
	base->clock = clock;
	base->cpu = cpu;
	return base;
}

static ktime_t sim_hrtimer_offset(clockid_t clock)
{
	enum tk_offsets offset = sim_hrtimer_clocks[sim_hrtimer_clock(clock)].offset;

	return offset == TK_OFFS_MAX ? 0 : ktime_mono_to_any(0, offset);
}

/* shim: modelled */
ktime_t hrtimer_cb_get_time(const struct hrtimer *timer)
{
	return ktime_get() + sim_hrtimer_offset(sim_hrtimer_base(timer)->clock);
}

/* shim: modelled */
void hrtimer_setup(struct hrtimer *timer,
		   enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode)
{
	memset(timer, 0, sizeof(*timer));
	timer->is_soft = !!(mode & HRTIMER_MODE_SOFT);
	timer->is_hard = !!(mode & HRTIMER_MODE_HARD);
	timer->base = (void *)sim_hrtimer_local(clock_id, timer->is_soft);
	timerqueue_linked_init(&timer->node);
	ACCESS_PRIVATE(timer, function) = function ?: hrtimer_dummy_timeout;
}

/* shim: modelled */
void hrtimer_setup_on_stack(struct hrtimer *timer,
			    enum hrtimer_restart (*function)(struct hrtimer *),
			    clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_setup(timer, function, clock_id, mode);
}

/* An inline in some trees: named without its prototype. */
void sim_hrtimer_update_function(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *))
	__asm__("hrtimer_update_function");

/* shim: modelled - hrtimer_update_function() */
void sim_hrtimer_update_function(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *))
{
	WARN_ON_ONCE(timer->is_queued);
	ACCESS_PRIVATE(timer, function) = function;
}

/* shim: modelled - KTIME_MAX where the sum has no room */
ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t sum = ktime_add_unsafe(lhs, rhs);

	if (sum < 0 || sum < lhs || sum < rhs)
		return ktime_set(KTIME_SEC_MAX, 0);
	return sum;
}

static ktime_t sim_hrtimer_due(const struct sim_hrtimer_base *base,
			       const struct timerqueue_linked_node *node)
{
	return node->expires - sim_hrtimer_offset(base->clock);
}

static ktime_t sim_hrtimer_expires(const struct rb_node_linked *link)
{
	return container_of(link, struct timerqueue_linked_node, node)->expires;
}

/*
 * A plain list by expiry; true: first now. No tree: lib/rbtree.c has decision
 * points in check images, where a clock interrupt would meet it half turned.
 */
static bool sim_hrtimer_link(struct timerqueue_linked_head *head,
			     struct rb_node_linked *link)
{
	struct rb_node_linked *next = head->rb_root.rb_leftmost, *prev = NULL;

	for (; next; prev = next, next = next->next)
		if (sim_hrtimer_expires(next) > sim_hrtimer_expires(link))
			break;
	link->prev = prev;
	link->next = next;
	if (next)
		next->prev = link;
	if (prev)
		prev->next = link;
	else
		head->rb_root.rb_leftmost = link;
	return !prev;
}

static void sim_hrtimer_unlink(struct timerqueue_linked_head *head,
			       struct rb_node_linked *link)
{
	if (link->next)
		link->next->prev = link->prev;
	if (link->prev)
		link->prev->next = link->next;
	else
		head->rb_root.rb_leftmost = link->next;
}

static void sim_hrtimer_enqueue(struct hrtimer *timer)
{
	struct sim_hrtimer_base *base = sim_hrtimer_base(timer);

	timer->is_queued = true;
	sim_sleep_limit(timer, sim_hrtimer_due(base, &timer->node));
	if (sim_hrtimer_link(&base->active, &timer->node.node))
		sim_clock_program(base->cpu);
}

static bool sim_hrtimer_dequeue(struct hrtimer *timer)
{
	if (!timer->is_queued)
		return false;
	timer->is_queued = false;
	sim_hrtimer_unlink(&sim_hrtimer_base(timer)->active, &timer->node.node);
	timerqueue_linked_init(&timer->node);
	return true;
}

/* shim: modelled - a queued timer is moved; one that runs stays on its CPU */
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 delta_ns,
			    const enum hrtimer_mode mode)
{
	struct sim_hrtimer_base *base;

	sim_point(SIM_OP_ATOMIC, timer);
	sim_shadow_use_ready(timer, "an hrtimer");
	sim_race_release(timer, SIM_RACE_QUEUE);
	base = sim_hrtimer_base(timer);
	sim_hrtimer_dequeue(timer);
	if (mode & HRTIMER_MODE_REL)
		time = ktime_add_safe(time, hrtimer_cb_get_time(timer));
	hrtimer_set_expires_range_ns(timer, time, delta_ns);
	if (base->running != timer)
		timer->base = (void *)sim_hrtimer_local(base->clock,
							timer->is_soft);
	sim_hrtimer_enqueue(timer);
}

/* shim: modelled - true if it is still to come */
bool hrtimer_start_range_ns_user(struct hrtimer *timer, ktime_t time,
				 u64 range_ns, const enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, time, range_ns, mode);
	return true;
}

/* shim: modelled - -1 while its function runs */
int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	sim_point(SIM_OP_ATOMIC, timer);
	if (sim_hrtimer_base(timer)->running == timer)
		return -1;
	sim_race_acquire(timer, SIM_RACE_LOCK);
	return sim_hrtimer_dequeue(timer);
}

/* shim: modelled - waits for its function */
int hrtimer_cancel(struct hrtimer *timer)
{
	struct sim_hrtimer_base *base;
	int was_queued;

	while ((was_queued = hrtimer_try_to_cancel(timer)) < 0) {
		base = sim_hrtimer_base(timer);
		base->waiters++;
		if (base->running == timer)
			sim_task_spin(SIM_WAIT_TIMER_SYNC, timer);
		base->waiters--;
	}
	return was_queued;
}

/* shim: modelled */
bool hrtimer_active(const struct hrtimer *timer)
{
	return timer->is_queued || sim_hrtimer_base(timer)->running == timer;
}

/* shim: modelled */
ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust)
{
	return hrtimer_expires_remaining(timer);
}

/* shim: modelled - how many intervals it was late */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	ktime_t delta = ktime_sub(now, hrtimer_get_expires(timer));
	u64 periods;

	if (delta < 0 || WARN_ON(timer->is_queued))
		return 0;
	if (interval < 1)
		interval = 1;
	periods = div64_s64(delta, interval) + 1;
	hrtimer_add_expires_ns(timer, interval * periods);
	return periods;
}

static void sim_hrtimer_call(struct sim_hrtimer_base *base,
			     struct hrtimer *timer)
{
	enum hrtimer_restart (*function)(struct hrtimer *);
	enum hrtimer_restart again;
	unsigned int depth;

	sim_shadow_use(timer);
	sim_race_renew();
	sim_race_acquire(timer, SIM_RACE_QUEUE);
	sim_hrtimer_dequeue(timer);
	function = ACCESS_PRIVATE(timer, function);
	base->running = timer;
	sim_lock_acquired(SIM_WAIT_TIMER_SYNC, timer, "hrtimer", 0);
	depth = sim_shim_out();
	again = function(timer);
	sim_shim_in(depth);
	sim_lock_released(SIM_WAIT_TIMER_SYNC, timer);
	/* NORESTART: the function may have freed or restarted it. */
	if (again == HRTIMER_RESTART && !timer->is_queued)
		sim_hrtimer_enqueue(timer);
	base->running = NULL;
	if (base->waiters)
		sim_spin_wake(timer);
}

static void sim_hrtimer_run(struct sim_hrtimer_base *base)
{
	struct timerqueue_linked_node *node;

	while ((node = timerqueue_linked_first(&base->active))) {
		if (sim_hrtimer_due(base, node) > ktime_get())
			break;
		sim_hrtimer_call(base, container_of(node, struct hrtimer, node));
	}
}

static struct hrtimer *sim_hrtimer_within_base(struct sim_hrtimer_base *base,
					       const void *start, size_t bytes)
{
	struct timerqueue_linked_node *node;

	for (node = timerqueue_linked_first(&base->active); node;
	     node = timerqueue_linked_next(node))
		if ((void *)node >= start && (void *)node < start + bytes)
			return container_of(node, struct hrtimer, node);
	return NULL;
}

struct hrtimer *sim_hrtimer_within(const void *start, size_t bytes)
{
	struct hrtimer *timer = NULL;
	int cpu, i;

	for (cpu = 0; cpu < min_t(int, nr_cpu_ids, SIM_MAX_CPUS); cpu++)
		for (i = 0; i < 2 * SIM_HRTIMER_CLOCKS && !timer; i++)
			timer = sim_hrtimer_within_base(
				&sim_hrtimer_bases[cpu][i / 2][i % 2], start,
				bytes);
	return timer;
}

/* When the CPU's first timer of one mode is due; KTIME_MAX: none. */
static ktime_t sim_hrtimer_first(int cpu, bool soft)
{
	struct timerqueue_linked_node *node;
	struct sim_hrtimer_base *base;
	ktime_t first = KTIME_MAX;
	int i;

	for (i = 0; i < SIM_HRTIMER_CLOCKS; i++) {
		base = &sim_hrtimer_bases[cpu][i][soft];
		node = timerqueue_linked_first(&base->active);
		if (node)
			first = min(first, sim_hrtimer_due(base, node));
	}
	return first;
}

/* When the CPU's first timer is due, all or hard ones only; ~0: none. */
u64 sim_hrtimer_next_ns(int cpu, bool hard_only)
{
	ktime_t first = sim_hrtimer_first(cpu, false);

	if (!hard_only)
		first = min(first, sim_hrtimer_first(cpu, true));
	return first == KTIME_MAX ? ~0ULL : max(first, 0LL);
}

static void sim_hrtimer_run_all(bool soft)
{
	int cpu = raw_smp_processor_id();
	int i;

	for (i = 0; i < SIM_HRTIMER_CLOCKS; i++)
		sim_hrtimer_run(&sim_hrtimer_bases[cpu][i][soft]);
}

/* HRTIMER_SOFTIRQ */
void sim_hrtimer_softirq(void)
{
	sim_hrtimer_run_all(true);
	sim_clock_program(raw_smp_processor_id());
}

/* From the clock interrupt. */
void sim_hrtimer_tick(void)
{
	sim_hrtimer_run_all(false);
	if (sim_hrtimer_first(raw_smp_processor_id(), true) <= ktime_get())
		raise_softirq_irqoff(HRTIMER_SOFTIRQ);
}

static enum hrtimer_restart sim_hrtimer_wakeup(struct hrtimer *timer)
{
	struct hrtimer_sleeper *sleeper =
		container_of(timer, struct hrtimer_sleeper, timer);
	struct task_struct *task = sleeper->task;

	sleeper->task = NULL;
	if (task)
		wake_up_process(task);
	return HRTIMER_NORESTART;
}

/* shim: modelled - wakes the current task */
void hrtimer_setup_sleeper_on_stack(struct hrtimer_sleeper *sleeper,
				    clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_setup(&sleeper->timer, sim_hrtimer_wakeup, clock_id, mode);
	sleeper->task = current;
}

/* shim: modelled */
void hrtimer_sleeper_start_expires(struct hrtimer_sleeper *sleeper,
				   enum hrtimer_mode mode)
{
	hrtimer_start_expires(&sleeper->timer, mode);
}
