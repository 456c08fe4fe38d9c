// SPDX-License-Identifier: GPL-2.0-only
/*
 * coverage_counters.c: what files compiled with --coverage call.
 *
 * Stands in for libgcov inside the image. Constructors hand over one record per
 * file; the records are only collected, and the host's real libgcov writes
 * them out. Its writer calls the merge functions named in the records: these
 * pass the work back to the host.
 *
 * Not modelled: counters other than those of --coverage.
 */
#include <linux/compiler.h>
#include <linux/types.h>
#include "sim-image.h"

#define SIM_COVERAGE_FILES	2048

void *sim_gcov_infos[SIM_COVERAGE_FILES];
size_t sim_gcov_count;
void (*sim_gcov_merge)(enum sim_merge how, int64_t *counters,
			   unsigned int count);

void __gcov_init(void *info);
void __gcov_exit(void);
void __gcov_merge_add(int64_t *counters, unsigned int count);
void __gcov_merge_ior(int64_t *counters, unsigned int count);

/* shim: modelled - remembers the record of a file */
void __gcov_init(void *info)
{
	if (sim_gcov_count == SIM_COVERAGE_FILES)
		sim_fault("the image has more files than coverage has room for");
	sim_gcov_infos[sim_gcov_count++] = info;
}

/* shim: stub - the host writes the counters before any end */
void __gcov_exit(void)
{
}

/* shim: modelled - by the host */
void __gcov_merge_add(int64_t *counters, unsigned int count)
{
	if (sim_gcov_merge)
		sim_gcov_merge(SIM_MERGE_ADD, counters, count);
}

/* shim: modelled - by the host */
void __gcov_merge_ior(int64_t *counters, unsigned int count)
{
	if (sim_gcov_merge)
		sim_gcov_merge(SIM_MERGE_OR, counters, count);
}
