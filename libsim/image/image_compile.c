// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_compile.c: runs ninja and turns what gcc has to say about a tree that
 * does not fit into one sentence. The whole of it stays in kernel.log.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

/* What stands between two single quotes at or after @at. */
static bool quoted(const char *at, char *name, size_t size)
{
	const char *start = strchr(at, '\'');
	const char *end = start ? strchr(start + 1, '\'') : NULL;

	if (!end || (size_t)(end - start) > size)
		return false;
	snprintf(name, size, "%.*s", (int)(end - start - 1), start + 1);
	return true;
}

/* "tree/a.c" is a.c of the kernel; "shim/a.c" is ours. */
static void name_file(const char *path, char *text, size_t size)
{
	if (!strncmp(path, "tree/", 5))
		snprintf(text, size, "%s", path + 5);
	else if (!strncmp(path, "shim/", 5))
		snprintf(text, size, "kernel-shim/%s", path + 5);
	else
		snprintf(text, size, "%s", path);
}

/* The messages of gcc that name a symbol, and what the symbol is. */
static const struct { const char *message, *what; } lacks[] = {
	{ "implicit declaration of function", "function" },
	{ "undeclared", "symbol" },
	{ "has no member named", "member" },
	{ "unknown type name", "type" },
	{ "storage size of", "type of" },
	{ "invalid use of undefined type", "type" },
};

static int tell_symbol(struct sim_image_build *build, const char *file,
		       const char *message)
{
	char name[256];

	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++) {
		const char *at = strstr(message, lacks[i].message);

		/* "'x' undeclared": its name stands before. */
		if (!at || !quoted(strstr(message, "undeclared") ?
				   message : at, name, sizeof(name)))
			continue;
		return sim_build_bad(build,
			"Linux %s in '%s' does not fit: %s needs the %s %s, which is missing.",
			build->release, build->tree, file, lacks[i].what, name);
	}
	return 1;
}

/* A line "FILE:LINE:COLUMN: error: MESSAGE". */
static int tell_error(struct sim_image_build *build, const char *line,
		      const char *error)
{
	char path[512], file[1024], message[512], header[256];
	const char *text = strstr(error, "error: ") + strlen("error: ");

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(line, ":"), line);
	name_file(path, file, sizeof(file));
	snprintf(message, sizeof(message), "%.*s", (int)strcspn(text, "\n"),
		 text);
	if (strstr(message, "No such file or directory")) {
		snprintf(header, sizeof(header), "%.*s",
			 (int)strcspn(message, ":"), message);
		return sim_build_bad(build,
			"Linux %s in '%s' does not fit: it has no header %s, which %s includes.",
			build->release, build->tree, header, file);
	}
	if (tell_symbol(build, file, message) < 0)
		return -1;
	return sim_build_bad(build,
		"Linux %s in '%s' does not fit: %s does not compile: %.400s.",
		build->release, build->tree, file, message);
}

static int tell_failure(struct sim_image_build *build, const char *target,
			const char *log)
{
	const char *line = log, *error;

	if (strstr(log, "interrupted by user"))
		return sim_build_broken(build, "The build was interrupted: the same command goes on from there.");
	if (strstr(log, "No space left on device"))
		return sim_build_broken(build, "The disk of '%s' is full.",
					build->folder);
	for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strcspn(line, "\n");
		const char *end = line + n;

		error = strstr(line, ": error: ");
		if (!error || error > end)
			error = strstr(line, ": fatal error: ");
		if (error && error < end)
			return tell_error(build, line, error);
	}
	error = strstr(log, "undefined reference");
	if (!error)
		error = strstr(log, "multiple definition");
	if (!error)
		error = strstr(log, "ninja: error: ");
	return sim_build_broken(build, "The image does not link: %.*s (log: %s/%.*s.log).",
				error ? (int)strcspn(error, "\n") : 7,
				error ? error : "see log", build->folder,
				(int)strcspn(target, "."), target);
}

int sim_compile_run(struct sim_image_build *build, const char *target)
{
	char jobs[16], path[SIM_PATH], why[512], *log = NULL;
	char *argv[8] = { "ninja" };
	int status, i = 1;

	snprintf(jobs, sizeof(jobs), "-j%d", build->jobs ? build->jobs :
		 (int)sysconf(_SC_NPROCESSORS_ONLN));
	argv[i++] = jobs;
	if (build->verbose)
		argv[i++] = "-v";
	argv[i++] = (char *)target;
	status = sim_process_run(build->folder, argv, true, &log);
	if (!log || status == 127) {
		free(log);
		return sim_build_broken(build,
			"Cannot run ninja: install the package ninja-build.");
	}
	if (build->verbose)
		fputs(log, stderr);
	/* kernel.log, image.log: what was compiled, and what was linked. */
	sim_build_path(build, path, sizeof(path), "%.*s.log",
		       (int)strcspn(target, "."), target);
	if (sim_host_file_replace(path, log, strlen(log), why, sizeof(why)))
		status = sim_build_broken(build, "%s", why);
	else if (status)
		status = tell_failure(build, target, log);
	free(log);
	return status;
}
