// SPDX-License-Identifier: GPL-2.0-only
/*
 * tell.c: what an exploration shows: a line of progress on a terminal, a
 * summary, JSON.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "sim/checks.h"

static double rate(const struct sim_explore *explore, double seconds)
{
	return seconds > 0 ? explore->ended / seconds : 0;
}

void sim_explore_progress(const struct sim_explore *explore, double now)
{
	int found = sim_explore_new_count(explore);

	fprintf(stderr, "\r\033[K%" PRIu64 " runs, %.0f/s, %" PRIu64
		" interleavings, %d finding%s, %d known",
		explore->ended, rate(explore, now - explore->began),
		explore->distinct, found, found == 1 ? "" : "s",
		explore->known_count - found);
	if (explore->known_count)
		fprintf(stderr, " (the last %.0f s ago)",
			now - explore->last_found);
	fflush(stderr);
}

static char *again(const struct sim_explore *explore,
		   const struct sim_explore_origin *run)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	bool possible = out && sim_explore_again(out, explore, run);

	if (out)
		fclose(out);
	if (possible)
		return text;
	free(text);
	return NULL;
}

static void print_again(const struct sim_explore *explore,
			const struct sim_explore_origin *run)
{
	char *text = again(explore, run);

	if (text)
		printf("       %s\n", text);
	free(text);
}

static struct sim_explore_origin
origin_of(const struct sim_explore_known *known)
{
	return (struct sim_explore_origin){
		.scenario = known->scenario,
		.strategy = known->strategy,
		.seed = known->seed,
	};
}

/* A schedule says what happens, not what is looked for. */
static void print_replay(const struct sim_explore *explore,
			 const char *schedule)
{
	const struct sim_cli_flags *flags = explore->flags;

	printf("%s replay ", flags->command);
	sim_word_print(stdout, schedule);
	sim_image_flag_print(stdout, sim_cli_image_file(flags));
	sim_checks_print(stdout, sim_cli_checks(flags), flags->races_strict);
	putchar('\n');
}

static void print_known(const struct sim_explore *explore,
			const struct sim_explore_known *known)
{
	struct sim_explore_origin run = origin_of(known);

	printf("%s%s%s: %s\n", known->baseline ? "known  " : "FOUND  ",
	       known->finding.kind, known->finding.observed ? "" :
	       " (possible)", known->finding.title);
	printf("       %" PRIu64 " of %" PRIu64 " runs (%.3g %%), first with %s, seed %" PRIu64 ", strategy %s\n",
	       known->count, explore->ended,
	       100.0 * known->count / explore->ended, known->scenario,
	       known->seed, known->strategy);
	if (known->about[0])
		printf("       life: %s\n", known->about);
	printf("       signature: %s\n", known->finding.signature);
	if (known->schedule[0]) {
		fputs("       ", stdout);
		print_replay(explore, known->schedule);
	}
	if (known->small[0]) {
		printf("       in %zu decision%s: ", known->small_decisions,
		       known->small_decisions == 1 ? "" : "s");
		print_replay(explore, known->small);
	}
	print_again(explore, &run);
}

/* What was ended or lost has no schedule, but its seed is known. */
static void print_broken(const struct sim_explore *explore)
{
	const struct sim_explore_broken *broken = explore->broken;

	if (!explore->broken_count)
		return;
	printf("FAULT  %" PRIu64 " runs failed, %" PRIu64 " were ended, %" PRIu64 " were lost; the first %d:\n",
	       explore->faults, explore->timeouts, explore->lost,
	       explore->broken_count);
	for (int i = 0; i < explore->broken_count; i++) {
		printf("       %s, seed %" PRIu64 ", strategy %s: %s\n",
		       broken[i].run.scenario, broken[i].run.seed,
		       broken[i].run.strategy, broken[i].what);
		print_again(explore, &broken[i].run);
	}
}

static const char *why_none(const struct sim_explore *explore)
{
	if (explore->interrupted)
		return "it was interrupted before the first was over";
	if (explore->shards && explore->runs)
		return "none of --runs is this --shard's";
	return "the time was over before the first was";
}

void sim_explore_summary(const struct sim_explore *explore)
{
	int found = sim_explore_new_count(explore);

	if (explore->refusal[0]) {
		sim_cli_complain("%s", explore->refusal);
		return;
	}
	for (int i = 0; i < explore->known_count; i++)
		print_known(explore, &explore->known[i]);
	print_broken(explore);
	if (explore->searches)
		sim_explore_search_tell(explore);
	printf("explore: %" PRIu64 " runs in %.1f s (%.1f s of CPU time, %.0f/s), %" PRIu64 " interleavings, %d finding%s, %d known%s\n",
	       explore->ended, explore->took, explore->cpu_s,
	       rate(explore, explore->took),
	       explore->distinct, found, found == 1 ? "" : "s",
	       explore->known_count - found,
	       explore->interrupted ? ", interrupted" : "");
	if (!explore->ended)
		sim_cli_complain("No run was made: %s.", why_none(explore));
}

/* Titles hold what the kernel said, which may be any byte. */
static json_t *json_text(const char *text)
{
	char *clean = strdup(text);
	json_t *json;

	for (char *at = clean; at && *at; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	json = clean ? json_string(clean) : NULL;
	free(clean);
	return json;
}

static json_t *json_again(const struct sim_explore *explore,
			  const struct sim_explore_origin *run)
{
	char *text = again(explore, run);
	json_t *command = text ? json_text(text) : json_null();

	free(text);
	return command;
}

static json_t *json_broken(const struct sim_explore *explore)
{
	json_t *list = json_array();

	for (int i = 0; i < explore->broken_count; i++) {
		const struct sim_explore_broken *broken = &explore->broken[i];

		json_array_append_new(list,
			json_pack("{s:s, s:I, s:s, s:o, s:o}",
				  "scenario", broken->run.scenario,
				  "seed", (json_int_t)broken->run.seed,
				  "strategy", broken->run.strategy,
				  "message", json_text(broken->what),
				  "run", json_again(explore, &broken->run)));
	}
	return list;
}

static json_t *json_known(const struct sim_explore *explore,
			  const struct sim_explore_known *known)
{
	json_t *schedule = known->schedule[0] ? json_string(known->schedule) :
						json_null();
	struct sim_explore_origin run = origin_of(known);
	json_t *command = json_again(explore, &run);

	return json_pack("{s:s, s:o, s:o, s:b, s:b, s:I, s:f, s:I, s:f, s:f, s:s, s:I, s:s, s:s, s:o, s:o, s:o}",
			 "kind", known->finding.kind,
			 "title", json_text(known->finding.title),
			 "signature", json_text(known->finding.signature),
			 "observed", known->finding.observed,
			 "known", known->baseline,
			 "count", (json_int_t)known->count,
			 "rate", (double)known->count / explore->ended,
			 "after_runs", (json_int_t)known->after_runs,
			 "after_seconds", known->after_s,
			 "after_cpu_seconds", known->after_cpu_s,
			 "scenario", known->scenario,
			 "seed", (json_int_t)known->seed,
			 "strategy", known->strategy,
			 "about", known->about,
			 "schedule", schedule,
			 "run", command,
			 "minimized", known->small[0] ?
			 json_pack("{s:s, s:I}", "schedule", known->small,
				   "decisions",
				   (json_int_t)known->small_decisions) :
			 json_null());
}

/* When the last finding came that was no known one, since the beginning. */
static json_t *json_last_new(const struct sim_explore *explore)
{
	double last = -1;

	for (int i = 0; i < explore->known_count; i++)
		if (!explore->known[i].baseline &&
		    explore->known[i].after_s > last)
			last = explore->known[i].after_s;
	return last < 0 ? json_null() : json_real(last);
}

static json_t *json_shard(const struct sim_explore *explore)
{
	return explore->shards ? json_sprintf("%" PRIu64 "/%" PRIu64,
					      explore->shard, explore->shards) :
				 json_null();
}

static json_t *json_search(const struct sim_explore *explore)
{
	const struct sim_search *search = &explore->shared->search;

	if (!explore->searches)
		return json_null();
	return json_pack("{s:I, s:b, s:b}",
			 "executions", (json_int_t)search->executions,
			 "exhausted", explore->exhausted,
			 "cut", search->cut);
}

static char *json_dump(const struct sim_explore *explore)
{
	json_t *list = json_array(), *all;
	char *text;

	for (int i = 0; i < explore->known_count; i++)
		json_array_append_new(list, json_known(explore,
						       &explore->known[i]));
	all = json_pack("{s:i, s:s, s:o, s:I, s:o, s:I, s:I, s:f, s:f, s:f, s:o, s:I, s:I, s:I, s:o, s:b, s:o, s:o}",
			"version", 1,
			"image", explore->session[0]->image_name,
			"shard", json_shard(explore),
			"runs", (json_int_t)explore->ended,
			"hash", json_sprintf("%016" PRIx64, explore->hash),
			"decisions", (json_int_t)explore->decisions,
			"interleavings", (json_int_t)explore->distinct,
			"seconds", explore->took,
			"cpu_seconds", explore->cpu_s,
			"runs_per_second", rate(explore, explore->took),
			"last_new_seconds", json_last_new(explore),
			"faults", (json_int_t)explore->faults,
			"timeouts", (json_int_t)explore->timeouts,
			"lost", (json_int_t)explore->lost,
			"broken", json_broken(explore),
			"interrupted", explore->interrupted,
			"search", json_search(explore),
			"findings", list);
	text = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
	json_decref(all);
	return text;
}

int sim_explore_json(const struct sim_explore *explore)
{
	const char *path = explore->flags->json;

	return path ? sim_cli_json(path, json_dump(explore)) : 0;
}
