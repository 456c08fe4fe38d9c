// SPDX-License-Identifier: GPL-2.0-only
/* test_bench_ring.c: the baselines are queues, and percentiles are ranks. */
/* links: bench/ring_bare.c bench/ring_wfcqueue.c bench/ring_ck.c bench/ring_dpdk.c bench/ring_latency.c bench/machine.c bench/summarise.c */
#include <check.h>
#include <stdlib.h>

#include "../../bench/ring.h"

static const struct sim_ring_queue *queue_at(int i)
{
	const struct sim_ring_queue *const queues[] = {
		&sim_ring_bare, &sim_ring_wfcqueue, &sim_ring_ck,
		sim_ring_dpdk_load(),
	};

	return queues[i] && queues[i]->create ? queues[i] : NULL;
}

/* 0 + 1 + ... over uneven batches, many times around. */
START_TEST(keeps_order_and_count)
{
	const struct sim_ring_queue *queue = queue_at(_i);
	uint64_t put = 0, got = 0, sum, expected;
	void *q;

	if (!queue)
		return;
	q = queue->create(64);
	ck_assert_ptr_nonnull(q);
	for (unsigned int round = 0; round < 500; round++) {
		unsigned int n, wanted = 1 + round % 40;

		n = queue->put(q, put, wanted);
		ck_assert_uint_eq(n, wanted);
		put += n;
		sum = expected = 0;
		n = queue->get(q, 64, &sum);
		ck_assert_uint_eq(n, wanted);
		while (n--)
			expected += got++;
		ck_assert_uint_eq(sum, expected);
	}
	sum = 0;
	ck_assert_uint_eq(queue->get(q, 64, &sum), 0);
	queue->destroy(q);
}
END_TEST

/* What does not fit is not taken, and nothing is overwritten. */
START_TEST(stops_when_full)
{
	const struct sim_ring_queue *queue = queue_at(_i);
	uint64_t sum = 0, expected = 0;
	unsigned int put, got = 0, n;
	void *q;

	if (!queue)
		return;
	q = queue->create(64);
	put = queue->put(q, 0, 1000);
	ck_assert_uint_ge(put, 62);
	ck_assert_uint_le(put, 64);
	ck_assert_uint_eq(queue->put(q, 0, 1), 0);
	while ((n = queue->get(q, 16, &sum)))
		got += n;
	ck_assert_uint_eq(got, put);
	for (unsigned int i = 0; i < put; i++)
		expected += i;
	ck_assert_uint_eq(sum, expected);
	ck_assert_uint_eq(queue->put(q, 0, 1), 1);
	queue->destroy(q);
}
END_TEST

START_TEST(percentiles_are_nearest_ranks)
{
	double values[1000];
	struct sim_ring_latency latency;

	for (int i = 0; i < 1000; i++)
		values[i] = (i * 7) % 1000 + 1;
	latency = sim_ring_percentiles(values, 1000);
	ck_assert_double_eq(latency.p50, 500);
	ck_assert_double_eq(latency.p99, 990);
	ck_assert_double_eq(latency.p999, 999);
	latency = sim_ring_percentiles(values, 1);
	ck_assert_double_eq(latency.p50, 1);
	ck_assert_double_eq(latency.p999, 1);
	latency = sim_ring_percentiles(values, 0);
	ck_assert_double_eq(latency.p50, 0);
}
END_TEST

/* One of ten lost its CPU: it does not count. */
START_TEST(trims_what_the_machine_did)
{
	double values[10] = { 4, 5, 6, 5, 5000, 4, 6, 5, 5, 5 };

	ck_assert_double_eq(sim_ring_trimmed(values, 10), 5);
	ck_assert_double_eq(sim_ring_trimmed(values, 1), 4);
	ck_assert_double_eq(sim_ring_trimmed(values, 0), 0);
}
END_TEST

START_TEST(notes_come_back_once)
{
	struct sim_ring_latency latency;

	for (int i = 0; i < 100; i++)
		sim_ring_latency_note(1000);
	latency = sim_ring_latency_take();
	ck_assert_double_gt(latency.p50, 0);
	ck_assert_double_eq(latency.p50, latency.p999);
	latency = sim_ring_latency_take();
	ck_assert_double_eq(latency.p50, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bench ring");
	TCase *tc = tcase_create("queues");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, keeps_order_and_count, 0, 4);
	tcase_add_loop_test(tc, stops_when_full, 0, 4);
	tcase_add_test(tc, percentiles_are_nearest_ranks);
	tcase_add_test(tc, trims_what_the_machine_did);
	tcase_add_test(tc, notes_come_back_once);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
