// SPDX-License-Identifier: GPL-2.0-only
/*
 * deferred-free.c: kvfree_rcu(): memory that is freed a grace period later.
 *
 * Stands in for the part of mm/slab_common.c that collects such objects in
 * pages; here each waits on its own.
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

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
