// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbols.c: from an address in an image to function, file and line, with the
 * functions that were inlined there; by libdw. Without debug information the
 * symbol table still gives function, offset and size.
 */
#include <elfutils/libdwfl.h>
#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

struct sim_symbols {
	Dwfl *dwfl;
	Dwfl_Module *module;
};

/* All there is to know is in the image itself; never ask the network. */
static int no_debuginfo(Dwfl_Module *module, void **user, const char *name,
			Dwarf_Addr base, const char *file, const char *link,
			GElf_Word crc, char **found)
{
	(void)module, (void)user, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_debuginfo = no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

struct sim_symbols *sim_symbols_open(const char *path, uint64_t base,
				     char *error, size_t error_size)
{
	struct sim_symbols *symbols = calloc(1, sizeof(*symbols));

	if (symbols)
		symbols->dwfl = dwfl_begin(&callbacks);
	if (symbols && symbols->dwfl) {
		dwfl_report_begin(symbols->dwfl);
		symbols->module = dwfl_report_elf(symbols->dwfl, "image", path,
						  -1, base, false);
		dwfl_report_end(symbols->dwfl, NULL, NULL);
	}
	if (symbols && symbols->module)
		return symbols;
	snprintf(error, error_size, "Cannot read the symbols of '%s': %s.",
		 path, dwfl_errmsg(-1) ?: "no memory");
	sim_symbols_close(symbols);
	return NULL;
}

void sim_symbols_close(struct sim_symbols *symbols)
{
	if (!symbols)
		return;
	if (symbols->dwfl)
		dwfl_end(symbols->dwfl);
	free(symbols);
}

/* Folds "include/../kernel/sched/wait.c", as a file included by way of -I. */
static void fold_path(char *path)
{
	char *up;

	while ((up = strstr(path, "/../")) && up > path) {
		char *from = up;

		while (from > path && from[-1] != '/')
			from--;
		memmove(from, up + 4, strlen(up + 4) + 1);
	}
}

/* Images name their sources as the tree does: "./sound/usb/card.c". */
static const char *path_in_tree(const char *path)
{
	return strncmp(path, "./", 2) ? path : path + 2;
}

static void set_line(struct sim_location *location, const char *file, int line)
{
	if (!file)
		return;
	snprintf(location->file, sizeof(location->file), "%s",
		 path_in_tree(file));
	fold_path(location->file);
	location->line = line;
}

/* A genuine function that the shim stands in front of has the kernel's name
 * with this before it. */
#define GENUINE		"sim_genuine_"

static const char *kernel_name(const char *name)
{
	size_t length = strlen(GENUINE);

	return strncmp(name, GENUINE, length) ? name : name + length;
}

static void set_function(struct sim_location *location, const char *name)
{
	snprintf(location->function, sizeof(location->function), "%s",
		 kernel_name(name));
}

static void set_function_of_die(struct sim_location *location, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	const char *name;

	name = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_name,
						     &attribute));
	set_function(location, name ?: "?");
}

/* Where an inlined function was called from. */
static void set_line_of_call(struct sim_location *location, Dwarf_Die *unit,
			     Dwarf_Die *die)
{
	Dwarf_Word file = 0, line = 0;
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	size_t count;

	dwarf_formudata(dwarf_attr(die, DW_AT_call_file, &attribute), &file);
	dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &attribute), &line);
	if (!dwarf_getsrcfiles(unit, &files, &count) && file < count)
		set_line(location, dwarf_filesrc(files, file, NULL, NULL),
			 line);
}

/*
 * Fills the inlined functions at an address and returns how many. The line of
 * the function around them goes into @location[that many].
 */
static int locate_inlined(Dwarf_Die *unit, Dwarf_Addr address,
			  struct sim_location *location, int max)
{
	Dwarf_Die *found = NULL, *scopes = NULL;
	int n = dwarf_getscopes(unit, address, &found), used = 0;

	if (n > 0)
		n = dwarf_getscopes_die(&found[0], &scopes);
	for (int i = 0; i < n && used + 1 < max; i++) {
		if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
			break;
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		location[used].inlined = true;
		set_function_of_die(&location[used], &scopes[i]);
		set_line_of_call(&location[++used], unit, &scopes[i]);
	}
	free(found);
	free(scopes);
	return used;
}

/* For addresses that only a marker without size names: "__start_text". */
static void set_function_around(struct sim_location *location, Dwarf_Die *unit,
				Dwarf_Addr address)
{
	Dwarf_Addr low, high;
	Dwarf_Die *scopes;
	int n = dwarf_getscopes(unit, address, &scopes);

	for (int i = 0; i < n; i++) {
		if (dwarf_tag(&scopes[i]) != DW_TAG_subprogram ||
		    dwarf_lowpc(&scopes[i], &low) ||
		    dwarf_highpc(&scopes[i], &high))
			continue;
		set_function_of_die(location, &scopes[i]);
		location->offset = address - low;
		location->size = high - low;
		break;
	}
	if (n > 0)
		free(scopes);
}

int sim_symbols_locate(struct sim_symbols *symbols, uint64_t address,
		       bool is_return, struct sim_location *location, int max)
{
	uint64_t at = address - is_return;
	Dwfl_Line *line;
	Dwarf_Addr bias;
	Dwarf_Die *unit;
	GElf_Off offset;
	GElf_Sym symbol;
	const char *name;
	int used = 0, number;

	if (!symbols || max < 1 ||
	    dwfl_addrmodule(symbols->dwfl, at) != symbols->module)
		return 0;
	memset(location, 0, max * sizeof(*location));
	name = dwfl_module_addrinfo(symbols->module, at, &offset, &symbol,
				    NULL, NULL, NULL);
	if (!name)
		return 0;
	line = dwfl_module_getsrc(symbols->module, at);
	if (line) {
		const char *file = dwfl_lineinfo(line, NULL, &number, NULL,
						 NULL, NULL);

		set_line(location, file, number);
	}
	unit = dwfl_module_addrdie(symbols->module, at, &bias);
	if (unit)
		used = locate_inlined(unit, at - bias, location, max);
	location += used;
	set_function(location, name);
	location->offset = offset;
	location->size = symbol.st_size;
	if (!location->size && unit)
		set_function_around(location, unit, at - bias);
	location->offset += is_return;
	return used + 1;
}

bool sim_symbols_object(struct sim_symbols *symbols, uint64_t address,
			char *text, size_t size)
{
	GElf_Off offset;
	GElf_Sym symbol;
	const char *name;

	if (!symbols ||
	    dwfl_addrmodule(symbols->dwfl, address) != symbols->module)
		return false;
	name = dwfl_module_addrinfo(symbols->module, address, &offset, &symbol,
				    NULL, NULL, NULL);
	if (!name || offset >= symbol.st_size)
		return false;
	if (offset)
		snprintf(text, size, "%s+0x%" PRIx64, name, offset);
	else
		snprintf(text, size, "%s", name);
	return true;
}

uint64_t sim_symbols_function(struct sim_symbols *symbols, const char *name,
			      uint64_t size)
{
	int count = symbols ? dwfl_module_getsymtab(symbols->module) : 0;
	uint64_t found = 0;

	for (int i = 0; i < count; i++) {
		GElf_Sym symbol;
		GElf_Addr address;
		const char *at = dwfl_module_getsym_info(symbols->module, i,
							 &symbol, &address,
							 NULL, NULL, NULL);

		if (!at || GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
		    strcmp(kernel_name(at), name))
			continue;
		if (symbol.st_size == size)
			return address;
		if (!found)
			found = address;
	}
	return found;
}
