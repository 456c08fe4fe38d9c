/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border.h of free-running machines: other addresses, as ThreadSanitizer wants
 * memory below 512 GiB.
 */
#ifndef SIM_BORDER_FREE_LAYOUT_H
#define SIM_BORDER_FREE_LAYOUT_H

#include_next "sim/border.h"

#undef SIM_IMAGE_BASE
#undef SIM_ARENA_BASE
#define SIM_IMAGE_BASE	0x001000000000UL
#define SIM_ARENA_BASE	0x002000000000UL

#endif /* SIM_BORDER_FREE_LAYOUT_H */
