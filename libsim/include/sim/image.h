/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h: building images and finding those that are built. Host world;
 * between the image builder (libsim/image) and the command (libsim/cli).
 */
#ifndef SIM_IMAGE_H
#define SIM_IMAGE_H

#include <stddef.h>

/**
 * sim_image_command - run `simctl image ...`
 * @argc: number of words, @argv[0] is "image"
 * @argv: the words; changed like argp_parse() may change them
 *
 * Return: the exit code of the command (0, 2 or 3).
 * Context: Host world, before any run.
 */
int sim_image_command(int argc, char **argv);

/**
 * sim_image_resolve - find a built image
 * @name_or_path: image name or path of a file, NULL for the default image
 * @path: receives the path
 * @n: size of @path in bytes
 * @error: receives one sentence on failure
 * @error_size: size of @error in bytes
 *
 * Return: 0, or -1 with @error filled.
 * Context: Host world, before any run.
 */
int sim_image_resolve(const char *name_or_path, char *path, size_t n,
		      char *error, size_t error_size);

#endif /* SIM_IMAGE_H */
