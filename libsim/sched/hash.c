// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash.c: the running hash of all decisions and events of a run.
 *
 * Only values that are equal on every machine go in: no host addresses, no
 * host time. Texts go in by their XXH3.
 */
#include <xxhash.h>
#include "machine.h"

void sim_hash_text(const char *text, size_t length)
{
	sim_hash_mix(XXH3_64bits(text, length));
}

/**
 * sim_hash_fold - add to the run's hash what is not worth a line
 * @a: first value
 * @b: second value
 *
 * Context: any.
 */
void sim_hash_fold(uint64_t a, uint64_t b)
{
	sim_hash_mix(a);
	sim_hash_mix(b);
}
