/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-report.h: findings with a formatted title; see report/warnings.c. */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include <linux/compiler.h>
#include "sim/border.h"

__printf(3, 4)
void sim_report_format(enum sim_kind kind, bool fatal, const char *format, ...);

#endif /* SIM_REPORT_H */
