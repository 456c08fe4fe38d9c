// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_ninja.c: writes the image's build.ninja. Everything in it is relative
 * to the image's folder, so the same sources give the same commands, and the
 * same bytes, anywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "image_build.h"
#include "sim/border.h"

/* As the kernel's own build where it matters for what the code means; the
 * rest is for findings (frames, lines) and for an image at a fixed address. */
static const char *const flags[] = {
	"-nostdinc",
	"-Ishim/include", "-Iborder", "-Igen/include", "-Itree/include",
	"-Ishim/include/uapi", "-Igen/include/uapi",
	"-Igen/include/generated/uapi", "-Itree/include/uapi",
	"-include tree/include/linux/compiler-version.h",
	"-include tree/include/linux/kconfig.h",
	"-include tree/include/linux/compiler_types.h",
	"-D__KERNEL__", "-std=gnu11", "-fms-extensions", "-ffreestanding",
	"-fno-strict-aliasing", "-fno-common", "-fshort-wchar",
	"-funsigned-char", "-fno-delete-null-pointer-checks",
	"-fno-strict-overflow", "-fwrapv", "-fno-stack-protector",
	"-fno-omit-frame-pointer", "-fno-optimize-sibling-calls",
	"-fno-asynchronous-unwind-tables", "-fPIC", "-fvisibility=hidden",
	"-O2", "-g1", "-pipe",
	"-ffile-prefix-map=tree/=", "-ffile-prefix-map=shim/=kernel-shim/",
	"-ffile-prefix-map=/proc/self/cwd=.",
	"-Wno-address-of-packed-member", "-Wno-pointer-sign",
	"-Wno-attributes", "-Wno-overflow", "-Wno-discarded-qualifiers",
	"-Werror=implicit-function-declaration", "-Werror=implicit-int",
	"-Werror=incompatible-pointer-types", "-Werror=int-conversion",
	"-Werror=return-type", "-Werror=date-time",
#ifdef __aarch64__
	"-mno-outline-atomics", "-mgeneral-regs-only",
#endif
};

static const char thread_flags[] =
	"-fsanitize=thread --param tsan-distinguish-volatile=1";

/*
 * Besides, in check images: each index into an array of known size is compared
 * with it, as with CONFIG_UBSAN_BOUNDS_STRICT, and functions with arrays look
 * at a guard behind them, as with CONFIG_STACKPROTECTOR_STRONG. The guard is a
 * variable of the image: gcc's usual one is libc's, another in each process.
 * Variables have sections of their own for the sake of image_globals.c.
 */
static const char check_flags[] =
	"-fsanitize=thread --param tsan-distinguish-volatile=1"
	" -fsanitize=bounds-strict -fdata-sections"
	" -fstack-protector-strong -mstack-protector-guard=global";

/* Tasks are threads: see docs/free-running.md. */
static bool is_free(const char *flavour)
{
	return !strcmp(flavour, "free") || !strcmp(flavour, "stress");
}

void sim_flags_print(FILE *out, const char *flavour)
{
	/* before the headers that they stand in for */
	if (is_free(flavour))
		fputs("-Ishim/free/include ", out);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		fprintf(out, "%s ", flags[i]);
	fprintf(out, "-DSIM_FLAVOUR='\"%s\"'", flavour);
	if (is_free(flavour))
		fputs(" -DSIM_FREE", out);
}

static bool starts(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/*
 * The shim is not instrumented: its code between two calls of the host is one
 * step, and the instrumentation's own runtime is part of it. Files that only
 * include a genuine one are, and tests of the checkers.
 */
static bool is_checked(const struct sim_source *source)
{
	return !starts(source->path, "shim/") ||
	       strstr(source->path, "/genuine-") ||
	       strstr(source->path, "/checked-");
}

/* Runs under the machine lock: the shim, but for what is free's own and files
 * that include a genuine one. */
static bool is_locked(const struct sim_source *source)
{
	return starts(source->path, "shim/") &&
	       !starts(source->path, "shim/free/") &&
	       !strstr(source->path, "/genuine-");
}

/* Counters for drivers only: those are what coverage is about. */
static bool is_counted(const struct sim_source *source)
{
	return starts(source->path, "tree/drivers/") ||
	       starts(source->path, "tree/sound/");
}

static const char *flavour_flags(const struct sim_image_build *build,
				 const struct sim_source *source)
{
	if (!strcmp(build->flavour, "check") && is_checked(source))
		return check_flags;
	if (!strcmp(build->flavour, "cov") && is_counted(source))
		return "--coverage";
	if (is_free(build->flavour) && is_locked(source))
		return "-finstrument-functions";
	if (!strcmp(build->flavour, "stress"))
		return thread_flags;
	return "";
}

/* The file's name without its ending, as C wants it. */
static void base_of(const char *path, char *base, size_t size)
{
	const char *slash = strrchr(path, '/');

	snprintf(base, size, "%s", slash ? slash + 1 : path);
	base[strcspn(base, ".")] = '\0';
	for (char *c = base; *c; c++)
		if (*c == '-')
			*c = '_';
}

void sim_object_path(const struct sim_source *source, char *path, size_t size)
{
	const char *end = strrchr(source->path, '.');

	snprintf(path, size, "obj/%.*s.o", (int)(end - source->path),
		 source->path);
}

static void print_source(FILE *out, const struct sim_image_build *build,
			 const struct sim_source *source)
{
	bool assembly = strstr(source->path, ".S") != NULL;
	const char *slash = strrchr(source->path, '/');
	char object[SIM_PATH], base[256];

	sim_object_path(source, object, sizeof(object));
	base_of(source->path, base, sizeof(base));
	fprintf(out, "build %s: %s %s\n", object, assembly ? "as" : "cc",
		source->path);
	fprintf(out, "  own = -I%.*s '-DKBUILD_BASENAME=\"%s\"'"
		" '-DKBUILD_MODNAME=\"%s\"' -D__KBUILD_MODNAME=kmod_%s"
		" '-DKBUILD_MODFILE=\"%.*s\"'%s%s %s\n",
		(int)(slash - source->path), source->path, base,
		source->module, source->module,
		(int)(strlen(object) - strlen("obj/tree/.o")),
		object + strlen("obj/tree/"), source->flags[0] ? "" : " ",
		source->flags, flavour_flags(build, source));
}

/* .export_symbol, for modules only, would need relocations in read-only text. */
static void print_rules(FILE *out, const struct sim_image_build *build)
{
	fputs("# Written by simctl image build.\nninja_required_version = 1.10\n"
	      "flags = ", out);
	sim_flags_print(out, build->flavour);
	/* The compiler's version is a comment: another one compiles anew. */
	fprintf(out, "\n"
		"rule cc\n"
		"  command = gcc $flags $own -frandom-seed=$out -MD -MF $out.d"
		" -c $in -o $out # %s\n"
		"  depfile = $out.d\n  deps = gcc\n  description = CC $in\n"
		"rule as\n"
		"  command = gcc $flags $own -D__ASSEMBLY__ -MD -MF $out.d"
		" -c $in -o $out # %s\n"
		"  depfile = $out.d\n  deps = gcc\n  description = AS $in\n"
		"rule join\n"
		"  command = ld -r -o $out @$out.rsp &&"
		" objcopy -R .export_symbol $out\n"
		"  rspfile = $out.rsp\n  rspfile_content = $in_newline\n"
		"  description = JOIN $out\n"
		"rule trap\n"
		"  command = gcc -O2 -fPIC -fno-omit-frame-pointer"
		" -fno-optimize-sibling-calls -ffreestanding -fno-builtin"
		" -fno-asynchronous-unwind-tables -w -c $in -o $out\n"
		"  description = TRAPS\n"
		"rule link\n"
		"  command = gcc -shared -nostdlib -Wl,-Bsymbolic"
		" -Wl,-Ttext-segment=%#lx -Wl,-z,norelro"
		" -Wl,-z,max-page-size=4096 -Wl,--hash-style=gnu"
		" -Wl,--build-id=none -Wl,--version-script=image.map"
		" -Wl,-T,shim/image.lds%s -o $out $in\n"
		"  description = LINK $out\n\n", build->compiler, build->compiler,
		is_free(build->flavour) ? SIM_FREE_IMAGE_BASE : SIM_FIBER_IMAGE_BASE,
		sim_globals_wanted(build) ? " -Wl,-T,globals.lds" : "");
}

static int write_text(struct sim_image_build *build, FILE *out)
{
	char object[SIM_PATH];

	print_rules(out, build);
	for (size_t i = 0; i < build->sources.count; i++)
		print_source(out, build, &build->sources.items[i]);
	fputs("\nbuild kernel.o: join", out);
	for (size_t i = 0; i < build->sources.count; i++) {
		sim_object_path(&build->sources.items[i], object,
				sizeof(object));
		fprintf(out, " $\n  %s", object);
	}
	fputs("\nbuild traps.o: trap traps.c\n", out);
	if (sim_globals_wanted(build))
		fputs("build globals.o: trap globals.c | shim/include/sim-globals.h\n"
		      "build image.so: link kernel.o traps.o globals.o |"
		      " shim/image.lds globals.lds image.map\n", out);
	else
		fputs("build image.so: link kernel.o traps.o |"
		      " shim/image.lds image.map\n", out);
	return ferror(out) ? -1 : 0;
}

int sim_ninja_write(struct sim_image_build *build)
{
	char *text = NULL, path[SIM_PATH];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int failed = out ? write_text(build, out) : -1;

	if (out)
		fclose(out);
	if (failed)
		return sim_build_broken(build, "No memory for build.ninja.");
	sim_build_path(build, path, sizeof(path), "build.ninja");
	failed = sim_file_put(build, path, text);
	free(text);
	if (failed)
		return failed;
	/* All that the host sees of an image; the rest binds within it. */
	sim_build_path(build, path, sizeof(path), "image.map");
	failed = sim_file_put(build, path,
			      "{ global: sim_image; local: *; };\n");
	return failed;
}
