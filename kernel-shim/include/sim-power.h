/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-power.h: who is under power; see power/controller-power.c. */
#ifndef SIM_POWER_H
#define SIM_POWER_H

#include <linux/types.h>

#define SIM_POWER_DEVICES	8

struct device;

/* @dev masters that bus; told when that is first asked for. */
void sim_power_add(unsigned int bus, struct device *dev);
/* 0 while the device whose registers lie at @phys is runtime-suspended. */
int sim_power_powered(u64 phys);

#endif /* SIM_POWER_H */
