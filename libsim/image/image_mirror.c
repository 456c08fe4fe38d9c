// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_mirror.c: copies of our own folders in the image's folder. A file is
 * written when its content differs, so its time tells when that changed last,
 * whichever clone of the project an image is built from. (A link would show
 * ninja the times of a clone's checkout.)
 */
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

static int copy_file(struct sim_image_build *build, const char *source,
		     const char *target)
{
	char why[512];
	size_t bytes;
	char *data = sim_host_file_read(source, &bytes, why, sizeof(why)), *text;
	int failed;

	if (!data)
		return sim_build_broken(build, "%s", why);
	text = strndup(data, bytes);
	failed = sim_file_put(build, target, text);
	free(text);
	free(data);
	return failed;
}

static int walk(struct sim_image_build *build, const char *root,
		int (*visit)(struct sim_image_build *, const char *root,
			     const FTSENT *entry, const char *other),
		const char *other)
{
	char *roots[] = { (char *)root, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int failed = 0;

	while (!failed && tree && (entry = fts_read(tree)))
		failed = visit(build, root, entry, other);
	if (tree)
		fts_close(tree);
	return failed;
}

static int bring(struct sim_image_build *build, const char *root,
		 const FTSENT *entry, const char *target)
{
	char path[2 * SIM_PATH];

	snprintf(path, sizeof(path), "%s%s", target,
		 entry->fts_path + strlen(root));
	if (entry->fts_info == FTS_D && sim_folders_make(path))
		return sim_build_broken(build, "Cannot make '%s': %s.", path,
					strerror(errno));
	/* Editors leave files like ".x.swp". */
	if (entry->fts_info != FTS_F || entry->fts_name[0] == '.')
		return 0;
	return copy_file(build, entry->fts_path, path);
}

/* What the source has no more goes, folders after what is in them. */
static int drop(struct sim_image_build *build, const char *root,
		const FTSENT *entry, const char *source)
{
	char path[2 * SIM_PATH];

	if (entry->fts_info == FTS_D)
		return 0;
	snprintf(path, sizeof(path), "%s%s", source,
		 entry->fts_path + strlen(root));
	if (!sim_path_exists(path) && remove(entry->fts_path))
		return sim_build_broken(build, "Cannot remove '%s': %s.",
					entry->fts_path, strerror(errno));
	return 0;
}

int sim_folder_mirror(struct sim_image_build *build, const char *source,
		      const char *name)
{
	char target[SIM_PATH];

	sim_build_path(build, target, sizeof(target), "%s", name);
	if (walk(build, source, bring, target))
		return -1;
	return walk(build, target, drop, source);
}
