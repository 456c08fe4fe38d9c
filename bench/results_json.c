// SPDX-License-Identifier: GPL-2.0-only
/*
 * results_json.c: results to a file and back. docs/json.md describes it.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define VERSION	2

static json_t *result_json(const struct sim_bench_result *r)
{
	const struct sim_bench_summary *s = &r->summary;
	json_t *values = json_array(), *outliers = json_array();

	for (int i = 0; r->values && i < s->runs; i++)
		json_array_append_new(values, json_real(r->values[i]));
	for (int i = 0; i < s->outliers && i < 32; i++)
		json_array_append_new(outliers,
				      json_integer(s->outlier_run[i]));
	return json_pack("{s:s, s:s, s:s, s:b, s:f, s:s, s:f, s:s, s:f, s:s, s:f, s:f, s:f, s:f, s:o, s:o}",
			 "benchmark", r->bench, "name", r->name, "unit",
			 r->unit, "more_is_better", r->more_is_better, "aim",
			 r->aim, "beside", r->beside, "ratio", r->ratio,
			 "x_name", r->x_name, "x", r->x, "skipped", r->skipped,
			 "median", s->median, "min", s->min, "max", s->max,
			 "spread", s->spread, "outlier_runs", outliers,
			 "values", values);
}

static json_t *results_json(const struct sim_bench_results *results)
{
	const struct sim_bench_machine *m = &results->machine;
	json_t *figures = json_array();

	for (int i = 0; i < results->count; i++)
		json_array_append_new(figures,
				      result_json(&results->result[i]));
	return json_pack("{s:i, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o}",
			 "version", VERSION, "when", m->when, "cpu", m->cpu,
			 "cores", m->cores, "governor", m->governor, "load",
			 m->load, "compiler", m->compiler, "kernel", m->kernel,
			 "fast", results->fast, "check", results->check,
			 "strategy", results->strategy, "seed",
			 (json_int_t)results->seed, "figures", figures);
}

int sim_bench_json_write(const struct sim_bench_results *results,
			 const char *path)
{
	json_t *root = results_json(results);
	char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6));

	json_decref(root);
	return sim_cli_json(path, text);
}

static void take_text(json_t *from, const char *key, char *text, size_t size)
{
	const char *value = json_string_value(json_object_get(from, key));

	snprintf(text, size, "%s", value ?: "");
}

static double take_number(json_t *from, const char *key)
{
	return json_number_value(json_object_get(from, key));
}

static int take_values(struct sim_bench_result *r, json_t *values)
{
	size_t n = json_array_size(values);

	if (!n)
		return 0;
	r->values = calloc(n, sizeof(*r->values));
	if (!r->values)
		return -1;
	for (size_t i = 0; i < n; i++) {
		json_t *value = json_array_get(values, i);

		if (!json_is_number(value))
			return -1;
		r->values[i] = json_number_value(value);
	}
	sim_bench_summarise(r->values, n, &r->summary);
	return 0;
}

static int take_result(struct sim_bench_result *r, json_t *from)
{
	take_text(from, "benchmark", r->bench, sizeof(r->bench));
	take_text(from, "name", r->name, sizeof(r->name));
	take_text(from, "unit", r->unit, sizeof(r->unit));
	take_text(from, "beside", r->beside, sizeof(r->beside));
	take_text(from, "x_name", r->x_name, sizeof(r->x_name));
	take_text(from, "skipped", r->skipped, sizeof(r->skipped));
	r->more_is_better = json_is_true(json_object_get(from,
							 "more_is_better"));
	r->aim = take_number(from, "aim");
	r->ratio = take_number(from, "ratio");
	r->x = take_number(from, "x");
	if (!r->bench[0] || !r->name[0])
		return -1;
	return take_values(r, json_object_get(from, "values"));
}

static int take_results(struct sim_bench_results *results, json_t *root)
{
	struct sim_bench_machine *m = &results->machine;
	json_t *figures = json_object_get(root, "figures"), *figure;
	size_t i;

	if (take_number(root, "version") != VERSION || !json_is_array(figures))
		return -1;
	take_text(root, "when", m->when, sizeof(m->when));
	take_text(root, "cpu", m->cpu, sizeof(m->cpu));
	take_text(root, "governor", m->governor, sizeof(m->governor));
	take_text(root, "load", m->load, sizeof(m->load));
	take_text(root, "compiler", m->compiler, sizeof(m->compiler));
	take_text(root, "kernel", m->kernel, sizeof(m->kernel));
	m->cores = take_number(root, "cores");
	take_text(root, "fast", results->fast, sizeof(results->fast));
	take_text(root, "check", results->check, sizeof(results->check));
	take_text(root, "strategy", results->strategy,
		  sizeof(results->strategy));
	results->seed = take_number(root, "seed");
	json_array_foreach(figures, i, figure)
		if (take_result(sim_bench_result_add(results), figure))
			return -1;
	return 0;
}

int sim_bench_json_read(struct sim_bench_results *results, const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);
	int ret;

	if (!root) {
		if (error.line > 0)
			sim_cli_complain("Cannot use the figures in '%s': %s (line %d).",
					 path, error.text, error.line);
		else
			sim_cli_complain("Cannot use the figures: %s.",
					 error.text);
		return -1;
	}
	ret = take_results(results, root);
	json_decref(root);
	if (ret)
		sim_cli_complain("'%s' holds no figures of `simctl bench --json` in version %d.",
				 path, VERSION);
	return ret;
}
