/* SPDX-License-Identifier: GPL-2.0-only */
/* The guard of stacks is one variable of the image; see check/stack_guard.c. */
#ifndef SIM_ASM_STACKPROTECTOR_H
#define SIM_ASM_STACKPROTECTOR_H

/* Both by these names are what the compiler refers to. */
extern const unsigned long __stack_chk_guard;
void __stack_chk_fail(void) __noreturn;

#endif /* SIM_ASM_STACKPROTECTOR_H */
