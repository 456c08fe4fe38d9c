/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h: the run that goes on, for host code that is part of it (board,
 * DSP, applications, scenarios).
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "sim/run.h"

const struct sim_image_ops *sim_machine_image(void);
const struct sim_run_config *sim_machine_config(void);
/* Adds to sim_run_result.about. */
void sim_machine_describe(const char *text);
/* A user process: blocked for 120 virtual seconds it is a hung task. */
void sim_machine_mark_user(struct sim_context *process);

/**
 * sim_linger() - hold up who releases a mutex that another task had before
 * @odds: one time in so many (two or more), for up to 1 ms; 0: never
 *
 * Context: any, in a run.
 */
void sim_linger(unsigned int odds);

/**
 * sim_linger_spin() - hold up who is about to take a spinlock that another task
 *	had before
 * @odds: one time in so many (two or more), for up to 1 ms; 0: never
 *
 * Context: any, in a run. Each point is a decision then, which costs time.
 */
void sim_linger_spin(unsigned int odds);

#endif /* SIM_MACHINE_H */
