// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_copy.c: memcpy(), memmove(), memset() and copies to user memory.
 *
 * Stands in for arch/.../lib/mem*.S and uaccess. The compiler turns loops into
 * calls of these functions, so the loops here hide behind barriers or are
 * string instructions. User memory is host memory in the same address space;
 * asm/uaccess.h keeps the kernel's own addresses out. In check images each
 * copy asks the shadow of memory first.
 *
 * Not modelled: faults of user pages. A wild user pointer is a fault of the
 * scenario and shows as one.
 */
#include <linux/export.h>
#include <linux/pagemap.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "sim-memory.h"
#include "sim-race.h"
#include "sim-shadow.h"
#include "sim/border_race.h"

typedef u64 __attribute__((may_alias, aligned(1))) word_any;

static __always_inline void bytes_forward(void *to, const void *from, size_t n)
{
#ifdef __x86_64__
	asm volatile("rep movsb" : "+D" (to), "+S" (from), "+c" (n) : : "memory");
#else
	for (; n; n--) {
		*(u8 *)to++ = *(const u8 *)from++;
		barrier();
	}
#endif
}

static __always_inline void words_forward(void *to, const void *from, size_t n)
{
	for (; n >= 8; n -= 8, to += 8, from += 8) {
		*(word_any *)to = *(const word_any *)from;
		barrier();
	}
	for (; n; n--) {
		*(u8 *)to++ = *(const u8 *)from++;
		barrier();
	}
}

#undef memcpy
#undef memmove
#undef memset

static __always_inline void copy(void *to, const void *from, size_t n)
{
	if (n < 128)
		words_forward(to, from, n);
	else
		bytes_forward(to, from, n);
}

static __always_inline void check_copy(void *to, const void *from, size_t n)
{
	sim_shadow_range(from, n, SIM_TOUCH_READ, _RET_IP_);
	sim_shadow_range(to, n, SIM_TOUCH_WRITE, _RET_IP_);
}

/* shim: modelled */
void *memcpy(void *to, const void *from, size_t n)
{
	check_copy(to, from, n);
	copy(to, from, n);
	return to;
}
EXPORT_SYMBOL(memcpy);

static __always_inline void move(void *to, const void *from, size_t n)
{
	if ((unsigned long)to - (unsigned long)from >= n) {
		copy(to, from, n);
		return;
	}
	for (; n >= 8; n -= 8) {
		*(word_any *)(to + n - 8) = *(const word_any *)(from + n - 8);
		barrier();
	}
	while (n--) {
		((u8 *)to)[n] = ((const u8 *)from)[n];
		barrier();
	}
}

/* shim: modelled - backwards when the end would be overwritten first */
void *memmove(void *to, const void *from, size_t n)
{
	check_copy(to, from, n);
	move(to, from, n);
	return to;
}
EXPORT_SYMBOL(memmove);

static __always_inline void fill(void *at, int c, size_t n)
{
	u64 pattern = (u8)c * 0x0101010101010101ULL;

#ifdef __x86_64__
	if (n >= 256) {
		asm volatile("rep stosb" : "+D" (at), "+c" (n) : "a" (c) : "memory");
		return;
	}
#endif
	for (; n >= 8; n -= 8, at += 8) {
		*(word_any *)at = pattern;
		barrier();
	}
	for (; n; n--) {
		*(u8 *)at++ = c;
		barrier();
	}
}

/* shim: modelled */
void *memset(void *to, int c, size_t n)
{
	sim_shadow_range(to, n, SIM_TOUCH_WRITE, _RET_IP_);
	fill(to, c, n);
	return to;
}
EXPORT_SYMBOL(memset);

#ifdef CONFIG_KCSAN
/* What instrumented code calls; see asm/string.h. */
void *__tsan_memcpy(void *to, const void *from, size_t n);
void *__tsan_memmove(void *to, const void *from, size_t n);
void *__tsan_memset(void *to, int c, size_t n);

static __always_inline void race_copy(void *to, const void *from, size_t n)
{
	sim_race_range(from, n, 0, _RET_IP_);
	sim_race_range(to, n, SIM_RACE_WRITE, _RET_IP_);
}

/* shim: modelled - memcpy() of instrumented code */
void *__tsan_memcpy(void *to, const void *from, size_t n)
{
	check_copy(to, from, n);
	race_copy(to, from, n);
	copy(to, from, n);
	return to;
}

/* shim: modelled - memmove() of instrumented code */
void *__tsan_memmove(void *to, const void *from, size_t n)
{
	check_copy(to, from, n);
	race_copy(to, from, n);
	move(to, from, n);
	return to;
}

/* shim: modelled - memset() of instrumented code */
void *__tsan_memset(void *to, int c, size_t n)
{
	sim_shadow_range(to, n, SIM_TOUCH_WRITE, _RET_IP_);
	sim_race_range(to, n, SIM_RACE_WRITE, _RET_IP_);
	fill(to, c, n);
	return to;
}
#endif

void *__memcpy(void *to, const void *from, size_t n) __alias(memcpy);
void *__memmove(void *to, const void *from, size_t n) __alias(memmove);
void *__memset(void *to, int c, size_t n) __alias(memset);

/*
 * User memory may have to be read from a disk first: who touches it may sleep,
 * and others go on meanwhile. The kernel's might_fault() is empty without MMU.
 */
static void sim_user_fault(void)
{
	if (pagefault_disabled())
		return;
	might_sleep();
	sim_point(SIM_OP_SYSCALL, NULL);
}

/* shim: modelled - bytes that were not copied: none; may sleep */
unsigned long sim_user_copy(void *to, const void *from, unsigned long n)
{
	sim_user_fault();
	/* No user's pointer leads into the arena: this goes to user space. */
	if (sim_frame_of(from))
		sim_unwritten_ask(from, n, "copied to user space", _RET_IP_);
	check_copy(to, from, n);
	copy(to, from, n);
	return 0;
}

/* shim: modelled */
unsigned long __clear_user(void __user *to, unsigned long n)
{
	sim_user_fault();
	memset((void __force *)to, 0, n);
	return 0;
}

/* shim: modelled - length without the end, or -EFAULT */
long strncpy_from_user(char *to, const char __user *from, long count)
{
	const char *source = (const char __force *)from;
	long length;

	if (count <= 0)
		return 0;
	if (!access_ok(from, 1))
		return -EFAULT;
	for (length = 0; length < count; length++) {
		to[length] = source[length];
		if (!to[length])
			break;
	}
	sim_shadow_range(to, length + (length < count), SIM_TOUCH_WRITE,
			 _RET_IP_);
	return length;
}
EXPORT_SYMBOL(strncpy_from_user);

/* shim: modelled - length with the end, or more than count */
long strnlen_user(const char __user *string, long count)
{
	if (!access_ok(string, 1))
		return 0;
	return strnlen((const char __force *)string, count) + 1;
}
EXPORT_SYMBOL(strnlen_user);

/* shim: modelled - no user page is ever absent */
size_t fault_in_readable(const char __user *from, size_t size)
{
	return access_ok(from, size) ? 0 : size;
}
EXPORT_SYMBOL(fault_in_readable);

/* shim: modelled - no user page is ever absent */
size_t fault_in_writeable(char __user *to, size_t size)
{
	return access_ok(to, size) ? 0 : size;
}
EXPORT_SYMBOL(fault_in_writeable);

/* shim: modelled - no user page is ever absent */
size_t fault_in_safe_writeable(const char __user *to, size_t size)
{
	return access_ok(to, size) ? 0 : size;
}
EXPORT_SYMBOL(fault_in_safe_writeable);

/* shim: modelled - as copy_to_user(): nothing faults */
long copy_to_user_nofault(void __user *to, const void *from, size_t n)
{
	return copy_to_user(to, from, n) ? -EFAULT : 0;
}
EXPORT_SYMBOL_GPL(copy_to_user_nofault);

/* shim: modelled - as copy_from_user(): nothing faults */
long copy_from_user_nofault(void *to, const void __user *from, size_t n)
{
	return copy_from_user(to, from, n) ? -EFAULT : 0;
}
EXPORT_SYMBOL_GPL(copy_from_user_nofault);

/* shim: modelled - for pointers of findings: only what is mapped for sure */
long copy_from_kernel_nofault(void *to, const void *from, size_t n)
{
	if (!sim_frame_of(from) || !sim_frame_of(from + n))
		return -ERANGE;
	copy(to, from, n);
	return 0;
}
EXPORT_SYMBOL_GPL(copy_from_kernel_nofault);

/* shim: modelled */
bool copy_from_kernel_nofault_allowed(const void *from, size_t size)
{
	return sim_frame_of(from);
}
