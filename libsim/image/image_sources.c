// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_sources.c: which files make the kernel world: those of the kernel that
 * the lists in drivers/ name, and all of kernel-shim/.
 *
 * A line of a list is a path in the tree, then what is special about it:
 *
 *	[?]PATH.c [module=NAME] [FLAG]...	# comment
 *
 * `?` marks a file that only some trees have. `module=` is the module that the
 * file belongs to when that is not its own name.
 */
#include <errno.h>
#include <fts.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "image_build.h"

static struct sim_source *add(struct sim_sources *sources)
{
	if (sources->count == sources->room) {
		sources->room = sources->room ? 2 * sources->room : 256;
		sources->items = reallocarray(sources->items, sources->room,
					      sizeof(*sources->items));
		if (!sources->items)
			abort();
	}
	return memset(&sources->items[sources->count++], 0,
		      sizeof(*sources->items));
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "sound/usb/usx2y.c" is of the module "usx2y", unless its line says else. */
static char *module_of(const char *path, const char *given)
{
	char *module = strdup(given ? given : base_name(path));
	char *end = given ? NULL : strrchr(module, '.');

	if (end)
		*end = '\0';
	for (char *c = module; *c; c++)
		if (*c == '-')
			*c = '_';
	return module;
}

static void append(char **text, const char *word)
{
	char *joined;

	if (asprintf(&joined, "%s %s", *text ? *text : "", word) < 0)
		abort();
	free(*text);
	*text = joined;
}

static int read_line(struct sim_image_build *build, const char *list,
		     char *line)
{
	char *save, *word, *path, *module = NULL, *flags = NULL;
	char full[2 * SIM_PATH];
	struct sim_source *source;

	line[strcspn(line, "#")] = '\0';
	path = strtok_r(line, " \t\n", &save);
	if (!path)
		return 0;
	while ((word = strtok_r(NULL, " \t\n", &save))) {
		if (!strncmp(word, "module=", 7))
			module = word + 7;
		else
			append(&flags, word);
	}
	snprintf(full, sizeof(full), "%s/%s", build->tree,
		 path + (path[0] == '?'));
	/* A patch may bring the file, so a copy is asked, not the original. */
	if (build->patches)
		sim_build_path(build, full, sizeof(full), "tree/%s",
			       path + (path[0] == '?'));
	if (!sim_path_exists(full)) {
		free(flags);
		if (path[0] == '?')
			return 0;
		return sim_build_bad(build,
			"Linux %s in '%s' does not fit: it has no file %s, which drivers/%s names.",
			build->release, build->tree, path, base_name(list));
	}
	source = add(&build->sources);
	if (asprintf(&source->path, "tree/%s", path + (path[0] == '?')) < 0)
		abort();
	source->module = module_of(path, module);
	source->flags = flags ? flags : strdup("");
	source->list = strdup(base_name(list));
	return 0;
}

static int read_list(struct sim_image_build *build, const char *list)
{
	FILE *in = fopen(list, "re");
	char line[1024];
	int failed = 0;

	if (!in)
		return sim_build_broken(build, "Cannot read '%s': %s.", list,
					strerror(errno));
	while (!failed && fgets(line, sizeof(line), in))
		failed = read_line(build, list, line);
	fclose(in);
	return failed;
}

static int read_lists(struct sim_image_build *build)
{
	glob_t lists;
	int failed = 0;

	if (glob(SIM_SOURCE_DIR "/drivers/*.list", 0, NULL, &lists))
		return sim_build_broken(build, "'%s' has no *.list.",
					SIM_SOURCE_DIR "/drivers");
	for (size_t i = 0; !failed && i < lists.gl_pathc; i++)
		failed = read_list(build, lists.gl_pathv[i]);
	globfree(&lists);
	return failed;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_shim(struct sim_image_build *build, const char *path)
{
	const char *end = strrchr(path, '.');
	struct sim_source *source;

	if (!end || (strcmp(end, ".c") && strcmp(end, ".S")))
		return;
	source = add(&build->sources);
	if (asprintf(&source->path, "shim%s",
		     path + strlen(SIM_SOURCE_DIR "/kernel-shim")) < 0)
		abort();
	source->module = module_of(path, NULL);
	source->flags = strdup("");
	source->list = strdup("kernel-shim");
}

static int walk_shim(struct sim_image_build *build)
{
	char *roots[] = { SIM_SOURCE_DIR "/kernel-shim", NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	if (!walk)
		return sim_build_broken(build, "Cannot read '%s': %s.",
					roots[0], strerror(errno));
	while ((entry = fts_read(walk)))
		if (entry->fts_info == FTS_F)
			add_shim(build, entry->fts_path);
	fts_close(walk);
	return 0;
}

/* The tree before the shim: initcalls of one level run in link order. */
static int by_path(const void *a, const void *b)
{
	const char *left = ((const struct sim_source *)a)->path;
	const char *right = ((const struct sim_source *)b)->path;

	return left[0] != right[0] ? right[0] - left[0] : strcmp(left, right);
}

static void free_source(struct sim_source *source)
{
	free(source->path);
	free(source->module);
	free(source->flags);
	free(source->list);
}

/* Two lists may name the same file: it is compiled once, as the first says. */
static void drop_repeated(struct sim_sources *sources)
{
	size_t kept = 0;

	for (size_t i = 0; i < sources->count; i++) {
		if (kept && !strcmp(sources->items[kept - 1].path,
				    sources->items[i].path))
			free_source(&sources->items[i]);
		else
			sources->items[kept++] = sources->items[i];
	}
	sources->count = kept;
}

int sim_sources_find(struct sim_image_build *build)
{
	if (read_lists(build) || walk_shim(build))
		return -1;
	qsort(build->sources.items, build->sources.count,
	      sizeof(*build->sources.items), by_path);
	drop_repeated(&build->sources);
	return 0;
}

void sim_sources_free(struct sim_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free_source(&sources->items[i]);
	free(sources->items);
	memset(sources, 0, sizeof(*sources));
}
