/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-lock-order.h: the graph of lock order, as the files of locking/ share it.
 *
 * Two graphs lie in the same tables and never touch. In one a node is a lock
 * class, as lockdep has them. In the other a node is one lock that sleeps, one
 * device's transition of runtime PM, one work item or one sysfs file: there
 * only cycles through a device lock or such a transition are told, as the
 * first graph covers the rest.
 *
 * Everything is static: no allocation, and on overflow the checker stops and
 * says so once.
 */
#ifndef SIM_LOCK_ORDER_H
#define SIM_LOCK_ORDER_H

#include <linux/lockdep.h>
#include <linux/sched.h>
#include "sim/border.h"

#ifdef CONFIG_LOCKDEP

#define SIM_ORDER_NODES		8192	/* 2^13: held_lock.class_idx */
#define SIM_ORDER_EDGES		32768
#define SIM_ORDER_FRAMES	10
#define SIM_ORDER_LABEL		28

/* Modes of an edge: how the first is held, how the second is asked for. */
#define SIM_EDGE_EN	1u	/* exclusive, then not recursive */
#define SIM_EDGE_ER	2u	/* exclusive, then a recursive read */
#define SIM_EDGE_SN	4u	/* shared, ... */
#define SIM_EDGE_SR	8u

/* Usage of a class: in which context taken, with what enabled held. */
#define SIM_USED_HARD	0x01u	/* each followed by its variant for reading */
#define SIM_USED_SOFT	0x04u
#define SIM_OPEN_HARD	0x10u
#define SIM_OPEN_SOFT	0x40u
#define SIM_USAGE_READ(bits)	((bits) << 1)
#define SIM_USED_ALL	0x0fu
#define SIM_OPEN_ALL	0xf0u
#define SIM_USAGE_WRITES	0x55u

/*
 * What this checker keeps in fields of struct held_lock that lockdep has for
 * what is not modelled: in references the wait and lock types of the map, in
 * pin_count its node among the locks one by one.
 */
struct sim_order_node {
	const void *key;	/* of the class, or the lock itself */
	const char *name;
	lock_cmp_fn cmp;
	u32 stamp;		/* no other node ever had it; 0: not in use */
	u16 out, in, next;	/* edges; next in the bucket or free list */
	u8 subclass, usage, lock_type;
	bool used, instance, told;	/* told: cycles through it are */
	u32 seen[2];		/* search number, per state */
	u16 from[2];		/* edge that the search came by, per state */
	u8 from_state[2];
	char label[SIM_ORDER_LABEL];
};

struct sim_order_edge {
	u16 from, to;
	u16 out_next, in_next, next;
	u8 modes;		/* seen, and in order */
	u8 bad;			/* seen, and told: never searched */
	u8 frames;
	unsigned long stack[SIM_ORDER_FRAMES];
};

extern struct sim_order_node sim_order_nodes[SIM_ORDER_NODES];
extern struct sim_order_edge sim_order_edges[SIM_ORDER_EDGES];
extern bool sim_order_off;
extern unsigned long sim_order_site;	/* who takes the lock */

/* The task that runs the kernel's own self-test of locking, or NULL. */
extern struct task_struct *sim_order_selftest;

/* As debug_locks, but the self-test's failures are no business of others. */
static inline bool sim_locks_debugged(void)
{
	return debug_locks ||
	       (sim_order_selftest && sim_order_selftest != current);
}

/* Nodes; 0 is none. Edges; 0 is none. */
unsigned int sim_order_node_find(const void *key, unsigned int subclass,
				 bool instance);
unsigned int sim_order_node_get(const void *key, unsigned int subclass,
				bool instance, const char *name);
void sim_order_node_zap(unsigned int node);
void sim_order_zap_key(const void *key);
unsigned int sim_order_edge_find(unsigned int from, unsigned int to);
unsigned int sim_order_edge_add(unsigned int from, unsigned int to);

/*
 * A breadth-first search. @match is asked for each node that is reached, with
 * @weak: the way there ends (backwards: begins) with a mode that only meets
 * a writer. Returns the node, or 0; sim_order_way() then tells the way.
 */
enum sim_order_step { SIM_ORDER_ON, SIM_ORDER_FOUND, SIM_ORDER_NOT_BEYOND };
typedef enum sim_order_step (*sim_order_match)(unsigned int node, bool weak,
					       void *arg);
unsigned int sim_order_search(unsigned int start, bool weak, bool backwards,
			      sim_order_match match, void *arg, bool *end_weak);
/* Edges from @node back to the start of the last search; returns how many. */
unsigned int sim_order_way(unsigned int node, bool weak, bool backwards,
			   u16 *edges, unsigned int max);

/* Classes and usage. */
unsigned int sim_order_class(struct lockdep_map *map, unsigned int subclass);
void sim_order_check(struct held_lock *held);
void sim_order_mark(struct held_lock *held, unsigned int usage);
void sim_order_mark_held(unsigned int usage);
bool sim_order_irq_edge(unsigned int from, bool from_read, unsigned int to,
			bool to_recursive);

/* Locks one by one. */
unsigned int sim_order_instance_node(struct lockdep_map *map);
void sim_order_instance(struct held_lock *held);
bool sim_order_in_transition(void);
void sim_order_instance_gone(const void *map);
void sim_order_pm_wait(const struct lockdep_map *map);
void sim_order_pm_release(const struct lockdep_map *map);

/* Locks that mean something by their name; 0 is no lock. */
enum sim_order_meaning {
	SIM_LOCK_ORDINARY = 1, SIM_LOCK_DEVICE, SIM_LOCK_PM, SIM_LOCK_PM_WAIT,
	SIM_LOCK_PM_WORK,
};
enum sim_order_meaning sim_order_meaning(const char *name);

/* A held lock's references have its types and, above, what it means. */
#define SIM_HELD_MEANING	8
/* Of readers of RCU: no types. */
#define SIM_HELD_READER		(SIM_LOCK_ORDINARY << SIM_HELD_MEANING)

/* What was asked before and was in order; see order-chains.c. */
u64 sim_order_chain(const struct held_lock *held);
bool sim_order_chain_known(u64 chain);
void sim_order_chain_learn(u64 chain);

/*
 * Reports. The kernel's own string functions have decision points in check
 * images, which must not be while the graph is at work: these have none.
 */
struct sim_order_text {
	char text[220];
	unsigned int used;
};
void sim_order_add(struct sim_order_text *text, const char *word);
void sim_order_add_label(struct sim_order_text *text, unsigned int node);
/* False, too, when @name leads nowhere: the lock was never made, or freed. */
bool sim_order_same(const char *name, const char *wanted);
bool sim_order_plausible(const struct lockdep_map *map);
extern unsigned int sim_order_complaints;	/* so far, told or not */
bool sim_order_silent(void);
void sim_order_tell(enum sim_kind kind, const struct sim_order_text *title,
		    const u16 *edges, unsigned int count);
void sim_order_cycle(unsigned int prev, unsigned int next, bool end_weak);
void sim_order_overflow(const char *what);

#endif /* CONFIG_LOCKDEP */
#endif /* SIM_LOCK_ORDER_H */
