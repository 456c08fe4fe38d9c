// SPDX-License-Identifier: GPL-2.0-only
/*
 * kept_boot.c: booted machines that later runs of this process start from.
 *
 * Boot goes the plainest way, whatever the seed, so all runs on as many CPUs
 * with the same image, board, scenario, device, options and checkers boot
 * alike. One snapshot is of the machine before power-on, one of each that has
 * booted.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include "machine.h"
#include "snapshot.h"

#define BOOTS	16

struct boot_key {
	const void *image, *board, *scenario;
	uint64_t digest;
	unsigned int checks;
	int cpus;
};

struct kept_boot {
	struct boot_key key;
	struct sim_snapshot *snapshot;
	struct sim_decision *decision;
	size_t decision_count;
};

static struct kept_boot boots[BOOTS];
static int next_boot;
static struct sim_snapshot *pristine;

static uint64_t digest_text(uint64_t digest, const char *text)
{
	return XXH3_64bits_withSeed(text ?: "", text ? strlen(text) + 1 : 0,
				    digest);
}

static struct boot_key key_of(const struct sim_run_config *config, int cpus)
{
	struct boot_key key = {
		.image = config->image, .board = config->board, .cpus = cpus,
		.checks = sim_host.checks,
	};
	const char *const *option = config->options;

	key.digest = digest_text(0, config->command_line);
	key.digest = digest_text(key.digest, config->device_name);
	if (config->device_blob)
		key.digest = XXH3_64bits_withSeed(config->device_blob,
						  config->device_bytes,
						  key.digest);
	key.digest = digest_text(key.digest, config->second_name);
	if (config->second_blob)
		key.digest = XXH3_64bits_withSeed(config->second_blob,
						  config->second_bytes,
						  key.digest);
	for (; option && *option; option++)
		key.digest = digest_text(key.digest, *option);
	/* a board may look at any of it, so another scenario boots anew */
	key.scenario = config->scenario;
	return key;
}

static bool key_equal(const struct boot_key *a, const struct boot_key *b)
{
	return a->image == b->image && a->board == b->board &&
	       a->scenario == b->scenario && a->digest == b->digest &&
	       a->cpus == b->cpus && a->checks == b->checks;
}

/* The names that a schedule counts are made in the order of first use. */
static bool replay_begins_so(const struct sim_schedule *replay,
			     const struct kept_boot *boot)
{
	return !replay || !boot->decision_count ||
	       (replay->count >= boot->decision_count &&
		!memcmp(replay->decisions, boot->decision,
			boot->decision_count * sizeof(*boot->decision)));
}

static struct kept_boot *boot_find(const struct sim_run_config *config, int cpus)
{
	struct boot_key key = key_of(config, cpus);

	for (int i = 0; i < BOOTS; i++)
		if (boots[i].snapshot && key_equal(&boots[i].key, &key) &&
		    replay_begins_so(config->replay, &boots[i]))
			return &boots[i];
	return NULL;
}

bool sim_boot_kept(void)
{
	return pristine;
}

/*
 * Before a machine is made: it shall be as if none had ever been. False when
 * that is past; @first: this process has not run yet.
 */
bool sim_boot_pristine(const struct sim_run_config *config, bool first)
{
	const struct sim_image_ops *image = config->image;

	if (pristine) {
		sim_snapshot_restore(pristine);
		return true;
	}
	/* coverage must outlive runs */
	if (first && config->keep_boot &&
	    !(image->gcov_count && *image->gcov_count) &&
	    sim_snapshot_prepare(image->symbols.text_start))
		pristine = sim_snapshot_take();
	return first;
}

/* Continues a machine that has booted already; false: there is none. */
bool sim_boot_resume(const struct sim_run_config *config, int cpus)
{
	struct kept_boot *boot = config->keep_boot && !config->seed_boot ?
				 boot_find(config, cpus) : NULL;

	if (!boot)
		return false;
	sim_snapshot_restore(boot->snapshot);
	sim_record_resume(boot->decision, boot->decision_count);
	return true;
}

static void boot_forget(struct kept_boot *boot)
{
	sim_snapshot_drop(boot->snapshot);
	free(boot->decision);
	memset(boot, 0, sizeof(*boot));
}

/*
 * The machine has booted. One that found something on the way is not kept:
 * each run has to tell that anew.
 */
void sim_boot_keep(const struct sim_run_config *config)
{
	struct kept_boot *boot = &boots[next_boot++ % BOOTS];
	size_t bytes = sim_host.decision_count * sizeof(*boot->decision);

	if (!config->keep_boot || !pristine || config->seed_boot ||
	    M->findings)
		return;
	boot_forget(boot);
	boot->decision = malloc(bytes + 1);
	boot->snapshot = boot->decision ? sim_snapshot_take() : NULL;
	if (!boot->snapshot) {
		boot_forget(boot);
		return;
	}
	if (bytes)
		memcpy(boot->decision, sim_host.decision, bytes);
	boot->decision_count = sim_host.decision_count;
	boot->key = key_of(config, M->cpus);
}
