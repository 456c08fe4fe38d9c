// SPDX-License-Identifier: GPL-2.0-only
/*
 * baseline.c: the file of findings that are known: one signature a line, as
 * reports print them; empty lines and those that start with # are comments.
 */
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"

/* "KIND: ...", in printable characters, no longer than a signature is. */
static bool is_signature(const char *line)
{
	const char *colon = strstr(line, ": ");
	size_t length = strlen(line);

	if (!colon || length >= sizeof(((struct sim_explore_finding *)0)->signature))
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	for (int kind = 0; kind < SIM_KIND_COUNT; kind++) {
		const char *name = sim_kind_name(kind);

		if (strlen(name) == (size_t)(colon - line) &&
		    !strncmp(line, name, colon - line))
			return true;
	}
	return false;
}

/* The lines before @line from @comment on; their ends became zeros. */
static char *lines_between(const char *comment, const char *line)
{
	size_t bytes = comment ? line - comment : 0;
	char *text = calloc(1, bytes + 1);

	for (size_t i = 0; text && i < bytes; i++)
		text[i] = comment[i] ?: '\n';
	return text;
}

static int add_signature(struct sim_explore *explore, const char *line,
			 const char *comment)
{
	struct sim_explore_baseline *entry =
		&explore->baseline[explore->baseline_count++];

	entry->signature = strdup(line);
	entry->comment = lines_between(comment, line);
	return entry->signature && entry->comment ? 0 : SIM_EXIT_FAULT;
}

/* Lines may end as another system's do, and blanks alone are nothing. */
static void cut_end(char *line)
{
	size_t length = strlen(line);

	if (length && line[length - 1] == '\r')
		line[--length] = '\0';
	if (strspn(line, " \t") == length)
		*line = '\0';
}

static void refuse_line(const char *path, int number)
{
	sim_cli_complain("Line %d of the baseline file '%s' is not a signature: those are 'KIND: TEXT', as --write-baseline writes them, and '#' begins a remark.",
			 number, path);
}

/* Beside what other files had: there may be several. */
static int make_room(struct sim_explore *explore, const char *text)
{
	size_t room = explore->baseline_count + 1;
	struct sim_explore_baseline *more;

	for (; *text; text++)
		room += *text == '\n';
	more = realloc(explore->baseline, room * sizeof(*more));
	if (!more)
		return SIM_EXIT_FAULT;
	explore->baseline = more;
	return 0;
}

static int add_lines(struct sim_explore *explore, const char *path, char *text)
{
	const char *comment = NULL;
	int number = 0, ret = make_room(explore, text);

	for (char *line; !ret && (line = strsep(&text, "\n")); ) {
		number++;
		if (*line == '#' && !comment)
			comment = line;
		if (*line != '#')
			cut_end(line);
		if (*line && *line != '#') {
			if (!is_signature(line)) {
				refuse_line(path, number);
				return SIM_EXIT_USAGE;
			}
			if (!sim_explore_baseline_has(explore, line))
				ret = add_signature(explore, line, comment);
		}
		if (*line != '#')
			comment = NULL;
	}
	return ret;
}

int sim_explore_baseline_read(struct sim_explore *explore, const char *path)
{
	char error[1024], *text;
	size_t bytes;
	int ret;

	text = sim_host_file_read(path, &bytes, error, sizeof(error));
	if (!text) {
		sim_cli_complain("%s", error);
		return SIM_EXIT_USAGE;
	}
	if (strlen(text) != bytes) {
		sim_cli_complain("The baseline file '%s' is not text: it has a zero byte.", path);
		ret = SIM_EXIT_USAGE;
	} else {
		ret = add_lines(explore, path, text);
	}
	free(text);
	return ret;
}

bool sim_explore_baseline_has(const struct sim_explore *explore,
			      const char *signature)
{
	for (size_t i = 0; i < explore->baseline_count; i++)
		if (!strcmp(explore->baseline[i].signature, signature))
			return true;
	return false;
}

void sim_explore_baseline_free(struct sim_explore *explore)
{
	for (size_t i = 0; i < explore->baseline_count; i++) {
		free(explore->baseline[i].signature);
		free(explore->baseline[i].comment);
	}
	free(explore->baseline);
}
