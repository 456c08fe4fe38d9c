/* SPDX-License-Identifier: GPL-2.0 */
/* Compare and exchange by the compiler's builtins, so that instrumentation sees them. */
#ifndef SIM_ASM_CMPXCHG_H
#define SIM_ASM_CMPXCHG_H

#include <linux/types.h>

#define sim_xchg(ptr, v, order)						\
({									\
	__typeof__(*(ptr)) __x_new = (__typeof__(*(ptr)))(v), __x_old;	\
	__atomic_exchange((__typeof__(*(ptr)) *)(ptr), &__x_new,	\
			  &__x_old, order);				\
	__x_old;							\
})

/* A compare that fails orders nothing more than the read does. */
#define sim_cmpxchg(ptr, o, n, order)					\
({									\
	__typeof__(*(ptr)) __c_old = (__typeof__(*(ptr)))(o);		\
	__typeof__(*(ptr)) __c_new = (__typeof__(*(ptr)))(n);		\
	__atomic_compare_exchange((__typeof__(*(ptr)) *)(ptr), &__c_old,\
				  &__c_new, 0, order, __ATOMIC_RELAXED);\
	__c_old;							\
})

#define arch_xchg(ptr, v)		sim_xchg(ptr, v, __ATOMIC_SEQ_CST)
#define arch_xchg_acquire(ptr, v)	sim_xchg(ptr, v, __ATOMIC_ACQUIRE)
#define arch_xchg_release(ptr, v)	sim_xchg(ptr, v, __ATOMIC_RELEASE)
#define arch_xchg_relaxed(ptr, v)	sim_xchg(ptr, v, __ATOMIC_RELAXED)
#define arch_cmpxchg(ptr, o, n)		sim_cmpxchg(ptr, o, n, __ATOMIC_SEQ_CST)
#define arch_cmpxchg_acquire(ptr, o, n)	sim_cmpxchg(ptr, o, n, __ATOMIC_ACQUIRE)
#define arch_cmpxchg_release(ptr, o, n)	sim_cmpxchg(ptr, o, n, __ATOMIC_RELEASE)
#define arch_cmpxchg_relaxed(ptr, o, n)	sim_cmpxchg(ptr, o, n, __ATOMIC_RELAXED)
#define arch_cmpxchg_local(ptr, o, n)	arch_cmpxchg(ptr, o, n)
#define arch_cmpxchg64(ptr, o, n)	arch_cmpxchg(ptr, o, n)
#define arch_cmpxchg64_local(ptr, o, n)	arch_cmpxchg(ptr, o, n)

#endif /* SIM_ASM_CMPXCHG_H */
