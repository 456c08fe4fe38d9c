/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-urbs.h: who waits for completion functions of URBs. Kernel world.
 *
 * drivers/usb.list puts it before drivers/usb/core/{hcd,urb}.c. The former
 * calls a completion function between the two notes for kcov, which is not
 * compiled in; the latter sleeps in usb_kill_urb() and usb_poison_urb() until
 * the last such call of `urb` has returned.
 */
#ifndef SIM_URBS_H
#define SIM_URBS_H

#include <linux/kcov.h>
#include <linux/usb.h>
#include <linux/wait.h>

/* Around the call of a completion function, in whatever context. */
void sim_urb_completes(const struct urb *urb);
void sim_urb_completed(const struct urb *urb);

/* Sleeps of current from now on end after that call; NULL: no more. */
void sim_urb_sleep(const struct urb *urb);

#define kcov_remote_start_usb_softirq(id)	sim_urb_completes(urb)
#define kcov_remote_stop_softirq()		sim_urb_completed(urb)

#undef wait_event
#define wait_event(queue, condition)					\
do {									\
	might_sleep();							\
	if (condition)							\
		break;							\
	sim_urb_sleep(urb);						\
	__wait_event(queue, condition);					\
	sim_urb_sleep(NULL);						\
} while (0)

#endif /* SIM_URBS_H */
