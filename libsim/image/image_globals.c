// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_globals.c: where the global variables of a check image lie: each with
 * a gap behind it, so that an access beyond its end meets nobody else's.
 *
 * Stands in for what -fsanitize=kernel-address does with globals, which gcc
 * does not join with -fsanitize=thread. Instrumented files have each variable
 * in a section of its own (-fdata-sections). Of those in kernel.o this writes
 * globals.lds, by which the linker places them, and globals.c, a table of what
 * lies where; kernel-shim/check/global_shadow.c reads it.
 *
 * Variables whose section the source names stay where they belong: tables that
 * are walked from one end to the other, per-CPU variables, initcalls. Strings
 * that the linker merges have no gaps either.
 */
#include <ctype.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_build.h"

#define GRAIN		8	/* SIM_SHADOW_GRAIN */
#define GAP_LEAST	32
#define GAP_MOST	1024
#define NAME_MOST	39	/* of struct sim_global */

/* The parts of the image that hold them. */
static const struct region {
	const char *name, *after;
	bool writable, empty;		/* empty: no bytes in the file */
} regions[] = {
	{ "rodata", ".rodata", false, false },
	{ "data", ".data", true, false },
	{ "bss", ".bss", true, true },
};

#define REGIONS	(sizeof(regions) / sizeof(regions[0]))

/* What stands before the variable's name; longer ones first. */
static const char *const prefixes[] = {
	".data.rel.ro.local.", ".data.rel.ro.", ".data.rel.local.",
	".data.rel.", ".data.", ".bss.", ".rodata.",
};

/* Names of the compiler's own sections. */
static const char *const shared[] = {
	".data.rel", ".data.rel.ro", ".data.rel.local", ".data.rel.ro.local",
};

struct global {
	char *section;
	const char *name;		/* in @section */
	size_t offset, bytes;
};

struct globals {
	struct global *items;
	size_t count, room;
	size_t end, align;		/* of the region so far */
};

static const char *variable_of(const char *section)
{
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (!strcmp(section, shared[i]))
			return NULL;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const char *name = section + strlen(prefixes[i]);

		if (strncmp(section, prefixes[i], strlen(prefixes[i])))
			continue;
		/* ".data..percpu": two dots are the source's own. */
		if (!isalpha((unsigned char)*name) && *name != '_')
			return NULL;
		return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_.")] ? NULL : name;
	}
	return NULL;
}

static bool belongs(const GElf_Shdr *header, const struct region *region)
{
	return header->sh_size && header->sh_flags & SHF_ALLOC &&
	       !(header->sh_flags & (SHF_EXECINSTR | SHF_MERGE | SHF_TLS)) &&
	       (header->sh_type == SHT_NOBITS) == region->empty &&
	       (header->sh_type == SHT_NOBITS ||
		header->sh_type == SHT_PROGBITS) &&
	       !!(header->sh_flags & SHF_WRITE) == region->writable;
}

static size_t round_up(size_t value, size_t to)
{
	return (value + to - 1) / to * to;
}

static size_t gap_of(size_t bytes)
{
	size_t gap = round_up(bytes / 4, GRAIN);

	return gap < GAP_LEAST ? GAP_LEAST : gap > GAP_MOST ? GAP_MOST : gap;
}

static void add(struct globals *globals, const char *section,
		const char *name, const GElf_Shdr *header)
{
	size_t align = header->sh_addralign > GRAIN ? header->sh_addralign :
						      GRAIN;
	struct global *global;

	if (globals->count == globals->room) {
		globals->room = globals->room ? 2 * globals->room : 1024;
		globals->items = reallocarray(globals->items, globals->room,
					      sizeof(*globals->items));
		if (!globals->items)
			abort();
	}
	global = &globals->items[globals->count++];
	global->section = strdup(section);
	global->name = global->section + (name - section);
	global->offset = round_up(globals->end, align);
	global->bytes = header->sh_size;
	globals->end = round_up(global->offset + global->bytes, GRAIN) +
		       gap_of(global->bytes);
	if (align > globals->align)
		globals->align = align;
}

static void find(Elf *elf, const struct region *region,
		 struct globals *globals)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	*globals = (struct globals){ .end = GAP_LEAST, .align = 64 };
	if (elf_getshdrstrndx(elf, &names))
		return;
	while ((section = elf_nextscn(elf, section))) {
		const char *name, *variable;

		if (!gelf_getshdr(section, &header) ||
		    !belongs(&header, region))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		variable = name ? variable_of(name) : NULL;
		if (variable)
			add(globals, name, variable, &header);
	}
}

static void forget(struct globals *globals)
{
	for (size_t i = 0; i < globals->count; i++)
		free(globals->items[i].section);
	free(globals->items);
}

/* As the section of the default script behind which it comes. */
static void write_script(FILE *out, const struct region *region,
			 const struct globals *globals)
{
	fprintf(out, "SECTIONS\n{\n\t.sim.%s : ALIGN(%zu) {\n"
		"\t\tsim_globals_%s = .;\n", region->name, globals->align,
		region->name);
	for (size_t i = 0; i < globals->count; i++)
		fprintf(out, "\t\t. = %#zx;\n\t\t*(%s)\n",
			globals->items[i].offset, globals->items[i].section);
	fprintf(out, "\t\t. = %#zx;\n\t\tsim_globals_%s_end = .;\n\t}\n}\n"
		"INSERT AFTER %s;\n", globals->end, region->name,
		region->after);
}

/* Static variables of functions are "name.1234". */
static void write_table(FILE *out, const struct region *region,
			const struct globals *globals)
{
	fprintf(out, "static const struct sim_global %s[] = {\n", region->name);
	for (size_t i = 0; i < globals->count; i++) {
		const struct global *global = &globals->items[i];
		size_t length = strcspn(global->name, ".");

		fprintf(out, "\t{ %#zx, %zu, \"%.*s\" },\n", global->offset,
			global->bytes,
			(int)(length < NAME_MOST ? length : NAME_MOST),
			global->name);
	}
	fprintf(out, "};\nextern char sim_globals_%s[];\n", region->name);
}

static void write_regions(FILE *out, const struct globals *globals)
{
	fputs("const struct sim_global_region sim_global_regions[] = {\n", out);
	for (size_t i = 0; i < REGIONS; i++)
		fprintf(out, "\t{ sim_globals_%s, %zu, %s, %zu },\n",
			regions[i].name, globals[i].end, regions[i].name,
			globals[i].count);
	fprintf(out, "};\nconst unsigned int sim_global_region_count = %zu;\n",
		REGIONS);
}

static int put(struct sim_image_build *build, const char *name, FILE *out,
	       char **text)
{
	char path[SIM_PATH];
	int failed = fclose(out);

	sim_build_path(build, path, sizeof(path), "%s", name);
	if (failed || !*text)
		failed = sim_build_broken(build, "No memory for %s.", name);
	else
		failed = sim_file_put(build, path, *text);
	free(*text);
	return failed;
}

static int write_both(struct sim_image_build *build,
		      const struct globals *globals)
{
	char *script = NULL, *table = NULL;
	size_t size;
	FILE *lds = open_memstream(&script, &size);
	FILE *c = open_memstream(&table, &size);
	int failed;

	fputs("/* Written by simctl image build. */\n", lds);
	fputs("/* Written by simctl image build. */\n"
	      "#pragma GCC visibility push(hidden)\n"
	      "#include \"shim/include/sim-globals.h\"\n", c);
	for (size_t i = 0; i < REGIONS; i++) {
		write_script(lds, &regions[i], &globals[i]);
		write_table(c, &regions[i], &globals[i]);
	}
	write_regions(c, globals);
	failed = put(build, "globals.lds", lds, &script);
	return put(build, "globals.c", c, &table) || failed ? -1 : 0;
}

bool sim_globals_wanted(const struct sim_image_build *build)
{
	return !strcmp(build->flavour, "check");
}

int sim_globals_write(struct sim_image_build *build)
{
	struct globals globals[REGIONS];
	char path[SIM_PATH];
	int fd, failed;
	Elf *elf;

	if (!sim_globals_wanted(build))
		return 0;
	sim_build_path(build, path, sizeof(path), "kernel.o");
	elf_version(EV_CURRENT);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf) {
		if (fd >= 0)
			close(fd);
		return sim_build_broken(build, "Cannot read the sections of '%s'.",
					path);
	}
	for (size_t i = 0; i < REGIONS; i++)
		find(elf, &regions[i], &globals[i]);
	failed = write_both(build, globals);
	for (size_t i = 0; i < REGIONS; i++)
		forget(&globals[i]);
	elf_end(elf);
	close(fd);
	return failed;
}
