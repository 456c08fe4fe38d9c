// SPDX-License-Identifier: GPL-2.0-only
/*
 * image_segment.c: the writable segment of the loaded image, by what the
 * dynamic linker knows of it.
 *
 * Not for objects with several writable segments: the last one counts, and
 * kernel-shim/image.lds makes one.
 */
#include <link.h>
#include <stdint.h>
#include "image_segment.h"

struct segment_search {
	uintptr_t text;
	struct sim_image_segment *segment;
};

static void segment_take(struct sim_image_segment *segment, uintptr_t start,
			 const ElfW(Phdr) *header)
{
	uintptr_t base = start & ~(SIM_PAGE_BYTES - 1);

	segment->base = (char *)base;
	segment->pages = (start + header->p_memsz - base + SIM_PAGE_BYTES - 1) /
			 SIM_PAGE_BYTES;
	segment->whole = (start + header->p_filesz - base + SIM_PAGE_BYTES - 1) /
			 SIM_PAGE_BYTES;
}

/*
 * The first pages of a segment may be read-only by now (RELRO): nobody writes
 * them, so they are left out.
 */
static void segment_skip(struct sim_image_segment *segment, uintptr_t relro)
{
	size_t skip;

	if (relro <= (uintptr_t)segment->base)
		return;
	skip = (relro - (uintptr_t)segment->base) / SIM_PAGE_BYTES;
	segment->base += skip * SIM_PAGE_BYTES;
	segment->pages -= skip;
	segment->whole -= skip;
}

static int segment_find(struct dl_phdr_info *info, size_t size, void *data)
{
	struct segment_search *search = data;
	const ElfW(Phdr) *writable = NULL;
	uintptr_t relro = 0;
	bool here = false;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_GNU_RELRO)
			relro = (start + header->p_memsz) & ~(SIM_PAGE_BYTES - 1);
		if (header->p_type != PT_LOAD)
			continue;
		here |= search->text - start < header->p_memsz;
		if (header->p_flags & PF_W)
			writable = header;
	}
	if (!here || !writable)
		return 0;
	segment_take(search->segment, info->dlpi_addr + writable->p_vaddr,
		     writable);
	segment_skip(search->segment, relro);
	return 1;
}

bool sim_image_segment_find(const void *text, struct sim_image_segment *segment)
{
	struct segment_search search = {
		.text = (uintptr_t)text, .segment = segment,
	};

	return dl_iterate_phdr(segment_find, &search) != 0;
}
