/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-shim.h: what every part of the shim may use: the context that runs, the
 * boot parameters, and the order in which the parts come up.
 */
#ifndef SIM_SHIM_H
#define SIM_SHIM_H

#include <linux/types.h>
#include <asm/setup.h>
#include "sim/border.h"

struct task_struct;

/* The context that runs; the host sets it at each switch. */
#ifdef SIM_FREE
#include "sim/border_free.h"
#else
extern struct sim_context *sim_self;
#endif

/*
 * Around calls of the kernel's code that may take long, or that shall run at
 * the same time as other code: free-running images drop the machine lock.
 */
#ifdef SIM_FREE
/* Readers by rcu_read_lock() are liburcu's there. */
#define sim_rcu_by_host		true
#define sim_rcu_host_readers()	sim_read_synchronize()
#define sim_shim_out()		sim_machine_drop()
#define sim_shim_in(depth)	sim_machine_return(depth)
#else
#define sim_rcu_by_host		false
static inline void sim_rcu_host_readers(void) { }
static inline unsigned int sim_shim_out(void) { return 0; }
static inline void sim_shim_in(unsigned int depth) { }
#endif
/* A copy that lives as long as the image; defined in boot/early.c. */
extern struct sim_boot_params sim_boot_params;

/*
 * Boot, first part: sim_image.early, on the host's stack, nothing may block:
 * memory, per-CPU areas, CPU masks, the boot task.
 */
int sim_early_boot(const struct sim_boot_params *params);
/* Second part: sim_image.boot, on the first task's fiber. */
int sim_kernel_boot(void);

/* Steps of sim_kernel_boot() that other folders own. */
void sim_boot_rcu(void);		/* rcu/ */
void sim_boot_timers(void);		/* time/ */
void sim_boot_softirqs(void);		/* irq/: ksoftirqd */
void sim_boot_workqueues(void);		/* work/ */
void sim_boot_device_tree(void);	/* devicetree/: unflatten */
void sim_boot_interrupts(void);		/* irq/ */

#endif /* SIM_SHIM_H */
