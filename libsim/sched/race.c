// SPDX-License-Identifier: GPL-2.0-only
/*
 * race.c: the host's half of the detector of data races: its memory, and the
 * words of what it finds, which are KCSAN's (Documentation/dev-tools/kcsan.rst).
 *
 * The detector only looks: a race is neither part of the run's hash nor a
 * decision, so that any schedule replays with it and without it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "machine.h"
#include "sim/border_race.h"

#define ARENA_SHADOW_SIZE	(SIM_RACE_ARENA_SPAN * SIM_RACE_SCALE)
#define IMAGE_SHADOW_SIZE	(SIM_RACE_IMAGE_SPAN * SIM_RACE_SCALE)

static bool region_map(unsigned long base, size_t bytes)
{
	void *got = mmap((void *)base, bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
			 MAP_FIXED_NOREPLACE, -1, 0);

	if (got != MAP_FAILED && got != (void *)base) {
		munmap(got, bytes);
		return false;
	}
	return got != MAP_FAILED;
}

static bool regions_map(void)
{
	static bool mapped;

	mapped = mapped ||
		 (region_map(SIM_RACE_ARENA_SHADOW, ARENA_SHADOW_SIZE) &&
		  region_map(SIM_RACE_IMAGE_SHADOW, IMAGE_SHADOW_SIZE) &&
		  region_map(SIM_RACE_TABLES, SIM_RACE_TABLES_SPAN));
	return mapped;
}

/* Memory for it; no task has been met yet. */
bool sim_race_prepare(void)
{
	struct sim_link *link;

	if (!regions_map())
		return false;
	for (link = M->tasks.next; link != &M->tasks; link = link->next)
		sim_entry(link, struct sim_task, all)->ctx.race = NULL;
	return true;
}

/* Before the story; boot is not looked at. */
void sim_race_begin(const struct sim_run_config *config)
{
	const struct sim_image_ops *image = sim_host.image;

	if (!image->race)
		return;
	if (!sim_check_is_on(SIM_CHECK_RACE)) {
		image->race(0);
		return;
	}
	if (!sim_race_prepare())
		sim_fault("no address space for the detector of data races");
	image->race(SIM_RACE_ON | (config->races_strict ? SIM_RACE_STRICT : 0));
}

static const char *access_words(const struct sim_race_access *access)
{
	if (access->what & SIM_RACE_ASSERT)
		return access->what & SIM_RACE_WRITE ?
		       "assert no accesses" : "assert no writes";
	if (access->what & SIM_RACE_WRITE)
		return access->what & SIM_RACE_MARKED &&
		       !(access->what & SIM_RACE_ASSUMED) ?
		       "write (marked)" : "write";
	return access->what & SIM_RACE_MARKED ? "read (marked)" : "read";
}

static void access_text(char *text, size_t size,
			const struct sim_race_access *access)
{
	int used = snprintf(text, size,
			    "%s to 0x%" PRIx64 " of %u byte%s by ",
			    access_words(access), access->address,
			    access->bytes, access->bytes == 1 ? "" : "s");

	if (access->context == SIM_RACE_TASK)
		used += snprintf(text + used, size - used, "task %d (%s)",
				 access->pid, access->name);
	else
		used += snprintf(text + used, size - used, "%s",
				 access->context == SIM_RACE_HARDIRQ ?
				 "interrupt" : "softirq");
	snprintf(text + used, size - used, " on cpu %d", access->cpu);
}

static void access_add(struct sim_finding *finding,
		       const struct sim_race_access *access)
{
	struct sim_other_stack *to = &finding->other[finding->others++];

	access_text(to->title, sizeof(to->title), access);
	for (; to->frames < SIM_OTHER_FRAMES &&
	       to->frames < (int)access->count; to->frames++)
		to->stack[to->frames].address = access->frames[to->frames];
}

void sim_race_report(const struct sim_race_finding *race)
{
	struct sim_finding finding;
	int digits = 2 * race->bytes;

	sim_finding_base(&finding, SIM_KIND_DATA_RACE, "data race");
	finding.asserts = (race->now.what | race->then.what) & SIM_RACE_ASSERT;
	access_add(&finding, &race->now);
	access_add(&finding, &race->then);
	if (race->values_known)
		snprintf(finding.note, sizeof(finding.note),
			 "value changed: 0x%0*" PRIx64 " -> 0x%0*" PRIx64,
			 digits, race->before, digits, race->after);
	sim_finding_emit(&finding, false);
}

void sim_race_stopped(const char *why)
{
	char text[160];
	int length = snprintf(text, sizeof(text),
			      "the detector of data races has stopped: %s",
			      why);

	if (length >= (int)sizeof(text))
		length = sizeof(text) - 1;
	sim_log(4, text, length);
}
