/* SPDX-License-Identifier: GPL-2.0 */
/* A simulated CPU, as far as drivers look at one. */
#ifndef SIM_ASM_PROCESSOR_H
#define SIM_ASM_PROCESSOR_H

#include <linux/linkage.h>
#include <asm/ptrace.h>
#include "sim/border.h"

#define TASK_SIZE	(~0UL)
#define TASK_SIZE_MAX	TASK_SIZE
#define STACK_TOP	TASK_SIZE
#define STACK_TOP_MAX	TASK_SIZE
#define TASK_UNMAPPED_BASE	0UL
#define L1_CACHE_SHIFT_MAX	6

struct task_struct;
struct sim_task;
/* The shim's own record of a task, see sim-sched.h. */
struct thread_struct { struct sim_task *record; };
#define INIT_THREAD	{ .record = NULL }

#define cpu_relax()	sim_cpu_relax()
#define cpu_relax_yield()	sim_cpu_relax()
static inline void prefetch(const void *pointer) { }
#define ARCH_HAS_PREFETCH
static inline void prefetchw(const void *pointer) { }
#define ARCH_HAS_PREFETCHW

static inline unsigned long __get_wchan(struct task_struct *task) { return 0; }
static inline void release_thread(struct task_struct *task) { }
static inline void flush_thread(void) { }
#define task_pt_regs(task)	((struct pt_regs *)NULL)
#define KSTK_EIP(task)	0UL
#define KSTK_ESP(task)	0UL

#endif /* SIM_ASM_PROCESSOR_H */
