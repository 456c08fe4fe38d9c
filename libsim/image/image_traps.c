// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_traps.c: what becomes of the functions that the kernel world calls and
 * nobody defines. Each gets a stub that calls sim_trap() with its name, so
 * nothing unmodelled ever returns. kernel-shim/traps.list names those that are
 * traps by decision; any other is a warning (--strict: an error).
 *
 * Undefined data cannot be trapped. A symbol counts as a function when it is
 * called somewhere, or when traps.list says so.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image_build.h"
#include "sim/report.h"

struct missing {
	char *name;
	bool called, listed;
	const char *needed_by;		/* first object's source */
};

struct symbols {
	struct missing *items;
	size_t count, room;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct missing *)a)->name,
		      ((const struct missing *)b)->name);
}

static struct missing *find(struct symbols *symbols, const char *name)
{
	struct missing key = { .name = (char *)name };

	return bsearch(&key, symbols->items, symbols->count, sizeof(key),
		       by_name);
}

static void add(struct symbols *symbols, const char *name)
{
	if (symbols->count == symbols->room) {
		symbols->room = symbols->room ? 2 * symbols->room : 128;
		symbols->items = reallocarray(symbols->items, symbols->room,
					      sizeof(*symbols->items));
		if (!symbols->items)
			abort();
	}
	symbols->items[symbols->count++] =
		(struct missing){ .name = strdup(name) };
}

static void free_symbols(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		free(symbols->items[i].name);
	free(symbols->items);
}

/* ---- object files ---- */
struct object {
	int fd;
	Elf *elf;
	Elf_Scn *table;
	GElf_Shdr header;
	Elf_Data *data;
};

static void close_object(struct object *object)
{
	if (object->elf)
		elf_end(object->elf);
	if (object->fd >= 0)
		close(object->fd);
}

static bool open_object(struct object *object, const char *path)
{
	memset(object, 0, sizeof(*object));
	elf_version(EV_CURRENT);
	object->fd = open(path, O_RDONLY | O_CLOEXEC);
	object->elf = object->fd < 0 ? NULL :
		elf_begin(object->fd, ELF_C_READ_MMAP, NULL);
	while (object->elf &&
	       (object->table = elf_nextscn(object->elf, object->table)))
		if (gelf_getshdr(object->table, &object->header) &&
		    object->header.sh_type == SHT_SYMTAB)
			break;
	object->data = object->table ? elf_getdata(object->table, NULL) : NULL;
	if (object->data)
		return true;
	close_object(object);
	return false;
}

static size_t symbol_count(const struct object *object)
{
	return object->header.sh_size / object->header.sh_entsize;
}

/* Name of a global symbol that is undefined, or defined; else NULL. */
static const char *global_at(struct object *object, size_t index, bool defined)
{
	GElf_Sym symbol;

	if (!gelf_getsym(object->data, index, &symbol) ||
	    GELF_ST_BIND(symbol.st_info) != STB_GLOBAL ||
	    (symbol.st_shndx != SHN_UNDEF) != defined)
		return NULL;
	return elf_strptr(object->elf, object->header.sh_link, symbol.st_name);
}

static bool is_call(unsigned int type)
{
#if defined(__aarch64__)
	return type == R_AARCH64_CALL26 || type == R_AARCH64_JUMP26;
#else
	return type == R_X86_64_PLT32;
#endif
}

static void mark_called(struct object *object, struct symbols *symbols)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(object->elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_RELA || !header.sh_entsize)
			continue;
		data = elf_getdata(section, NULL);
		for (size_t i = 0; i < header.sh_size / header.sh_entsize; i++) {
			struct missing *missing;
			const char *name;
			GElf_Rela rela;

			if (!gelf_getrela(data, i, &rela) ||
			    !is_call(GELF_R_TYPE(rela.r_info)))
				continue;
			name = global_at(object, GELF_R_SYM(rela.r_info), false);
			missing = name ? find(symbols, name) : NULL;
			if (missing)
				missing->called = true;
		}
	}
}

/* ---- who else defines symbols ---- */
/* Whether @name stands in a text as a whole word. */
static bool has_word(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = strstr(text, name); at;
	     at = strstr(at + 1, name)) {
		bool starts = at == text ||
			      (!isalnum((unsigned char)at[-1]) && at[-1] != '_');

		if (starts && !isalnum((unsigned char)at[n]) && at[n] != '_')
			return true;
	}
	return false;
}

static char *read_text(struct sim_image_build *build, const char *name)
{
	char path[SIM_PATH], why[512];
	size_t bytes;
	char *data, *text;

	snprintf(path, sizeof(path), "%s/%s", SIM_SOURCE_DIR, name);
	data = sim_host_file_read(path, &bytes, why, sizeof(why));
	text = data ? strndup(data, bytes) : NULL;
	free(data);
	if (!text)
		sim_build_broken(build, "%s", why);
	return text;
}

/* The headers where the host's functions are declared, as one text. */
static char *read_border(struct sim_image_build *build)
{
	static const char *const parts[] = {
		"libsim/include/sim/border.h",
		"libsim/include/sim/border_memory.h",
		"libsim/include/sim/border_checks.h",
		"libsim/include/sim/border_race.h",
		"libsim/include/sim/border_trial.h",
		"libsim/include/sim/border_wait.h",
		"libsim/include/sim/border_free.h",
	};
	char *all = strdup("");

	for (size_t i = 0; all && i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *part = read_text(build, parts[i]), *longer = NULL;

		if (!part || asprintf(&longer, "%s\n%s", all, part) < 0)
			longer = NULL;
		free(part);
		free(all);
		all = longer;
	}
	return all;
}

/* Undefined in kernel.o, less the border and what the linker script makes. */
static int collect(struct sim_image_build *build, struct object *object,
		   struct symbols *symbols)
{
	char *border = read_border(build);
	char *script = read_text(build, "kernel-shim/image.lds");
	int failed = border && script ? 0 : -1;

	for (size_t i = 1; !failed && i < symbol_count(object); i++) {
		const char *name = global_at(object, i, false);

		if (!name || !name[0] ||
		    !strcmp(name, "_GLOBAL_OFFSET_TABLE_") ||
		    has_word(script, name))
			continue;
		/* of globals.c */
		if (sim_globals_wanted(build) &&
		    !strncmp(name, "sim_global_region", 17))
			continue;
		/* of ThreadSanitizer's library, in images of flavour stress */
		if (!strncmp(name, "__tsan_", 7))
			continue;
		if (strncmp(name, "sim_", 4))
			add(symbols, name);
		else if (!has_word(border, name))
			failed = sim_build_broken(build,
				"kernel-shim/ uses %s, which sim/border.h does not declare.",
				name);
	}
	free(border);
	free(script);
	if (symbols->count)
		qsort(symbols->items, symbols->count, sizeof(*symbols->items),
		      by_name);
	return failed;
}

static bool is_defined(struct object *object, const char *name)
{
	for (size_t i = 1; i < symbol_count(object); i++) {
		const char *other = global_at(object, i, true);

		if (other && !strcmp(other, name))
			return true;
	}
	return false;
}

/* Marks what traps.list names; tells of lines that are of no use any more. */
static int read_list(struct sim_image_build *build, struct object *object,
		     struct symbols *symbols)
{
	char *text = read_text(build, "kernel-shim/traps.list"), *save = NULL;

	if (!text)
		return -1;
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		struct missing *missing;

		line[strcspn(line, "# \t")] = '\0';
		if (!line[0])
			continue;
		missing = find(symbols, line);
		if (missing)
			missing->listed = true;
		else if (is_defined(object, line))
			fprintf(stderr, "simctl: warning: kernel-shim/traps.list names %s, which is defined now.\n",
				line);
	}
	free(text);
	return 0;
}

/* Which source first needs what nobody planned for. */
static void find_users(struct sim_image_build *build, struct symbols *symbols)
{
	char path[SIM_PATH], name[SIM_PATH];

	for (size_t i = 0; i < build->sources.count; i++) {
		struct object object;

		sim_object_path(&build->sources.items[i], name, sizeof(name));
		sim_build_path(build, path, sizeof(path), "%s", name);
		if (!open_object(&object, path))
			continue;
		for (size_t k = 1; k < symbol_count(&object); k++) {
			const char *symbol = global_at(&object, k, false);
			struct missing *missing =
				symbol ? find(symbols, symbol) : NULL;

			if (missing && !missing->needed_by)
				missing->needed_by = build->sources.items[i].path;
		}
		close_object(&object);
	}
}

static const char *shown(const char *path)
{
	return path ? path + strlen("tree/") : "nothing";
}

static int judge(struct sim_image_build *build, struct symbols *symbols)
{
	int unplanned = 0;

	for (size_t i = 0; i < symbols->count; i++) {
		struct missing *missing = &symbols->items[i];

		if (missing->listed)
			continue;
		if (!missing->called)
			return sim_build_bad(build,
				"Linux %s does not fit: %s needs the symbol %s, which nothing defines and which, being never called, may be data.",
				build->release, shown(missing->needed_by),
				missing->name);
		fprintf(stderr, "simctl: warning: nothing models %s, which %s calls first: it is a trap.\n",
			missing->name, shown(missing->needed_by));
		unplanned++;
	}
	if (build->strict && unplanned)
		return sim_build_bad(build,
			"Linux %s does not fit: %d function%s neither modelled nor named in kernel-shim/traps.list.",
			build->release, unplanned,
			unplanned == 1 ? " is" : "s are");
	return 0;
}

static int write_stubs(struct sim_image_build *build, struct symbols *symbols)
{
	char *text = NULL, path[SIM_PATH];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int failed;

	fputs("/* Written by simctl image build. */\n"
	      "void sim_trap(const char *) __attribute__((noreturn));\n"
	      "#pragma GCC visibility push(hidden)\n", out);
	for (size_t i = 0; i < symbols->count; i++)
		fprintf(out, "void %s(void) { sim_trap(\"%s\"); }\n",
			symbols->items[i].name, symbols->items[i].name);
	fclose(out);
	sim_build_path(build, path, sizeof(path), "traps.c");
	failed = sim_file_put(build, path, text);
	free(text);
	return failed;
}

int sim_traps_write(struct sim_image_build *build)
{
	struct symbols symbols = { 0 };
	struct object object;
	char path[SIM_PATH];
	int failed;

	sim_build_path(build, path, sizeof(path), "kernel.o");
	if (!open_object(&object, path))
		return sim_build_broken(build, "Cannot read the symbols of '%s'.",
					path);
	failed = collect(build, &object, &symbols);
	if (!failed) {
		mark_called(&object, &symbols);
		failed = read_list(build, &object, &symbols);
	}
	if (!failed) {
		find_users(build, &symbols);
		failed = judge(build, &symbols);
	}
	if (!failed)
		failed = write_stubs(build, &symbols);
	close_object(&object);
	free_symbols(&symbols);
	return failed;
}
