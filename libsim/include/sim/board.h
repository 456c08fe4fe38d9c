/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * board.h: the simulated machine around the CPUs: controllers, the DSP, what
 * is plugged where. Host world.
 */
#ifndef SIM_BOARD_H
#define SIM_BOARD_H

#include "sim/run.h"
#include "sim/usb.h"

extern const struct sim_board sim_board_default;

#define SIM_BOARD_CONTROLLERS	2

/* Controller @index of the board, or NULL. */
struct sim_xhci *sim_board_xhci(unsigned int index);
/* Its platform device in the kernel, "a000000.usb". */
const char *sim_board_xhci_name(unsigned int index);
/* The run's device, built when the board was. */
struct sim_usb_audio *sim_board_audio(void);
/* The second one, NULL when --device named one or none. */
struct sim_usb_audio *sim_board_second_audio(void);
/* Where the story's words keep their state: NULL at first. */
void **sim_board_story(void);

/*
 * Reads the device that a name stands for: a built-in name, or a file of
 * descriptor bytes. On success *blob lives as long as the process. Returns 0,
 * or -ENOENT, -EINVAL with one sentence in @error.
 */
int sim_board_find_device(const char *name, const void **blob, size_t *bytes,
			  char *error, size_t error_size);

#endif /* SIM_BOARD_H */
