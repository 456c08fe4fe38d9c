// SPDX-License-Identifier: GPL-2.0-only
/*
 * random.c: independent streams of numbers from one seed.
 *
 * Algorithms: xoshiro256** (Blackman, Vigna) seeded by splitmix64. The
 * strategy, the kernel's entropy and the run's own choices each have a
 * stream, so that a replay, which asks no strategy, draws the same entropy.
 */
#include "machine.h"

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void sim_random_seed(struct sim_random *random, uint64_t seed, uint64_t stream)
{
	uint64_t state = seed ^ (stream * 0xd6e8feb86659fd93ULL);

	for (int i = 0; i < 4; i++)
		random->s[i] = splitmix(&state);
}

static uint64_t rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

uint64_t sim_random_next(struct sim_random *random)
{
	uint64_t *s = random->s;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

/* Even over [0, n) but for 2^-32, by multiplication. */
unsigned int sim_random_below(struct sim_random *random, unsigned int n)
{
	return (sim_random_next(random) >> 32) * n >> 32;
}

uint64_t sim_random(void)
{
	return sim_random_next(&M->entropy);
}
