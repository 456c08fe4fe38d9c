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

#define SIM_NOTE_SIZE	120

/* What the story or the DSP said, so that one knows where one is. */
struct sim_note {
	uint64_t now_ns;
	char text[SIM_NOTE_SIZE];
};

/**
 * struct sim_table - what is to be shown
 * @view: deviations that took place
 * @note: what was said between them
 * @list: the schedule that they are of
 * @tree: folder of the kernel's sources, or NULL: lines are not quoted
 * @width: characters of a line, 0: as the terminal, or 120
 */
struct sim_table {
	struct sim_deviation_view *view;
	size_t count;
	struct sim_note *note;
	size_t notes;
	const struct sim_sparse *list;
	const char *tree;
	int width;
};

/* sim_sparse_run's show(); @arg is the table. Context: a fiber. */
void sim_table_add(void *arg, const struct sim_deviation_view *view);
/* A line of the timeline; some topics are kept. Context: a fiber. */
void sim_table_note(struct sim_table *table, uint64_t now_ns,
		    const char *topic, const char *text);
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
