/* SPDX-License-Identifier: GPL-2.0 */
/* Copying and filling by the compiler's builtins or kernel-shim/lib. */
#ifndef SIM_ASM_STRING_H
#define SIM_ASM_STRING_H

#define __HAVE_ARCH_MEMCPY
#define __HAVE_ARCH_MEMMOVE
#define __HAVE_ARCH_MEMSET
void *memcpy(void *to, const void *from, __kernel_size_t n);
void *memmove(void *to, const void *from, __kernel_size_t n);
void *memset(void *to, int c, __kernel_size_t n);
void *__memcpy(void *to, const void *from, __kernel_size_t n);
void *__memmove(void *to, const void *from, __kernel_size_t n);
void *__memset(void *to, int c, __kernel_size_t n);

#endif /* SIM_ASM_STRING_H */
