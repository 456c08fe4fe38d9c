/* SPDX-License-Identifier: GPL-2.0 */
/* current: the task of the context that runs; set by the host at each switch. */
#ifndef SIM_ASM_CURRENT_H
#define SIM_ASM_CURRENT_H

#include "sim/border.h"

struct task_struct;
extern struct sim_context *sim_self;

#define get_current()	((struct task_struct *)sim_self->kernel_task)
#define current		get_current()

#endif /* SIM_ASM_CURRENT_H */
