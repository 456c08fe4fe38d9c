// SPDX-License-Identifier: GPL-2.0-only
/*
 * access_hooks.c: what the compiler's thread instrumentation calls.
 *
 * Stands in for the runtime of -fsanitize=thread. Marked accesses (READ_ONCE(),
 * WRITE_ONCE() and everything volatile) and atomics are decision points: the
 * host may run another context before they happen. Plain accesses are so only
 * when sim_access.plain is set.
 *
 * This file is compiled without instrumentation, so it never enters itself.
 * An interrupt that the host delivers inside sim_point() may.
 *
 * Right before the access, behind the decision, the shadow of memory is asked.
 *
 * So is, where races are looked for, their detector (race_*.c).
 *
 * Not modelled: weak memory, every atomic is sequentially consistent.
 */
#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/types.h>
#include "sim-check.h"
#include "sim-race-hooks.h"
#include "sim-shadow.h"
#include "sim-usage.h"

union sim_access_wanted sim_access = { .memory = true };

#ifndef SIM_FREE	/* there the hooks are ThreadSanitizer's */
extern struct sim_context *sim_self;

/* On the host's stack, before the first task, nobody can be given way to. */
static __always_inline void marked_access(enum sim_op op, const volatile void *at)
{
	if (likely(sim_self->host))
		sim_point(op, (const void *)at);
}

static __always_inline void plain_access(enum sim_op op, const void *at)
{
	if (unlikely(sim_access.plain))
		marked_access(op, at);
}

static __always_inline int touch_of(enum sim_op op)
{
	return op == SIM_OP_READ ? SIM_TOUCH_READ : SIM_TOUCH_WRITE;
}

static __always_inline void memory_access(enum sim_op op,
					  const volatile void *at,
					  unsigned int bytes)
{
	if (bytes <= SIM_SHADOW_GRAIN)
		sim_shadow_check(at, bytes, touch_of(op), _RET_IP_);
	else
		sim_shadow_range(at, bytes, touch_of(op), _RET_IP_);
}

/* Nothing but the shadow is wanted, and that says all is well. */
static __always_inline bool usual_access(enum sim_op op, const void *at,
					 unsigned int bytes)
{
	return sim_access_usual() &&
	       sim_shadow_good(at, bytes, touch_of(op));
}

/* Reports leave out frames whose names begin so. */
static noinline void __tsan_rare_read(void *at, unsigned int bytes)
{
	plain_access(SIM_OP_READ, at);
	memory_access(SIM_OP_READ, at, bytes);
	race_plain_access(SIM_OP_READ, at, bytes);
}

static noinline void __tsan_rare_write(void *at, unsigned int bytes)
{
	plain_access(SIM_OP_WRITE, at);
	memory_access(SIM_OP_WRITE, at, bytes);
	race_plain_access(SIM_OP_WRITE, at, bytes);
}

static __always_inline bool is_rare(enum sim_op op, const void *at,
				    unsigned int bytes)
{
	return unlikely(sim_access.plain) ||
	       (sim_access.memory &&
		unlikely(!sim_shadow_good(at, bytes, touch_of(op))));
}

/* Something is wanted; most often data races. */
static noinline __sim_frameless void __tsan_plain_read(void *at,
						       unsigned int bytes)
{
	if (is_rare(SIM_OP_READ, at, bytes))
		__tsan_rare_read(at, bytes);
	else
		race_plain_access(SIM_OP_READ, at, bytes);
}

static noinline __sim_frameless void __tsan_plain_write(void *at,
							unsigned int bytes)
{
	if (is_rare(SIM_OP_WRITE, at, bytes))
		__tsan_rare_write(at, bytes);
	else
		race_plain_access(SIM_OP_WRITE, at, bytes);
}

/* The compiler declares these itself; prototypes keep the warnings quiet. */
#define SIM_PLAIN(name, op, access, bytes)				\
void name(void *at);							\
void __sim_frameless name(void *at)					\
{									\
	if (!usual_access(op, at, bytes) && sim_access.all)		\
		access;					\
}

/* With the size known, which most have. */
#define SIM_SIZED(bytes)						\
static noinline __sim_frameless void __tsan_plain_read##bytes(void *at)	\
{									\
	if (is_rare(SIM_OP_READ, at, bytes))				\
		__tsan_rare_read(at, bytes);				\
	else								\
		race_sized_access(__sim_race_read##bytes, at);		\
}									\
static noinline __sim_frameless void __tsan_plain_write##bytes(void *at)	\
{									\
	if (is_rare(SIM_OP_WRITE, at, bytes))				\
		__tsan_rare_write(at, bytes);				\
	else								\
		race_sized_access(__sim_race_write##bytes, at);		\
}									\
SIM_PLAIN(__tsan_read##bytes, SIM_OP_READ, __tsan_plain_read##bytes(at), bytes) \
SIM_PLAIN(__tsan_write##bytes, SIM_OP_WRITE, __tsan_plain_write##bytes(at), bytes)							\
SIM_PLAIN(__tsan_read_write##bytes, SIM_OP_WRITE,			\
	  __tsan_plain_write##bytes(at), bytes)

SIM_SIZED(1)
SIM_SIZED(2)
SIM_SIZED(4)
SIM_SIZED(8)
SIM_PLAIN(__tsan_read16, SIM_OP_READ, __tsan_plain_read(at, 16), 16)
SIM_PLAIN(__tsan_write16, SIM_OP_WRITE, __tsan_plain_write(at, 16), 16)
SIM_PLAIN(__tsan_read_write16, SIM_OP_WRITE, __tsan_plain_write(at, 16), 16)

#define SIM_MARKED(name, op, bytes)					\
void name(void *at);							\
void name(void *at)							\
{									\
	marked_access(op, at);						\
	if (usual_access(op, at, bytes))				\
		return;							\
	memory_access(op, at, bytes);					\
	race_marked_access(op, at, bytes);				\
}

#define SIM_HOOKS(size)							\
SIM_PLAIN(__tsan_unaligned_read##size, SIM_OP_READ, __tsan_plain_read(at, size), size) \
SIM_PLAIN(__tsan_unaligned_write##size, SIM_OP_WRITE, __tsan_plain_write(at, size), size)	\
SIM_PLAIN(__tsan_unaligned_read_write##size, SIM_OP_WRITE, __tsan_plain_write(at, size), size) \
SIM_MARKED(__tsan_volatile_read##size, SIM_OP_READ, size)		\
SIM_MARKED(__tsan_volatile_write##size, SIM_OP_WRITE, size)		\
SIM_MARKED(__tsan_unaligned_volatile_read##size, SIM_OP_READ, size)	\
SIM_MARKED(__tsan_unaligned_volatile_write##size, SIM_OP_WRITE, size)

SIM_HOOKS(1)
SIM_HOOKS(2)
SIM_HOOKS(4)
SIM_HOOKS(8)
SIM_HOOKS(16)

void __tsan_read_range(void *at, size_t bytes);
void __tsan_write_range(void *at, size_t bytes);
void __tsan_init(void);

/* shim: modelled - a structure that is copied out of */
void __tsan_read_range(void *at, size_t bytes)
{
	plain_access(SIM_OP_READ, at);
	sim_shadow_range(at, bytes, SIM_TOUCH_READ, _RET_IP_);
	sim_race_range(at, bytes, 0, _RET_IP_);
}

/* shim: modelled - a structure that is copied into */
void __tsan_write_range(void *at, size_t bytes)
{
	plain_access(SIM_OP_WRITE, at);
	sim_shadow_range(at, bytes, SIM_TOUCH_WRITE, _RET_IP_);
	sim_race_range(at, bytes, SIM_RACE_WRITE, _RET_IP_);
}

/* shim: stub - constructors of instrumented files call it; nothing to do */
void __tsan_init(void)
{
}

#define SIM_ATOMIC_FETCH(bits, type, name)				\
type __tsan_atomic##bits##_fetch_##name(volatile type *at, type value,	\
					int order);			\
type __tsan_atomic##bits##_fetch_##name(volatile type *at, type value,	\
					int order)			\
{									\
	type before;							\
									\
	marked_access(SIM_OP_ATOMIC, at);				\
	memory_access(SIM_OP_ATOMIC, at, sizeof(*at));			\
	race_atomic_access(at, sizeof(*at), order);			\
	before = __atomic_fetch_##name(at, value, __ATOMIC_SEQ_CST);	\
	if (bits == 32)							\
		sim_usage_note(at, before, *at, _RET_IP_);		\
	return before;							\
}

#define SIM_ATOMIC_COMPARE(bits, type, strength)			\
int __tsan_atomic##bits##_compare_exchange_##strength(volatile type *at,\
		type *expected, type value, int order, int fail_order);	\
int __tsan_atomic##bits##_compare_exchange_##strength(volatile type *at,\
		type *expected, type value, int order, int fail_order)	\
{									\
	type before = *expected;					\
	int done;							\
									\
	marked_access(SIM_OP_ATOMIC, at);				\
	memory_access(SIM_OP_ATOMIC, at, sizeof(*at));			\
	race_compare_access(at, *at == *expected, order);		\
	done = __atomic_compare_exchange_n(at, expected, value, false,	\
					   __ATOMIC_SEQ_CST,		\
					   __ATOMIC_SEQ_CST);		\
	if (bits == 32 && done)						\
		sim_usage_note(at, before, value, _RET_IP_);		\
	return done;							\
}

#define SIM_ATOMICS(bits, type)						\
type __tsan_atomic##bits##_load(const volatile type *at, int order);	\
type __tsan_atomic##bits##_load(const volatile type *at, int order)	\
{									\
	marked_access(SIM_OP_READ, at);					\
	memory_access(SIM_OP_READ, at, sizeof(*at));			\
	race_marked_access(SIM_OP_READ, at, sizeof(*at));		\
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);			\
}									\
void __tsan_atomic##bits##_store(volatile type *at, type value,		\
				 int order);				\
void __tsan_atomic##bits##_store(volatile type *at, type value,		\
				 int order)				\
{									\
	marked_access(SIM_OP_WRITE, at);				\
	memory_access(SIM_OP_WRITE, at, sizeof(*at));			\
	race_marked_access(SIM_OP_WRITE, at, sizeof(*at));		\
	__atomic_store_n(at, value, __ATOMIC_SEQ_CST);			\
}									\
type __tsan_atomic##bits##_exchange(volatile type *at, type value,	\
				    int order);				\
type __tsan_atomic##bits##_exchange(volatile type *at, type value,	\
				    int order)				\
{									\
	marked_access(SIM_OP_ATOMIC, at);				\
	memory_access(SIM_OP_ATOMIC, at, sizeof(*at));			\
	race_atomic_access(at, sizeof(*at), order);			\
	return __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST);	\
}									\
type __tsan_atomic##bits##_compare_exchange_val(volatile type *at,	\
		type expected, type value, int order, int fail_order);	\
type __tsan_atomic##bits##_compare_exchange_val(volatile type *at,	\
		type expected, type value, int order, int fail_order)	\
{									\
	marked_access(SIM_OP_ATOMIC, at);				\
	memory_access(SIM_OP_ATOMIC, at, sizeof(*at));			\
	race_compare_access(at, *at == expected, order);		\
	__atomic_compare_exchange_n(at, &expected, value, false,	\
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);\
	return expected;						\
}									\
SIM_ATOMIC_COMPARE(bits, type, strong)					\
SIM_ATOMIC_COMPARE(bits, type, weak)					\
SIM_ATOMIC_FETCH(bits, type, add)					\
SIM_ATOMIC_FETCH(bits, type, sub)					\
SIM_ATOMIC_FETCH(bits, type, and)					\
SIM_ATOMIC_FETCH(bits, type, or)					\
SIM_ATOMIC_FETCH(bits, type, xor)					\
SIM_ATOMIC_FETCH(bits, type, nand)

SIM_ATOMICS(8, u8)
SIM_ATOMICS(16, u16)
SIM_ATOMICS(32, u32)
SIM_ATOMICS(64, u64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

/* shim: modelled - everything is sequentially consistent */
void __tsan_atomic_thread_fence(int order)
{
	sim_race_fence();
	barrier();
}

/* shim: modelled - everything is sequentially consistent */
void __tsan_atomic_signal_fence(int order)
{
	barrier();
}
#endif
