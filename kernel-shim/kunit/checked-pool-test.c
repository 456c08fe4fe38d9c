// SPDX-License-Identifier: GPL-2.0-only
/*
 * checked-pool-test.c: blocks of DMA pools that are used after their end, freed
 * wrongly, or given to a device uninitialised, each with a correct twin; see
 * memory/pool_blocks.c. A page of a pool stays allocated and mapped, so nothing
 * else could tell.
 *
 * Instrumented as drivers are; findings are caught by a trial. Only check images
 * have the suite.
 */
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "sim/border_trial.h"
#include "shadow-trial.h"
#include "sim-memory.h"

#ifdef CONFIG_DEBUG_KERNEL

#define SIM_POOL_BYTES	64
#define SIM_POOL_OTHERS	40	/* more than wait to be used again */

struct sim_pool_fixture {
	struct device *controller;
	struct dma_pool *pool;
	u8 *block;
	dma_addr_t handle;
	bool freed;
	char title[256];
};

static volatile u64 sim_pool_sink;

static int sim_pool_init(struct kunit *test)
{
	struct sim_pool_fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	test->priv = f;
	if (!f)
		return -ENOMEM;
	f->controller = bus_find_device_by_name(&platform_bus_type, NULL,
						"a000000.usb");
	if (!f->controller)
		return -ENODEV;
	f->pool = dma_pool_create("sim blocks", f->controller, SIM_POOL_BYTES,
				  64, 0);
	if (!f->pool)
		return -ENOMEM;
	f->block = dma_pool_zalloc(f->pool, GFP_KERNEL, &f->handle);
	OPTIMIZER_HIDE_VAR(f->block);
	return f->block ? 0 : -ENOMEM;
}

static void sim_pool_exit(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;

	if (!f->freed)
		dma_pool_free(f->pool, f->block, f->handle);
	dma_pool_destroy(f->pool);
	put_device(f->controller);
	sim_trial_exit(test);
}

static void sim_pool_end(struct sim_pool_fixture *f)
{
	dma_pool_free(f->pool, f->block, f->handle);
	f->freed = true;
}

/* As many come and go until the genuine pool has what was freed before. */
static void sim_pool_others(struct sim_pool_fixture *f)
{
	dma_addr_t handle[SIM_POOL_OTHERS];
	void *other[SIM_POOL_OTHERS];
	int i;

	for (i = 0; i < SIM_POOL_OTHERS; i++)
		other[i] = dma_pool_alloc(f->pool, GFP_KERNEL, &handle[i]);
	for (i = 0; i < SIM_POOL_OTHERS; i++)
		dma_pool_free(f->pool, other[i], handle[i]);
}

static void sim_pool_used_after_free(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;

	sim_pool_end(f);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE,
		       "Read of size 1, 40 bytes inside of freed 64-byte region of dma_pool sim blocks",
		       sim_pool_sink = f->block[40]);
	KUNIT_EXPECT_EQ(test, trial.stacks, 2);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE, "Write of size 1, 0 bytes",
		       f->block[0] = 1);
	sim_pool_others(f);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE, "Write of size 1, 63 bytes",
		       f->block[63] = 1);
}

static void sim_pool_used_twin(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;
	dma_addr_t handle[SIM_POOL_OTHERS * 2];
	u8 *again[SIM_POOL_OTHERS * 2];
	int i = -1;

	SIM_EXPECT_CLEAN(test, f->block[63] = 1);
	SIM_EXPECT_CLEAN(test, sim_pool_sink = f->block[0]);
	sim_pool_end(f);
	sim_pool_others(f);
	/* Whoever gets it next may use all of it. */
	do {
		i++;
		again[i] = dma_pool_zalloc(f->pool, GFP_KERNEL, &handle[i]);
	} while (again[i] != f->block && i < ARRAY_SIZE(again) - 1);
	KUNIT_EXPECT_EQ(test, handle[i], f->handle);
	SIM_EXPECT_CLEAN(test, again[i][63] = 1);
	SIM_EXPECT_CLEAN(test, sim_pool_sink = again[i][0]);
	for (; i >= 0; i--)
		dma_pool_free(f->pool, again[i], handle[i]);
}

/* What the controller's bus is told of when it reaches for the block. */
static void sim_pool_reach(struct sim_pool_fixture *f, unsigned int dir)
{
	sim_trial_begin(SIM_KIND_USE_AFTER_FREE, SIM_KIND_USE_AFTER_FREE);
	sim_trial_bus(0, f->handle, 16, dir);
	sim_trial_end(f->title, sizeof(f->title));
}

static void sim_pool_reached(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;

	sim_pool_end(f);
	sim_pool_reach(f, SIM_DMA_WRITE);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(f->title,
			"Device write of size 16, 0 bytes inside of freed 64-byte region of dma_pool sim blocks"),
			"%s", f->title);
}

static void sim_pool_reached_twin(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;

	sim_pool_reach(f, SIM_DMA_READ);
	KUNIT_EXPECT_STREQ(test, f->title, "");
	sim_pool_reach(f, SIM_DMA_WRITE);
	KUNIT_EXPECT_STREQ(test, f->title, "");
}

/* How often a free is told to be wrong. */
#define SIM_POOL_TOLD(test, kind, number, words, action) do {		\
	struct sim_pool_fixture *fixture = (test)->priv;		\
									\
	sim_trial_begin(kind, kind);					\
	action;								\
	KUNIT_EXPECT_EQ(test, sim_trial_end(fixture->title,		\
				sizeof(fixture->title)), number);	\
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(fixture->title, words),	\
				  "%s", fixture->title);		\
} while (0)

static void sim_pool_misfreed(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;
	struct dma_pool *other = dma_pool_create("sim others", f->controller,
						 SIM_POOL_BYTES, 64, 0);

	KUNIT_ASSERT_NOT_NULL(test, other);
	SIM_POOL_TOLD(test, SIM_KIND_DOUBLE_FREE, 1, "freed to the wrong pool",
		      dma_pool_free(other, f->block, f->handle));
	SIM_POOL_TOLD(test, SIM_KIND_DMA_API, 1, "with another's DMA address",
		      dma_pool_free(f->pool, f->block, f->handle + 64));
	SIM_POOL_TOLD(test, SIM_KIND_DOUBLE_FREE, 1, "freed address is none",
		      dma_pool_free(f->pool, f->block + 8, f->handle + 8));
	SIM_POOL_TOLD(test, SIM_KIND_DOUBLE_FREE, 0, "",
		      sim_pool_end(f));
	SIM_POOL_TOLD(test, SIM_KIND_DOUBLE_FREE, 1, "freed twice",
		      dma_pool_free(f->pool, f->block, f->handle));
	dma_pool_destroy(other);
}

/* A pool that is destroyed while blocks of it wait gives its pages back. */
static void sim_pool_destroyed(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;
	struct dma_pool *pool = dma_pool_create("sim short", f->controller, 256,
						64, 0);
	dma_addr_t handle;
	u8 *block;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	KUNIT_ASSERT_NOT_NULL(test, block);
	dma_pool_free(pool, block, handle);
	dma_pool_destroy(pool);
	SIM_EXPECT_BAD(test, SIM_KIND_USE_AFTER_FREE, "of pages",
		       sim_pool_sink = block[100]);
}

/* dma_pool_alloc() does not zero, dma_pool_zalloc() does. */
static void sim_pool_unwritten(struct kunit *test)
{
	struct sim_pool_fixture *f = test->priv;
	dma_addr_t handle;
	u8 *block = dma_pool_alloc(f->pool, GFP_KERNEL, &handle);

	KUNIT_ASSERT_NOT_NULL(test, block);
	SIM_EXPECT_BAD(test, SIM_KIND_UNINITIALISED, "read by a device",
		       sim_shadow_device(block, 64, SIM_DMA_READ));
	memset(block, 7, 64);
	SIM_EXPECT_CLEAN(test, sim_shadow_device(block, 64, SIM_DMA_READ));
	SIM_EXPECT_CLEAN(test, sim_shadow_device(f->block, 64, SIM_DMA_READ));
	dma_pool_free(f->pool, block, handle);
}

static struct kunit_case sim_pool_cases[] = {
	KUNIT_CASE(sim_pool_used_after_free),
	KUNIT_CASE(sim_pool_used_twin),
	KUNIT_CASE(sim_pool_reached),
	KUNIT_CASE(sim_pool_reached_twin),
	KUNIT_CASE(sim_pool_misfreed),
	KUNIT_CASE(sim_pool_destroyed),
	KUNIT_CASE(sim_pool_unwritten),
	{}
};

static struct kunit_suite sim_pool_suite = {
	.name = "sim_checked_pools",
	.init = sim_pool_init,
	.exit = sim_pool_exit,
	.test_cases = sim_pool_cases,
};

kunit_test_suite(sim_pool_suite);
#endif
