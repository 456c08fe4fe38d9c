// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/sched sched_fake */
/* test_sched_memory.c: DMA mappings, IOMMU tables, registers, state arena. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sched_fake.h"

#define RW	(SIM_DMA_READ | SIM_DMA_WRITE)
#define AT(x)	(SIM_ARENA_PHYS + (x))
#define HOST(x)	((void *)(SIM_ARENA_BASE + (x)))

/* Outside a run findings are only counted. */
static int findings(void)
{
	int count = M->findings;

	M->findings = 0;
	return count;
}

START_TEST(dma_reaches_what_is_mapped)
{
	sim_dma_map(0, AT(0x1000), 100, SIM_DMA_READ, "map_single");
	ck_assert_ptr_eq(sim_dma_access(0, AT(0x1000), 100, SIM_DMA_READ),
			 HOST(0x1000));
	ck_assert_ptr_eq(sim_dma_access(0, AT(0x1063), 1, SIM_DMA_READ),
			 HOST(0x1063));
	ck_assert_int_eq(findings(), 0);
	ck_assert_ptr_null(sim_dma_access(0, AT(0x1000), 101, SIM_DMA_READ));
	ck_assert_ptr_null(sim_dma_access(0, AT(0xfff), 1, SIM_DMA_READ));
	ck_assert_ptr_null(sim_dma_access(0, AT(0x1064), 1, SIM_DMA_READ));
	ck_assert_ptr_null(sim_dma_access(0, AT(0x1000), 4, SIM_DMA_WRITE));
	ck_assert_ptr_null(sim_dma_access(1, AT(0x1000), 4, SIM_DMA_READ));
	ck_assert_int_eq(findings(), 5);
	sim_dma_unmap(0, AT(0x1000), 100, "unmap_single");
	ck_assert_int_eq(findings(), 0);
	ck_assert_ptr_null(sim_dma_access(0, AT(0x1000), 4, SIM_DMA_READ));
	ck_assert_int_eq(findings(), 1);
}
END_TEST

START_TEST(dma_misuse_is_found)
{
	sim_dma_map(0, AT(0x2000), 64, RW, "alloc");
	sim_dma_unmap(0, AT(0x2000), 32, "free");
	ck_assert_int_eq(findings(), 1);	/* wrong length */
	sim_dma_unmap(0, AT(0x2000), 64, "free");
	ck_assert_int_eq(findings(), 1);	/* twice */
	sim_dma_map(0, 0x1000, 64, RW, "alloc");
	ck_assert_int_eq(findings(), 1);	/* no memory there */
	sim_dma_map(0, AT(SIM_ARENA_SIZE - 4), 8, RW, "alloc");
	ck_assert_int_eq(findings(), 1);
}
END_TEST

static struct { const void *address; size_t bytes; unsigned int dir; int calls; }
asked;

static void ask(const void *address, size_t bytes, unsigned int dir)
{
	asked.address = address;
	asked.bytes = bytes;
	asked.dir = dir;
	asked.calls++;
}

/* Who watches is told of each access that gets through, and of no other. */
START_TEST(bus_masters_are_watched)
{
	sim_device_watch(ask);
	sim_dma_map(0, AT(0x3000), 64, RW, "alloc");
	sim_dma_access(0, AT(0x3010), 8, SIM_DMA_WRITE);
	ck_assert_int_eq(asked.calls, 1);
	ck_assert_ptr_eq(asked.address, HOST(0x3010));
	ck_assert_uint_eq(asked.bytes, 8);
	ck_assert_uint_eq(asked.dir, SIM_DMA_WRITE);
	sim_dma_access(0, AT(0x4000), 8, SIM_DMA_WRITE);
	ck_assert_int_eq(asked.calls, 1);
	ck_assert_int_eq(sim_iommu_map(1, 0x10000, AT(0x5000), 4096, RW), 0);
	sim_iommu_access(1, 0x10020, 4, SIM_DMA_READ);
	ck_assert_int_eq(asked.calls, 2);
	ck_assert_ptr_eq(asked.address, HOST(0x5020));
	sim_device_watch(NULL);
	sim_dma_access(0, AT(0x3010), 8, SIM_DMA_WRITE);
	ck_assert_int_eq(asked.calls, 2);
	findings();
}
END_TEST

/* The same page twice, with other rights; and against a plain table. */
FAKE_TEXT static void give_up(uint64_t dma)
{
	sim_dma_unmap(0, dma, 64, "free");
	asked.calls++;		/* no tail call: its frame is looked for */
}

/* Of 200 mappings that come and go one is reached for at the end. */
static void story_gives_up(void)
{
	sim_device_watch(ask);
	for (int i = 0; i < 200; i++) {
		uint64_t dma = AT(0x3000 + 64 * i);

		sim_dma_map(0, dma, 64, RW, "alloc");
		if (i == fake_outcome->number)
			give_up(dma);
		else
			sim_dma_unmap(0, dma, 64, "free");
	}
	sim_dma_access(0, AT(0x3000 + 64 * fake_outcome->number + 4), 8,
		       SIM_DMA_READ);
}

static void story_gives_up_late(void)
{
	fake_outcome->number = 150;
	story_gives_up();
}

static void story_gives_up_early(void)
{
	fake_outcome->number = 100;
	story_gives_up();
}

/* Who took the mapping away is told, if that was not long ago. */
START_TEST(who_unmapped_is_told)
{
	struct fake_outcome *o = fake_run_seed(story_gives_up_late, 1, "random");

	ck_assert_int_eq(o->findings, 1);
	ck_assert_int_eq(o->first.kind, SIM_KIND_DMA_API);
	ck_assert_int_eq(o->first.others, 1);
	ck_assert_str_eq(o->first.other[0].title, "Unmapped by story");
	ck_assert_int_ge(o->first.other[0].frames, 1);
	ck_assert_uint_lt(o->first.other[0].stack[0].address -
			  (uintptr_t)give_up, 256);
	fake_free(o);
	o = fake_run_seed(story_gives_up_early, 1, "random");
	ck_assert_int_eq(o->findings, 1);
	ck_assert_int_eq(o->first.others, 0);
	fake_free(o);
}
END_TEST

FAKE_TEXT static void take_from_domain(void)
{
	sim_iommu_unmap(1, 0x10000, 0x1000);
	asked.calls++;		/* as above */
}

static void story_takes_from_dsp(void)
{
	sim_device_watch(ask);
	sim_iommu_map(1, 0x10000, AT(0), 0x3000, RW);
	take_from_domain();
	sim_iommu_access(1, 0x10ff0, 16, SIM_DMA_WRITE);
	sim_iommu_access(2, 0x10ff0, 16, SIM_DMA_WRITE);
}

START_TEST(who_took_from_dsp_is_told)
{
	struct fake_outcome *o = fake_run_seed(story_takes_from_dsp, 1,
					       "random");

	ck_assert_int_eq(o->findings, 2);
	ck_assert_int_eq(o->first.kind, SIM_KIND_IOMMU_FAULT);
	ck_assert_int_eq(o->first.others, 1);
	ck_assert_str_eq(o->first.other[0].title, "Unmapped by story");
	ck_assert_uint_lt(o->first.other[0].stack[0].address -
			  (uintptr_t)take_from_domain, 256);
	fake_free(o);
}
END_TEST

START_TEST(dma_mappings_overlap)
{
	sim_dma_map(0, AT(0x3000), 4096, SIM_DMA_READ, "a");
	sim_dma_map(0, AT(0x3000), 64, SIM_DMA_WRITE, "b");
	sim_dma_map(0, AT(0x3800), 16, SIM_DMA_WRITE, "c");
	ck_assert_ptr_nonnull(sim_dma_access(0, AT(0x3020), 8, SIM_DMA_WRITE));
	ck_assert_ptr_nonnull(sim_dma_access(0, AT(0x3020), 80, SIM_DMA_READ));
	ck_assert_ptr_nonnull(sim_dma_access(0, AT(0x3900), 8, SIM_DMA_READ));
	ck_assert_ptr_null(sim_dma_access(0, AT(0x3900), 8, SIM_DMA_WRITE));
	sim_dma_unmap(0, AT(0x3000), 4096, "a");
	ck_assert_int_eq(findings(), 1);
	ck_assert_ptr_nonnull(sim_dma_access(0, AT(0x3020), 8, SIM_DMA_WRITE));
	ck_assert_ptr_null(sim_dma_access(0, AT(0x3020), 8, SIM_DMA_READ));
	ck_assert_int_eq(findings(), 1);
}
END_TEST

START_TEST(dma_agrees_with_a_plain_table)
{
	static bool mapped[1000];
	struct sim_random r;

	sim_random_seed(&r, 5, 5);
	for (int i = 0; i < 20000; i++) {
		unsigned int at = sim_random_below(&r, 1000);

		if (sim_random_below(&r, 2)) {
			if (mapped[at])
				sim_dma_unmap(0, AT(at * 64), 64, "u");
			else
				sim_dma_map(0, AT(at * 64), 64, RW, "m");
			mapped[at] = !mapped[at];
		} else if (mapped[at]) {
			ck_assert_ptr_eq(sim_dma_access(0, AT(at * 64 + 3), 61,
						RW), HOST(at * 64 + 3));
		}
	}
	ck_assert_int_eq(findings(), 0);
}
END_TEST

START_TEST(iommu_maps_and_splits)
{
	ck_assert_int_eq(sim_iommu_map(1, 0x10000, AT(0x4000), 0x4000, RW), 0);
	ck_assert_int_eq(sim_iommu_map(1, 0x12000, AT(0), 0x1000, RW),
			 -EEXIST);
	ck_assert_int_eq(sim_iommu_map(1, 0xf000, AT(0), 0x2000, RW), -EEXIST);
	ck_assert_int_eq(sim_iommu_map(1, 0x14010, AT(0), 0x1000, RW),
			 -EINVAL);
	ck_assert_int_eq(sim_iommu_map(1, 0x14000, AT(0), 0, RW), -EINVAL);
	ck_assert_ptr_eq(sim_iommu_access(1, 0x11ff0, 0x20, RW), HOST(0x5ff0));
	ck_assert_uint_eq(sim_iommu_unmap(1, 0x11000, 0x1000), 0x1000);
	ck_assert_ptr_eq(sim_iommu_access(1, 0x10000, 16, RW), HOST(0x4000));
	ck_assert_ptr_eq(sim_iommu_access(1, 0x12000, 16, RW), HOST(0x6000));
	ck_assert_int_eq(findings(), 0);
	ck_assert_ptr_null(sim_iommu_access(1, 0x11000, 16, RW));
	ck_assert_ptr_null(sim_iommu_access(1, 0x10ff8, 16, RW));
	ck_assert_ptr_null(sim_iommu_access(2, 0x10000, 16, RW));
	ck_assert_int_eq(findings(), 3);
	ck_assert_uint_eq(sim_iommu_unmap(1, 0x10000, 0x4000), 0x1000);
}
END_TEST

START_TEST(iommu_rights_and_neighbours)
{
	sim_iommu_map(0, 0, AT(0), 0x1000, SIM_DMA_READ);
	sim_iommu_map(0, 0x1000, AT(0x1000), 0x1000, RW);
	sim_iommu_map(0, 0x2000, AT(0x8000), 0x1000, RW);
	ck_assert_ptr_eq(sim_iommu_access(0, 0xff0, 32, SIM_DMA_READ),
			 HOST(0xff0));
	ck_assert_int_eq(findings(), 0);
	ck_assert_ptr_null(sim_iommu_access(0, 0xff0, 32, RW));
	ck_assert_ptr_null(sim_iommu_access(0, 0x1ff0, 32, SIM_DMA_READ));
	ck_assert_int_eq(findings(), 2);
	ck_assert_uint_eq(sim_iommu_unmap(0, 0, 0x3000), 0x3000);
	ck_assert_uint_eq(sim_iommu_unmap(0, 0, 0x3000), 0);
}
END_TEST

/* ---- registers ---- */

static uint64_t reg_read(void *model, uint64_t offset, unsigned int bytes)
{
	return (uintptr_t)model + offset * 256 + bytes;
}

static uint64_t written;

static void reg_write(void *model, uint64_t offset, unsigned int bytes,
		      uint64_t value)
{
	written = (uintptr_t)model + offset * 256 + bytes + value;
}

static const struct sim_mmio_ops ops = { reg_read, reg_write };

START_TEST(windows_are_found)
{
	sim_mmio_add(0x3000, 0x100, &ops, (void *)0x300000, "c");
	sim_mmio_add(0x1000, 0x100, &ops, (void *)0x100000, "a");
	sim_mmio_add(0x2000, 0x100, &ops, (void *)0x200000, "b");
	ck_assert_uint_eq(sim_mmio_read(0x1004, 4), 0x100404);
	ck_assert_uint_eq(sim_mmio_read(0x20fc, 4), 0x20fc04);
	sim_mmio_write(0x3008, 8, 1000000000);
	ck_assert_uint_eq(written, 0x300808 + 1000000000);
	ck_assert_int_eq(findings(), 0);
	ck_assert_uint_eq(sim_mmio_read(0x20fc, 8), ~0ULL);	/* over the end */
	ck_assert_uint_eq(sim_mmio_read(0xfff, 1), ~0ULL);
	sim_mmio_write(0x3100, 4, 0);
	ck_assert_int_eq(findings(), 3);
}
END_TEST

/* ---- state ---- */

START_TEST(state_is_zeroed_and_fixed)
{
	char *first = sim_state_alloc(100), *again;

	ck_assert_uint_eq((uintptr_t)first & 15, 0);
	ck_assert_uint_ge((uintptr_t)first, SIM_STATE_BASE);
	memset(first, 0xff, 100);
	sim_state_free(first);
	sim_state_free(NULL);
	again = sim_state_alloc(90);
	ck_assert_ptr_eq(first, again);
	for (int i = 0; i < 90; i++)
		ck_assert_int_eq(again[i], 0);
}
END_TEST

START_TEST(names_are_stable)
{
	uint32_t one = sim_name_index("xhci0 transfer"), two, three;

	ck_assert_uint_eq(sim_name_index("xhci0 transfer"), one);
	two = sim_name_take("xhci0 transfer");
	three = sim_name_take("xhci0 transfer");
	ck_assert_str_eq(sim_name_at(two), "xhci0 transfer#2");
	ck_assert_str_eq(sim_name_at(three), "xhci0 transfer#3");
	sim_name_release(two);
	ck_assert_uint_eq(sim_name_take("xhci0 transfer"), two);
	ck_assert_str_eq(sim_name_at(0), "none");
}
END_TEST

/* More than the table holds: they share its last entry. */
START_TEST(names_may_run_out)
{
	char name[32];

	for (int i = 0; i < SIM_MAX_NAMES + 10; i++) {
		snprintf(name, sizeof(name), "name %d", i);
		ck_assert_uint_lt(sim_name_take(name), SIM_MAX_NAMES);
	}
	ck_assert_uint_eq(sim_name_index("another"), SIM_MAX_NAMES - 1);
}
END_TEST

START_TEST(random_streams_differ)
{
	struct sim_random a, b, c;
	int hits[6] = { 0 };

	sim_random_seed(&a, 1, 1);
	sim_random_seed(&b, 1, 1);
	sim_random_seed(&c, 1, 2);
	ck_assert_uint_eq(sim_random_next(&a), sim_random_next(&b));
	ck_assert_uint_ne(sim_random_next(&a), sim_random_next(&c));
	for (int i = 0; i < 60000; i++)
		hits[sim_random_below(&a, 6)]++;
	for (int i = 0; i < 6; i++)
		ck_assert(hits[i] > 9600 && hits[i] < 10400);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sched memory");
	TCase *t = tcase_create("memory");
	SRunner *r = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_test(t, dma_reaches_what_is_mapped);
	tcase_add_test(t, dma_misuse_is_found);
	tcase_add_test(t, bus_masters_are_watched);
	tcase_add_test(t, who_unmapped_is_told);
	tcase_add_test(t, who_took_from_dsp_is_told);
	tcase_add_test(t, dma_mappings_overlap);
	tcase_add_test(t, dma_agrees_with_a_plain_table);
	tcase_add_test(t, iommu_maps_and_splits);
	tcase_add_test(t, iommu_rights_and_neighbours);
	tcase_add_test(t, windows_are_found);
	tcase_add_test(t, state_is_zeroed_and_fixed);
	tcase_add_test(t, names_are_stable);
	tcase_add_test(t, names_may_run_out);
	tcase_add_test(t, random_streams_differ);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
