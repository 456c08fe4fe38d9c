// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_files.c: paths and small files of the image builder. The cache folder
 * is $XDG_CACHE_HOME/libsim, or ~/.cache/libsim.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

static int fail(struct sim_image_build *build, int code, const char *format,
		va_list args)
{
	build->exit_code = code;
	vsnprintf(build->error, sizeof(build->error), format, args);
	return -1;
}

int sim_build_bad(struct sim_image_build *build, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(build, 2, format, args);
	va_end(args);
	return -1;
}

int sim_build_broken(struct sim_image_build *build, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(build, 3, format, args);
	va_end(args);
	return -1;
}

int sim_folders_make(const char *path)
{
	char part[SIM_PATH];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return -1;
		*slash = '/';
	}
	return mkdir(part, 0777) && errno != EEXIST ? -1 : 0;
}

int sim_cache_path(char *path, size_t size, const char *word)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	int n;

	if (cache && cache[0] == '/')
		n = snprintf(path, size, "%s/libsim/%s", cache, word);
	else
		n = snprintf(path, size, "%s/.cache/libsim/%s",
			     home ? home : "", word);
	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return sim_folders_make(path);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int sim_path_remove(const char *path)
{
	if (!sim_path_exists(path))
		return 0;
	return nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

bool sim_path_exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

int sim_file_put(struct sim_image_build *build, const char *path,
		 const char *text)
{
	char why[512];
	size_t bytes = 0;
	char *old = sim_host_file_read(path, &bytes, why, sizeof(why));
	bool same = old && bytes == strlen(text) && !memcmp(old, text, bytes);

	free(old);
	if (same)
		return 0;
	if (sim_host_file_replace(path, text, strlen(text), why, sizeof(why)))
		return sim_build_broken(build, "%s", why);
	return 0;
}

void sim_build_path(const struct sim_image_build *build, char *path,
		    size_t size, const char *format, ...)
{
	va_list args;
	int n = snprintf(path, size, "%s/", build->folder);

	va_start(args, format);
	if (n >= 0 && (size_t)n < size)
		vsnprintf(path + n, size - n, format, args);
	va_end(args);
}

void sim_line_read(const char *path, char *line, size_t size)
{
	FILE *in = fopen(path, "re");

	if (!in || !fgets(line, size, in))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (in)
		fclose(in);
}
