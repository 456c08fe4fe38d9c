/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border_checks.h: checkers that can be switched off. Apart from border.h,
 * which reaches every file of the kernel.
 */
#ifndef SIM_BORDER_CHECKS_H
#define SIM_BORDER_CHECKS_H

/*
 * Each tells some kinds of findings (sched/checks.c). What a checker models
 * stays when it is off.
 */
enum sim_check {
	SIM_CHECK_DEADLOCK, SIM_CHECK_LOCK_ORDER, SIM_CHECK_RACE,
	SIM_CHECK_MEMORY, SIM_CHECK_UNINIT, SIM_CHECK_LEAK, SIM_CHECK_CONTEXT,
	SIM_CHECK_DMA, SIM_CHECK_POWER, SIM_CHECK_XHCI, SIM_CHECK_PROGRESS,
	SIM_CHECK_COUNT,
};

#define SIM_CHECK_BIT(check)	(1u << (check))
#define SIM_CHECKS_ALL		(SIM_CHECK_BIT(SIM_CHECK_COUNT) - 1)
/* Mainline's races are many, and known or harmless. */
#define SIM_CHECKS_DEFAULT	(SIM_CHECKS_ALL & ~SIM_CHECK_BIT(SIM_CHECK_RACE))

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

/* Bits of enum sim_check: those that are on. Asked once, at power-on. */
unsigned int sim_checks_wanted(void);

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_CHECKS_H */
