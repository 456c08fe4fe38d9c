// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleep-stubs.c: what kernel/power asks of parts that the machine lacks:
 * file systems, consoles, user-mode helpers and the out-of-memory killer.
 *
 * Not modelled: taking the other CPUs offline for "deep", see
 * freeze_secondary_cpus(). They stay, with their interrupts masked by the
 * genuine suspend_device_irqs(); what they could still run are kernel threads
 * that are not freezable.
 */
#include <linux/console.h>
#include <linux/cpu.h>
#include <linux/fs.h>
#include <linux/oom.h>
#include <linux/suspend.h>
#include <linux/syscalls.h>
#include <linux/umh.h>

#include "sim/border.h"

/* shim: stub - printk reaches the host without a console driver */
void console_suspend_all(void)
{
}

/* shim: stub - see console_suspend_all() */
void console_resume_all(void)
{
}

/* shim: stub - nothing is backed by a disk */
void ksys_sync(void)
{
}

/* shim: stub - nothing is backed by a disk */
void filesystems_freeze(bool freeze_all)
{
}

/* shim: stub - nothing is backed by a disk */
void filesystems_thaw(void)
{
}

/* shim: stub - the killer does not exist, so it cannot be in the way */
bool oom_killer_disable(signed long timeout)
{
	return true;
}

/* shim: stub - see oom_killer_disable() */
void oom_killer_enable(void)
{
}

/* shim: stub - no helper is ever started */
int __usermodehelper_disable(enum umh_disable_depth depth)
{
	return 0;
}

/* shim: stub - no helper is ever started */
void __usermodehelper_set_disable_depth(enum umh_disable_depth depth)
{
}
