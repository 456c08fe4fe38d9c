/* SPDX-License-Identifier: GPL-2.0-only */
/* explore.h: `simctl explore` in a process (explore_child.c). */
#ifndef SIM_BENCH_EXPLORE_H
#define SIM_BENCH_EXPLORE_H

#include <jansson.h>

struct sim_bench_context;
/* Leaves @text as the note; @ret. */
int sim_bench_note(struct sim_bench_context *bench, const char *text, int ret);
/* Runs simctl with these words, NULL-terminated; what it printed as JSON, or
 * NULL with a note. The caller's reference. */
json_t *sim_bench_explore_json(struct sim_bench_context *bench,
			       const char *const *words);
double sim_bench_member(const json_t *json, const char *name);
/* Where findings of a measurement are left until they are removed. */
const char *sim_bench_scratch(void);
void sim_bench_scratch_remove(void);

#endif /* SIM_BENCH_EXPLORE_H */
