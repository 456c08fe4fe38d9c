/* SPDX-License-Identifier: GPL-2.0 */
/* No cycle counter: entropy and time come from the seed. */
#ifndef SIM_ASM_TIMEX_H
#define SIM_ASM_TIMEX_H

typedef unsigned long cycles_t;
#define get_cycles get_cycles
static inline cycles_t get_cycles(void) { return 0; }
#define random_get_entropy()	0UL
#include <asm-generic/timex.h>

#endif /* SIM_ASM_TIMEX_H */
