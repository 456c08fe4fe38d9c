/* SPDX-License-Identifier: GPL-2.0-only */
/* device_double.h: see device_double.c. */
#ifndef DEVICE_DOUBLE_H
#define DEVICE_DOUBLE_H

#include "sim/hw.h"

extern uint64_t double_now_ns;
extern uint64_t double_hash;
extern int double_live;		/* allocations not freed */

#endif /* DEVICE_DOUBLE_H */
