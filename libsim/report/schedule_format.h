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

#endif /* SIM_SCHEDULE_FORMAT_H */
