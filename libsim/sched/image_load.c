// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_load.c: brings an image into the process at its fixed address.
 *
 * The dynamic loader honours a shared object's own addresses in a program
 * that is not position independent, and only while they are free; both are
 * checked here.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "machine.h"

static bool landed(void *handle, const void *symbol)
{
	struct link_map *map;

	if (dlinfo(handle, RTLD_DI_LINKMAP, &map) || map->l_addr)
		return false;
	return (uintptr_t)symbol - SIM_IMAGE_BASE < 1UL << 32;
}

static const char *image_problem(void *handle,
				 const struct sim_image_ops *image,
				 char *text, size_t size)
{
	if (!image)
		return "it is no image: it has no symbol sim_image";
	if (!landed(handle, image))
		return "it did not get its fixed address: is the program position independent, or the address taken?";
	if (image->version == SIM_BORDER_VERSION)
		return NULL;
	snprintf(text, size,
		 "it was built for border version %#x, this simulator has %#x: build it again",
		 image->version, SIM_BORDER_VERSION);
	return text;
}

/*
 * The loader maps what the headers promise and dies by SIGBUS where the file is
 * shorter. The table of sections is the last thing in it: with that, all is
 * there. What is no ELF file at all is the loader's to refuse.
 */
static bool is_cut(const char *path)
{
	ElfW(Ehdr) header;
	FILE *file = fopen(path, "rb");
	struct stat status;
	bool cut = false;

	if (!file)
		return false;
	if (fread(&header, sizeof(header), 1, file) == 1 &&
	    !memcmp(header.e_ident, ELFMAG, SELFMAG) &&
	    !fstat(fileno(file), &status))
		cut = header.e_shoff > (uint64_t)status.st_size ||
		      (uint64_t)header.e_shnum * header.e_shentsize >
		      (uint64_t)status.st_size - header.e_shoff;
	fclose(file);
	return cut;
}

/**
 * sim_image_load - load an image
 * @path: the shared object
 * @error: gets one sentence when it fails
 * @error_size: room there
 *
 * Return: the image's table, valid until the process ends, or NULL.
 */
const struct sim_image_ops *sim_image_load(const char *path, char *error,
					   size_t error_size)
{
	const struct sim_image_ops *image;
	const char *problem;
	char text[128];
	void *handle;

	if (is_cut(path)) {
		snprintf(error, error_size,
			 "cannot load image: %s is cut short: build it again",
			 path);
		return NULL;
	}
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		snprintf(error, error_size, "cannot load image: %s",
			 dlerror());
		return NULL;
	}
	image = dlsym(handle, "sim_image");
	problem = image_problem(handle, image, text, sizeof(text));
	if (!problem)
		return image;
	snprintf(error, error_size, "cannot use image %s: %s", path, problem);
	dlclose(handle);
	return NULL;
}
