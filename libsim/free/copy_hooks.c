// SPDX-License-Identifier: GPL-2.0-only
/*
 * copy_hooks.c: memcpy(), memmove() and memset() of instrumented kernel code
 * for ThreadSanitizer, which asm/string.h gives names of their own: what is
 * copied counts as read, where it goes as written, by the place of the call.
 */
#ifdef SIM_STRESS
#include <string.h>

/* Of ThreadSanitizer's library. */
void __tsan_read_range_pc(void *at, unsigned long bytes, void *pc);
void __tsan_write_range_pc(void *at, unsigned long bytes, void *pc);

void *__tsan_memcpy(void *to, const void *from, size_t n);
void *__tsan_memmove(void *to, const void *from, size_t n);
void *__tsan_memset(void *to, int c, size_t n);

void *__tsan_memcpy(void *to, const void *from, size_t n)
{
	__tsan_read_range_pc((void *)from, n, __builtin_return_address(0));
	__tsan_write_range_pc(to, n, __builtin_return_address(0));
	return memcpy(to, from, n);
}

void *__tsan_memmove(void *to, const void *from, size_t n)
{
	__tsan_read_range_pc((void *)from, n, __builtin_return_address(0));
	__tsan_write_range_pc(to, n, __builtin_return_address(0));
	return memmove(to, from, n);
}

void *__tsan_memset(void *to, int c, size_t n)
{
	__tsan_write_range_pc(to, n, __builtin_return_address(0));
	return memset(to, c, n);
}
#else
typedef int sim_only_with_copies_watched;
#endif
