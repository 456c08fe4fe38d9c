/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-leak.h: the search for memory that nothing points to; check images only.
 * leak_scan.c searches, leak_report.c tells.
 */
#ifndef SIM_LEAK_H
#define SIM_LEAK_H

#include "sim-memory.h"

/* An allocation that nothing reaches but, perhaps, others like it. */
struct sim_leak {
	struct sim_live head;
	unsigned int objects;		/* with what only it reaches */
	size_t bytes;
};

#ifdef CONFIG_DEBUG_KERNEL
void sim_leak_search(void (*found)(const struct sim_leak *leak, void *arg),
		     void *arg);
void sim_leak_offer(void);
extern const struct sim_memory_ops sim_memory_checker;
#else
static inline void sim_leak_offer(void) { }
#endif

#endif /* SIM_LEAK_H */
