// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c: the decisions of a sparse schedule, to be read by people. With
 * little room beside each other tasks go below each other.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/style.h"
#include "report/table.h"

#define COLUMNS_MOST	64
/* Of a long schedule only these rows are shown. */
#define ROWS_FIRST	20
#define ROWS_LAST	40
#define WIDTH_DEFAULT	120
#define NOTES_MOST	24
#define CELL_LEAST	26
#define TIME_WIDTH	18	/* "  1    1.234567   " */

struct column {
	char name[64];
};

struct printer {
	FILE *out;
	const struct sim_report *report;
	const struct sim_table *table;
	struct column column[COLUMNS_MOST];
	int columns, cell;		/* cell 0: below each other */
	bool color;
};

void sim_table_add(void *arg, const struct sim_deviation_view *view)
{
	struct sim_table *table = arg;
	struct sim_deviation_view *more = table->view;

	/* room is the next power of two */
	if (!(table->count & (table->count - 1)))
		more = realloc(more, (table->count * 2 + !table->count) *
				     sizeof(*more));
	if (!more)
		return;
	table->view = more;
	table->view[table->count++] = *view;
}

void sim_table_note(struct sim_table *table, uint64_t now_ns,
		    const char *topic, const char *text)
{
	struct sim_note *more = table->note;

	if (strcmp(topic, "story") && strcmp(topic, "dsp"))
		return;
	if (!(table->notes & (table->notes - 1)))
		more = realloc(more, (table->notes * 2 + !table->notes) *
				     sizeof(*more));
	if (!more)
		return;
	table->note = more;
	more[table->notes].now_ns = now_ns;
	snprintf(more[table->notes++].text, SIM_NOTE_SIZE, "%s: %.*s", topic,
		 (int)strcspn(text, "\n"), text);
}

void sim_table_free(struct sim_table *table)
{
	free(table->view);
	free(table->note);
	memset(table, 0, sizeof(*table));
}

/* ---- columns ---- */

static bool is_hardware(const struct sim_step_view *step)
{
	return step->op == SIM_OP_DEVICE || step->op == SIM_OP_IRQ ||
	       step->op == SIM_OP_CLOCK;
}

/* All hardware shares a column, which names it in its cells. */
static const char *column_name(const struct sim_step_view *step)
{
	return is_hardware(step) ? "hardware" : step->name;
}

static int column_find(struct printer *p, const char *name)
{
	for (int i = 0; i < p->columns; i++)
		if (!strcmp(p->column[i].name, name))
			return i;
	if (p->columns == COLUMNS_MOST)
		return COLUMNS_MOST - 1;
	snprintf(p->column[p->columns].name, sizeof(p->column[0].name), "%s",
		 name);
	return p->columns++;
}

/* Where it is, in the kernel; false when it is in none of its functions. */
static bool cell_of_stack(const struct printer *p, struct sim_cell *cell,
			  const struct sim_frame *stack, int frames,
			  bool is_return)
{
	uint64_t frame[SIM_MAX_FRAMES];

	for (int i = 0; i < frames; i++)
		frame[i] = stack[i].address;
	sim_cell_of_frames(cell, p->report, p->table->tree, frame, frames,
			   is_return);
	return cell->line[0][0] || cell->line[1][0];
}

/* A thread without work has no part in a finding: the report has it. */
static bool is_idle(const struct sim_task_state *task,
		    const struct sim_finding *finding)
{
	return task->waits_for == SIM_WAIT_SCHEDULE && !task->locks &&
	       strcmp(task->name, finding->task);
}

static bool cell_of_task(const struct printer *p, struct sim_cell *cell,
			 const struct sim_finding *finding, int index)
{
	const struct sim_task_state *task = &finding->task_states[index];

	return !is_idle(task, finding) &&
	       cell_of_stack(p, cell, task->stack, task->frames, true);
}

static void columns_collect(struct printer *p,
			    const struct sim_finding *finding)
{
	struct sim_cell cell;

	for (size_t i = 0; i < p->table->count; i++) {
		const struct sim_deviation_view *view = &p->table->view[i];

		column_find(p, column_name(&view->who));
		if (view->chosen.name[0])
			column_find(p, column_name(&view->chosen));
	}
	for (int i = 0; finding && i < finding->tasks; i++)
		if (cell_of_task(p, &cell, finding, i))
			column_find(p, finding->task_states[i].name);
	if (finding && finding->task[0])
		column_find(p, finding->task);
}

static int terminal_width(FILE *out)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (columns && atoi(columns) > 40)
		return atoi(columns);
	if (!ioctl(fileno(out), TIOCGWINSZ, &size) && size.ws_col > 40)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

static void widths_set(struct printer *p)
{
	int width = p->table->width ? p->table->width :
				      terminal_width(p->out);

	p->cell = p->columns ? (width - TIME_WIDTH) / p->columns : 0;
	if (p->cell < CELL_LEAST)
		p->cell = 0;
	if (p->cell > 48)
		p->cell = 48;
}

/* ---- cells ---- */

/* @text in @width characters, with a word that more was cut off. */
static void print_fitting(FILE *out, const char *text, int width)
{
	int length = strlen(text);

	if (length <= width)
		fprintf(out, "%-*s", width, text);
	else
		fprintf(out, "%.*s..", width - 2, text);
}

struct filled {
	int column;
	const char *mark, *code;
	struct sim_cell cell;
};

static void print_below(struct printer *p, const struct filled *filled, int n)
{
	for (int i = 0; i < n; i++) {
		const struct sim_cell *cell = &filled[i].cell;

		if (i)
			fprintf(p->out, "%*s", TIME_WIDTH, "");
		fprintf(p->out, "%-14s %s%s%s%s", p->column[filled[i].column].name,
			sim_style(p->color, filled[i].code), filled[i].mark,
			cell->line[0], sim_style(p->color, SIM_RESET));
		if (cell->line[1][0])
			fprintf(p->out, "%s  [%s]", cell->line[0][0] ? "" : " ",
				cell->line[1]);
		fputc('\n', p->out);
	}
}

static const struct filled *filled_at(const struct filled *filled, int n,
				      int column)
{
	for (int i = 0; i < n; i++)
		if (filled[i].column == column)
			return &filled[i];
	return NULL;
}

static void print_cell_line(struct printer *p, const struct filled *filled,
			    int line)
{
	char text[SIM_CELL_SIZE + 8];

	snprintf(text, sizeof(text), "%s%s",
		 line ? "   " : filled->mark, filled->cell.line[line]);
	fputs(sim_style(p->color, line ? SIM_PLAIN : filled->code), p->out);
	print_fitting(p->out, text, p->cell - 2);
	fprintf(p->out, "%s  ", sim_style(p->color, SIM_RESET));
}

static bool has_line(const struct filled *filled, int n, int line)
{
	for (int i = 0; i < n; i++)
		if (filled[i].cell.line[line][0])
			return true;
	return false;
}

static void print_beside(struct printer *p, const struct filled *filled, int n)
{
	for (int line = 0; line < SIM_CELL_LINES; line++) {
		if (line && !has_line(filled, n, line))
			break;
		if (line)
			fprintf(p->out, "%*s", TIME_WIDTH, "");
		for (int c = 0; c < p->columns; c++) {
			const struct filled *at = filled_at(filled, n, c);

			if (at)
				print_cell_line(p, at, line);
			else
				fprintf(p->out, "%*s", p->cell, "");
		}
		fputc('\n', p->out);
	}
}

static void print_row(struct printer *p, const struct filled *filled, int n)
{
	if (p->cell)
		print_beside(p, filled, n);
	else
		print_below(p, filled, n);
}

/* ---- rows ---- */

static void fill_step(struct printer *p, struct filled *filled,
		      const struct sim_step_view *step, const char *mark,
		      const char *code)
{
	filled->column = column_find(p, column_name(step));
	filled->mark = mark;
	filled->code = code;
	if (is_hardware(step)) {
		memset(&filled->cell, 0, sizeof(filled->cell));
		snprintf(filled->cell.line[0], SIM_CELL_SIZE, "%s",
			 step->name);
	} else {
		sim_cell_of_step(&filled->cell, p->report, p->table->tree,
				 step);
	}
}

static int fill_row(struct printer *p, const struct sim_deviation_view *view,
		    struct filled *filled)
{
	const struct sim_sparse *list = p->table->list;
	const struct sim_deviation *d = &list->deviation[view->index];

	switch ((enum sim_deviation_kind)d->kind) {
	case SIM_DEVIATE_PICK:
		fill_step(p, &filled[0], &view->who, "|| ", SIM_MAGENTA);
		fill_step(p, &filled[1], &view->chosen, "=> ", SIM_GREEN);
		return 2;
	case SIM_DEVIATE_NUMBER:
		fill_step(p, &filled[0], &view->who, "?  ", SIM_CYAN);
		snprintf(filled[0].cell.line[0], SIM_CELL_SIZE, "\"%s\" = %u",
			 list->name[d->what], d->number);
		return 1;
	case SIM_DEVIATE_TURN:
		fill_step(p, &filled[0], &view->who, "?  ", SIM_CYAN);
		snprintf(filled[0].cell.line[0], SIM_CELL_SIZE,
			 "%s at %llu.%06llu", list->name[d->what],
			 (unsigned long long)(d->since_ns / 1000000000),
			 (unsigned long long)(d->since_ns % 1000000000 / 1000));
		return 1;
	default:
		fill_step(p, &filled[0], &view->who, "++ ", SIM_CYAN);
		return 1;
	}
}

/* The last ones before the finding are shown. */
static size_t first_note(const struct sim_table *table,
			 const struct sim_finding *finding)
{
	size_t end = 0;

	while (end < table->notes &&
	       (!finding || table->note[end].now_ns <= finding->when_ns))
		end++;
	return end > NOTES_MOST ? end - NOTES_MOST : 0;
}

/* Notes up to a time; returns the next one. */
static size_t print_notes(struct printer *p, size_t at, uint64_t until_ns)
{
	const struct sim_note *note = p->table->note;

	for (; at < p->table->notes && note[at].now_ns <= until_ns; at++)
		fprintf(p->out, "%s     %4llu.%06llu  %s%s\n",
			sim_style(p->color, SIM_DIM),
			(unsigned long long)(note[at].now_ns / 1000000000),
			(unsigned long long)(note[at].now_ns % 1000000000 /
					     1000), note[at].text,
			sim_style(p->color, SIM_RESET));
	return at;
}

static void print_time(struct printer *p, size_t number, uint64_t ns)
{
	fprintf(p->out, "%3zu  %4llu.%06llu  ", number,
		(unsigned long long)(ns / 1000000000),
		(unsigned long long)(ns % 1000000000 / 1000));
}

static void print_head(struct printer *p)
{
	fprintf(p->out, "%s", sim_style(p->color, SIM_BOLD));
	fprintf(p->out, "%-*s", TIME_WIDTH, "  #        time");
	for (int c = 0; p->cell && c < p->columns; c++) {
		print_fitting(p->out, p->column[c].name, p->cell - 2);
		fputs("  ", p->out);
	}
	fprintf(p->out, "%s\n", sim_style(p->color, SIM_RESET));
}

static void print_finding_task(struct printer *p, const char *name,
			       const struct sim_cell *cell)
{
	struct filled filled = { .column = column_find(p, name), .mark = "## ",
				 .code = SIM_RED, .cell = *cell };

	fprintf(p->out, "%*s", TIME_WIDTH, "");
	print_row(p, &filled, 1);
}

/* "Freed by task 12": a place that belongs to the finding, of whatever task. */
static void print_other(struct printer *p, const struct sim_other_stack *other)
{
	uint64_t frame[SIM_OTHER_FRAMES];
	struct sim_cell cell;

	for (int i = 0; i < other->frames; i++)
		frame[i] = other->stack[i].address;
	sim_cell_of_frames(&cell, p->report, p->table->tree, frame,
			   other->frames, true);
	if (cell.line[1][0])
		fprintf(p->out, "%*s%s: %s  [%s]\n", TIME_WIDTH, "",
			other->title, cell.line[0], cell.line[1]);
}

static void print_finding(struct printer *p, const struct sim_finding *finding)
{
	struct sim_cell cell;

	for (int i = 0; i < finding->tasks; i++)
		if (cell_of_task(p, &cell, finding, i))
			print_finding_task(p, finding->task_states[i].name,
					   &cell);
	for (int i = 0; i < finding->others; i++)
		print_other(p, &finding->other[i]);
	if (finding->task[0] && !finding->tasks &&
	    cell_of_stack(p, &cell, finding->stack, finding->frames,
			  !finding->crashed))
		print_finding_task(p, finding->task, &cell);
	fprintf(p->out, "  #  %4llu.%06llu  %s%s%s: %s\n",
		(unsigned long long)(finding->when_ns / 1000000000),
		(unsigned long long)(finding->when_ns % 1000000000 / 1000),
		sim_style(p->color, SIM_RED), sim_kind_name(finding->kind),
		sim_style(p->color, SIM_RESET), finding->title);
}

void sim_table_print(FILE *out, const struct sim_report *report,
		     const struct sim_table *table,
		     const struct sim_finding *finding)
{
	struct printer p = {
		.out = out, .report = report, .table = table,
		.color = report->color,
	};
	size_t note;

	if (!table->count)
		fputs("No decision is needed: the plain schedule shows it.\n",
		      out);
	columns_collect(&p, finding);
	widths_set(&p);
	print_head(&p);
	note = first_note(table, finding);
	for (size_t i = 0; i < table->count; i++) {
		struct filled filled[2];
		int n;

		if (i == ROWS_FIRST && table->count > ROWS_FIRST + ROWS_LAST) {
			i = table->count - ROWS_LAST;
			fprintf(out, "   ...   %zu more\n", i - ROWS_FIRST);
		}
		n = fill_row(&p, &table->view[i], filled);
		note = print_notes(&p, note, table->view[i].now_ns);

		print_time(&p, i + 1, table->view[i].now_ns);
		print_row(&p, filled, n);
	}
	if (finding) {
		print_notes(&p, note, finding->when_ns);
		print_finding(&p, finding);
	}
	fputs("|| stops before this, => goes on from here, ? chooses, ++ time moves on, ## where it is found\n",
	      out);
}
