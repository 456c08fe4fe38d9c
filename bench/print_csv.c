// SPDX-License-Identifier: GPL-2.0-only
/*
 * print_csv.c: sweeps as comma-separated values (RFC 4180), for
 * scripts/bench-plots and spreadsheets.
 */
#include "bench.h"

static void text(const char *value)
{
	putchar('"');
	for (; *value; value++) {
		if (*value == '"')
			putchar('"');
		putchar(*value);
	}
	printf("\",");
}

void sim_bench_print_csv(const struct sim_bench_results *results)
{
	printf("benchmark,figure,by,x,unit,median,min,max,spread,runs\n");
	for (int i = 0; i < results->count; i++) {
		const struct sim_bench_result *r = &results->result[i];
		const struct sim_bench_summary *s = &r->summary;

		if (!r->x_name[0] || !r->values)
			continue;
		text(r->bench);
		text(r->name);
		text(r->x_name);
		printf("%g,", r->x);
		text(r->unit);
		printf("%.6g,%.6g,%.6g,%.6g,%d\n", s->median, s->min, s->max,
		       s->spread, s->runs);
	}
}
