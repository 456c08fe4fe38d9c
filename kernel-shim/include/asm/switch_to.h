/* SPDX-License-Identifier: GPL-2.0 */
/* The host switches fibers. */
#ifndef SIM_ASM_SWITCH_TO_H
#define SIM_ASM_SWITCH_TO_H

#define switch_to(prev, next, last)	do { } while (0)

#endif /* SIM_ASM_SWITCH_TO_H */
