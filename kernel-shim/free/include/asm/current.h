/* SPDX-License-Identifier: GPL-2.0 */
/* current, free-running: the task of the thread that runs. */
#ifndef SIM_ASM_CURRENT_H
#define SIM_ASM_CURRENT_H

#include "sim/border_free.h"

struct task_struct;

#define get_current()	((struct task_struct *)sim_self->kernel_task)
#define current		get_current()

#endif /* SIM_ASM_CURRENT_H */
