// SPDX-License-Identifier: GPL-2.0-only
/*
 * index_bounds.c: an index that lies outside of an array of known size.
 *
 * Stands in for lib/ubsan.c, as far as -fsanitize=bounds-strict calls it. That
 * file would print several lines and fail the KUnit case that runs; here one
 * finding is wanted, and trials that expect it. As in the kernel a place in the
 * code is told once, and the access goes on.
 *
 * Seen are arrays of globals, of the stack and of structures; a trailing array
 * with a size is taken at its word, as with -fstrict-flex-arrays=3, one without
 * has no bound. Not modelled: __counted_by(), which gcc knows from 15 on;
 * accesses by pointer.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <../lib/ubsan.h>
#include "sim-shadow.h"

#ifdef CONFIG_UBSAN_BOUNDS

/* Narrow values stand in the low bits, wider ones than a word at its address. */
static s64 index_value(const struct type_descriptor *type, const void *index)
{
	unsigned int bits = 1U << (type->type_info >> 1);

	if (bits > BITS_PER_LONG)
		return *(const s64 *)index;
	return type->type_info & 1 ? sign_extend64((long)index, bits - 1) :
				     (long)index;
}

/* shim: modelled - a finding; the access takes place */
void __ubsan_handle_out_of_bounds(void *data, void *index)
{
	const struct out_of_bounds_data *at = data;
	const struct type_descriptor *type = at->index_type;
	char title[160];

	if (!sim_memory_asks())
		return;
	/* Brackets: after a blank "-1" would be an error code. */
	scnprintf(title, sizeof(title),
		  type->type_info & 1 ?
		  "Index [%lld] is out of range for type %s" :
		  "Index [%llu] is out of range for type %s",
		  index_value(type, index), at->array_type->type_name);
	sim_memory_tell(SIM_KIND_OUT_OF_BOUNDS, title, (unsigned long)data);
}
#endif
