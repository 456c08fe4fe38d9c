/* SPDX-License-Identifier: GPL-2.0 */
/* Copying and filling by the compiler's builtins or kernel-shim/lib. */
#ifndef SIM_ASM_STRING_H
#define SIM_ASM_STRING_H

#define __HAVE_ARCH_MEMCPY
#define __HAVE_ARCH_MEMMOVE
#define __HAVE_ARCH_MEMSET
/*
 * Instrumented code copies by other names, so that what is copied for the
 * shim's own ends is no access of the kernel's.
 */
#ifdef __SANITIZE_THREAD__
#define SIM_STRING_NAME(name)	__asm__("__tsan_" #name)
#else
#define SIM_STRING_NAME(name)
/* Overflows of the shim's are no findings; see linux/fortify-string.h. */
#ifdef CONFIG_FORTIFY_SOURCE
#define __NO_FORTIFY
#endif
#endif
void *memcpy(void *to, const void *from, __kernel_size_t n)
	SIM_STRING_NAME(memcpy);
void *memmove(void *to, const void *from, __kernel_size_t n)
	SIM_STRING_NAME(memmove);
void *memset(void *to, int c, __kernel_size_t n)
	SIM_STRING_NAME(memset);
void *__memcpy(void *to, const void *from, __kernel_size_t n);
void *__memmove(void *to, const void *from, __kernel_size_t n);
void *__memset(void *to, int c, __kernel_size_t n);

#endif /* SIM_ASM_STRING_H */
