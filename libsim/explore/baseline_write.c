// SPDX-License-Identifier: GPL-2.0-only
/*
 * baseline_write.c: a baseline file made of what was known and what was found,
 * sorted by signature so that two of them compare well. What somebody wrote
 * above a signature stays there.
 */
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"

static const char head[] =
	"# Findings that are known, for simctl explore --baseline: a signature a\n"
	"# line; remarks are the lines with # right above it.\n";

/* One of what was known, or one of what was found. */
struct entry {
	const struct sim_explore_baseline *old;
	const struct sim_explore_known *found;
};

static const char *signature_of(const struct entry *entry)
{
	return entry->old ? entry->old->signature :
			    entry->found->finding.signature;
}

static int compare(const void *a, const void *b)
{
	return strcmp(signature_of(a), signature_of(b));
}

/* Titles hold what the kernel said, which may be any byte. */
static void write_title(FILE *out, const char *title)
{
	fputs("# ", out);
	for (; *title; title++)
		putc(*title < ' ' || *title == 0x7f ? '?' : *title, out);
	putc('\n', out);
}

static void write_entry(FILE *out, const struct entry *entry)
{
	putc('\n', out);
	if (entry->old) {
		fputs(entry->old->comment, out);
	} else {
		write_title(out, entry->found->finding.title);
		fprintf(out, "# first with %s, seed %llu, strategy %s\n",
			entry->found->scenario,
			(unsigned long long)entry->found->seed,
			entry->found->strategy);
	}
	fprintf(out, "%s\n", signature_of(entry));
}

static struct entry *collect(const struct sim_explore *explore, size_t *count)
{
	struct entry *entries = calloc(explore->baseline_count +
				       explore->known_count + 1,
				       sizeof(*entries));

	*count = 0;
	if (!entries)
		return NULL;
	for (size_t i = 0; i < explore->baseline_count; i++)
		entries[(*count)++].old = &explore->baseline[i];
	for (int i = 0; i < explore->known_count; i++)
		if (!explore->known[i].baseline)
			entries[(*count)++].found = &explore->known[i];
	qsort(entries, *count, sizeof(*entries), compare);
	return entries;
}

int sim_explore_baseline_write(const struct sim_explore *explore)
{
	char error[4400] = "No memory for the baseline.", *text = NULL;
	size_t bytes = 0, count;
	struct entry *entries = collect(explore, &count);
	FILE *out = entries ? open_memstream(&text, &bytes) : NULL;
	int ret = -1;

	if (out) {
		fputs(head, out);
		for (size_t i = 0; i < count; i++)
			write_entry(out, &entries[i]);
		if (!fclose(out))
			ret = sim_host_file_replace(explore->write_baseline,
						    text, bytes, error,
						    sizeof(error));
	}
	if (ret)
		sim_cli_complain("%s", error);
	free(text);
	free(entries);
	return ret ? SIM_EXIT_FAULT : 0;
}
