/* SPDX-License-Identifier: GPL-2.0 */
/* User memory is host memory: every address that is not the kernel's. */
#ifndef SIM_ASM_UACCESS_H
#define SIM_ASM_UACCESS_H

#include <linux/string.h>
#include "sim/border.h"

#define __access_ok __access_ok
static inline int __access_ok(const void __user *ptr, unsigned long size)
{
	unsigned long a = (unsigned long)ptr;

	return a >= 4096 && a + size >= a &&
	       (a >= SIM_ARENA_BASE + SIM_ARENA_SIZE || a + size <= SIM_IMAGE_BASE);
}
#define access_ok(addr, size)	likely(__access_ok(addr, size))

unsigned long sim_user_copy(void *to, const void *from, unsigned long n);

static inline unsigned long
raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return sim_user_copy(to, (const void __force *)from, n);
}
static inline unsigned long
raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return sim_user_copy((void __force *)to, from, n);
}
#define INLINE_COPY_FROM_USER
#define INLINE_COPY_TO_USER

#define __get_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) __gu = (__typeof__(*(ptr)))0;		\
	int __gu_err = raw_copy_from_user(&__gu, (ptr), sizeof(__gu)) ?	\
		-EFAULT : 0;						\
	(x) = __gu;							\
	__gu_err;							\
})
#define get_user(x, ptr)						\
	(access_ok((ptr), sizeof(*(ptr))) ? __get_user(x, ptr) :	\
	 ((x) = (__typeof__(*(ptr)))0, -EFAULT))
#define __put_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) __pu = (__typeof__(*(ptr)))(x);		\
	raw_copy_to_user((ptr), &__pu, sizeof(__pu)) ? -EFAULT : 0;	\
})
#define put_user(x, ptr)						\
	(access_ok((ptr), sizeof(*(ptr))) ? __put_user(x, ptr) : -EFAULT)

unsigned long __clear_user(void __user *to, unsigned long n);
#define clear_user(to, n)						\
	(access_ok((to), (n)) ? __clear_user((to), (n)) : (n))
long strncpy_from_user(char *dst, const char __user *src, long count);
long strnlen_user(const char __user *s, long n);

#endif /* SIM_ASM_UACCESS_H */
