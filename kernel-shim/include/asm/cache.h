/* SPDX-License-Identifier: GPL-2.0 */
/* Cache lines of the hosts that we build for. */
#ifndef SIM_ASM_CACHE_H
#define SIM_ASM_CACHE_H

#define L1_CACHE_SHIFT	6
#define L1_CACHE_BYTES	(1 << L1_CACHE_SHIFT)
#define ARCH_DMA_MINALIGN	L1_CACHE_BYTES
#define ARCH_KMALLOC_MINALIGN	16

#endif /* SIM_ASM_CACHE_H */
