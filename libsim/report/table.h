/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h: the decisions of a sparse schedule as a table: a column for each
 * task, rows in the order of time, places as lines of source.
 */
#ifndef SIM_REPORT_TABLE_H
#define SIM_REPORT_TABLE_H

#include <stdio.h>

#include "sim/report.h"
#include "sim/sparse.h"

/**
 * struct sim_table - what is to be shown
 * @view: deviations that took place
 * @list: the schedule that they are of
 * @tree: folder of the kernel's sources, or NULL: lines are not quoted
 * @width: characters of a line, 0: as the terminal, or 120
 */
struct sim_table {
	struct sim_deviation_view *view;
	size_t count;
	const struct sim_sparse *list;
	const char *tree;
	int width;
};

/* sim_sparse_run's show(); @arg is the table. Context: a fiber. */
void sim_table_add(void *arg, const struct sim_deviation_view *view);
void sim_table_free(struct sim_table *table);

/* With @finding, if any, as its last rows. */
void sim_table_print(FILE *out, const struct sim_report *report,
		     const struct sim_table *table,
		     const struct sim_finding *finding);

/* ---- table_cell.c, for table.c and result_json.c ---- */

#define SIM_CELL_LINES	2
#define SIM_CELL_SIZE	160

/* What a task does at a place: the line of source, and where that is. */
struct sim_cell {
	char line[SIM_CELL_LINES][SIM_CELL_SIZE];
};

void sim_cell_of_step(struct sim_cell *cell, const struct sim_report *report,
		      const char *tree, const struct sim_step_view *step);
/* The first place in @frame that is not the simulator's. */
void sim_cell_of_frames(struct sim_cell *cell, const struct sim_report *report,
			const char *tree, const uint64_t *frame, int frames,
			bool innermost_is_return);

#endif /* SIM_REPORT_TABLE_H */
