// SPDX-License-Identifier: GPL-2.0-only
/*
 * initial-objects.c: what the genuine init_task points at.
 *
 * Stands in for the data of kernel/{user,ucount,nsproxy}.c, fs/fs_struct.c,
 * fs/file.c and mm/init-mm.c. There is one user, root, in one namespace of
 * each kind. Open files of simulated processes are kept elsewhere (files/).
 */
#include <linux/cred.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/fs_struct.h>
#include <linux/kernel_stat.h>
#include <linux/mm_types.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/user.h>
#include <linux/user_namespace.h>
#include <linux/utsname.h>
#include <net/net_namespace.h>
#include "sim-sched.h"

DEFINE_PER_CPU(struct kernel_stat, kstat);
DEFINE_PER_CPU(struct kernel_cpustat, kernel_cpustat);

#define SIM_ALL_IDS {							\
	.extent[0] = { .first = 0, .lower_first = 0, .count = ~0U },	\
	.nr_extents = 1,						\
}

struct user_namespace init_user_ns = {
	.uid_map = { SIM_ALL_IDS },
	.gid_map = { SIM_ALL_IDS },
	.projid_map = { SIM_ALL_IDS },
	.owner = GLOBAL_ROOT_UID,
	.group = GLOBAL_ROOT_GID,
	.flags = USERNS_INIT_FLAGS,
};
EXPORT_SYMBOL_GPL(init_user_ns);

struct user_struct root_user = {
	.__count = REFCOUNT_INIT(1),
	.uid = GLOBAL_ROOT_UID,
};

struct ucounts init_ucounts = {
	.ns = &init_user_ns,
	.uid = GLOBAL_ROOT_UID,
	.count = RCUREF_INIT(1),
};

struct nsproxy init_nsproxy = {
	.count = REFCOUNT_INIT(1),
	.uts_ns = &init_uts_ns,
	.pid_ns_for_children = &init_pid_ns,
#ifdef CONFIG_NET
	.net_ns = &init_net,
#endif
};

struct fs_struct init_fs = {
	.users = 1,
	.umask = 0022,
};

struct files_struct init_files = {
	.count = ATOMIC_INIT(1),
};

struct mm_struct init_mm = {
	.mm_users = ATOMIC_INIT(2),
	.mm_count = ATOMIC_INIT(1),
};

/* shim: modelled - a system call that cannot be restarted */
long do_no_restart_syscall(struct restart_block *param)
{
	return -EINTR;
}

/* shim: modelled - no task has an address space */
struct mm_struct *get_task_mm(struct task_struct *task)
{
	return NULL;
}

/* shim: stub - a line in the log; findings carry the stacks */
void sched_show_task(struct task_struct *task)
{
	pr_info("task:%-15.15s state:%x pid:%d\n", task->comm,
		READ_ONCE(task->__state), task->pid);
}

/* Two marks around nothing: no lock function is told apart by its address. */
char __lock_text_start[1], __lock_text_end[1];
