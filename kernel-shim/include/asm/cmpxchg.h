/* SPDX-License-Identifier: GPL-2.0 */
/* Compare and exchange by the compiler's builtins, so that instrumentation sees them. */
#ifndef SIM_ASM_CMPXCHG_H
#define SIM_ASM_CMPXCHG_H

#include <linux/types.h>

#define arch_xchg(ptr, v)						\
({									\
	__typeof__(*(ptr)) __x_new = (__typeof__(*(ptr)))(v), __x_old;	\
	__atomic_exchange((__typeof__(*(ptr)) *)(ptr), &__x_new,	\
			  &__x_old, __ATOMIC_SEQ_CST);			\
	__x_old;							\
})

#define arch_cmpxchg(ptr, o, n)						\
({									\
	__typeof__(*(ptr)) __c_old = (__typeof__(*(ptr)))(o);		\
	__typeof__(*(ptr)) __c_new = (__typeof__(*(ptr)))(n);		\
	__atomic_compare_exchange((__typeof__(*(ptr)) *)(ptr), &__c_old,\
				  &__c_new, 0, __ATOMIC_SEQ_CST,	\
				  __ATOMIC_SEQ_CST);			\
	__c_old;							\
})

#define arch_cmpxchg_local(ptr, o, n)	arch_cmpxchg(ptr, o, n)
#define arch_cmpxchg64(ptr, o, n)	arch_cmpxchg(ptr, o, n)
#define arch_cmpxchg64_local(ptr, o, n)	arch_cmpxchg(ptr, o, n)

#endif /* SIM_ASM_CMPXCHG_H */
