// SPDX-License-Identifier: GPL-2.0-only
/*
 * command_image.c: `simctl image ...`, which the image builder does.
 */
#include "cli/cli.h"
#include "sim/image.h"

int sim_command_image(int argc, char **argv, const char *command)
{
	(void)command;
	return sim_image_command(argc, argv);
}
