// SPDX-License-Identifier: GPL-2.0-only
/*
 * minimize_json.c: a minimisation as a JSON document, with the table's rows;
 * docs/json.md.
 */
#include <jansson.h>

#include "cli/minimize.h"

/* Of a long schedule the last ones: looking up a place takes milliseconds. */
#define ROWS_MOST	200

static const char *const kinds[SIM_DEVIATE_KINDS] = {
	[SIM_DEVIATE_PICK] = "pick", [SIM_DEVIATE_NUMBER] = "number",
	[SIM_DEVIATE_TIME] = "time", [SIM_DEVIATE_TURN] = "turn",
};

/* Where a task stands: what it is about to do, and the line of source. */
static json_t *json_step(const struct sim_job *job,
			 const struct sim_step_view *step)
{
	const struct sim_session *session = job->session;
	struct sim_cell cell = { 0 };

	sim_cell_of_step(&cell, &session->report, session->table.tree, step);
	return json_pack("{s:s, s:s, s:s}", "task", step->name,
			 "does", cell.line[0], "at", cell.line[1]);
}

static json_t *json_row(const struct sim_job *job,
			const struct sim_deviation_view *view)
{
	const struct sim_sparse *list = job->session->table.list;
	const struct sim_deviation *d = &list->deviation[view->index];
	json_t *row = json_pack("{s:s, s:I, s:b, s:o}", "kind", kinds[d->kind],
				"when_ns", (json_int_t)view->now_ns,
				"preempts", view->preempts,
				"before", json_step(job, &view->who));

	switch ((enum sim_deviation_kind)d->kind) {
	case SIM_DEVIATE_PICK:
		json_object_set_new(row, "goes_on",
				    json_step(job, &view->chosen));
		break;
	case SIM_DEVIATE_NUMBER:
		json_object_set_new(row, "question",
				    json_string(list->name[d->what]));
		json_object_set_new(row, "answer", json_integer(d->number));
		break;
	case SIM_DEVIATE_TURN:
		json_object_set_new(row, "action",
				    json_string(list->name[d->what]));
		json_object_set_new(row, "at_ns", json_integer(d->since_ns));
		break;
	default:
		break;
	}
	return row;
}

char *sim_job_json(const struct sim_job *job, double seconds)
{
	const struct sim_session *session = job->session;
	const struct sim_minimize *m = &job->minimize;
	json_t *rows = json_array(), *root;
	size_t count = session->table.count;
	char *text;

	for (size_t i = count > ROWS_MOST ? count - ROWS_MOST : 0; i < count;
	     i++)
		json_array_append_new(rows,
				      json_row(job, &session->table.view[i]));
	root = json_pack("{s:i, s:s, s:s, s:I, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:b, s:o}",
			 "version", 1, "image", session->image_name,
			 "scenario", session->config.scenario->name,
			 "seed", (json_int_t)session->config.seed,
			 "signature", job->signature, "schedule", job->out,
			 "decisions", (json_int_t)m->best.count,
			 "preemptions", (json_int_t)m->preemptions,
			 "decisions_before", (json_int_t)job->before,
			 "preemptions_before",
			 (json_int_t)job->preemptions_before,
			 "replays", (json_int_t)m->replays,
			 "seconds", seconds, "finished", !m->stopped,
			 "interrupted", job->interrupted, "rows", rows);
	text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
	json_decref(root);
	return text;
}
