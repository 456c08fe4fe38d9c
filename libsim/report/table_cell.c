// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_cell.c: a place in the kernel in two short lines: the line of source
 * itself, and function, file and number.
 */
#include <string.h>

#include "report/table.h"

/* Inlined helpers of headers say less than the line that calls them. */
static bool is_telling(const struct sim_location *at)
{
	return strncmp(at->file, "include/", 8) &&
	       strncmp(at->file, "kernel/locking/", 15) &&
	       strncmp(at->file, "kernel/time/sleep_timeout.c", 27) &&
	       strncmp(at->file, "kernel-shim/", 12) &&
	       strncmp(at->function, "__tsan_", 7) &&
	       strncmp(at->function, "sim_", 4) && at->file[0] != '/';
}

static bool locate(const struct sim_report *report, const uint64_t *frame,
		   int frames, bool innermost_is_return,
		   struct sim_location *found)
{
	for (int f = 0; f < frames; f++) {
		struct sim_location at[SIM_SYMBOLS_INLINED];
		int n = sim_symbols_locate(report->symbols, frame[f],
					   f || innermost_is_return, at,
					   SIM_SYMBOLS_INLINED);

		for (int i = 0; i < n; i++) {
			if (!is_telling(&at[i]))
				continue;
			*found = at[i];
			return true;
		}
	}
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Without what a reader does not miss: indentation, the end of the line. */
static void quote(char *text, size_t size, const char *line)
{
	size_t used;

	line += strspn(line, " \t");
	snprintf(text, size, "%.*s", (int)strcspn(line, "\r\n"), line);
	used = strlen(text);
	while (used && strchr(" \t;{", text[used - 1]))
		text[--used] = '\0';
}

static bool quote_source(char *text, size_t size, const char *tree,
			 const struct sim_location *at)
{
	char path[4400], line[512];
	FILE *in;

	if (!tree || !at->line)
		return false;
	snprintf(path, sizeof(path), "%s/%s", tree, at->file);
	in = fopen(path, "r");
	text[0] = '\0';
	for (int n = 1; in && fgets(line, sizeof(line), in); n++) {
		if (n < at->line)
			continue;
		quote(text, size, line);
		break;
	}
	if (in)
		fclose(in);
	return text[0];
}

void sim_cell_of_frames(struct sim_cell *cell, const struct sim_report *report,
			const char *tree, const uint64_t *frame, int frames,
			bool innermost_is_return)
{
	struct sim_location at;

	memset(cell, 0, sizeof(*cell));
	if (!locate(report, frame, frames, innermost_is_return, &at))
		return;
	quote_source(cell->line[0], SIM_CELL_SIZE, tree, &at);
	snprintf(cell->line[1], SIM_CELL_SIZE, "%.*s %.90s:%d",
		 (int)strcspn(at.function, "."), at.function,
		 base_name(at.file), at.line);
}

static void name_step(struct sim_cell *cell, const struct sim_report *report,
		      const struct sim_step_view *step)
{
	char object[64];

	if (step->op == SIM_OP_NONE)
		snprintf(cell->line[0], SIM_CELL_SIZE, "its start");
	else if (step->object &&
		 sim_symbols_object(report->symbols, (uintptr_t)step->object,
				    object, sizeof(object)))
		snprintf(cell->line[0], SIM_CELL_SIZE, "%s %s",
			 sim_op_text(step->op), object);
	else
		snprintf(cell->line[0], SIM_CELL_SIZE, "%s",
			 sim_op_text(step->op));
}

void sim_cell_of_step(struct sim_cell *cell, const struct sim_report *report,
		      const char *tree, const struct sim_step_view *step)
{
	sim_cell_of_frames(cell, report, tree, step->frame, step->frames,
			   true);
	if (!cell->line[0][0])
		name_step(cell, report, step);
}
