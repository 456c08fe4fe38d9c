/* SPDX-License-Identifier: GPL-2.0-only */
/* image_segment.h: where the image's variables are. */
#ifndef SIM_IMAGE_SEGMENT_H
#define SIM_IMAGE_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

#define SIM_PAGE_BYTES	4096UL

/**
 * struct sim_image_segment - the writable segment of a loaded object
 * @base: its first page that may be written
 * @pages: how many there are
 * @whole: of them, those that begin in the file: they are never zero
 */
struct sim_image_segment {
	char *base;
	size_t pages, whole;
};

/**
 * sim_image_segment_find - find the writable segment of a loaded object
 * @text: any address of its code
 * @segment: receives it
 *
 * Return: false when no loaded object with such a segment has @text.
 * Context: host, no run under way. Source: ELF, program headers; dl_iterate_phdr(3).
 */
bool sim_image_segment_find(const void *text, struct sim_image_segment *segment);

#endif /* SIM_IMAGE_SEGMENT_H */
