// SPDX-License-Identifier: GPL-2.0-only
/*
 * string_bounds.c: memcpy(), strcpy() and their relatives, asked for more than
 * an object has whose size the compiler knows.
 *
 * Stands in for __fortify_panic() in lib/string_helpers.c; the comparisons are
 * those of the tree's linux/fortify-string.h.
 *
 * Not modelled: sizes that the compiler does not know. Those of the heap are
 * the shadow's, see memory_shadow.c.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "sim-shadow.h"

#ifdef CONFIG_FORTIFY_SOURCE

/* For its list of functions; what it defines is for instrumented code. */
#undef unsafe_memcpy
#include <linux/fortify-string.h>

static const char *const functions[] = {
#define SIM_FUNCTION(name)	[MAKE_FORTIFY_FUNC(name)] = #name
	EACH_FORTIFY_FUNC(SIM_FUNCTION)
};

/*
 * A finding that ends the run, as the kernel's BUG() does. True in a trial: the
 * function is to do nothing. False when nobody wants to know: it goes on.
 */
bool sim_string_overflow(unsigned char reason, size_t size, size_t wanted)
{
	unsigned int number = min_t(unsigned int, FORTIFY_REASON_FUNC(reason),
				    FORTIFY_FUNC_UNKNOWN);
	char title[120];

	if (!sim_memory_asks())
		return false;
	scnprintf(title, sizeof(title), "%s() %s %zu bytes of an object of %zu",
		  functions[number],
		  FORTIFY_REASON_DIR(reason) ? "writes" : "reads", wanted,
		  size);
	sim_memory_end(SIM_KIND_OUT_OF_BOUNDS, title);
	return true;
}
#endif
