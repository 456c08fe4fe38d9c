// SPDX-License-Identifier: GPL-2.0-only
/*
 * result_json.c: a run as a JSON document, docs/json.md. 64-bit hashes are
 * strings of hexadecimal digits: many readers keep numbers as doubles.
 */
#include <inttypes.h>
#include <jansson.h>

#include "sim/report.h"

static json_t *json_hex(uint64_t value)
{
	return json_sprintf("%016" PRIx64, value);
}

/* Text from a run may hold any byte; JSON may not. */
static json_t *json_text(const char *text)
{
	json_t *value = json_string(text);

	if (!value) {
		char clean[512];
		size_t i;

		for (i = 0; text[i] && i + 1 < sizeof(clean); i++)
			clean[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
		clean[i] = '\0';
		value = json_string(clean);
	}
	return value;
}

static json_t *json_location(const struct sim_location *at, uint64_t address)
{
	json_t *frame = json_pack("{s:o, s:o, s:b}",
				  "address", json_hex(address),
				  "function", json_text(at->function),
				  "inlined", at->inlined);

	if (!at->inlined) {
		json_object_set_new(frame, "offset", json_integer(at->offset));
		json_object_set_new(frame, "size", json_integer(at->size));
	}
	if (at->file[0]) {
		json_object_set_new(frame, "file", json_text(at->file));
		json_object_set_new(frame, "line", json_integer(at->line));
	}
	return frame;
}

static json_t *json_stack(struct sim_symbols *symbols,
			  const struct sim_frame *stack, int frames,
			  bool crashed)
{
	json_t *list = json_array();

	for (int i = 0; i < frames; i++) {
		struct sim_location at[SIM_SYMBOLS_INLINED] = { 0 };
		int n = sim_symbols_locate(symbols, stack[i].address,
					   i || !crashed, at,
					   SIM_SYMBOLS_INLINED);

		for (int k = 0; k < (n ?: 1); k++)
			json_array_append_new(list, json_location(&at[k],
							stack[i].address));
	}
	return list;
}

static json_t *json_locks(const struct sim_task_state *task)
{
	json_t *list = json_array();

	for (int i = 0; i < task->locks; i++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o}",
			"kind", sim_wait_name(task->lock[i].what),
			"name", json_text(task->lock[i].name),
			"address", json_hex(task->lock[i].object)));
	return list;
}

static json_t *json_waker(const struct sim_report *report,
			  const struct sim_task_waker *waker)
{
	return json_pack("{s:o, s:s, s:I, s:o}",
		"name", json_text(waker->name), "context", waker->context,
		"when_ns", (json_int_t)waker->when_ns,
		"stack", json_stack(report->symbols, waker->stack,
				    waker->frames, false));
}

static json_t *json_task(const struct sim_report *report,
			 const struct sim_task_state *task)
{
	char object[160];
	json_t *value = json_pack("{s:o, s:i, s:s, s:I, s:o}",
		"name", json_text(task->name), "cpu", task->cpu,
		"waits_for", sim_wait_name(task->waits_for),
		"waiting_since_ns", (json_int_t)task->waiting_since_ns,
		"stack", json_stack(report->symbols, task->stack, task->frames,
				    false));

	json_object_set_new(value, "locks", json_locks(task));
	if (task->wait_name[0])
		json_object_set_new(value, "wait_name",
				    json_text(task->wait_name));
	if (task->holder[0])
		json_object_set_new(value, "holder", json_text(task->holder));
	if (task->waker.name[0])
		json_object_set_new(value, "last_ended_by",
				    json_waker(report, &task->waker));
	if (sim_symbols_object(report->symbols, task->wait_object, object,
			       sizeof(object)))
		json_object_set_new(value, "wait_object", json_text(object));
	else if (task->wait_object)
		json_object_set_new(value, "wait_object",
				    json_hex(task->wait_object));
	return value;
}

static json_t *json_path(const char *path)
{
	return path[0] ? json_text(path) : json_null();
}

static json_t *json_troubles(const struct sim_finding *finding)
{
	json_t *list = json_array();

	for (int i = 0; i < finding->troubles; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:I}",
			"where", finding->trouble[i].where,
			"text", finding->trouble[i].text,
			"since_ns", (json_int_t)finding->trouble[i].since_ns));
	return list;
}

static json_t *json_finding(const struct sim_report *report,
			    const struct sim_finding *finding)
{
	char signature[256];
	json_t *tasks = json_array(), *others = json_array();
	const struct sim_finding *cause =
		sim_finding_cause(report->findings, finding);

	for (int i = 0; i < finding->tasks; i++)
		json_array_append_new(tasks,
				json_task(report, &finding->task_states[i]));
	for (int i = 0; i < finding->others; i++)
		json_array_append_new(others, json_pack("{s:o, s:o}",
			"title", json_text(finding->other[i].title),
			"stack", json_stack(report->symbols,
					    finding->other[i].stack,
					    finding->other[i].frames, false)));
	sim_finding_signature(finding, report->symbols, signature,
			      sizeof(signature));
	return json_pack("{s:s, s:o, s:o, s:I, s:o, s:s, s:I, s:I, s:o, s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
		"kind", sim_kind_name(finding->kind),
		"title", json_text(finding->title),
		"signature", json_text(signature),
		"seed", (json_int_t)report->config->seed,
		"schedule", json_path(report->schedule_path),
		"certainty", finding->observed ? "observed" : "possible",
		"when_ns", (json_int_t)finding->when_ns,
		"decision", (json_int_t)finding->decision,
		"task", json_text(finding->task),
		"cpu", finding->cpu,
		"context", finding->context,
		"stack", json_stack(report->symbols, finding->stack,
				    finding->frames, finding->crashed),
		"tasks", tasks,
		"other_stacks", others,
		"note", json_path(finding->note),
		"hardware", json_troubles(finding),
		"comes_of", cause ? json_integer(cause -
						 report->findings->items) :
				    json_null());
}

static json_t *json_image(const struct sim_report *report)
{
	const struct sim_image_ops *image = report->config->image;

	return json_pack("{s:o, s:s, s:s, s:s}",
			 "name", json_text(report->image_name),
			 "id", report->image_id,
			 "release", image && image->release ? image->release : "",
			 "flavour", image && image->flavour ? image->flavour : "");
}

static json_t *json_options(const struct sim_run_config *config)
{
	json_t *list = json_array();

	for (int i = 0; config->options && config->options[i]; i++)
		json_array_append_new(list, json_text(config->options[i]));
	return list;
}

static json_t *json_run(const struct sim_report *report)
{
	const struct sim_run_config *config = report->config;
	const struct sim_run_result *result = report->result;
	char message[1024];

	sim_report_message(report, message, sizeof(message));
	return json_pack("{s:i, s:s, s:s, s:I, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o}",
		"version", 1,
		"scenario", config->scenario->name,
		"outcome", sim_outcome_name(result->outcome),
		"seed", (json_int_t)config->seed,
		"strategy", config->strategy ?: "random",
		"cpus", config->cpus,
		"device", json_path(config->device_name ?: ""),
		"second_device", json_path(config->second_name ?: ""),
		"options", json_options(config),
		"image", json_image(report),
		"schedule", json_path(report->schedule_path),
		"hash", json_hex(result->hash),
		"decisions", (json_int_t)result->decisions,
		"switches", (json_int_t)result->switches,
		"preemptions", (json_int_t)result->preemptions,
		"interrupts", (json_int_t)result->interrupts,
		"virtual_ns", (json_int_t)result->virtual_ns,
		"about", json_text(result->about),
		"message", json_path(message));
}

char *sim_report_json(const struct sim_report *report)
{
	json_t *run = json_run(report), *findings = json_array();
	char *text;

	for (int i = 0; i < report->findings->count; i++)
		json_array_append_new(findings, json_finding(report,
					&report->findings->items[i]));
	json_object_set_new(run, "findings", findings);
	text = json_dumps(run, JSON_INDENT(2));
	json_decref(run);
	return text;
}
