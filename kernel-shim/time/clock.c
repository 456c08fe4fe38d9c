// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c: what time it is.
 *
 * Stands in for kernel/time/{timekeeping,jiffies,sched_clock}.c. All clocks
 * follow the host's virtual time. There is no periodic tick: jiffies is
 * brought up to date whenever the kernel world is entered and after every
 * busy wait, so nobody can tell. It starts five minutes before it wraps in 32
 * bits, as in the kernel (INITIAL_JIFFIES).
 *
 * Not modelled: setting the clock, NTP, drift; the clocks stand on one
 * another with fixed distances. Suspend takes no time of the boot clock.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include "sim-sched.h"

/* 2024-01-01 00:00:00 UTC at the start of virtual time. */
#define SIM_REAL_OFFSET_NS	1704067200000000000LL
#define SIM_TAI_OFFSET_NS	(SIM_REAL_OFFSET_NS + 37 * NSEC_PER_SEC)

u64 jiffies_64 = INITIAL_JIFFIES;
__asm__(".globl jiffies\n.hidden jiffies\n.set jiffies, jiffies_64");

unsigned long loops_per_jiffy = 1 << 20;
unsigned long tick_nsec = TICK_NSEC;
unsigned long preset_lpj;
int timekeeping_suspended;

/* Jiffies of a time of the ktime clock, rounded down. */
void sim_clock_update(void)
{
	jiffies_64 = INITIAL_JIFFIES +
		     div_u64(sim_time_now_ns() - SIM_BOOT_TIME_NS, TICK_NSEC);
}

static ktime_t sim_clock_offset(enum tk_offsets which)
{
	switch (which) {
	case TK_OFFS_REAL:
		return SIM_REAL_OFFSET_NS;
	case TK_OFFS_TAI:
		return SIM_TAI_OFFSET_NS;
	default:
		return 0;
	}
}

/* shim: modelled */
ktime_t ktime_get(void)
{
	return sim_time_now_ns();
}

/* shim: modelled */
ktime_t ktime_get_raw(void)
{
	return sim_time_now_ns();
}

/* shim: modelled */
ktime_t ktime_get_with_offset(enum tk_offsets which)
{
	return ktime_get() + sim_clock_offset(which);
}

/* shim: modelled - as fine as the others */
ktime_t ktime_get_coarse_with_offset(enum tk_offsets which)
{
	return ktime_get_with_offset(which);
}

/* shim: modelled */
ktime_t ktime_mono_to_any(ktime_t mono, enum tk_offsets which)
{
	return mono + sim_clock_offset(which);
}

/* shim: modelled */
u32 ktime_get_resolution_ns(void)
{
	return 1;
}

/* shim: modelled */
void ktime_get_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get());
}

/* shim: modelled */
void ktime_get_raw_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}

/* shim: modelled */
void ktime_get_coarse_ts64(struct timespec64 *ts)
{
	ktime_get_ts64(ts);
}

/* shim: modelled */
void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(ktime_get_real());
}

/* shim: modelled */
void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

/* shim: modelled */
void ktime_get_coarse_real_ts64_mg(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

/* shim: modelled */
void ktime_get_real_ts64_mg(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

/* shim: modelled */
void getboottime64(struct timespec64 *ts)
{
	*ts = ktime_to_timespec64(SIM_REAL_OFFSET_NS);
}

/* shim: modelled */
time64_t ktime_get_seconds(void)
{
	return ktime_divns(ktime_get(), NSEC_PER_SEC);
}

/* shim: modelled */
time64_t ktime_get_real_seconds(void)
{
	return ktime_divns(ktime_get_real(), NSEC_PER_SEC);
}

/* shim: modelled */
u64 ktime_get_mono_fast_ns(void)
{
	return sim_time_now_ns();
}

/* shim: modelled */
u64 ktime_get_raw_fast_ns(void)
{
	return sim_time_now_ns();
}

/* shim: modelled */
u64 ktime_get_boot_fast_ns(void)
{
	return sim_time_now_ns();
}

/* shim: modelled */
u64 ktime_get_real_fast_ns(void)
{
	return sim_time_now_ns() + SIM_REAL_OFFSET_NS;
}

/* shim: modelled */
u64 ktime_get_tai_fast_ns(void)
{
	return sim_time_now_ns() + SIM_TAI_OFFSET_NS;
}

/* shim: modelled - since boot */
unsigned long long sched_clock(void)
{
	return sim_time_now_ns() - SIM_BOOT_TIME_NS;
}

/* shim: modelled - the clocks of all CPUs are one */
u64 sched_clock_cpu(int cpu)
{
	return sched_clock();
}

/* shim: modelled */
unsigned long long notrace sim_running_clock(void) __asm__("running_clock");
unsigned long long notrace sim_running_clock(void)
{
	return sched_clock();
}

/* Busy waits: the CPU is taken, time goes on, and jiffies with it. */

/* shim: modelled */
void __udelay(unsigned long usecs)
{
	sim_cpu_delay(usecs * 1000ULL);
	sim_clock_update();
}

/* shim: modelled */
void __ndelay(unsigned long nsecs)
{
	sim_cpu_delay(nsecs);
	sim_clock_update();
}

void sim_clock_relax(void)
{
	sim_cpu_relax();
	sim_clock_update();
}
