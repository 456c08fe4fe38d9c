/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image_build.h: what the parts of the image builder share.
 *
 * An image is built in a folder of its own, CACHE/images/NAME, by a ninja file
 * that names everything relative to that folder:
 *
 *	tree	the kernel tree: a symbolic link, or a copy when patched
 *	shim	copy of kernel-shim/
 *	border	copy of libsim/include/
 *	gen	headers that the kernel's own build would generate
 *	obj	objects, laid out like their sources
 *
 * So the same commands build the same bytes wherever the folder lies, and an
 * unpatched image's objects serve a patched one of the same flavour.
 */
#ifndef SIM_IMAGE_BUILD_H
#define SIM_IMAGE_BUILD_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define SIM_MAX_PATCHES		32
#define SIM_PATH		4096

/* The oldest kernel that fits. */
#define SIM_KERNEL_MAJOR	7
#define SIM_KERNEL_MINOR	2

/* A file of the kernel world. */
struct sim_source {
	char *path;		/* relative to the image's folder: "tree/..." */
	char *module;		/* KBUILD_MODNAME, kernel files only */
	char *flags;		/* extra flags, may be "" */
	char *list;		/* file that named it, for messages */
};

struct sim_sources {
	struct sim_source *items;
	size_t count, room;
};

struct sim_image_build {
	/* what was asked for */
	const char *kernel;			/* folder, version or NULL */
	const char *patch[SIM_MAX_PATCHES];
	int patches;
	const char *flavour;
	const char *name;			/* NULL: chosen by us */
	int jobs;				/* 0: one for each CPU */
	bool strict, verbose, dry;
	/* what came of it */
	char tree[SIM_PATH];			/* the tree that was named */
	char release[64];			/* "7.3.4" */
	char image_name[128];
	char folder[SIM_PATH];			/* CACHE/images/NAME */
	char compiler[256];			/* first line of gcc --version */
	int lock;
	struct sim_sources sources;
	int exit_code;				/* 2 bad input, 3 our fault */
	char error[1024];			/* one sentence */
};

/* Return -1, so that callers can `return sim_build_bad(...)`. */
int sim_build_bad(struct sim_image_build *build, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int sim_build_broken(struct sim_image_build *build, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- image_files.c ---- */
/* CACHE/libsim[/WORD], made when missing; -1 when it cannot be. */
int sim_cache_path(char *path, size_t size, const char *word);
int sim_folders_make(const char *path);
/* Removes a file or folder with all in it. */
int sim_path_remove(const char *path);
bool sim_path_exists(const char *path);
/* Writes only what differs, so that ninja sees no change where none is. */
int sim_file_put(struct sim_image_build *build, const char *path,
		 const char *text);
/* Joins a path below the image's folder. */
void sim_build_path(const struct sim_image_build *build, char *path,
		    size_t size, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The first line of a small file, "" when there is none. */
void sim_line_read(const char *path, char *line, size_t size);

/* ---- image_process.c ---- */
/*
 * Runs a program in @folder (NULL: here) and waits. Its output, both streams,
 * goes to @output: free() it. With @progress, the lines that tell it are shown
 * on a terminal. Returns its exit status, 127 when it cannot be started.
 */
int sim_process_run(const char *folder, char *const argv[], bool progress,
		    char **output);

/* ---- image_tree.c ---- */
/* Finds the tree that build->kernel names and reads its release. */
int sim_tree_find(struct sim_image_build *build);
/* One line that tells what objects in the folder were compiled from. */
void sim_tree_identify(const struct sim_image_build *build, bool patched,
		       char *text, size_t size);
/* Drops what the image's folder has of another tree. */
int sim_tree_begin(struct sim_image_build *build);
/* Puts `tree` into the image's folder: a link, or a patched copy. */
int sim_tree_lay(struct sim_image_build *build);

/* ---- image_mirror.c ---- */
/* Makes NAME in the image's folder a copy of a folder of ours. */
int sim_folder_mirror(struct sim_image_build *build, const char *source,
		      const char *name);

/* ---- image_patch.c ---- */
int sim_tree_copy_patched(struct sim_image_build *build);

/* ---- image_sources.c ---- */
/* Reads the lists in drivers/ and walks kernel-shim/. */
int sim_sources_find(struct sim_image_build *build);
void sim_sources_free(struct sim_sources *sources);

/* ---- image_generated.c ---- */
int sim_generated_write(struct sim_image_build *build);

/* ---- image_ninja.c ---- */
int sim_ninja_write(struct sim_image_build *build);
/* gcc's flags for the kernel world, as one shell word list. */
void sim_flags_print(FILE *out, const char *flavour);
void sim_object_path(const struct sim_source *source, char *path, size_t size);

/* ---- image_traps.c ---- */
/* Judges what kernel.o leaves undefined and writes traps.c. */
int sim_traps_write(struct sim_image_build *build);

/* ---- image_globals.c ---- */
/* Whether the image's variables have gaps between them. */
bool sim_globals_wanted(const struct sim_image_build *build);
/* Writes where each lies, globals.lds and globals.c, by kernel.o. */
int sim_globals_write(struct sim_image_build *build);

/* ---- image_compile.c ---- */
/* Runs ninja for @target; on failure says what the tree lacks. */
int sim_compile_run(struct sim_image_build *build, const char *target);

/* ---- image_record.c ---- */
int sim_record_write(struct sim_image_build *build);

/* ---- image_make.c ---- */
int sim_image_build_run(struct sim_image_build *build);

/* ---- image_store.c ---- */
int sim_store_list(FILE *out, bool json);
int sim_store_remove(const char *name, char *error, size_t error_size);

#endif /* SIM_IMAGE_BUILD_H */
