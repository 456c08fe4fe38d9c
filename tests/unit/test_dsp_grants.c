// SPDX-License-Identifier: GPL-2.0-only
/* links: libsim/dsp/care.c libsim/dsp/grants.c libsim/dsp/rings.c libsim/sched sched_fake */
/*
 * test_dsp_grants.c: the DSP's accesses to regions whose addresses lead to other
 * memory than when they were given to it are told; those of regions that lead to
 * the same memory again, or were given anew, are not.
 */
#include <check.h>
#include <string.h>

#include "dsp/dsp_private.h"
#include "sched_fake.h"

#define RW	(SIM_DMA_READ | SIM_DMA_WRITE)
#define AT(x)	(SIM_ARENA_PHYS + (x))
#define IOVA	0x10000u

SIM_STATE struct sim_dsp *sim_dsp;
static struct sim_dsp dsp;

static void ask(const void *address, size_t bytes, unsigned int dir)
{
	(void)address, (void)bytes, (void)dir;
}

/* A buffer of three pages is given to the first stream. */
static struct sim_dsp_stream *stream_granted(void)
{
	memset(&dsp, 0, sizeof(dsp));
	sim_dsp = &dsp;
	sim_device_watch(ask);
	sim_iommu_map(SIM_DSP_DOMAIN, IOVA, AT(0x4000), 0x3000, RW);
	sim_dsp_grant(&dsp.stream[0], 1ull << 32 | IOVA, 0x3000);
	return &dsp.stream[0];
}

/* The middle one of its pages leads elsewhere from now on. */
FAKE_TEXT static void page_move(uint64_t phys)
{
	sim_iommu_unmap(SIM_DSP_DOMAIN, IOVA + 0x1000, 0x1000);
	sim_iommu_map(SIM_DSP_DOMAIN, IOVA + 0x1000, phys, 0x1000, RW);
}

static void touch(const void *holder, uint32_t at)
{
	sim_dsp_memory(holder, 1ull << 32 | (IOVA + at), 16, SIM_DMA_READ);
}

static void story_strays(void)
{
	struct sim_dsp_stream *stream = stream_granted();

	touch(stream, 0x1010);
	page_move(AT(0x9000));
	touch(stream, 0x10);		/* its neighbours stayed */
	touch(stream, 0x2010);
	touch(stream, 0x1010);
	touch(stream, 0x1010);		/* told once */
}

START_TEST(other_memory_is_told)
{
	struct fake_outcome *o = fake_run_seed(story_strays, 1, "random");

	ck_assert_int_eq(o->findings, 1);
	ck_assert_int_eq(o->first.kind, SIM_KIND_IOMMU_FAULT);
	ck_assert_str_eq(o->first.title, "DSP reads 16 bytes at iova 0x11010 "
			 "of domain 1: mapped for something else since it was "
			 "granted");
	ck_assert_int_eq(o->first.others, 1);
	ck_assert_str_eq(o->first.other[0].title, "Unmapped by story");
	fake_free(o);
}
END_TEST

/* The same page is mapped again; or the region is given anew; or to another,
 * while the one that had it does not access it. */
static void story_stays(void)
{
	struct sim_dsp_stream *stream = stream_granted();

	page_move(AT(0x5000));
	touch(stream, 0x1010);
	page_move(AT(0x9000));
	sim_dsp_grant(stream, 1ull << 32 | IOVA, 0x3000);
	touch(stream, 0x1010);
	page_move(AT(0xa000));
	sim_dsp_grant(&dsp.stream[1].data, IOVA + 0x1000, 0x1000);
	touch(&dsp.stream[1].data, 0x1010);
}

static void expect_findings(void (*story)(void), int count)
{
	struct fake_outcome *o = fake_run_seed(story, 1, "random");

	ck_assert_int_eq(o->findings, count);
	fake_free(o);
}

START_TEST(what_is_given_is_not_told)
{
	expect_findings(story_stays, 0);
}
END_TEST

/* A stream that still has it, when another was given its address. */
static void story_shares(void)
{
	struct sim_dsp_stream *stream = stream_granted();

	page_move(AT(0x9000));
	sim_dsp_grant(&dsp.events[0], IOVA + 0x1000, 0x1000);
	touch(&dsp.events[0], 0x1010);
	touch(stream, 0x1010);
}

START_TEST(older_owner_is_told)
{
	expect_findings(story_shares, 1);
}
END_TEST

/* Who does not know what was taken from it is not judged. */
static void story_careless(void)
{
	struct sim_dsp_stream *stream = stream_granted();

	dsp.careless = true;
	page_move(AT(0x9000));
	touch(stream, 0x1010);
}

START_TEST(careless_is_not_told)
{
	expect_findings(story_careless, 0);
}
END_TEST

/* Two streams that live, and one that is asked for now. */
static void streams_live(void)
{
	memset(&dsp, 0, sizeof(dsp));
	sim_dsp = &dsp;
	dsp.stream[0].state = SIM_DSP_STREAMING;
	dsp.stream[0].token = 7;
	dsp.stream[1].state = SIM_DSP_FAILED;
	dsp.stream[1].token = 9;
	dsp.stream[2].state = SIM_DSP_ENABLING;
	dsp.stream[2].token = 8;
}

/* A DISABLE that names one of them, and its twins: nobody's, a dead one's. */
START_TEST(disabled_by_another)
{
	static const uint32_t tokens[] = { 7, 6, 9 };

	streams_live();
	sim_dsp_care_disabled(tokens[_i]);
	ck_assert_int_eq(dsp.careless, !_i);
	ck_assert_int_eq(dsp.stream[0].doubtful, !_i);
	ck_assert(!dsp.stream[1].doubtful && !dsp.stream[2].doubtful);
}
END_TEST

/* A late good-bye takes what was asked for before, granted since or not. */
START_TEST(left_late)
{
	streams_live();
	dsp.stream[0].state = SIM_DSP_FREE;
	if (!_i)
		sim_dsp_care_left();
	dsp.stream[2].state = SIM_DSP_STREAMING;
	sim_dsp_care_opened(&dsp.stream[2]);
	ck_assert_int_eq(dsp.careless, !_i);
}
END_TEST

/* A good-bye that is no late one takes nothing of those that come after it. */
START_TEST(left_before)
{
	streams_live();
	dsp.stream[0].state = dsp.stream[2].state = SIM_DSP_FREE;
	sim_dsp_care_left();
	dsp.stream[2].state = SIM_DSP_STREAMING;
	sim_dsp_care_opened(&dsp.stream[2]);
	ck_assert(!dsp.careless);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dsp_grants");
	TCase *tcase = tcase_create("dsp_grants");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, other_memory_is_told);
	tcase_add_test(tcase, what_is_given_is_not_told);
	tcase_add_test(tcase, older_owner_is_told);
	tcase_add_test(tcase, careless_is_not_told);
	tcase_add_loop_test(tcase, disabled_by_another, 0, 3);
	tcase_add_loop_test(tcase, left_late, 0, 2);
	tcase_add_test(tcase, left_before);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
