/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sim-race-hooks.h: from the compiler's hooks to the detector of data races;
 * for check/access_hooks.c alone. One test of a flag while nobody looks.
 */
#ifndef SIM_RACE_HOOKS_H
#define SIM_RACE_HOOKS_H

#include <linux/instruction_pointer.h>
#include "sim-race.h"
#include "sim/border_race.h"

#ifdef CONFIG_KCSAN
void __sim_race_plain(const volatile void *at, unsigned int bytes,
		      unsigned int what, unsigned long site);
/* The same for an access whose size is in the name. */
void __sim_race_read1(const volatile void *at, unsigned long site);
void __sim_race_read2(const volatile void *at, unsigned long site);
void __sim_race_read4(const volatile void *at, unsigned long site);
void __sim_race_read8(const volatile void *at, unsigned long site);
void __sim_race_write1(const volatile void *at, unsigned long site);
void __sim_race_write2(const volatile void *at, unsigned long site);
void __sim_race_write4(const volatile void *at, unsigned long site);
void __sim_race_write8(const volatile void *at, unsigned long site);
void __sim_race_marked_read(const volatile void *at, unsigned int bytes,
			    unsigned long site);
void __sim_race_marked_write(const volatile void *at, unsigned int bytes,
			     unsigned long site);
void __sim_race_marked_both(const volatile void *at, unsigned int bytes,
			    int order, unsigned long site);
void sim_race_fence(void);
#else
static inline void sim_race_fence(void) { }
#endif

#define race_plain_access(op, at, bytes)				\
	SIM_RACE_IF(__sim_race_plain(at, bytes, (op) == SIM_OP_READ ?	\
				     0 : SIM_RACE_WRITE, _RET_IP_))
#define race_sized_access(name, at)	SIM_RACE_IF(name(at, _RET_IP_))
#define race_marked_access(op, at, bytes)				\
	SIM_RACE_IF((op) == SIM_OP_READ ?				\
		    __sim_race_marked_read(at, bytes, _RET_IP_) :	\
		    __sim_race_marked_write(at, bytes, _RET_IP_))
#define race_atomic_access(at, bytes, order)				\
	SIM_RACE_IF(__sim_race_marked_both(at, bytes, order, _RET_IP_))
/* A compare that fails is a read. */
#define race_compare_access(at, will, order)				\
	SIM_RACE_IF((will) ?						\
		    __sim_race_marked_both(at, sizeof(*(at)), order,	\
					   _RET_IP_) :			\
		    __sim_race_marked_read(at, sizeof(*(at)), _RET_IP_))

#endif /* SIM_RACE_HOOKS_H */
