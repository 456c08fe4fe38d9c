/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-urb-lives.h: which URBs there are. Kernel world.
 *
 * drivers/usb.list puts it before drivers/usb/core/urb.c, where an URB gets its
 * first reference in usb_init_urb() and its memory goes in urb_destroy();
 * see usb/urb-ledger.c.
 */
#ifndef SIM_URB_LIVES_H
#define SIM_URB_LIVES_H

#include <linux/kref.h>
#include <linux/slab.h>
#include <linux/usb.h>

/*
 * Only if usb_alloc_urb() made it: others' memory is their own. @site: where
 * usb_init_urb() returns to.
 */
void sim_urb_begins(struct urb *urb, unsigned long site);
/* Its memory is about to go, if it is an URB at all. */
void sim_urb_ends(const void *object);

/* From now on what there is counts as known. */
void sim_urbs_remember(void);
/* How many there are now. */
unsigned int sim_urbs_count(void);
/* Tells those that became more since; returns how many findings that were. */
int sim_urbs_tell(void);

#ifdef SIM_URB_HOOKS
/* Its caller is usb_alloc_urb(), and the next one's caller the place. */
noinline void usb_init_urb(struct urb *urb);

#define kref_init(reference)						\
do {									\
	(kref_init)(reference);						\
	sim_urb_begins(urb, _RET_IP_);					\
} while (0)

#define kfree(object)							\
do {									\
	sim_urb_ends(object);						\
	(kfree)(object);						\
} while (0)
#endif

#endif /* SIM_URB_LIVES_H */
