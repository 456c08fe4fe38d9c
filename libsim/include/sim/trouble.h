/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trouble.h: what hardware says of itself that keeps its driver waiting, or busy:
 * the last edge of the wait-for graph, where no task has to do anything any more.
 * Host world; from models to findings.
 */
#ifndef SIM_TROUBLE_H
#define SIM_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct sim_trouble - why hardware will not end a wait, or a loop, by itself
 * @text: what is the matter, the same in all runs: it is part of signatures
 * @where: which part of which device, for people
 * @folder: of the sources whose waits it explains, "drivers/usb/"
 * @since_ns: virtual time since when
 * @busy: it explains loops, in which no time passes, and no waits
 * @finding: number of the finding that it came with, 0: none was told
 */
struct sim_trouble {
	char text[64];
	char where[48];
	char folder[32];
	uint64_t since_ns;
	bool busy;
	int finding;
};

#endif /* SIM_TROUBLE_H */
