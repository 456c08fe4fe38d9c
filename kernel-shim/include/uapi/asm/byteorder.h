/* SPDX-License-Identifier: GPL-2.0 */
/* Both hosts that we build for are little-endian. */
#ifndef SIM_ASM_BYTEORDER_H
#define SIM_ASM_BYTEORDER_H

#include <linux/byteorder/little_endian.h>

#endif /* SIM_ASM_BYTEORDER_H */
