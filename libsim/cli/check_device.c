// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_device.c: would the descriptors of a file make a device? Tried in a
 * child, so that nothing of the trial is left in the machine that then runs.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "sim/device.h"

static void try_device(int fd, const char *name, const void *blob,
		       size_t bytes)
{
	char error[512] = "";
	struct sim_usb_audio *audio;

	audio = sim_usb_audio_create(blob, bytes,
				     sim_usb_audio_guess_speed(blob, bytes),
				     name, error, sizeof(error));
	if (!audio && write(fd, error, strlen(error)) < 0)
		_exit(2);
	_exit(audio ? 0 : 1);
}

int sim_cli_check_device(const char *name, const void *blob, size_t bytes)
{
	char error[512];
	int ends[2], status = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(ends))
		return 0;
	fflush(NULL);
	pid = fork();
	if (!pid)
		try_device(ends[1], name, blob, bytes);
	close(ends[1]);
	n = pid > 0 ? read(ends[0], error, sizeof(error) - 1) : 0;
	close(ends[0]);
	if (pid > 0)
		waitpid(pid, &status, 0);
	if (pid < 0 || (WIFEXITED(status) && !WEXITSTATUS(status)))
		return 0;
	error[n > 0 ? n : 0] = '\0';
	sim_cli_complain("Device '%s': %s", name,
			 n > 0 ? error : "its descriptors cannot be read.");
	return SIM_EXIT_USAGE;
}
