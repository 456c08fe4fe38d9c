/* SPDX-License-Identifier: GPL-2.0-only */
/* asm/device.h: each device remembers which DMA bus it masters. */
#ifndef SIM_ASM_DEVICE_H
#define SIM_ASM_DEVICE_H

/**
 * struct dev_archdata - what the shim keeps in a device
 * @dma_bus: 1 + bus number; 0 not looked up yet, -1 masters no bus
 */
struct dev_archdata {
	int dma_bus;
};

struct pdev_archdata {
};

#endif /* SIM_ASM_DEVICE_H */
