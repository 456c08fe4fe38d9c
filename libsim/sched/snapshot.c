// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c: the machine copied, and copied back.
 *
 * The machine is the image's writable segment, the kernel's arena, the state
 * arena, the fibers' stacks, and the few host variables marked SIM_STATE. A
 * snapshot keeps the pages that hold anything; the others are zero.
 *
 * Which pages a run wrote is not asked of the host's kernel. Pages are write
 * protected once; the first write to one faults, and from then on the page is
 * "hot": writable for good, and compared with the snapshot at each restore.
 * Runs of one kind write the same pages again and again, so after a few of
 * them hardly anything faults, and a restore costs a comparison of some
 * hundred pages; what each run wrote lately is copied without one. Pages that
 * stayed clean for many restores are protected again. bench/snapshot.c measures
 * the alternatives.
 *
 * Not in a snapshot: the host's heap and files; coverage counters, which is
 * why images that have them are refused.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "image_segment.h"
#include "machine.h"
#include "snapshot.h"

#define PAGE		SIM_PAGE_BYTES
#define REGIONS		4
/* Restores that found a hot page clean, until it is protected again. */
#define IDLE_MOST	250
/* Restores that found it written, until it is copied without a look; how often. */
#define WRITTEN_OFTEN	8
#define UNSEEN_MOST	32
#define AHEAD		512	/* bytes */

enum { IMAGE, ARENA, STATE, STACKS };

struct region {
	char *base;
	size_t pages;
	size_t whole;		/* its first pages come from a file: never zero */
	size_t first;		/* number of its first page, over all regions */
};

struct hot_page {
	uint32_t page;
	uint32_t idle;		/* restores that found it clean, in a row */
	uint16_t written;	/* and written, as far as WRITTEN_OFTEN */
	uint16_t unseen;	/* copied without a look, in a row */
	char *at;
	const char *from;	/* in the current snapshot */
};

struct sim_snapshot {
	uint32_t *slot;		/* by page: 0 is zero, else index + 1 */
	char *copy;
	size_t count, bytes;
	char *statics;
};

static struct {
	struct region region[REGIONS];
	size_t pages;		/* of all regions */
	uint8_t *is_hot;	/* by page */
	struct hot_page *hot;
	size_t hot_count, copied;
	uint64_t faults;
	struct sim_snapshot *current;
} track;

static const char zero_page[PAGE] __attribute__((aligned(4096)));

/* Variables marked SIM_STATE; absent where no file has one. */
extern char __start_sim_state[] __attribute__((weak));
extern char __stop_sim_state[] __attribute__((weak));

static size_t statics_bytes(void)
{
	return __stop_sim_state - __start_sim_state;
}

static void *reserve(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			    MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* ---- regions ---- */

static void number_pages(void)
{
	track.pages = 0;
	for (int i = 0; i < REGIONS; i++) {
		track.region[i].first = track.pages;
		track.pages += track.region[i].pages;
	}
}

bool sim_snapshot_prepare(const void *text)
{
	struct sim_image_segment segment = { 0 };

	if (track.pages)
		return !text == !track.region[IMAGE].base;
	if (text && ((uintptr_t)text - SIM_IMAGE_BASE >= 1UL << 32 ||
		     !sim_image_segment_find(text, &segment)))
		return false;
	track.region[IMAGE] = (struct region){
		segment.base, segment.pages, segment.whole, 0 };
	track.region[ARENA] = (struct region){
		(char *)SIM_ARENA_BASE, SIM_ARENA_SIZE / PAGE, 0, 0 };
	track.region[STATE] = (struct region){
		(char *)SIM_STATE_BASE, SIM_STATE_SIZE / PAGE, 0, 0 };
	track.region[STACKS] = (struct region){
		(char *)SIM_STACKS_BASE, SIM_STACK_COUNT * SIM_STACK_SLOT /
		PAGE, 0, 0 };
	number_pages();
	track.is_hot = reserve(track.pages);
	track.hot = reserve(track.pages * sizeof(*track.hot));
	return track.is_hot && track.hot;
}

static const struct region *region_of(uint64_t address)
{
	for (int i = 0; i < REGIONS; i++) {
		const struct region *region = &track.region[i];

		if (address - (uintptr_t)region->base < region->pages * PAGE)
			return region;
	}
	return NULL;
}

/* Pages of a region that are in use; stacks have guards that are not. */
static size_t region_used(const struct region *region)
{
	if (region == &track.region[STACKS])
		return sim_host.stacks_open * SIM_STACK_SLOT / PAGE;
	return region->pages;
}

static bool is_guard(const struct region *region, size_t page)
{
	return region == &track.region[STACKS] &&
	       page * PAGE % SIM_STACK_SLOT < SIM_STACK_GUARD;
}

/* ---- protection ---- */

static void protect(char *start, char *end, int protection)
{
	if (start < end && mprotect(start, end - start, protection))
		sim_fault("the host refuses to protect memory");
}

/* A whole region, stack by stack because of the guards between them. */
static void region_protect(const struct region *region, int protection)
{
	char *end = region->base + region_used(region) * PAGE;

	if (region != &track.region[STACKS]) {
		protect(region->base, end, protection);
		return;
	}
	for (char *slot = region->base; slot < end; slot += SIM_STACK_SLOT)
		protect(slot + SIM_STACK_GUARD, slot + SIM_STACK_SLOT,
			protection);
}

static void open_hot(const struct region *region)
{
	const uint8_t *is_hot = track.is_hot + region->first;
	size_t used = region_used(region), from, to;

	for (from = 0; from < used; from = to + 1) {
		const uint8_t *next = memchr(is_hot + from, 1, used - from);

		if (!next)
			return;
		from = next - is_hot;
		for (to = from; to < used && is_hot[to]; )
			to++;
		protect(region->base + from * PAGE, region->base + to * PAGE,
			PROT_READ | PROT_WRITE);
	}
}

static void protect_cold(void)
{
	for (int i = 0; i < REGIONS; i++) {
		region_protect(&track.region[i], PROT_READ);
		open_hot(&track.region[i]);
	}
}

static const char *page_in(const struct sim_snapshot *snapshot, size_t page)
{
	uint32_t slot = snapshot->slot[page];

	return slot ? snapshot->copy + (slot - 1) * PAGE : zero_page;
}

/* Context: also in a signal handler: no allocation. */
static void make_hot(const struct region *region, size_t page)
{
	char *at = region->base + page * PAGE;

	page += region->first;
	protect(at, at + PAGE, PROT_READ | PROT_WRITE);
	track.is_hot[page] = 1;
	track.hot[track.hot_count++] = (struct hot_page){
		.page = page, .at = at, .from = page_in(track.current, page),
	};
}

bool sim_snapshot_fault(uint64_t address)
{
	const struct region *region = track.current ? region_of(address) : NULL;
	size_t page;

	if (!region)
		return false;
	page = (address - (uintptr_t)region->base) / PAGE;
	if (page >= region_used(region) || is_guard(region, page) ||
	    track.is_hot[region->first + page])
		return false;
	track.faults++;
	make_hot(region, page);
	return true;
}

int sim_snapshot_protection(void)
{
	return track.current ? PROT_READ : PROT_READ | PROT_WRITE;
}

/* ---- taking ---- */

/* Bits 62 and 63 of a page's entry: swapped, present. */
static bool is_there(uint64_t entry)
{
	return entry >> 62;
}

static bool is_zero(const char *at)
{
	return !memcmp(at, zero_page, PAGE);
}

/* Gives slots to the pages of a region that hold anything. */
static bool region_scan(struct sim_snapshot *snapshot,
			const struct region *region, int pagemap)
{
	uint64_t entry[512];
	size_t used = region_used(region), n;

	for (size_t page = 0; page < used; page += n) {
		off_t at = ((uintptr_t)region->base / PAGE + page) * 8;

		n = used - page < 512 ? used - page : 512;
		if (pread(pagemap, entry, n * 8, at) != (ssize_t)(n * 8))
			return false;
		for (size_t i = 0; i < n; i++) {
			const char *from = region->base + (page + i) * PAGE;

			if (is_guard(region, page + i))
				continue;
			if (page + i < region->whole ||
			    (is_there(entry[i]) && !is_zero(from)))
				snapshot->slot[region->first + page + i] =
					++snapshot->count;
		}
	}
	return true;
}

static void region_copy(struct sim_snapshot *snapshot,
			const struct region *region)
{
	size_t used = region_used(region);

	for (size_t page = 0; page < used; page++) {
		uint32_t slot = snapshot->slot[region->first + page];

		if (slot)
			memcpy(snapshot->copy + (slot - 1) * PAGE,
			       region->base + page * PAGE, PAGE);
	}
}

static bool snapshot_fill(struct sim_snapshot *snapshot)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	bool good = pagemap >= 0;

	for (int i = 0; good && i < REGIONS; i++)
		good = region_scan(snapshot, &track.region[i], pagemap);
	if (pagemap >= 0)
		close(pagemap);
	snapshot->bytes = (snapshot->count + 1) * PAGE;
	snapshot->copy = good ? reserve(snapshot->bytes) : NULL;
	if (!snapshot->copy)
		return false;
	for (int i = 0; i < REGIONS; i++)
		region_copy(snapshot, &track.region[i]);
	return true;
}

/* What is hot now has nothing to do with what will be. */
static void forget_hot(void)
{
	for (size_t i = 0; i < track.hot_count; i++)
		track.is_hot[track.hot[i].page] = 0;
	track.hot_count = 0;
}

struct sim_snapshot *sim_snapshot_take(void)
{
	struct sim_snapshot *snapshot = calloc(1, sizeof(*snapshot));

	if (!snapshot)
		return NULL;
	sim_arena_forget_stacks();
	snapshot->slot = reserve(track.pages * sizeof(*snapshot->slot));
	snapshot->statics = malloc(statics_bytes() + 1);
	if (!snapshot->slot || !snapshot->statics || !snapshot_fill(snapshot)) {
		sim_snapshot_drop(snapshot);
		return NULL;
	}
	memcpy(snapshot->statics, __start_sim_state, statics_bytes());
	forget_hot();
	track.current = snapshot;
	protect_cold();
	return snapshot;
}

void sim_snapshot_drop(struct sim_snapshot *snapshot)
{
	if (!snapshot)
		return;
	sim_assert(snapshot != track.current);
	if (snapshot->slot)
		munmap(snapshot->slot, track.pages * sizeof(*snapshot->slot));
	if (snapshot->copy)
		munmap(snapshot->copy, snapshot->bytes);
	free(snapshot->statics);
	free(snapshot);
}

/* ---- restoring ---- */

static void cool(struct hot_page *hot)
{
	track.is_hot[hot->page] = 0;
	protect(hot->at, hot->at + PAGE, PROT_READ);
	*hot = track.hot[--track.hot_count];
}

/* The processor's own look ahead ends with the page. */
static void look_ahead(size_t i)
{
	if (i >= track.hot_count)
		return;
	for (size_t at = 0; at < AHEAD; at += 64) {
		__builtin_prefetch(track.hot[i].from + at);
		__builtin_prefetch(track.hot[i].at + at, 1);
	}
}

/* One that each run wrote lately is copied without a look, most times. */
static bool is_written(struct hot_page *hot)
{
	if (hot->written >= WRITTEN_OFTEN && ++hot->unseen < UNSEEN_MOST)
		return true;
	hot->unseen = 0;
	if (!memcmp(hot->at, hot->from, PAGE)) {
		hot->written = 0;
		return false;
	}
	hot->written += hot->written < WRITTEN_OFTEN;
	return true;
}

static void restore_hot(void)
{
	track.copied = 0;
	for (size_t i = 0; i < track.hot_count; ) {
		struct hot_page *hot = &track.hot[i];

		look_ahead(i + 1);
		if (is_written(hot)) {
			memcpy(hot->at, hot->from, PAGE);
			hot->idle = 0;
			track.copied++;
		} else if (++hot->idle > IDLE_MOST) {
			cool(hot);
			continue;
		}
		i++;
	}
}

static void region_switch(const struct region *region,
			  const struct sim_snapshot *from,
			  const struct sim_snapshot *to)
{
	size_t used = region_used(region);

	for (size_t i = 0; i < used; i++) {
		size_t page = region->first + i;
		char *at = region->base + i * PAGE;

		if (!from->slot[page] && !to->slot[page] &&
		    !track.is_hot[page])
			continue;
		if (memcmp(at, page_in(to, page), PAGE)) {
			memcpy(at, page_in(to, page), PAGE);
			track.copied++;
		}
	}
}

/* What is hot stays so: it is likely to be written again. */
static void switch_to(struct sim_snapshot *to)
{
	track.copied = 0;
	for (int i = 0; i < REGIONS; i++) {
		region_protect(&track.region[i], PROT_READ | PROT_WRITE);
		region_switch(&track.region[i], track.current, to);
	}
	track.current = to;
	for (size_t i = 0; i < track.hot_count; i++)
		track.hot[i].from = page_in(to, track.hot[i].page);
	protect_cold();
}

void sim_snapshot_restore(struct sim_snapshot *snapshot)
{
	sim_arena_forget_stacks();
	if (snapshot == track.current)
		restore_hot();
	else
		switch_to(snapshot);
	memcpy(__start_sim_state, snapshot->statics, statics_bytes());
}

void sim_snapshot_figures(struct sim_snapshot_figures *figures)
{
	*figures = (struct sim_snapshot_figures){
		.pages = track.current ? track.current->count : 0,
		.hot = track.hot_count, .copied = track.copied,
		.faults = track.faults,
	};
}
