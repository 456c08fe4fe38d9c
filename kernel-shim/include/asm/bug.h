/* SPDX-License-Identifier: GPL-2.0 */
/* WARN and BUG are findings; see kernel-shim/report. */
#ifndef SIM_ASM_BUG_H
#define SIM_ASM_BUG_H

#include <linux/compiler.h>
#include <linux/instrumentation.h>
#include <linux/once_lite.h>
#include <linux/panic.h>
#include <linux/printk.h>

void sim_bug(const char *file, int line) __attribute__((noreturn));
void sim_warn(const char *file, int line, const char *condition);

#define HAVE_ARCH_BUG
#define BUG()		sim_bug(__FILE__, __LINE__)
#define HAVE_ARCH_BUG_ON
#define BUG_ON(condition)	do { if (unlikely(condition)) BUG(); } while (0)
#define __WARN_FLAGS(...)	sim_warn(__FILE__, __LINE__, NULL)
#include <asm-generic/bug.h>

#endif /* SIM_ASM_BUG_H */
