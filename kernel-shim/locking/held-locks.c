// SPDX-License-Identifier: GPL-2.0-only
/*
 * held-locks.c: lockdep's view of what the current task holds.
 *
 * Stands in for kernel/locking/lockdep.c. Keeps current->held_locks, so that
 * lockdep_assert_held() and its kin tell the truth, and the state of
 * interrupts per CPU. The checker of lock order (order-*.c) hangs on the
 * sim_event_ functions and sim_lockdep_open().
 *
 * Not modelled: pinned locks, lock statistics.
 */
#include <linux/debug_locks.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/irqflags.h>
#include <linux/hardirq.h>
#include "sim-checks.h"
#include "sim-lock-order.h"
#include "sim-locks.h"
#include "sim-shadow.h"
#include "sim-usage.h"

#ifdef CONFIG_LOCKDEP

struct lock_class_key __lockdep_no_validate__;
struct lock_class_key __lockdep_no_track__;
DEFINE_PER_CPU(unsigned int, lockdep_recursion);

static enum sim_order_meaning sim_held_meaning(const struct held_lock *held)
{
	return held->references >> SIM_HELD_MEANING;
}

/* What is in order once is so until something new is learnt of its locks. */
static void sim_event_check(struct held_lock *held)
{
	unsigned int complaints = sim_order_complaints;
	u64 chain = sim_order_chain(held);

	if (sim_order_chain_known(chain))
		return;
	sim_order_check(held);
	sim_order_instance(held);
	if (complaints == sim_order_complaints)
		sim_order_chain_learn(chain);
}

static bool sim_order_wanted(void)
{
	return sim_check_on(SIM_CHECK_LOCK_ORDER) && !sim_order_off;
}

/* A lock was taken, or is waited for without being taken. */
static void sim_event_acquire(struct lockdep_map *map, struct held_lock *held,
			      unsigned long ip)
{
	/* Without a meaning it is none that can be looked at. */
	if (!sim_order_wanted() || !sim_held_meaning(held))
		return;
	sim_order_site = ip;
	/* Else there is nothing to ask, as of RCU's. */
	if (held->check || held->pin_count ||
	    (map->wait_type_outer ?: map->wait_type_inner) > LD_WAIT_FREE)
		sim_event_check(held);
	if (sim_held_meaning(held) == SIM_LOCK_PM_WAIT)
		sim_order_pm_wait(map);
}

static void sim_event_release(struct lockdep_map *map, struct held_lock *held,
			      unsigned long ip)
{
	if (!sim_order_wanted() || sim_held_meaning(held) != SIM_LOCK_PM)
		return;
	sim_order_site = ip;
	sim_order_pm_release(map);
}

/* Interrupts, or softirqs alone, come on: what lock order knows changes. */
void sim_lockdep_open(unsigned int usage, unsigned long ip)
{
	if (!current->lockdep_depth || !sim_order_wanted() ||
	    !sim_locks_debugged())
		return;
	sim_order_site = ip;
	sim_order_mark_held(usage);
}

/* shim: modelled - names the map; its class is looked up when it is taken */
void lockdep_init_map_type(struct lockdep_map *lock, const char *name,
			   struct lock_class_key *key, int subclass,
			   u8 inner, u8 outer, u8 lock_type)
{
	int i;

	for (i = 0; i < NR_LOCKDEP_CACHING_CLASSES; i++)
		lock->class_cache[i] = NULL;
	lock->name = name ?: "NULL";
	lock->key = key;
	lock->wait_type_inner = inner;
	lock->wait_type_outer = outer;
	lock->lock_type = lock_type;
	if (sim_order_wanted())
		sim_order_instance_gone(lock);
	if (sim_order_meaning(lock->name) == SIM_LOCK_PM)
		sim_usage_device(lock);
}

static struct held_lock *sim_held_find(const struct lockdep_map *lock)
{
	struct task_struct *task = current;
	int i;

	for (i = task->lockdep_depth - 1; i >= 0; i--)
		if (task->held_locks[i].instance == lock)
			return &task->held_locks[i];
	return NULL;
}

/* How many locks were taken so far; stands where the chain key would. */
static u32 sim_held_sequence;

static void sim_held_overflow(struct task_struct *task)
{
	if (debug_locks_off())
		sim_report_format(SIM_KIND_BUG, false,
				  "BUG: MAX_LOCK_DEPTH too low! (%s holds %lu)",
				  task->comm, MAX_LOCK_DEPTH);
}

static unsigned int held_types(const struct lockdep_map *lock)
{
	return lock->wait_type_inner | lock->wait_type_outer << 3 |
	       lock->lock_type << 6 |
	       sim_order_meaning(lock->name) << SIM_HELD_MEANING;
}

/* Readers of RCU, of which nothing is checked, wait for no lock. */
static void sim_held_name(struct held_lock *held, unsigned int subclass,
			  int check)
{
	struct lockdep_map *lock = held->instance;

	if (!sim_order_wanted() || !sim_order_plausible(lock))
		return;
	held->references = held_types(lock);
	held->class_idx = lock->key == &__lockdep_no_validate__ ? 0 :
			  sim_order_class(lock, subclass);
	held->pin_count = check ? sim_order_instance_node(lock) : 0;
}

static unsigned int sim_irq_context(void)
{
	return 2 * !!lockdep_hardirq_context() + !!current->softirq_context;
}

static void sim_held_fill(struct held_lock *held, struct lockdep_map *lock,
			  unsigned int subclass, int check,
			  struct lockdep_map *nest_lock, unsigned long ip)
{
	*held = (struct held_lock) {
		.prev_chain_key = ++sim_held_sequence,
		.acquire_ip = ip,
		.instance = lock,
		.nest_lock = nest_lock,
		.hardirqs_off = !lockdep_hardirqs_enabled(),
		.irq_context = sim_irq_context(),
	};
	sim_held_name(held, subclass, check);
}

/*
 * Readers of RCU: nothing waits for them or is asked of them, they are only to
 * be found among what is held. The kernel's lists are full of them.
 */
static __always_inline bool sim_is_mere_reader(const struct lockdep_map *lock,
					       int read, int check)
{
	return !check && read == 2 &&
	       !(lock->wait_type_outer | lock->wait_type_inner) &&
	       (unsigned long)lock < SIM_ARENA_BASE;
}

static void sim_held_reader(struct task_struct *task, struct lockdep_map *lock,
			    unsigned long ip)
{
	struct held_lock *held = &task->held_locks[task->lockdep_depth++];

	*held = (struct held_lock) {
		.prev_chain_key = ++sim_held_sequence,
		.acquire_ip = ip,
		.instance = lock,
		.irq_context = sim_irq_context(),
		.hardirqs_off = !lockdep_hardirqs_enabled(),
		.read = 2,
		.references = SIM_HELD_READER,
	};
}

/* shim: modelled - pushes the lock on the task's stack of held locks */
void lock_acquire(struct lockdep_map *lock, unsigned int subclass, int trylock,
		  int read, int check, struct lockdep_map *nest_lock,
		  unsigned long ip)
{
	struct task_struct *task = current;
	struct held_lock *held;

	if (sim_is_mere_reader(lock, read, check)) {
		if (sim_locks_debugged() &&
		    likely(task->lockdep_depth < MAX_LOCK_DEPTH)) {
			sim_held_reader(task, lock, ip);
			return;
		}
	}
	/* Every lock that is taken comes by here with its map. */
	sim_shadow_check(lock, sizeof(lock->key), SIM_TOUCH_LOCK, ip);
	sim_unwritten_object(lock, sizeof(*lock), "a lock");
	if (!sim_locks_debugged() || lock->key == &__lockdep_no_track__)
		return;
	if (task->lockdep_depth >= MAX_LOCK_DEPTH) {
		sim_held_overflow(task);
		return;
	}
	held = &task->held_locks[task->lockdep_depth];
	sim_held_fill(held, lock, subclass, check, nest_lock, ip);
	held->trylock = trylock;
	held->read = read;
	held->check = check && lock->key != &__lockdep_no_validate__;
	sim_event_acquire(lock, held, ip);
	task->lockdep_depth++;
}

/* A lock that is not held keeps no memory from being leaked. */
static void sim_held_forget(struct held_lock *held)
{
	held->instance = held->nest_lock = NULL;
}

/* shim: modelled - a lock that the task does not hold is a finding */
void lock_release(struct lockdep_map *lock, unsigned long ip)
{
	struct task_struct *task = current;
	struct held_lock *held;

	if (!sim_locks_debugged() || lock->key == &__lockdep_no_track__)
		return;
	held = task->held_locks + task->lockdep_depth - 1;
	if (unlikely(!task->lockdep_depth || held->instance != lock))
		held = sim_held_find(lock);
	if (!held) {
		if (!sim_order_silent() && debug_locks_off())
			sim_report_format(SIM_KIND_BUG, false,
				"WARNING: bad unlock balance detected! %s is trying to release lock (%s)",
				task->comm, sim_order_name(lock->name));
		return;
	}
	sim_event_release(lock, held, ip);
	task->lockdep_depth--;
	for (; held < &task->held_locks[task->lockdep_depth]; held++)
		held[0] = held[1];
	sim_held_forget(held);
}

/* shim: modelled - waits for a lock without taking it */
void lock_sync(struct lockdep_map *lock, unsigned int subclass, int read,
	       int check, struct lockdep_map *nest_lock, unsigned long ip)
{
	struct held_lock *held = &current->held_locks[current->lockdep_depth];

	if (!sim_locks_debugged() || current->lockdep_depth >= MAX_LOCK_DEPTH)
		return;
	sim_held_fill(held, lock, subclass, check, nest_lock, ip);
	held->read = read;
	held->check = check && lock->key != &__lockdep_no_validate__;
	held->sync = 1;
	sim_event_acquire(lock, held, ip);
	sim_held_forget(held);
}

/* shim: modelled */
int lock_is_held_type(const struct lockdep_map *lock, int read)
{
	struct held_lock *held;

	if (!sim_locks_debugged())
		return LOCK_STATE_UNKNOWN;
	held = sim_held_find(lock);
	if (!held)
		return LOCK_STATE_NOT_HELD;
	if (read == -1 || !!held->read == read)
		return LOCK_STATE_HELD;
	return LOCK_STATE_NOT_HELD;
}

/* shim: modelled - a new name; the lock stays held */
void lock_set_class(struct lockdep_map *lock, const char *name,
		    struct lock_class_key *key, unsigned int subclass,
		    unsigned long ip)
{
	struct held_lock *held = sim_held_find(lock);

	lock->name = name;
	lock->key = key;
	lock->class_cache[0] = NULL;
	if (held)
		sim_held_name(held, subclass, true);
}

/* shim: modelled - from writing to reading */
void lock_downgrade(struct lockdep_map *lock, unsigned long ip)
{
	struct held_lock *held = sim_held_find(lock);

	if (held)
		held->read = 1;
}

/* shim: stub - pins are a self-check of the scheduler, which is not here */
struct pin_cookie lock_pin_lock(struct lockdep_map *lock)
{
	return NIL_COOKIE;
}

/* shim: stub - see lock_pin_lock() */
void lock_repin_lock(struct lockdep_map *lock, struct pin_cookie cookie)
{
}

/* shim: stub - see lock_pin_lock() */
void lock_unpin_lock(struct lockdep_map *lock, struct pin_cookie cookie)
{
}

/* Declared by trees that have it; counts how often a lock was taken. */
u32 sim_lock_sequence(struct lockdep_map *lock) __asm__("lock_sequence");

/* shim: modelled - the number of this acquisition; 0 when not held */
u32 sim_lock_sequence(struct lockdep_map *lock)
{
	struct held_lock *held = sim_held_find(lock);

	return held ? held->prev_chain_key : 0;
}

/* shim: stub - keys are addresses; no table of them is kept */
void lockdep_register_key(struct lock_class_key *key)
{
}

/* shim: modelled - forgets the classes of that key */
void lockdep_unregister_key(struct lock_class_key *key)
{
	sim_order_zap_key(key);
}

/* shim: modelled - the order within a class; nothing is printed by it */
void lockdep_set_lock_cmp_fn(struct lockdep_map *lock, lock_cmp_fn cmp_fn,
			     lock_print_fn print_fn)
{
	unsigned int class = sim_order_class(lock, 0);

	if (class)
		sim_order_nodes[class].cmp = cmp_fn;
}

/* shim: modelled - forgets the classes whose keys lie there */
void lockdep_free_key_range(void *start, unsigned long size)
{
	unsigned int i;

	for (i = 1; i < SIM_ORDER_NODES; i++)
		if (sim_order_nodes[i].used && !sim_order_nodes[i].instance &&
		    sim_order_nodes[i].key >= start &&
		    sim_order_nodes[i].key < start + size)
			sim_order_node_zap(i);
}

/* shim: modelled - forgets the classes of this lock */
void lockdep_reset_lock(struct lockdep_map *lock)
{
	if (lock->key)
		sim_order_zap_key(lock->key);
	sim_order_instance_gone(lock);
}

/* shim: modelled - between two self-tests: the task holds nothing */
void lockdep_reset(void)
{
	debug_locks = 1;
	lockdep_init_task(current);
}

/* shim: modelled - failures of this task's are what it looks for */
void lockdep_set_selftest_task(struct task_struct *task)
{
	sim_order_selftest = task;
}

/* shim: modelled - a new task holds nothing */
void lockdep_init_task(struct task_struct *task)
{
	task->lockdep_depth = 0;
	task->curr_chain_key = INITIAL_CHAIN_KEY;
	task->lockdep_recursion = 0;
}

/* The self-test's wish, which kunit/ compiles in any configuration. */
#undef force_read_lock_recursive
extern unsigned int force_read_lock_recursive __weak;

/* shim: modelled - rwlock readers recurse only in interrupts */
bool read_lock_is_recursive(void)
{
	return in_interrupt() || (current == sim_order_selftest &&
				  force_read_lock_recursive);
}

/* shim: modelled - the kernel's words, as a finding */
void lockdep_rcu_suspicious(const char *file, const int line, const char *s)
{
	sim_report_format(SIM_KIND_RCU, false,
			  "WARNING: suspicious RCU usage: %s:%d %s", file, line, s);
}

static void sim_held_freed(struct held_lock *held, const char *what)
{
	if (!sim_order_silent() && debug_locks_off())
		sim_report_format(SIM_KIND_BUG, false,
				  "WARNING: held lock freed! (%s, %s by %s)",
				  sim_order_name(held->instance->name), what,
				  current->comm);
}

/* shim: modelled - a held lock in [from, from + len) is a finding */
void debug_check_no_locks_freed(const void *from, unsigned long len)
{
	struct task_struct *task = current;
	int i;

	for (i = 0; sim_locks_debugged() && i < task->lockdep_depth; i++)
		if ((const void *)task->held_locks[i].instance >= from &&
		    (const void *)task->held_locks[i].instance < from + len)
			sim_held_freed(&task->held_locks[i], "freed");
}

/* shim: modelled - a task that ends or returns must hold nothing */
void debug_check_no_locks_held(void)
{
	struct task_struct *task = current;

	if (task->lockdep_depth > 0)
		sim_held_freed(&task->held_locks[task->lockdep_depth - 1],
			       "still held");
}

/* shim: stub - a finding has the held locks from the host's own records */
void debug_show_held_locks(struct task_struct *task)
{
}

/* shim: stub - see debug_show_held_locks() */
void debug_show_all_locks(void)
{
}

#endif /* CONFIG_LOCKDEP */
