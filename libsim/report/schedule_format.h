/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * schedule_format.h: what the reader and the writer of schedule files share.
 */
#ifndef SIM_SCHEDULE_FORMAT_H
#define SIM_SCHEDULE_FORMAT_H

#include "sim/report.h"

#define SIM_SCHEDULE_MAGIC	"libsim schedule"

/* Bytes of a decision in the payload: chosen, by, site, op, candidates. */
#define SIM_SCHEDULE_DECISION_BYTES	(4 + 4 + 4 + 2 + 2)

/* Over the header up to its checksum line, and the packed payload. */
uint64_t sim_schedule_checksum(const void *header, size_t header_bytes,
			       const void *payload, size_t payload_bytes);

/* sparse_lines.c: version 3. Header lines after the options. */
void sim_schedule_print_sparse_header(FILE *out,
				      const struct sim_schedule_file *file);
/* A header line of its own: true when @key is one and @value makes sense. */
bool sim_schedule_sparse_key(struct sim_schedule_file *file, const char *key,
			     const char *value, bool *known);
/* The payload; free() it. NULL without memory. */
char *sim_schedule_sparse_lines(const struct sim_schedule_file *file,
				size_t *bytes);
/*
 * Reads the payload, which ends in a zero byte. Returns NULL, or what is
 * wrong: with the decision of number @bad, or with all of it when that is 0.
 */
const char *sim_schedule_sparse_parse(struct sim_schedule_file *file,
				      char *lines, size_t *bad);

#endif /* SIM_SCHEDULE_FORMAT_H */
