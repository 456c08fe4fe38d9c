/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device_tree.h: drivers/soc.dts and drivers/soc-two-controllers.dts, compiled
 * by dtc when the host is built.
 */
#ifndef SIM_BOARD_DEVICE_TREE_H
#define SIM_BOARD_DEVICE_TREE_H

#include <stddef.h>

extern const unsigned char sim_device_tree[];
extern const size_t sim_device_tree_bytes;
extern const unsigned char sim_device_tree_two[];
extern const size_t sim_device_tree_two_bytes;

#endif /* SIM_BOARD_DEVICE_TREE_H */
