/* SPDX-License-Identifier: GPL-2.0 */
/* No address spaces. */
#ifndef SIM_ASM_MMU_H
#define SIM_ASM_MMU_H

typedef struct { unsigned long unused; } mm_context_t;

#endif /* SIM_ASM_MMU_H */
