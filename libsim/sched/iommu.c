// SPDX-License-Identifier: GPL-2.0-only
/*
 * iommu.c: translation tables of the DSP's address spaces.
 *
 * One sorted table of intervals per domain; unmapping splits them, as
 * page-table entries would allow (include/linux/iommu.h, iommu_map() and
 * iommu_unmap()). The granule is 4 KiB. Does not model: TLBs, so an unmapped
 * page is gone at once; faults that stall.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define DOMAINS	16
#define GRANULE	4096ULL

struct interval {
	uint64_t iova, phys, bytes;
	unsigned int dir;
};

struct sim_domain {
	struct interval *table;
	uint32_t count, room;
	struct sim_gone *gone;
};

static struct sim_domain *domain_of(uint32_t domain)
{
	if (domain >= DOMAINS)
		sim_fault("an IOMMU domain number is out of range");
	if (!M->domains)
		M->domains = sim_state_alloc(DOMAINS * sizeof(*M->domains));
	return &M->domains[domain];
}

/* First interval that ends after @iova. */
static uint32_t domain_lower(const struct sim_domain *d, uint64_t iova)
{
	uint32_t low = 0, high = d->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		const struct interval *v = &d->table[middle];

		if (v->iova + v->bytes - 1 < iova)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void domain_insert(struct sim_domain *d, uint32_t at, struct interval v)
{
	if (d->count == d->room) {
		uint32_t room = d->room ? d->room * 2 : 64;
		struct interval *table = sim_state_alloc(room * sizeof(v));

		if (d->count)
			memcpy(table, d->table, d->count * sizeof(v));
		sim_state_free(d->table);
		d->table = table;
		d->room = room;
	}
	memmove(&d->table[at + 1], &d->table[at],
		(d->count++ - at) * sizeof(v));
	d->table[at] = v;
}

static void domain_remove(struct sim_domain *d, uint32_t at)
{
	memmove(&d->table[at], &d->table[at + 1],
		(--d->count - at) * sizeof(*d->table));
}

/**
 * sim_iommu_map - enter pages into a domain's tables
 * @domain: domain number
 * @iova: address that the DSP will use, multiple of 4 KiB
 * @phys: physical address, multiple of 4 KiB
 * @bytes: length, multiple of 4 KiB
 * @dir: SIM_DMA_READ and SIM_DMA_WRITE bits
 *
 * Return: 0, -EINVAL for odd values, -EEXIST where something is mapped.
 */
int sim_iommu_map(uint32_t domain, uint64_t iova, uint64_t phys, size_t bytes,
		  unsigned int dir)
{
	struct sim_domain *d = domain_of(domain);
	uint32_t at = domain_lower(d, iova);

	if (!bytes || (iova | phys | bytes) % GRANULE || iova + bytes < iova)
		return -EINVAL;
	if (at < d->count && d->table[at].iova < iova + bytes)
		return -EEXIST;
	domain_insert(d, at, (struct interval){ iova, phys, bytes, dir });
	sim_hash_fold(iova, phys);
	return 0;
}

/* Cuts [iova, iova + bytes) out of interval @at; they overlap. */
static size_t interval_cut(struct sim_domain *d, uint32_t at, uint64_t iova,
			   uint64_t bytes)
{
	struct interval v = d->table[at], tail = v;
	uint64_t end = iova + bytes, v_end = v.iova + v.bytes;
	uint64_t first = v.iova > iova ? v.iova : iova;
	uint64_t last = v_end < end ? v_end : end;

	domain_remove(d, at);
	if (last < v_end) {
		tail.iova = last;
		tail.phys += last - v.iova;
		tail.bytes = v_end - last;
		domain_insert(d, at, tail);
	}
	if (v.iova < first) {
		v.bytes = first - v.iova;
		domain_insert(d, at, v);
	}
	return last - first;
}

/* Returns how many bytes were unmapped; like hardware tables, holes end it. */
size_t sim_iommu_unmap(uint32_t domain, uint64_t iova, size_t bytes)
{
	struct sim_domain *d = domain_of(domain);
	size_t done = 0;

	if ((iova | bytes) % GRANULE)
		return 0;
	while (done < bytes) {
		uint32_t at = domain_lower(d, iova + done);

		if (at == d->count || d->table[at].iova > iova + done)
			break;
		done += interval_cut(d, at, iova + done, bytes - done);
	}
	if (done && sim_device_watched())
		sim_gone_note(&d->gone, iova, done,
			      __builtin_frame_address(0));
	sim_hash_fold(iova, done);
	return done;
}

static bool phys_valid(uint64_t phys, uint64_t bytes)
{
	uint64_t offset = phys - SIM_ARENA_PHYS;

	return offset < SIM_ARENA_SIZE && bytes <= SIM_ARENA_SIZE - offset;
}

/* Physical address of a range that is contiguous there too, or ~0. */
static uint64_t translate(const struct sim_domain *d, uint64_t iova, size_t bytes,
			  unsigned int dir)
{
	uint32_t at = domain_lower(d, iova);
	uint64_t phys, next = iova, end = iova + bytes;

	if (at == d->count || d->table[at].iova > iova)
		return ~0ULL;
	phys = d->table[at].phys + (iova - d->table[at].iova);
	for (; next < end; at++) {
		const struct interval *v = &d->table[at];

		if (at == d->count || v->iova > next ||
		    (v->dir & dir) != dir ||
		    v->phys + (next - v->iova) != phys + (next - iova))
			return ~0ULL;
		next = v->iova + v->bytes;
	}
	return phys;
}

bool sim_iommu_covers(uint32_t domain, uint64_t iova, size_t bytes,
		      unsigned int dir)
{
	uint64_t phys = translate(domain_of(domain), iova, bytes, dir);

	return phys != ~0ULL && phys_valid(phys, bytes);
}

uint64_t sim_iommu_phys(uint32_t domain, uint64_t iova)
{
	return translate(domain_of(domain), iova & ~(GRANULE - 1), GRANULE, 0);
}

/* Neighbours count as one range only when they were mapped as one. */
size_t sim_iommu_ranges(uint32_t domain)
{
	return domain_of(domain)->count;
}

static void access_told(uint32_t domain, uint64_t iova, size_t bytes,
			unsigned int dir, const struct sim_gone *gone,
			const char *what)
{
	char title[128];

	snprintf(title, sizeof(title),
		 "DSP %s %zu bytes at iova 0x%llx of domain %u: %s",
		 dir & SIM_DMA_WRITE ? "writes" : "reads", bytes,
		 (unsigned long long)iova, domain, what);
	sim_gone_report(gone, SIM_KIND_IOMMU_FAULT, iova, title);
}

/* Told with who took the mapping away, if that is known. */
static void access_refused(uint32_t domain, uint64_t iova, size_t bytes,
			   unsigned int dir, bool mapped)
{
	access_told(domain, iova, bytes, dir,
		    mapped ? NULL : domain_of(domain)->gone, mapped ?
		    "mapped to no memory" : "not mapped that way");
}

/* Told with who took away what the DSP was given. */
void sim_iommu_strayed(uint32_t domain, uint64_t iova, size_t bytes,
		       unsigned int dir)
{
	access_told(domain, iova, bytes, dir, domain_of(domain)->gone,
		    "mapped for something else since it was granted");
}

/**
 * sim_iommu_access - memory as the DSP sees it
 * @domain: domain number
 * @iova: address in the domain
 * @bytes: length; at most to the end of a page where pages may be scattered
 * @dir: what the DSP is about to do
 *
 * Return: where it is, or NULL after an iommu-fault finding.
 */
void *sim_iommu_access(uint32_t domain, uint64_t iova, size_t bytes,
		       unsigned int dir)
{
	uint64_t phys = translate(domain_of(domain), iova, bytes, dir);

	if (phys != ~0ULL && phys_valid(phys, bytes))
		return sim_device_memory(phys, bytes, dir);
	access_refused(domain, iova, bytes, dir, phys != ~0ULL);
	return NULL;
}
