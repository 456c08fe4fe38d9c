/* SPDX-License-Identifier: GPL-2.0-only */
/* divide.h: integer division as arm64 has it; see divide.c. */
#ifndef SIM_SCHED_DIVIDE_H
#define SIM_SCHED_DIVIDE_H

#include <stdbool.h>

bool sim_divide_as_arm64(void *context);

#endif /* SIM_SCHED_DIVIDE_H */
