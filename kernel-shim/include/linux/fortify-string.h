/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fortify-string.h: around the tree's own: what its functions call when the
 * sizes are right, and whom they tell when they are not.
 *
 * Builtins would be expanded in place, or call by names that mean the shim's
 * own copies (asm/string.h), and the shadow of memory and the race detector
 * would not see them.
 */
#ifndef SIM_LINUX_FORTIFY_STRING_H
#define SIM_LINUX_FORTIFY_STRING_H

extern void *sim_real_memcpy(void *to, const void *from, __kernel_size_t n)
	__asm__("__tsan_memcpy");
extern void *sim_real_memmove(void *to, const void *from, __kernel_size_t n)
	__asm__("__tsan_memmove");
extern void *sim_real_memset(void *to, int c, __kernel_size_t n)
	__asm__("__tsan_memset");
extern void *sim_real_memchr(const void *at, int c, __kernel_size_t n)
	__asm__("memchr");
extern int sim_real_memcmp(const void *one, const void *two, __kernel_size_t n)
	__asm__("memcmp");
extern char *sim_real_strcat(char *to, const char *from)
	__asm__("strcat");
extern char *sim_real_strcpy(char *to, const char *from)
	__asm__("strcpy");
extern char *sim_real_strncat(char *to, const char *from, __kernel_size_t n)
	__asm__("strncat");

bool sim_string_overflow(unsigned char reason, __kernel_size_t size,
			 __kernel_size_t wanted);

/* The tree's own test brings its own. */
#ifndef fortify_panic
#define fortify_panic(func, write, avail, size, retfail) do {		\
	if (sim_string_overflow(FORTIFY_REASON(func, write), avail, size)) \
		return (retfail);					\
} while (0)
#endif

/* For the inline functions in it ... */
#define __builtin_memcpy	sim_real_memcpy
#define __builtin_memmove	sim_real_memmove
#define __builtin_memset	sim_real_memset
#define __builtin_memchr	sim_real_memchr
#define __builtin_memcmp	sim_real_memcmp
#define __builtin_strcat	sim_real_strcat
#define __builtin_strcpy	sim_real_strcpy
#define __builtin_strncat	sim_real_strncat
#include_next <linux/fortify-string.h>
#undef __builtin_memcpy
#undef __builtin_memmove
#undef __builtin_memset
#undef __builtin_memchr
#undef __builtin_memcmp
#undef __builtin_strcat
#undef __builtin_strcpy
#undef __builtin_strncat

/* ... and for its macros, where they are used. */
#undef __underlying_memcpy
#undef __underlying_memmove
#undef __underlying_memset
#define __underlying_memcpy	sim_real_memcpy
#define __underlying_memmove	sim_real_memmove
#define __underlying_memset	sim_real_memset

#endif /* SIM_LINUX_FORTIFY_STRING_H */
