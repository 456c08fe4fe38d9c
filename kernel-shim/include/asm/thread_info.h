/* SPDX-License-Identifier: GPL-2.0 */
/* thread_info: flags only; the preemption count lives in sim_context. */
#ifndef SIM_ASM_THREAD_INFO_H
#define SIM_ASM_THREAD_INFO_H

#include <asm/page.h>

#define THREAD_SIZE_ORDER	4
#define THREAD_SIZE		(PAGE_SIZE << THREAD_SIZE_ORDER)

#ifndef __ASSEMBLY__
struct thread_info {
	unsigned long flags;
	unsigned long syscall_work;
	int cpu;
};
#define INIT_THREAD_INFO(tsk)	{ .flags = 0, }
#endif

#define TIF_SIGPENDING		0
#define TIF_NEED_RESCHED	1
#define TIF_NEED_RESCHED_LAZY	2
#define TIF_NOTIFY_RESUME	3
#define TIF_NOTIFY_SIGNAL	4
#define TIF_MEMDIE		5
#define TIF_POLLING_NRFLAG	6
#define TIF_RESTORE_SIGMASK	7
#define TIF_UPROBE		8
#define TIF_PATCH_PENDING	9
#define TIF_SYSCALL_TRACE	10

#define _TIF_SIGPENDING		(1UL << TIF_SIGPENDING)
#define _TIF_NEED_RESCHED	(1UL << TIF_NEED_RESCHED)
#define _TIF_NEED_RESCHED_LAZY	(1UL << TIF_NEED_RESCHED_LAZY)
#define _TIF_NOTIFY_RESUME	(1UL << TIF_NOTIFY_RESUME)
#define _TIF_NOTIFY_SIGNAL	(1UL << TIF_NOTIFY_SIGNAL)
#define _TIF_UPROBE		(1UL << TIF_UPROBE)
#define _TIF_POLLING_NRFLAG	(1UL << TIF_POLLING_NRFLAG)

#endif /* SIM_ASM_THREAD_INFO_H */
