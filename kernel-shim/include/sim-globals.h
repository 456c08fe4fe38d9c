/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-globals.h: what globals.c of a check image says of its variables; it is
 * written by libsim/image/image_globals.c and read by check/global_shadow.c.
 * Without kernel headers, as globals.c has none.
 */
#ifndef SIM_GLOBALS_H
#define SIM_GLOBALS_H

/**
 * struct sim_global - a variable with a gap before and behind it
 * @offset: in its region
 * @bytes: its size; the gap begins there and ends where the next one begins
 * @name: its name
 */
struct sim_global {
	unsigned int offset, bytes;
	char name[40];
};

/**
 * struct sim_global_region - variables in a row
 * @start: of the region
 * @bytes: of all, with the gap behind the last one
 * @globals: by their offset
 * @count: of them
 */
struct sim_global_region {
	char *start;
	unsigned long bytes;
	const struct sim_global *globals;
	unsigned long count;
};

extern const struct sim_global_region sim_global_regions[];
extern const unsigned int sim_global_region_count;

#endif /* SIM_GLOBALS_H */
