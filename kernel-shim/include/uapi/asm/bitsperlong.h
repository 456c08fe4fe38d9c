/* SPDX-License-Identifier: GPL-2.0 */
/* Both hosts that we build for are 64-bit. */
#ifndef SIM_ASM_BITSPERLONG_H
#define SIM_ASM_BITSPERLONG_H

#define __BITS_PER_LONG 64
#include <asm-generic/bitsperlong.h>

#endif /* SIM_ASM_BITSPERLONG_H */
