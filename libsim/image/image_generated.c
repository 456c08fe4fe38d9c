// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_generated.c: the headers under `gen/include` that the kernel's own
 * build would generate: the configuration, versions, constants, and one-line
 * asm/ wrappers of asm-generic/ for every header that kernel-shim/ has not.
 *
 * Not modelled: Kconfig. The configuration is what drivers/config/ says.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image_build.h"
#include "sim/report.h"

/* HZ is 1000 in drivers/config/kernel.config; kernel/time/timeconst.bc tells
 * what these mean: x * MUL + ADJ >> SHR, and NUM / DEN. */
static const char timeconst[] =
	"#define HZ_TO_MSEC_MUL32	U64_C(0x80000000)\n"
	"#define HZ_TO_MSEC_ADJ32	U64_C(0x0)\n"
	"#define HZ_TO_MSEC_SHR32	31\n"
	"#define MSEC_TO_HZ_MUL32	U64_C(0x80000000)\n"
	"#define MSEC_TO_HZ_ADJ32	U64_C(0x0)\n"
	"#define MSEC_TO_HZ_SHR32	31\n"
	"#define HZ_TO_MSEC_NUM		1\n"
	"#define HZ_TO_MSEC_DEN		1\n"
	"#define MSEC_TO_HZ_NUM		1\n"
	"#define MSEC_TO_HZ_DEN		1\n"
	"#define HZ_TO_USEC_MUL32	U64_C(0xFA000000)\n"
	"#define HZ_TO_USEC_ADJ32	U64_C(0x0)\n"
	"#define HZ_TO_USEC_SHR32	22\n"
	"#define USEC_TO_HZ_MUL32	U64_C(0x83126E98)\n"
	"#define USEC_TO_HZ_ADJ32	U64_C(0x7FBE76C8B4)\n"
	"#define USEC_TO_HZ_SHR32	41\n"
	"#define HZ_TO_USEC_NUM		1000\n"
	"#define HZ_TO_USEC_DEN		1\n"
	"#define USEC_TO_HZ_NUM		1\n"
	"#define USEC_TO_HZ_DEN		1000\n"
	"#define HZ_TO_NSEC_NUM		1000000\n"
	"#define HZ_TO_NSEC_DEN		1\n"
	"#define NSEC_TO_HZ_NUM		1\n"
	"#define NSEC_TO_HZ_DEN		1000000\n";

/* No date, user or machine: an image's bytes follow from its sources. */
static const struct { const char *path, *text; } fixed[] = {
	{ "generated/timeconst.h", timeconst },
	{ "generated/compile.h",
	  "#define UTS_MACHINE \"sim\"\n"
	  "#define LINUX_COMPILE_BY \"libsim\"\n"
	  "#define LINUX_COMPILE_HOST \"libsim\"\n"
	  "#define LINUX_COMPILER \"gcc\"\n" },
	{ "generated/utsversion.h",
	  "#define UTS_VERSION \"#1 SMP PREEMPT libsim\"\n" },
	{ "generated/asm-offsets.h", "" },
	{ "generated/rq-offsets.h", "#define RQ_nr_pinned 0\n" },
	{ "asm/vdso/clocksource.h", "" },
	{ "asm/vdso/vsyscall.h", "" },
};

/* Below gen/include, with the folders on the way. */
static int put(struct sim_image_build *build, const char *name,
	       const char *text)
{
	char path[SIM_PATH], *slash;

	sim_build_path(build, path, sizeof(path), "gen/include/%s", name);
	slash = strrchr(path, '/');
	*slash = '\0';
	if (sim_folders_make(path))
		return sim_build_broken(build, "Cannot make '%s': %s.", path,
					strerror(errno));
	*slash = '/';
	return sim_file_put(build, path, text);
}

/* One line of a configuration: CONFIG_X=y, =n, =number or ="text". */
static int put_option(struct sim_image_build *build, FILE *out,
		      const char *file, char *line)
{
	char *value;

	line[strcspn(line, "\n")] = '\0';
	if (!line[0] || line[0] == '#')
		return 0;
	value = strchr(line, '=');
	if (strncmp(line, "CONFIG_", 7) || !value || !value[1])
		return sim_build_bad(build,
			"drivers/config/%s: '%s' is not CONFIG_NAME=VALUE.",
			file, line);
	*value++ = '\0';
	if (!strcmp(value, "n"))
		return 0;
	fprintf(out, "#define %s %s\n", line, strcmp(value, "y") ? value : "1");
	return 0;
}

static int put_options(struct sim_image_build *build, FILE *out,
		       const char *file)
{
	char path[SIM_PATH], line[512];
	int failed = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/drivers/config/%s", SIM_SOURCE_DIR,
		 file);
	in = fopen(path, "re");
	if (!in)
		return sim_build_broken(build, "Cannot read '%s': %s.", path,
					strerror(errno));
	while (!failed && fgets(line, sizeof(line), in))
		failed = put_option(build, out, file, line);
	fclose(in);
	return failed;
}

static int put_autoconf(struct sim_image_build *build)
{
	char file[64], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int failed;

	snprintf(file, sizeof(file), "%s.config", build->flavour);
	failed = !out || put_options(build, out, "kernel.config") ||
		 put_options(build, out, file);
	if (out)
		fclose(out);
	if (!failed)
		failed = put(build, "generated/autoconf.h", text);
	free(text);
	return failed ? -1 : 0;
}

static int put_versions(struct sim_image_build *build)
{
	int major, minor, patch;
	char text[512];

	snprintf(text, sizeof(text), "#define UTS_RELEASE \"%s\"\n",
		 build->release);
	if (put(build, "generated/utsrelease.h", text))
		return -1;
	if (sscanf(build->release, "%d.%d.%d", &major, &minor, &patch) != 3)
		return sim_build_bad(build, "'%s' is no release.",
				     build->release);
	if (patch > 255)
		patch = 255;
	snprintf(text, sizeof(text),
		 "#define LINUX_VERSION_CODE %d\n"
		 "#define KERNEL_VERSION(a, b, c) "
		 "(((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n"
		 "#define LINUX_VERSION_MAJOR %d\n"
		 "#define LINUX_VERSION_PATCHLEVEL %d\n"
		 "#define LINUX_VERSION_SUBLEVEL %d\n",
		 (major << 16) + (minor << 8) + patch, major, minor, patch);
	return put(build, "generated/uapi/linux/version.h", text);
}

/* asm/NAME.h for each asm-generic/NAME.h that kernel-shim/ does not replace. */
static int put_wrapper(struct sim_image_build *build, const char *prefix,
		       const char *header)
{
	char own[SIM_PATH], name[512], text[512];

	snprintf(own, sizeof(own), "%s/kernel-shim/include/%sasm/%s",
		 SIM_SOURCE_DIR, prefix, header);
	snprintf(name, sizeof(name), "%sasm/%s", prefix, header);
	if (sim_path_exists(own)) {
		sim_build_path(build, own, sizeof(own), "gen/include/%s", name);
		return sim_path_remove(own);
	}
	snprintf(text, sizeof(text), "#include <asm-generic/%s>\n", header);
	return put(build, name, text);
}

static int put_wrappers(struct sim_image_build *build, const char *prefix)
{
	char path[SIM_PATH];
	struct dirent *entry;
	int failed = 0;
	DIR *folder;

	sim_build_path(build, path, sizeof(path), "tree/include/%sasm-generic",
		       prefix);
	folder = opendir(path);
	if (!folder)
		return sim_build_bad(build,
			"Linux %s in '%s' does not fit: it has no folder include/%sasm-generic.",
			build->release, build->tree, prefix);
	while (!failed && (entry = readdir(folder))) {
		const char *end = strrchr(entry->d_name, '.');

		if (end && !strcmp(end, ".h"))
			failed = put_wrapper(build, prefix, entry->d_name);
	}
	closedir(folder);
	return failed ? -1 : 0;
}

/* gcc's assembly of kernel/bounds.c has lines like `.ascii "->NAME $12 EXPR"`. */
static void print_bounds(FILE *out, const char *assembly)
{
	for (const char *at = strstr(assembly, "\"->"); at;
	     at = strstr(at + 1, "\"->")) {
		char name[128];
		long value;

		if (sscanf(at, "\"->%127[A-Za-z0-9_] %*[$#]%ld", name,
			   &value) == 2 ||
		    sscanf(at, "\"->%127[A-Za-z0-9_] %ld", name, &value) == 2)
			fprintf(out, "#define %s %ld\n", name, value);
	}
}

/* Sizes that the preprocessor must know: they depend on the configuration. */
static int put_bounds(struct sim_image_build *build)
{
	char *command = NULL, *output = NULL, *text = NULL, path[SIM_PATH];
	size_t size, text_size;
	FILE *out = open_memstream(&command, &size);
	char *argv[] = { "sh", "-c", NULL, NULL };
	int status;

	sim_build_path(build, path, sizeof(path), "gen/include/generated/bounds.h");
	if (!sim_path_exists(path) && put(build, "generated/bounds.h", ""))
		return -1;
	fputs("gcc ", out);
	sim_flags_print(out, build->flavour);
	fputs(" -fno-sanitize=all -fno-profile-arcs -fno-test-coverage"
	      " -DKBUILD_BASENAME='\"bounds\"' -DKBUILD_MODNAME='\"bounds\"'"
	      " -w -S -o - tree/kernel/bounds.c", out);
	fclose(out);
	argv[2] = command;
	status = sim_process_run(build->folder, argv, false, &output);
	free(command);
	if (status || !output || !strstr(output, "->NR_PAGEFLAGS")) {
		char *error = output ? strstr(output, "error: ") : NULL;

		if (error)
			error[strcspn(error, "\n")] = '\0';
		sim_build_bad(build, "Linux %s in '%s' does not fit: kernel/bounds.c does not compile: %s.",
			      build->release, build->tree,
			      error ? error + 7 : "gcc gives no figures");
		free(output);
		return -1;
	}
	out = open_memstream(&text, &text_size);
	print_bounds(out, output);
	fclose(out);
	free(output);
	status = put(build, "generated/bounds.h", text);
	free(text);
	return status;
}

int sim_generated_write(struct sim_image_build *build)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (put(build, fixed[i].path, fixed[i].text))
			return -1;
	if (put_autoconf(build) || put_versions(build) ||
	    put_wrappers(build, "") || put_wrappers(build, "uapi/") ||
	    put_bounds(build))
		return -1;
	return 0;
}
