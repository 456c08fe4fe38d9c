// SPDX-License-Identifier: GPL-2.0-only
/*
 * sparse_turn.c: who waits and then does something, again and again.
 *
 * A strategy draws how long each wait is and what is done after it, from odds.
 * A sparse schedule says what is done and when, and nothing of odds: each turn
 * stands alone, and who has none left rests.
 *
 * Does not cover: more turns at a time than PENDING for the times since which
 * others count; further ones begin no new count.
 */
#include <stdlib.h>
#include <string.h>
#include "sparse.h"
#include "sim/scenario.h"

#define PENDING	32

/* What is done in a turn that ended before it was known. */
#define NOTHING	"nothing"

static struct {
	const struct sim_sparse *follow;
	/* by entity: when its turn begins, and which deviation that is */
	struct {
		uint64_t at_ns;
		uint32_t index;
	} of[SIM_MAX_NAMES];
	/* of @follow, in use */
	bool *taken;
	/* turns that are still to begin, and when the last one did */
	uint64_t pending[PENDING], next_ns, last_ns;
	int count;
} turns;

static void pending_next(void)
{
	turns.next_ns = UINT64_MAX;
	for (int i = 0; i < turns.count; i++)
		if (turns.pending[i] < turns.next_ns)
			turns.next_ns = turns.pending[i];
}

static void pending_add(uint64_t at_ns)
{
	if (turns.count == PENDING)
		return;
	turns.pending[turns.count++] = at_ns;
	pending_next();
}

static void pending_begin(void)
{
	for (int i = 0; i < turns.count; i++) {
		if (turns.pending[i] > M->now_ns)
			continue;
		if (turns.pending[i] > turns.last_ns)
			turns.last_ns = turns.pending[i];
		turns.pending[i--] = turns.pending[--turns.count];
	}
	pending_next();
}

uint64_t sim_turn_last_ns(void)
{
	if (sim_unlikely(M->now_ns >= turns.next_ns))
		pending_begin();
	return turns.last_ns;
}

uint64_t sim_turn_of(uint32_t entity)
{
	return turns.of[entity].at_ns;
}

void sim_turns_begin(const struct sim_sparse *follow)
{
	memset(&turns, 0, sizeof(turns));
	turns.next_ns = UINT64_MAX;
	turns.follow = follow;
	if (!follow)
		return;
	turns.taken = calloc(follow->count + 1, sizeof(*turns.taken));
	if (!turns.taken)
		sim_fault("the host is out of memory for the schedule");
}

void sim_turns_end(void)
{
	free(turns.taken);
	memset(&turns, 0, sizeof(turns));
}

/* The next turn that the schedule has for who decides; its count: none. */
static size_t turn_next(void)
{
	const struct sim_sparse *follow = turns.follow;
	const char *who = sim_name_at(sim_decider());
	size_t i = 0;

	while (i < follow->count &&
	       (follow->deviation[i].kind != SIM_DEVIATE_TURN ||
		turns.taken[i] ||
		strcmp(follow->name[follow->deviation[i].who], who)))
		i++;
	return i;
}

static void turn_begin(uint64_t at_ns, uint32_t index)
{
	uint32_t who = sim_decider();

	turns.of[who].at_ns = at_ns;
	turns.of[who].index = index;
	pending_add(at_ns);
}

static uint64_t turn_follow(void)
{
	size_t i = turn_next();
	uint64_t at_ns;

	if (i == turns.follow->count)
		return SIM_TURN_NEVER;
	at_ns = turns.follow->deviation[i].since_ns;
	turns.taken[i] = true;
	turn_begin(at_ns, i);
	sim_sparse_use(i);
	return at_ns > M->now_ns ? (at_ns - M->now_ns + 999) / 1000 : 0;
}

static void turn_found(uint32_t us)
{
	struct sim_deviation d = {
		.kind = SIM_DEVIATE_TURN, .op = SIM_OP_CHOICE,
		.since_ns = M->now_ns + us * 1000ULL,
	};

	turn_begin(d.since_ns, sim_sparse_found(&d, NOTHING));
}

static unsigned int number_drawn(unsigned int n, const void *caller)
{
	return sim_choose_number(n, SIM_OP_CHOICE, sim_site_of(caller), NULL);
}

/**
 * sim_turn_wait_us - how long to wait before the next thing is done
 * @longest_us: most that a strategy draws
 *
 * A sparse schedule may ask for any time, or for no further turn.
 *
 * Return: microseconds, from 1 to @longest_us unless a schedule says
 * otherwise: 0 or more, SIM_TURN_NEVER without any further turn.
 */
uint64_t sim_turn_wait_us(unsigned int longest_us)
{
	uint32_t us;

	if (!M->running)
		return longest_us;
	us = longest_us - number_drawn(longest_us, __builtin_return_address(0));
	if (!sim_unlikely(sim_sparse_active))
		return us;
	if (turns.follow)
		return turn_follow();
	turn_found(us);
	return us;
}

static unsigned int weights(const struct sim_turn_options *options)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < options->count; i++)
		sum += options->weight[i];
	return sum;
}

static unsigned int at_weight(const struct sim_turn_options *options,
			      unsigned int at)
{
	unsigned int i = 0;

	while (at >= options->weight[i])
		at -= options->weight[i++];
	return i;
}

/* What the schedule says that is done in this turn. */
static unsigned int option_followed(const struct sim_turn_options *options)
{
	const struct sim_deviation *d =
		&turns.follow->deviation[turns.of[sim_decider()].index];
	unsigned int i = 0;

	while (i < options->count &&
	       strcmp(options->name[i], turns.follow->name[d->what]))
		i++;
	return i;
}

/**
 * sim_turn_choose - what is done in the turn that begins
 * @options: what may be done, and how often beside each other
 *
 * Context: after the wait that sim_turn_wait_us() told.
 * Return: number of an option; their count: nothing.
 */
unsigned int sim_turn_choose(const struct sim_turn_options *options)
{
	unsigned int sum = weights(options), i = options->count;

	if (sum && M->running)
		i = at_weight(options,
			      number_drawn(sum, __builtin_return_address(0)));
	if (!sim_unlikely(sim_sparse_active))
		return i;
	if (turns.follow)
		return option_followed(options);
	if (i < options->count)
		sim_sparse_found_is(turns.of[sim_decider()].index,
				    options->name[i]);
	return i;
}

/**
 * sim_turn_any - whether there will be any turn
 * @options: what may be done
 *
 * Draws once, as sim_turn_choose() does.
 */
bool sim_turn_any(const struct sim_turn_options *options)
{
	unsigned int sum = weights(options);

	if (sum && M->running)
		number_drawn(sum, __builtin_return_address(0));
	if (sim_unlikely(sim_sparse_active) && turns.follow)
		return turn_next() < turns.follow->count;
	return sum;
}
