/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.h: what the files of the command `simctl` share.
 */
#ifndef SIM_CLI_H
#define SIM_CLI_H

#include <argp.h>

#include "sim/report.h"
#include "report/table.h"

enum sim_exit {
	SIM_EXIT_PASSED = 0,
	SIM_EXIT_FOUND = 1,
	SIM_EXIT_USAGE = 2,
	SIM_EXIT_FAULT = 3,
	SIM_EXIT_NOTHING = 4,
	SIM_EXIT_SKIP = 125,	/* git bisect run: cannot be judged */
};

#define SIM_CLI_MAX_OPTIONS	32
/* Options with this prefix are parameters of the kernel. */
#define SIM_CLI_PARAMETER	"parameter."

enum sim_cli_color { SIM_COLOR_AUTO, SIM_COLOR_ALWAYS, SIM_COLOR_NEVER };

/**
 * struct sim_cli_flags - flags that commands share
 * @command: argv[0] as it was typed, for lines to paste
 * @seed_given: a flag or SIM_SEED named the seed
 * @json: "" for standard output, a path, or NULL
 * @out: output folder; @out_given: a flag or SIM_OUT named it
 * @verbosity: -1 with -q, 1 with -v
 */
struct sim_cli_flags {
	const char *command;
	const char *image, *strategy, *device, *schedule, *out, *json;
	const char *second;		/* device */
	const char *options[SIM_CLI_MAX_OPTIONS + 1];
	int option_count;
	uint64_t seed, limit_ns;
	bool seed_given, out_given;
	int cpus, verbosity;
	/* Bits of enum sim_check: not as by default; asked for by name */
	unsigned int checks_changed, checks_wanted;
	bool ktap, gdb, bisect, seed_boot, races, races_strict;
	enum sim_cli_color color;
};

/* Child parsers for argp; their input is a struct sim_cli_flags. */
extern const struct argp sim_cli_run_argp;	/* how to run: seed, image... */
extern const struct argp sim_cli_output_argp;	/* how to show it */

/* Defaults and the environment: SIM_SEED, SIM_OUT. 0 or SIM_EXIT_USAGE. */
int sim_cli_flags_init(struct sim_cli_flags *flags, const char *command);
bool sim_cli_use_color(const struct sim_cli_flags *flags, FILE *out);
/* True when @text is a seed: a number of at most 63 bits, or "random". */
bool sim_cli_parse_seed(const char *text, uint64_t *seed);

/* The argument of --checks; "help" prints the names and exits. */
void sim_cli_parse_checks(struct sim_cli_flags *flags, const char *arg,
			  struct argp_state *state);
/* What is on and off, with --races. */
unsigned int sim_cli_checks(const struct sim_cli_flags *flags);
/* Whether the image has the checkers that were asked for; 0, or SIM_EXIT_USAGE
 * after a sentence. */
int sim_cli_check_checks(const struct sim_cli_flags *flags,
			 const struct sim_image_ops *image, const char *name);

/* What --image names when that is a file, which no name leads to; or NULL. */
const char *sim_cli_image_file(const struct sim_cli_flags *flags);
/* True when all of @text is a number, as strtod() reads it. */
bool sim_cli_parse_number(const char *text, double *number);
/* The argument of commands that take one schedule; argp's answer to @key. */
error_t sim_cli_parse_schedule(int key, char *arg, struct argp_state *state,
			       const char **path);
/* Can @path be written, as far as its folder goes? Asked before what takes
 * long; 0, or SIM_EXIT_USAGE after a sentence. */
int sim_cli_check_file(const char *path);

/* ---- signals that end a command (cli/signals.c) ---- */
/* Whether who started us wants that signal ignored, as nohup does. */
bool sim_cli_ignores(int number);
/* Has @handler called, with the sa_flags @flags, in place of being ended. */
void sim_cli_on_end(void (*handler)(int number), int flags);
/* Leaves them to the parent, for they go to the whole group. */
void sim_cli_leave_ends(void);

/* Prints @text (NULL: there was no memory for it) or writes it to @path, when
 * that is not ""; frees it. 0, or -1 after a sentence. */
int sim_cli_json(const char *path, char *text);

/* One sentence to standard error, "simctl: ...". */
void sim_cli_complain(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* ---- one run (cli/session.c) ---- */

/**
 * struct sim_session - a run as the command does it
 * @flags: what the user asked for
 * @file: what the run depends on; a replay's schedule, or to be saved
 * @sparse: replays of sparse schedules; @table: their deviations, to be shown
 * @quiet_result: the caller prints the result (kunit, bench)
 */
struct sim_session {
	const struct sim_cli_flags *flags;
	struct sim_schedule_file file;
	bool replay;
	bool other_image;		/* than the sparse schedule's */
	bool quiet_result;
	char image_path[4096], image_name[64], image_id[65];
	char command_line[1024];
	char option_text[1024];		/* of a schedule's options */
	const char *options[SIM_CLI_MAX_OPTIONS + 1];	/* the scenario's own */
	struct sim_run_config config;
	struct sim_run_result result;
	struct sim_findings findings;
	struct sim_timeline timeline;
	struct sim_report report;
	struct sim_sparse_run sparse;
	struct sim_table table;
};

/* Finds and loads the image; 0 or an exit code after a sentence. */
int sim_session_open_image(struct sim_session *session);
/* Looks up scenario, strategy and device; 0 or an exit code. */
int sim_session_prepare(struct sim_session *session, const char *scenario);
void sim_session_run(struct sim_session *session);
/* Prints, saves; the exit code of the run. */
int sim_session_finish(struct sim_session *session);
/* Readies report and table of a sparse schedule that was run. */
void sim_session_attend(struct sim_session *session);
/* The table of a sparse schedule that was run; @signature: of its finding. */
void sim_session_show(struct sim_session *session, const char *signature);
/* The session's options as schedule files have them. */
void sim_session_options(const struct sim_session *session, char *text,
			 size_t size);
void sim_session_close(struct sim_session *session);
/* The file's run, as if it had been typed; 0 or an exit code. */
int sim_session_load(struct sim_session *session, struct sim_cli_flags *flags,
		     const char *path);
/* After that: opens the image and finds the schedule's places in it. */
int sim_session_load_image(struct sim_session *session);
int sim_session_exit_code(const struct sim_run_result *result);

/* Each --option must mean something to one of the scenarios, or be a kernel
 * parameter; 0, or SIM_EXIT_USAGE after a sentence. */
int sim_cli_check_options(const struct sim_cli_flags *flags,
			  const struct sim_scenario *const *scenarios,
			  int count);
/* Those that @scenario knows, for others may be explored beside it, and the
 * kernel's; a NULL ends @list. */
void sim_cli_options_of(const struct sim_cli_flags *flags,
			const struct sim_scenario *scenario, const char **list);
/* Joins the options that are kernel parameters to a command line in @text, if
 * the image has them; 0, or SIM_EXIT_USAGE after a sentence. */
int sim_cli_command_line(const struct sim_cli_flags *flags,
			 const struct sim_image_ops *image, char *text,
			 size_t size);

/* 0, or SIM_EXIT_USAGE after a sentence about what is wrong in it. */
int sim_cli_check_device(const char *name, const void *blob, size_t bytes);

/* The scenario behind `simctl kunit`; its option "suites" is a glob. */
extern const struct sim_scenario sim_cli_kunit_scenario;
/* What --option suites=GLOB says, or NULL. */
const char *sim_cli_suites(const struct sim_cli_flags *flags);
void sim_cli_kunit_set(const struct sim_image_ops *image, const char *glob);

/* Becomes gdb, running this same command line without --gdb. */
int sim_cli_gdb(int argc, char **argv);

/* ---- commands: argv[0] is "simctl NAME", the result an exit code ---- */
int sim_command_list(int argc, char **argv, const char *command);
int sim_command_run(int argc, char **argv, const char *command);
int sim_command_explore(int argc, char **argv, const char *command);
int sim_command_minimize(int argc, char **argv, const char *command);
int sim_command_replay(int argc, char **argv, const char *command);
int sim_command_image(int argc, char **argv, const char *command);
int sim_command_kunit(int argc, char **argv, const char *command);
int sim_command_bench(int argc, char **argv, const char *command);

#endif /* SIM_CLI_H */
