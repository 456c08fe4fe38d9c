/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-report.h: findings with a formatted title; see report/warnings.c. */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include <linux/compiler.h>
#include "sim/border.h"

__printf(3, 4)
void sim_report_format(enum sim_kind kind, bool fatal, const char *format, ...);

/* What must hold at the end; see report/context_check.c. */
#ifdef CONFIG_DEBUG_KERNEL
void sim_context_user(void);
void sim_context_interrupt(int line, int count);
#else
static inline void sim_context_user(void) { }
static inline void sim_context_interrupt(int line, int count) { }
#endif

#endif /* SIM_REPORT_H */
