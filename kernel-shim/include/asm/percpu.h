/* SPDX-License-Identifier: GPL-2.0 */
/* Per-CPU areas, found by the CPU of the context that runs. */
#ifndef SIM_ASM_PERCPU_H
#define SIM_ASM_PERCPU_H

#include <asm/smp.h>

extern unsigned long __per_cpu_offset[];
#define __my_cpu_offset	(__per_cpu_offset[raw_smp_processor_id()])

/* Atomic to this CPU, so no data races: what they do inside is not looked at. */
#define sim_this_cpu_do(statement)					\
do {									\
	__kcsan_disable_current();					\
	statement;							\
	__kcsan_enable_current();					\
} while (0)
#define sim_this_cpu_get(expression)					\
({									\
	__kcsan_disable_current();					\
	__auto_type __pcp_got = expression;				\
	__kcsan_enable_current();					\
	__pcp_got;							\
})

/*
 * No decision point lies inside these, so they are atomic as they stand;
 * the generic ones would open an interrupt window at their end.
 */
#define this_cpu_read_1(pcp)		sim_this_cpu_get(raw_cpu_generic_read(pcp))
#define this_cpu_write_1(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, =))
#define this_cpu_add_1(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, +=))
#define this_cpu_and_1(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, &=))
#define this_cpu_or_1(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, |=))
#define this_cpu_add_return_1(pcp, val)	sim_this_cpu_get(raw_cpu_generic_add_return(pcp, val))
#define this_cpu_xchg_1(pcp, val)	sim_this_cpu_get(raw_cpu_generic_xchg(pcp, val))
#define this_cpu_cmpxchg_1(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_cmpxchg(pcp, o, n))
#define this_cpu_try_cmpxchg_1(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_try_cmpxchg(pcp, o, n))
#define this_cpu_read_2(pcp)		sim_this_cpu_get(raw_cpu_generic_read(pcp))
#define this_cpu_write_2(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, =))
#define this_cpu_add_2(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, +=))
#define this_cpu_and_2(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, &=))
#define this_cpu_or_2(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, |=))
#define this_cpu_add_return_2(pcp, val)	sim_this_cpu_get(raw_cpu_generic_add_return(pcp, val))
#define this_cpu_xchg_2(pcp, val)	sim_this_cpu_get(raw_cpu_generic_xchg(pcp, val))
#define this_cpu_cmpxchg_2(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_cmpxchg(pcp, o, n))
#define this_cpu_try_cmpxchg_2(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_try_cmpxchg(pcp, o, n))
#define this_cpu_read_4(pcp)		sim_this_cpu_get(raw_cpu_generic_read(pcp))
#define this_cpu_write_4(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, =))
#define this_cpu_add_4(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, +=))
#define this_cpu_and_4(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, &=))
#define this_cpu_or_4(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, |=))
#define this_cpu_add_return_4(pcp, val)	sim_this_cpu_get(raw_cpu_generic_add_return(pcp, val))
#define this_cpu_xchg_4(pcp, val)	sim_this_cpu_get(raw_cpu_generic_xchg(pcp, val))
#define this_cpu_cmpxchg_4(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_cmpxchg(pcp, o, n))
#define this_cpu_try_cmpxchg_4(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_try_cmpxchg(pcp, o, n))
#define this_cpu_read_8(pcp)		sim_this_cpu_get(raw_cpu_generic_read(pcp))
#define this_cpu_write_8(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, =))
#define this_cpu_add_8(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, +=))
#define this_cpu_and_8(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, &=))
#define this_cpu_or_8(pcp, val)	sim_this_cpu_do(raw_cpu_generic_to_op(pcp, val, |=))
#define this_cpu_add_return_8(pcp, val)	sim_this_cpu_get(raw_cpu_generic_add_return(pcp, val))
#define this_cpu_xchg_8(pcp, val)	sim_this_cpu_get(raw_cpu_generic_xchg(pcp, val))
#define this_cpu_cmpxchg_8(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_cmpxchg(pcp, o, n))
#define this_cpu_try_cmpxchg_8(pcp, o, n)	sim_this_cpu_get(raw_cpu_generic_try_cmpxchg(pcp, o, n))

#include <asm-generic/percpu.h>

#endif /* SIM_ASM_PERCPU_H */
