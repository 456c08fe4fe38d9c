// SPDX-License-Identifier: GPL-2.0-only
/*
 * genuine-spinlock-debug.c: compiles the tree's own spinlock checks, in the
 * images whose configuration has them.
 */
#include <linux/spinlock.h>

#ifdef CONFIG_DEBUG_SPINLOCK
#include <../kernel/locking/spinlock_debug.c>
#endif
