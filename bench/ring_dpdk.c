// SPDX-License-Identifier: GPL-2.0-only
/* ring_dpdk.c: loads the baseline of dpdk/, where libdpdk-dev was there. */
#include <dlfcn.h>

#include "ring.h"

const struct sim_ring_queue *sim_ring_dpdk_load(void)
{
	void *module = dlopen(SIM_BUILD_DIR "/bench_dpdk.so",
			      RTLD_NOW | RTLD_LOCAL);

	return module ? dlsym(module, "sim_ring_dpdk") : NULL;
}
