// SPDX-License-Identifier: GPL-2.0-only
/*
 * message.c: why a run could not be judged, in one sentence. The scheduler
 * knows places in the image by their offset only; here they get names.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report.h"

/* "image+0x1a2b" becomes "xhci_irq+0x12/0x80 (drivers/...:12)". */
static size_t print_place(struct sim_symbols *symbols, uint64_t offset,
			  char *text, size_t size)
{
	struct sim_location at[SIM_SYMBOLS_INLINED];
	int n = sim_symbols_locate(symbols, SIM_IMAGE_BASE + offset, true, at,
				   SIM_SYMBOLS_INLINED);

	if (!n)
		return snprintf(text, size, "image+0x%" PRIx64, offset);
	if (!at[0].file[0])
		return snprintf(text, size, "%s+0x%" PRIx64 "/0x%" PRIx64,
				at[n - 1].function, at[n - 1].offset,
				at[n - 1].size);
	return snprintf(text, size, "%s+0x%" PRIx64 "/0x%" PRIx64 " (%s:%d)",
			at[n - 1].function, at[n - 1].offset, at[n - 1].size,
			at[0].file, at[0].line);
}

bool sim_report_message(const struct sim_report *report, char *text,
			size_t size)
{
	static const char mark[] = "image+0x";
	const char *from = report->result->message, *at;
	size_t used = 0;

	text[0] = '\0';
	if (report->result->outcome <= SIM_FOUND)
		return false;
	while (used < size && (at = strstr(from, mark))) {
		char *end;
		uint64_t offset = strtoull(at + strlen(mark), &end, 16);

		used += snprintf(text + used, size - used, "%.*s",
				 (int)(at - from), from);
		if (used < size)
			used += print_place(report->symbols, offset,
					    text + used, size - used);
		from = end;
	}
	if (used < size)
		snprintf(text + used, size - used, "%s", from);
	return text[0];
}
