/* SPDX-License-Identifier: GPL-2.0 */
/* Atomics by the compiler's builtins, so that instrumentation sees them. */
#ifndef SIM_ASM_ATOMIC_H
#define SIM_ASM_ATOMIC_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#define SIM_ATOMIC_GROUP(name, type, value_type)			\
static __always_inline value_type arch_##name##_read(const type *v)	\
{									\
	return READ_ONCE((v)->counter);					\
}									\
static __always_inline void arch_##name##_set(type *v, value_type i)	\
{									\
	WRITE_ONCE((v)->counter, i);					\
}									\
SIM_ATOMIC_OP(name, type, value_type, add)				\
SIM_ATOMIC_OP(name, type, value_type, sub)				\
SIM_ATOMIC_OP(name, type, value_type, and)				\
SIM_ATOMIC_OP(name, type, value_type, or)				\
SIM_ATOMIC_OP(name, type, value_type, xor)				\
SIM_ATOMIC_RETURN(name, type, value_type, add)				\
SIM_ATOMIC_RETURN(name, type, value_type, sub)

#define SIM_ATOMIC_OP(name, type, value_type, op)			\
static __always_inline void arch_##name##_##op(value_type i, type *v)	\
{									\
	__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED);		\
}									\
SIM_ATOMIC_FETCH(name, type, value_type, op, , SEQ_CST)			\
SIM_ATOMIC_FETCH(name, type, value_type, op, _acquire, ACQUIRE)		\
SIM_ATOMIC_FETCH(name, type, value_type, op, _release, RELEASE)		\
SIM_ATOMIC_FETCH(name, type, value_type, op, _relaxed, RELAXED)

#define SIM_ATOMIC_FETCH(name, type, value_type, op, suffix, order)	\
static __always_inline value_type					\
arch_##name##_fetch_##op##suffix(value_type i, type *v)			\
{									\
	return __atomic_fetch_##op(&v->counter, i, __ATOMIC_##order);	\
}

#define SIM_ATOMIC_RETURN(name, type, value_type, op)			\
SIM_ATOMIC_RETURN_AS(name, type, value_type, op, , SEQ_CST)		\
SIM_ATOMIC_RETURN_AS(name, type, value_type, op, _acquire, ACQUIRE)	\
SIM_ATOMIC_RETURN_AS(name, type, value_type, op, _release, RELEASE)	\
SIM_ATOMIC_RETURN_AS(name, type, value_type, op, _relaxed, RELAXED)

#define SIM_ATOMIC_RETURN_AS(name, type, value_type, op, suffix, order)	\
static __always_inline value_type					\
arch_##name##_##op##_return##suffix(value_type i, type *v)		\
{									\
	return __atomic_##op##_fetch(&v->counter, i, __ATOMIC_##order);	\
}

SIM_ATOMIC_GROUP(atomic, atomic_t, int)
#define arch_atomic_fetch_add	arch_atomic_fetch_add
#define arch_atomic_fetch_sub	arch_atomic_fetch_sub
#define arch_atomic_fetch_and	arch_atomic_fetch_and
#define arch_atomic_fetch_or	arch_atomic_fetch_or
#define arch_atomic_fetch_xor	arch_atomic_fetch_xor
#define arch_atomic_add_return	arch_atomic_add_return
#define arch_atomic_sub_return	arch_atomic_sub_return
#define arch_atomic_fetch_add_acquire	arch_atomic_fetch_add_acquire
#define arch_atomic_fetch_add_release	arch_atomic_fetch_add_release
#define arch_atomic_fetch_add_relaxed	arch_atomic_fetch_add_relaxed
#define arch_atomic_fetch_sub_acquire	arch_atomic_fetch_sub_acquire
#define arch_atomic_fetch_sub_release	arch_atomic_fetch_sub_release
#define arch_atomic_fetch_sub_relaxed	arch_atomic_fetch_sub_relaxed
#define arch_atomic_fetch_and_acquire	arch_atomic_fetch_and_acquire
#define arch_atomic_fetch_and_release	arch_atomic_fetch_and_release
#define arch_atomic_fetch_and_relaxed	arch_atomic_fetch_and_relaxed
#define arch_atomic_fetch_or_acquire	arch_atomic_fetch_or_acquire
#define arch_atomic_fetch_or_release	arch_atomic_fetch_or_release
#define arch_atomic_fetch_or_relaxed	arch_atomic_fetch_or_relaxed
#define arch_atomic_fetch_xor_acquire	arch_atomic_fetch_xor_acquire
#define arch_atomic_fetch_xor_release	arch_atomic_fetch_xor_release
#define arch_atomic_fetch_xor_relaxed	arch_atomic_fetch_xor_relaxed
#define arch_atomic_add_return_acquire	arch_atomic_add_return_acquire
#define arch_atomic_add_return_release	arch_atomic_add_return_release
#define arch_atomic_add_return_relaxed	arch_atomic_add_return_relaxed
#define arch_atomic_sub_return_acquire	arch_atomic_sub_return_acquire
#define arch_atomic_sub_return_release	arch_atomic_sub_return_release
#define arch_atomic_sub_return_relaxed	arch_atomic_sub_return_relaxed

SIM_ATOMIC_GROUP(atomic64, atomic64_t, s64)
#define arch_atomic64_fetch_add	arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub	arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and	arch_atomic64_fetch_and
#define arch_atomic64_fetch_or	arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor	arch_atomic64_fetch_xor
#define arch_atomic64_add_return	arch_atomic64_add_return
#define arch_atomic64_sub_return	arch_atomic64_sub_return
#define arch_atomic64_fetch_add_acquire	arch_atomic64_fetch_add_acquire
#define arch_atomic64_fetch_add_release	arch_atomic64_fetch_add_release
#define arch_atomic64_fetch_add_relaxed	arch_atomic64_fetch_add_relaxed
#define arch_atomic64_fetch_sub_acquire	arch_atomic64_fetch_sub_acquire
#define arch_atomic64_fetch_sub_release	arch_atomic64_fetch_sub_release
#define arch_atomic64_fetch_sub_relaxed	arch_atomic64_fetch_sub_relaxed
#define arch_atomic64_fetch_and_acquire	arch_atomic64_fetch_and_acquire
#define arch_atomic64_fetch_and_release	arch_atomic64_fetch_and_release
#define arch_atomic64_fetch_and_relaxed	arch_atomic64_fetch_and_relaxed
#define arch_atomic64_fetch_or_acquire	arch_atomic64_fetch_or_acquire
#define arch_atomic64_fetch_or_release	arch_atomic64_fetch_or_release
#define arch_atomic64_fetch_or_relaxed	arch_atomic64_fetch_or_relaxed
#define arch_atomic64_fetch_xor_acquire	arch_atomic64_fetch_xor_acquire
#define arch_atomic64_fetch_xor_release	arch_atomic64_fetch_xor_release
#define arch_atomic64_fetch_xor_relaxed	arch_atomic64_fetch_xor_relaxed
#define arch_atomic64_add_return_acquire	arch_atomic64_add_return_acquire
#define arch_atomic64_add_return_release	arch_atomic64_add_return_release
#define arch_atomic64_add_return_relaxed	arch_atomic64_add_return_relaxed
#define arch_atomic64_sub_return_acquire	arch_atomic64_sub_return_acquire
#define arch_atomic64_sub_return_release	arch_atomic64_sub_return_release
#define arch_atomic64_sub_return_relaxed	arch_atomic64_sub_return_relaxed

#define ATOMIC64_INIT(i)	{ (i) }

#endif /* SIM_ASM_ATOMIC_H */
