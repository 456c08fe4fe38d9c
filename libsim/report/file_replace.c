// SPDX-License-Identifier: GPL-2.0-only
/*
 * file_replace.c: whole files, read and written. A file that is written is
 * whole or unchanged, also when the disk is full or the power goes; devices
 * and pipes just get the bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/report.h"

/* No file of ours comes near that; /dev/zero goes beyond. */
#define BYTES_MOST	((size_t)1 << 30)

static int write_all(int fd, const char *data, size_t bytes)
{
	while (bytes) {
		ssize_t n = write(fd, data, bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		data += n;
		bytes -= n;
	}
	return 0;
}

/* So that the rename itself survives; a file system that cannot is no error. */
static void sync_folder_of(const char *path)
{
	char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	int fd;

	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

static int write_and_rename(int fd, const char *temporary, const char *path,
			    const void *data, size_t bytes)
{
	int failed = write_all(fd, data, bytes) || fsync(fd);
	int saved = errno;

	if (close(fd) && !failed) {
		failed = 1;
		saved = errno;
	}
	if (!failed && rename(temporary, path)) {
		failed = 1;
		saved = errno;
	}
	errno = saved;
	return failed ? -1 : 0;
}

/* A device or a pipe is written to, never replaced: /dev/stdout stays one. */
static bool is_special(const char *path)
{
	struct stat status;

	return !stat(path, &status) && !S_ISREG(status.st_mode);
}

static int write_special(const char *path, const void *data, size_t bytes,
			 char *error, size_t error_size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int failed = fd < 0 || write_all(fd, data, bytes);

	if (failed)
		snprintf(error, error_size, "Cannot write '%s': %s.", path,
			 strerror(errno));
	if (fd >= 0)
		close(fd);
	return failed ? -1 : 0;
}

int sim_host_file_replace(const char *path, const void *data, size_t bytes,
		     char *error, size_t error_size)
{
	char *temporary;
	int fd, failed;

	if (is_special(path))
		return write_special(path, data, bytes, error, error_size);
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
		snprintf(error, error_size, "No memory to write '%s'.", path);
		return -1;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	failed = fd < 0;
	if (!failed) {
		mode_t mask = umask(0);

		umask(mask);
		(void)!fchmod(fd, 0666 & ~mask);
		failed = write_and_rename(fd, temporary, path, data, bytes);
	}
	if (failed) {
		snprintf(error, error_size, "Cannot write '%s': %s.", path,
			 strerror(errno));
		if (fd >= 0)
			unlink(temporary);
	} else {
		sync_folder_of(path);
	}
	free(temporary);
	return failed ? -1 : 0;
}

/* One zero byte follows the contents, so that text can be parsed in place. */
static char *read_all(int fd, size_t *bytes)
{
	size_t used = 0, room = 1 << 16;
	char *data = malloc(room);

	while (data) {
		ssize_t n = read(fd, data + used, room - used - 1);
		char *larger;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		used += n;
		if (!n) {
			data[used] = '\0';
			*bytes = used;
			return data;
		}
		if (used + 1 < room)
			continue;
		if (room >= BYTES_MOST) {
			errno = EFBIG;
			break;
		}
		larger = realloc(data, room *= 2);
		if (!larger)
			break;
		data = larger;
	}
	free(data);
	return NULL;
}

void *sim_host_file_read(const char *path, size_t *bytes, char *error,
		    size_t error_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *data = fd < 0 ? NULL : read_all(fd, bytes);

	if (!data)
		snprintf(error, error_size, "Cannot read '%s': %s.", path,
			 strerror(errno));
	if (fd >= 0)
		close(fd);
	return data;
}
