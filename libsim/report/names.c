// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c: words for kinds of findings, outcomes and waits, as they appear in
 * reports, JSON and signatures. Changing one breaks who parses them.
 */
#include "sim/report.h"

static const struct {
	const char *name, *splat;
} kinds[SIM_KIND_COUNT] = {
	[SIM_KIND_DEADLOCK] = { "deadlock", "WARNING: deadlock: " },
	[SIM_KIND_LOCK_ORDER] = { "lock-order", "WARNING: possible circular locking dependency: " },
	[SIM_KIND_SLEEP_IN_ATOMIC] = { "sleep-in-atomic", "BUG: sleeping in atomic context: " },
	[SIM_KIND_STALL] = { "stall", "INFO: stall: " },
	[SIM_KIND_HUNG_TASK] = { "hung-task", "INFO: hung task: " },
	[SIM_KIND_LIVELOCK] = { "livelock", "BUG: livelock: " },
	[SIM_KIND_DATA_RACE] = { "data-race", "BUG: KCSAN: data-race in " },
	[SIM_KIND_USE_AFTER_FREE] = { "use-after-free", "BUG: KASAN: use-after-free in " },
	[SIM_KIND_OUT_OF_BOUNDS] = { "out-of-bounds", "BUG: KASAN: out-of-bounds in " },
	[SIM_KIND_DOUBLE_FREE] = { "double-free", "BUG: KASAN: double-free in " },
	[SIM_KIND_NULL_DEREF] = { "null-deref", "BUG: kernel " },
	[SIM_KIND_UNINITIALISED] = { "uninitialised", "BUG: KMSAN: uninit-value in " },
	[SIM_KIND_LEAK] = { "leak", "BUG: memory leak: " },
	[SIM_KIND_REFCOUNT] = { "refcount", "WARNING: refcount: " },
	[SIM_KIND_WARN] = { "warn", "WARNING: " },
	[SIM_KIND_BUG] = { "bug", "kernel BUG: " },
	[SIM_KIND_RCU] = { "rcu", "WARNING: suspicious RCU usage: " },
	[SIM_KIND_DMA_API] = { "dma-api", "DMA-API: " },
	[SIM_KIND_IOMMU_FAULT] = { "iommu-fault", "WARNING: IOMMU fault: " },
	[SIM_KIND_XHCI_PROTOCOL] = { "xhci-protocol", "WARNING: xHCI rule broken: " },
	[SIM_KIND_PM_STATE] = { "pm-state", "WARNING: power state: " },
	[SIM_KIND_INVARIANT] = { "invariant", "WARNING: invariant broken: " },
};

static const char *const waits[SIM_WAIT_COUNT] = {
	[SIM_WAIT_NONE] = "nothing",
	[SIM_WAIT_SCHEDULE] = "a wake-up",
	[SIM_WAIT_MUTEX] = "mutex",
	[SIM_WAIT_RWSEM_READ] = "rwsem (read)",
	[SIM_WAIT_RWSEM_WRITE] = "rwsem (write)",
	[SIM_WAIT_RTMUTEX] = "rt_mutex",
	[SIM_WAIT_SPINLOCK] = "spinlock",
	[SIM_WAIT_RWLOCK_READ] = "rwlock (read)",
	[SIM_WAIT_RWLOCK_WRITE] = "rwlock (write)",
	[SIM_WAIT_FLUSH_WORK] = "a work item to end",
	[SIM_WAIT_TIMER_SYNC] = "a timer to end",
	[SIM_WAIT_RCU] = "a grace period",
	[SIM_WAIT_IRQ_SYNC] = "an interrupt to end",
	[SIM_WAIT_DELAY] = "a delay",
	[SIM_WAIT_ACTOR] = "an event",
	[SIM_WAIT_QUEUE] = "wait queue",
	[SIM_WAIT_COMPLETION] = "completion",
	[SIM_WAIT_THREAD] = "the end of thread",
	[SIM_WAIT_RUNTIME_PM] = "runtime PM",
};

static const char *const ops[SIM_OP_COUNT] = {
	[SIM_OP_NONE] = "none", [SIM_OP_LOCK] = "lock",
	[SIM_OP_TRYLOCK] = "trylock", [SIM_OP_UNLOCK] = "unlock",
	[SIM_OP_ATOMIC] = "atomic", [SIM_OP_READ] = "read",
	[SIM_OP_WRITE] = "write", [SIM_OP_WAKE] = "wake",
	[SIM_OP_SLEEP] = "sleep", [SIM_OP_MMIO_READ] = "mmio-read",
	[SIM_OP_MMIO_WRITE] = "mmio-write", [SIM_OP_IRQ_ENABLE] = "irq-enable",
	[SIM_OP_PREEMPT_ENABLE] = "preempt-enable", [SIM_OP_RCU] = "rcu",
	[SIM_OP_YIELD] = "yield", [SIM_OP_EXIT] = "exit",
	[SIM_OP_SYSCALL] = "syscall", [SIM_OP_RELAX] = "relax",
	[SIM_OP_IRQ] = "irq", [SIM_OP_CLOCK] = "clock",
	[SIM_OP_DEVICE] = "device", [SIM_OP_CHOICE] = "choice",
};

const char *sim_op_text(unsigned int op)
{
	return op < SIM_OP_COUNT && ops[op] ? ops[op] : "?";
}

const char *sim_kind_name(enum sim_kind kind)
{
	return kind < SIM_KIND_COUNT && kinds[kind].name ? kinds[kind].name :
							   "unknown";
}

const char *sim_kind_splat(enum sim_kind kind)
{
	return kind < SIM_KIND_COUNT && kinds[kind].splat ? kinds[kind].splat :
							    "WARNING: ";
}

const char *sim_wait_name(enum sim_wait wait)
{
	return wait < SIM_WAIT_COUNT && waits[wait] ? waits[wait] : "unknown";
}

const char *sim_outcome_name(enum sim_outcome outcome)
{
	switch (outcome) {
	case SIM_PASSED:	return "passed";
	case SIM_FOUND:		return "found";
	case SIM_FAULT:		return "fault";
	case SIM_DIVERGED:	return "diverged";
	case SIM_TIMED_OUT:	return "timed-out";
	case SIM_REFUSED:	return "refused";
	}
	return "unknown";
}
