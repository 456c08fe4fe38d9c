// SPDX-License-Identifier: GPL-2.0-only
/*
 * order-instances.c: the order of device locks, one by one, and of waits for
 * runtime PM.
 *
 * Stands in for nothing: lockdep leaves device locks out, as all are of one
 * class and nest in each other, parent before child
 * (Documentation/driver-api/driver-model/locking.rst). Here each sleeping lock,
 * work item, sysfs file and device's runtime-PM transition is a node of its
 * own, so a cycle is of these very objects. A transition is held by who runs
 * its callback; whoever must wait for it waits for that task
 * (Documentation/power/runtime_pm.rst, section 4).
 *
 * Not modelled: a child's lock before its parent's, unless the other order is
 * seen as well; waits in interrupts; transitions whose callers asked not to
 * wait are not waited for.
 */
#include <linux/device.h>
#include <linux/pm_runtime.h>
#include "sim/border_wait.h"
#include "sim-lock-order.h"
#include "sim-shadow.h"

#ifdef CONFIG_LOCKDEP

#define SIM_PM_TRANSITIONS	32	/* bits of transitions_on */

static struct sim_pm_transition {
	struct device *device;
	struct task_struct *task;
	struct sim_context *context;
} transitions[SIM_PM_TRANSITIONS] __sim_unscanned;

static u32 transitions_on;

static bool is_device(const struct lockdep_map *map)
{
	return map->key == &__lockdep_no_validate__ &&
	       sim_order_meaning(map->name) == SIM_LOCK_DEVICE;
}

/* Spinning locks never wait for a device lock, nor does RCU. */
static bool instance_followed(const struct lockdep_map *map)
{
	if (map->key == &__lockdep_no_validate__)
		return is_device(map);
	return map->wait_type_inner == LD_WAIT_SLEEP ||
	       map->wait_type_inner == LD_WAIT_INV;
}

static bool is_node(const void *pointer)
{
	return pointer - (void *)sim_order_nodes < sizeof(sim_order_nodes);
}

/*
 * The second class cache of a map has its node, or, as a work item's map is a
 * copy on the stack, the map that it stands for: see sim_worker_call().
 */
static const void *instance_of(const struct lockdep_map *map)
{
	const void *cached = map->class_cache[1];

	return cached && !is_node(cached) ? cached : map;
}

static unsigned int node_cached(const struct lockdep_map *map)
{
	const struct sim_order_node *node = (void *)map->class_cache[1];

	if (!is_node(node) || node->key != map || !node->instance ||
	    (node->told && !node->label[0]))
		return 0;
	return node - sim_order_nodes;
}

static void label_set(struct sim_order_node *node, const struct device *device)
{
	const char *name = dev_name(device);

	unsigned int i;

	if (node->label[0] || !name)
		return;
	for (i = 0; name[i] && i < sizeof(node->label) - 1; i++)
		node->label[i] = name[i];
}

static unsigned int node_look_up(struct lockdep_map *map)
{
	const void *key = instance_of(map);
	unsigned int number;

	/* A name in dynamic memory may go before its node does. */
	number = sim_order_node_get(key, 0, true,
				    (unsigned long)map->name < SIM_ARENA_BASE ?
				    map->name : "a lock");
	if (number && key == map)
		map->class_cache[1] = (void *)&sim_order_nodes[number];
	if (!number || !is_device(map))
		return number;
	sim_order_nodes[number].told = true;
	label_set(&sim_order_nodes[number],
		  container_of(key, struct device, mutex.dep_map));
	return number;
}

/* The node of a lock that is followed one by one, or 0. */
unsigned int sim_order_instance_node(struct lockdep_map *map)
{
	if (!instance_followed(map))
		return 0;
	return node_cached(map) ?: node_look_up(map);
}

/* Its queue's map stands for a device's runtime PM: it is made anew with it. */
static unsigned int pm_node(const struct device *device)
{
	unsigned int number =
		sim_order_node_get(&device->power.wait_queue.lock.dep_map, 0,
				   true, "runtime PM");

	if (number) {
		sim_order_nodes[number].told = true;
		label_set(&sim_order_nodes[number], device);
	}
	return number;
}

struct instance_search {
	unsigned int prev;
	bool shared;
};

static enum sim_order_step match_instance(unsigned int node, bool weak,
					  void *arg)
{
	const struct instance_search *search = arg;

	return node == search->prev && !(weak && search->shared) ?
	       SIM_ORDER_FOUND : SIM_ORDER_ON;
}

/* Only what the graph of classes cannot see is told. */
static bool way_told(unsigned int prev, const u16 *way, unsigned int count)
{
	bool told = sim_order_nodes[prev].told;

	while (count--)
		told |= sim_order_nodes[sim_order_edges[way[count]].to].told |
			sim_order_nodes[sim_order_edges[way[count]].from].told;
	return told;
}

static void instance_cycle(unsigned int prev, unsigned int next, bool weak)
{
	u16 way[8];
	unsigned int count = sim_order_way(prev, weak, false, way,
					   ARRAY_SIZE(way));

	if (way_told(prev, way, count))
		sim_order_cycle(prev, next, weak);
}

static void instance_edge(unsigned int prev, bool shared, unsigned int next,
			  bool recursive)
{
	unsigned int mode = recursive ? SIM_EDGE_ER : SIM_EDGE_EN, edge;
	struct instance_search search = { prev, shared };
	bool weak;

	if (shared)
		mode <<= 2;
	edge = sim_order_edge_find(prev, next);
	if (!prev || !next || prev == next || (edge &&
	    (sim_order_edges[edge].modes | sim_order_edges[edge].bad) & mode))
		return;
	if (!(edge && sim_order_edges[edge].bad) &&
	    sim_order_search(next, recursive, false, match_instance, &search,
			     &weak)) {
		instance_cycle(prev, next, weak);
		edge = sim_order_edge_add(prev, next);
		sim_order_edges[edge].bad |= edge ? mode : 0;
		return;
	}
	edge = sim_order_edge_add(prev, next);
	if (edge && !sim_order_edges[edge].bad)
		sim_order_edges[edge].modes |= mode;
}

/* All that current holds, up to @end, comes before @next. */
static void instance_edges(unsigned int next, bool recursive,
			   const struct held_lock *end)
{
	const struct held_lock *h;
	u32 on;

	for (h = current->held_locks; h < end; h++)
		if (h->pin_count)
			instance_edge(h->pin_count, h->read != 0, next,
				      recursive);
	for (on = transitions_on; on; on &= on - 1)
		if (transitions[__ffs(on)].task == current)
			instance_edge(pm_node(transitions[__ffs(on)].device),
				      false, next, recursive);
}

static bool instance_context(void)
{
	return !in_interrupt() && !sim_order_off;
}

void sim_order_instance(struct held_lock *held)
{
	if (instance_context() && !held->trylock && held->pin_count)
		instance_edges(held->pin_count, held->read == 2, held);
}

/* The lock at @map is made anew: what was there before is another one. */
void sim_order_instance_gone(const void *map)
{
	unsigned int node = sim_order_node_find(map, 0, true);
	struct held_lock *h = current->held_locks;

	if (!node)
		return;
	sim_order_node_zap(node);
	for (; h < current->held_locks + current->lockdep_depth; h++)
		if (h->pin_count == node)
			h->pin_count = sim_order_instance_node(h->instance);
}

/* ---- runtime PM ---- */

static struct sim_pm_transition *transition_of(const struct device *device)
{
	u32 on;

	for (on = transitions_on; on; on &= on - 1)
		if (transitions[__ffs(on)].device == device)
			return &transitions[__ffs(on)];
	return NULL;
}

/* Does current run a callback of runtime PM? */
bool sim_order_in_transition(void)
{
	u32 on;

	for (on = transitions_on; on; on &= on - 1)
		if (transitions[__ffs(on)].task == current)
			return true;
	return false;
}

/* The work item of runtime PM never waits for a transition. */
static bool in_pm_work(void)
{
	int i;

	for (i = 0; i < current->lockdep_depth; i++)
		if (sim_order_meaning(current->held_locks[i].instance->name) ==
		    SIM_LOCK_PM_WORK)
			return true;
	return false;
}

static const struct held_lock *held_end(void)
{
	return current->held_locks + current->lockdep_depth;
}

/* Who resumes a device would have waited had another been at it. */
static void transition_begin(struct device *device)
{
	unsigned int free = ffz(transitions_on);

	if (transitions_on == ~0U)
		return;
	if (device->power.runtime_status == RPM_RESUMING &&
	    instance_context() && !in_pm_work())
		instance_edges(pm_node(device), false, held_end());
	transitions[free] = (struct sim_pm_transition) {
		device, current, sim_self
	};
	transitions_on |= 1U << free;
	sim_hold_begin(sim_self, SIM_WAIT_RUNTIME_PM, &device->power.wait_queue,
		       "runtime PM");
}

static void transition_end(struct sim_pm_transition *transition)
{
	sim_hold_end(transition->context,
		     &transition->device->power.wait_queue);
	transitions_on &= ~(1U << (transition - transitions));
}

static bool in_transition(const struct device *device)
{
	return device->power.runtime_status == RPM_RESUMING ||
	       device->power.runtime_status == RPM_SUSPENDING;
}

/*
 * power.lock is about to be released: the status changes under it only, so
 * the first to release it in a transition is who began that.
 */
void sim_order_pm_release(const struct lockdep_map *map)
{
	struct device *device = container_of(map, struct device,
					     power.lock.dep_map);
	struct sim_pm_transition *known = transition_of(device);

	if (in_transition(device) && !known)
		transition_begin(device);
	else if (!in_transition(device) && known)
		transition_end(known);
}

/* Somebody queues on power.wait_queue: does it wait for another's doing? */
void sim_order_pm_wait(const struct lockdep_map *map)
{
	struct device *device = container_of(map, struct device,
					     power.wait_queue.lock.dep_map);
	struct sim_pm_transition *known = transition_of(device);

	if (known && known->task != current && in_transition(device) &&
	    instance_context())
		instance_edges(pm_node(device), false, held_end());
}

#endif /* CONFIG_LOCKDEP */
