/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h: what a run tells a person or a program. Host world.
 *
 * Everything here but the timeline works after the run, on the host's stack:
 * resolving addresses takes more memory than a fiber's stack has.
 */
#ifndef SIM_REPORT_H
#define SIM_REPORT_H

#include <stdio.h>

#include "sim/run.h"
#include "sim/schedule.h"

/* ---- names (report/names.c) ---- */
const char *sim_kind_name(enum sim_kind kind);		/* "data-race" */
const char *sim_outcome_name(enum sim_outcome outcome);	/* "passed" */
const char *sim_wait_name(enum sim_wait wait);		/* "mutex" */
const char *sim_op_text(unsigned int op);		/* "lock", enum sim_op */
/* What a kernel's log would start the line with: "BUG: KASAN: ". */
const char *sim_kind_splat(enum sim_kind kind);

/* ---- files (report/file_replace.c, report/digest.c) ---- */

/**
 * sim_host_file_replace - write a whole file or leave the old one
 * @path: file to make or replace
 * @data: contents
 * @bytes: size of @data
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Writes beside @path, syncs and renames.
 *
 * Return: 0 or -1.
 */
int sim_host_file_replace(const char *path, const void *data, size_t bytes,
		     char *error, size_t error_size);

/**
 * sim_host_file_read - read a whole file
 * @path: file to read
 * @bytes: receives its size
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Return: memory to free(), with a zero byte after the contents, or NULL.
 */
void *sim_host_file_read(const char *path, size_t *bytes, char *error,
		    size_t error_size);

#define SIM_IMAGE_ID_SIZE	33

/**
 * sim_image_digest - digest that names an image
 * @path: the image file
 * @id: receives the XXH3 128-bit digest of the file in hexadecimal
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * The digest tells images apart; it is not meant to withstand forgery.
 *
 * Return: 0 or -1.
 */
int sim_image_digest(const char *path, char id[SIM_IMAGE_ID_SIZE], char *error,
		     size_t error_size);

/* ---- symbols (report/symbols.c) ---- */
struct sim_symbols;

/**
 * struct sim_location - a place in the source
 * @function: name of the function, "" when unknown
 * @offset: bytes from the start of @function; 0 for inlined functions
 * @size: size of @function in bytes; 0 for inlined functions
 * @file: path of the source in its tree, "" when unknown
 * @line: line in @file, 0 when unknown
 * @inlined: @function was inlined into the location that follows
 */
struct sim_location {
	char function[128];
	uint64_t offset, size;
	char file[256];
	int line;
	bool inlined;
};

/* Functions inlined into one another at a place, as many as are told. */
#define SIM_SYMBOLS_INLINED	16

/**
 * sim_symbols_open - read the symbols and lines of an image
 * @path: the image file
 * @base: address that it is, or will be, loaded at
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Return: a handle for sim_symbols_close(), or NULL.
 */
struct sim_symbols *sim_symbols_open(const char *path, uint64_t base,
				     char *error, size_t error_size);
void sim_symbols_close(struct sim_symbols *symbols);

/**
 * sim_symbols_locate - the functions that an address lies in
 * @symbols: handle, or NULL (nothing is known then)
 * @address: where
 * @is_return: @address is where a call returns to, so the call is before it
 * @location: receives inlined functions, innermost first, then the function
 * @max: size of @location
 *
 * Return: number of locations, 0 when nothing is known.
 */
int sim_symbols_locate(struct sim_symbols *symbols, uint64_t address,
		       bool is_return, struct sim_location *location, int max);

/* "name" or "name+0xoff" of a variable of the image; false when none. */
bool sim_symbols_object(struct sim_symbols *symbols, uint64_t address,
			char *text, size_t size);

/* Where a function starts; of several, one of that @size. 0: there is none. */
uint64_t sim_symbols_function(struct sim_symbols *symbols, const char *name,
			      uint64_t size);

/* ---- what a run found (report/collect.c) ---- */
struct sim_findings {
	struct sim_finding *items;
	int count, capacity;
	int dropped;		/* over SIM_MAX_FINDINGS */
};
#define SIM_MAX_FINDINGS	1000

void sim_findings_add(struct sim_findings *list,
		      const struct sim_finding *finding);
void sim_findings_free(struct sim_findings *list);

/* Gives a data race its title: what a report and a signature are made of. */
void sim_finding_name_race(struct sim_finding *race,
			   struct sim_symbols *symbols);

/**
 * sim_findings_name_races - give data races their titles
 * @list: findings of one run
 * @symbols: of the image, or NULL
 *
 * Races between the same two functions become one.
 *
 * Return: how many were dropped.
 */
int sim_findings_name_races(struct sim_findings *list,
			    struct sim_symbols *symbols);

/* ---- the timeline (report/timeline.c) ---- */
struct sim_table;
struct sim_timeline {
	FILE *out;		/* NULL: nothing is shown */
	bool color;
	int level;		/* lines up to this level are shown */
	struct sim_findings *findings;
	struct sim_table *table;	/* gets what the story says, or NULL */
};

/** sim_timeline_observer - an observer that prints and collects findings */
struct sim_observer sim_timeline_observer(struct sim_timeline *timeline);

/* ---- reports ---- */

/**
 * struct sim_report - a run and all that reports about it need
 * @config: what was run
 * @result: how it ended
 * @findings: what it found
 * @times: sim_findings_times() of them; NULL: each is shown
 * @symbols: of the image, or NULL
 * @image_name: name of the image
 * @image_id: its digest
 * @command: how simctl was called, for lines to paste ("build/simctl")
 * @schedule_path: saved schedule, "" when there is none
 * @color: use colours
 */
struct sim_report {
	const struct sim_run_config *config;
	const struct sim_run_result *result;
	const struct sim_findings *findings;
	int *times;
	struct sim_symbols *symbols;
	const char *image_name, *image_id;
	const char *image_file;		/* when it was named as one */
	const char *command;
	char schedule_path[4096];
	bool color;
};

/* " in f < g < h": the top frames' functions, without the shim's; or "". */
void sim_finding_places(const struct sim_finding *finding,
			struct sim_symbols *symbols, char *text, size_t size);
/* Kind and the top frames' functions: what tells duplicates apart. */
void sim_finding_signature(const struct sim_finding *finding,
			   struct sim_symbols *symbols, char *text,
			   size_t size);
/* The finding of @list that @finding comes of, NULL: none. */
const struct sim_finding *sim_finding_cause(const struct sim_findings *list,
					    const struct sim_finding *finding);
int sim_findings_following(const struct sim_findings *list,
			   const struct sim_finding *cause);
/* For each finding how many of @list have its signature, 0 for all but the
 * first of them and for what comes of another; free() it. NULL without
 * memory. */
int *sim_findings_times(const struct sim_findings *list,
			struct sim_symbols *symbols);
/* One finding in the words of the kernel's own reports. */
void sim_splat_print(FILE *out, const struct sim_report *report,
		     const struct sim_finding *finding);
/* All of them, those of one signature once. */
void sim_splats_print(FILE *out, const struct sim_report *report);
void sim_summary_print(FILE *out, const struct sim_report *report);
/* Why the run was not judged, with names of places; false when it was. */
bool sim_report_message(const struct sim_report *report, char *text,
			size_t size);
/* A line with scenario, verdict, seed, hash, and what was found or wrong. */
void sim_verdict_print(FILE *out, const struct sim_report *report);
/* A word as a shell reads it. */
void sim_word_print(FILE *out, const char *word);
/* " --image IMAGE", nothing for NULL. */
void sim_image_flag_print(FILE *out, const char *image);
/* The command to paste that runs it again. */
void sim_replay_line_print(FILE *out, const struct sim_report *report);
/* The whole run as a JSON document, docs/json.md; free() it. */
char *sim_report_json(const struct sim_report *report);

/* ---- KTAP (report/ktap.c) ---- */
struct sim_ktap_case {
	char *suite, *name, *parameter, *message;
	int status;		/* 0 passed, 1 failed, 2 skipped */
};
void sim_ktap_print(FILE *out, const struct sim_ktap_case *cases, size_t count);
void sim_ktap_run_print(FILE *out, const struct sim_report *report);

/* ---- the output folder (report/artefacts.c) ---- */

/**
 * sim_artefacts_prepare - make the output folder
 * @folder: path, made with its parents when it is missing
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Return: 0 when files can be made in it, else -1.
 */
int sim_artefacts_prepare(const char *folder, char *error, size_t error_size);

/**
 * sim_artefacts_save - save a run's schedule, report and JSON
 * @folder: the output folder
 * @report: the run; @report->schedule_path is set on success
 * @file: its schedule
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * They go to FOLDER/SCENARIO-SEED-HASH/, and FOLDER/latest leads there.
 *
 * Return: 0 or -1; what could be written stays.
 */
int sim_artefacts_save(const char *folder, struct sim_report *report,
		       const struct sim_schedule_file *file, char *error,
		       size_t error_size);

#endif /* SIM_REPORT_H */
