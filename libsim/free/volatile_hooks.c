// SPDX-License-Identifier: GPL-2.0-only
/*
 * volatile_hooks.c: READ_ONCE() and WRITE_ONCE() for ThreadSanitizer.
 *
 * They are volatile accesses, which its library takes for plain ones, and
 * would call a race; by the kernel's memory model they are marked
 * (tools/memory-model/Documentation/access-marking.txt). Here they count as
 * relaxed atomics: a load, or an addition of 0 before the store itself.
 */
#if defined(__SANITIZE_THREAD__)
#include <stdint.h>

#define HOOKS(bytes, bits)						\
void __tsan_volatile_read##bytes(void *at);				\
void __tsan_volatile_write##bytes(void *at);				\
void __tsan_unaligned_volatile_read##bytes(void *at);			\
void __tsan_unaligned_volatile_write##bytes(void *at);			\
void __tsan_volatile_read##bytes(void *at)				\
{									\
	(void)__atomic_load_n((uint##bits##_t *)at, __ATOMIC_RELAXED);	\
}									\
void __tsan_volatile_write##bytes(void *at)				\
{									\
	__atomic_fetch_add((uint##bits##_t *)at, 0, __ATOMIC_RELAXED);	\
}									\
/* rare, and no atomic could tell */					\
void __tsan_unaligned_volatile_read##bytes(void *at) { (void)at; }	\
void __tsan_unaligned_volatile_write##bytes(void *at) { (void)at; }

HOOKS(1, 8)
HOOKS(2, 16)
HOOKS(4, 32)
HOOKS(8, 64)

void __tsan_volatile_read16(void *at);
void __tsan_volatile_write16(void *at);
void __tsan_unaligned_volatile_read16(void *at);
void __tsan_unaligned_volatile_write16(void *at);
/* two words at once are no single access of the kernel's */
void __tsan_volatile_read16(void *at) { (void)at; }
void __tsan_volatile_write16(void *at) { (void)at; }
void __tsan_unaligned_volatile_read16(void *at) { (void)at; }
void __tsan_unaligned_volatile_write16(void *at) { (void)at; }
#else
typedef int sim_only_with_thread_sanitizer;
#endif
