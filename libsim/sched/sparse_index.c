// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_index.c: the deviations that a run follows, by the step that each is
 * about. Those that count since some time are in it from then on.
 */
#include <stdlib.h>
#include <string.h>
#include "sparse.h"

static struct {
	const struct sim_sparse *follow;
	/* by key and nth: a chain for each bucket, a bit for those */
	uint64_t *key, *chosen_hash, *filter;
	uint32_t *bucket, *next;		/* index + 1 */
	bool *used;
	size_t buckets;
	/* those that are counted since some time, the soonest first */
	uint32_t *later;
	size_t laters, begun;
} index_of;

uint64_t sim_sparse_next_ns;

/* Of its step, without a count. */
static uint64_t key_of(const struct sim_sparse *follow, size_t i)
{
	const struct sim_deviation *d = &follow->deviation[i];
	uint64_t who = sim_step_text_hash(follow->name[d->who]), key;

	key = d->kind == SIM_DEVIATE_NUMBER ?
	      sim_step_number_key(who, follow->name[d->what]) :
	      sim_step_key(who, d->op, d->site);
	return d->own ? sim_step_mix(key, d->since_ns) : key;
}

/* Its step is the one of @key that is counted @nth. */
static void index_add(size_t i, uint64_t key, uint32_t nth)
{
	uint32_t *head;
	size_t at;

	index_of.key[i] = sim_step_mix(key, nth);
	at = index_of.key[i] & (index_of.buckets - 1);
	index_of.filter[at / 64] |= 1ULL << at % 64;
	head = &index_of.bucket[at];
	index_of.next[i] = *head;
	*head = i + 1;
}

static bool counts_later(const struct sim_deviation *d)
{
	return d->since_ns && !d->own;
}

static int by_time(const void *a, const void *b, void *list)
{
	const struct sim_deviation *deviation = list;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	uint64_t x = deviation[i].since_ns, y = deviation[j].since_ns;

	/* the last one first: index_add() puts it behind the others */
	return x != y ? (x > y) - (x < y) : (j > i) - (j < i);
}

static void next_count(void)
{
	const struct sim_deviation *d = index_of.follow->deviation;

	sim_sparse_next_ns = index_of.begun < index_of.laters ?
			     d[index_of.later[index_of.begun]].since_ns :
			     UINT64_MAX;
}

void sim_sparse_begin_counts(void)
{
	while (M->now_ns >= sim_sparse_next_ns) {
		uint32_t i = index_of.later[index_of.begun++];
		uint64_t key = key_of(index_of.follow, i);

		index_add(i, key, sim_step_counted(key) +
				  index_of.follow->deviation[i].nth);
		next_count();
	}
}

static bool index_room(size_t n)
{
	for (index_of.buckets = 64; index_of.buckets < n * 2; )
		index_of.buckets *= 2;
	index_of.key = calloc(n + 1, sizeof(*index_of.key));
	index_of.chosen_hash = calloc(n + 1, sizeof(*index_of.chosen_hash));
	index_of.next = calloc(n + 1, sizeof(*index_of.next));
	index_of.used = calloc(n + 1, sizeof(*index_of.used));
	index_of.later = calloc(n + 1, sizeof(*index_of.later));
	index_of.bucket = calloc(index_of.buckets, sizeof(*index_of.bucket));
	index_of.filter = calloc(index_of.buckets / 64, sizeof(*index_of.filter));
	return index_of.filter && index_of.key && index_of.chosen_hash &&
	       index_of.next && index_of.used && index_of.later && index_of.bucket;
}

void sim_sparse_index_make(const struct sim_sparse *follow)
{
	size_t n = follow->count;

	index_of.follow = follow;
	if (!index_room(n))
		sim_fault("the host is out of memory for the schedule");
	for (size_t i = n; i--; ) {
		const struct sim_deviation *d = &follow->deviation[i];

		index_of.chosen_hash[i] =
			sim_step_text_hash(follow->name[d->what]);
		if (d->kind == SIM_DEVIATE_TURN)
			continue;
		if (d->kind != SIM_DEVIATE_NUMBER)
			sim_step_want(sim_step_text_hash(follow->name[d->who]),
				      d->op, d->site[0]);
		if (counts_later(d))
			index_of.later[index_of.laters++] = i;
		else
			index_add(i, key_of(follow, i), d->nth);
	}
	qsort_r(index_of.later, index_of.laters, sizeof(*index_of.later), by_time,
		follow->deviation);
	next_count();
}

/* Index + 1 of the first deviation of that name that was not made yet. */
uint32_t sim_sparse_find(uint64_t key)
{
	size_t at = key & (index_of.buckets - 1);
	uint32_t i;

	if (!(index_of.filter[at / 64] & 1ULL << at % 64))
		return 0;
	i = index_of.bucket[at];
	while (i && (index_of.used[i - 1] || index_of.key[i - 1] != key))
		i = index_of.next[i - 1];
	return i;
}

void sim_sparse_take(size_t i)
{
	index_of.used[i] = true;
}

uint64_t sim_sparse_chosen(size_t i)
{
	return index_of.chosen_hash[i];
}

void sim_sparse_index_begin(void)
{
	memset(&index_of, 0, sizeof(index_of));
	sim_sparse_next_ns = UINT64_MAX;
}

void sim_sparse_index_end(void)
{
	free(index_of.later);
	free(index_of.key);
	free(index_of.chosen_hash);
	free(index_of.bucket);
	free(index_of.filter);
	free(index_of.next);
	free(index_of.used);
	memset(&index_of, 0, sizeof(index_of));
}
