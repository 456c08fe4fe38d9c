// SPDX-License-Identifier: GPL-2.0-only
/*
 * entropy.c: random numbers, all from the seed.
 *
 * Stands in for drivers/char/random.c. The generator is ready from the start,
 * and nothing that the kernel adds changes what comes out.
 */
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/string.h>
#include "sim/border.h"

/* shim: modelled - by the seed */
void get_random_bytes(void *buffer, size_t length)
{
	size_t part;
	u64 value;

	for (; length; length -= part, buffer += part) {
		value = sim_random();
		part = min(length, sizeof(value));
		memcpy(buffer, &value, part);
	}
}
EXPORT_SYMBOL(get_random_bytes);

/* shim: modelled - by the seed */
u8 get_random_u8(void)
{
	return sim_random() >> 56;
}
EXPORT_SYMBOL(get_random_u8);

/* shim: modelled - by the seed */
u16 get_random_u16(void)
{
	return sim_random() >> 48;
}
EXPORT_SYMBOL(get_random_u16);

/* shim: modelled - by the seed */
u32 get_random_u32(void)
{
	return sim_random() >> 32;
}
EXPORT_SYMBOL(get_random_u32);

/* shim: modelled - by the seed */
u64 get_random_u64(void)
{
	return sim_random();
}
EXPORT_SYMBOL(get_random_u64);

/* shim: modelled - by the seed; the bias of 2^-32 is accepted */
u32 __get_random_u32_below(u32 ceiling)
{
	return ceiling ? ((sim_random() >> 32) * ceiling) >> 32 : 0;
}
EXPORT_SYMBOL(__get_random_u32_below);

/* shim: stub - nothing changes what the seed gives */
void add_device_randomness(const void *buffer, size_t length)
{
}
EXPORT_SYMBOL(add_device_randomness);

/* shim: stub - nothing changes what the seed gives */
void add_interrupt_randomness(int irq)
{
}
EXPORT_SYMBOL_GPL(add_interrupt_randomness);

/* shim: stub - nothing changes what the seed gives */
void add_input_randomness(unsigned int type, unsigned int code,
			  unsigned int value)
{
}
EXPORT_SYMBOL_GPL(add_input_randomness);

/* shim: modelled - ready from the start */
bool rng_is_initialized(void)
{
	return true;
}
EXPORT_SYMBOL(rng_is_initialized);

/* shim: modelled - ready from the start */
int wait_for_random_bytes(void)
{
	return 0;
}
EXPORT_SYMBOL(wait_for_random_bytes);

/* shim: modelled - ready from the start, so it is called at once */
int execute_with_initialized_rng(struct notifier_block *nb)
{
	nb->notifier_call(nb, 0, NULL);
	return 0;
}
