// SPDX-License-Identifier: GPL-2.0-only
/*
 * warnings.c: WARN(), BUG() and panic() become findings.
 *
 * Stands in for kernel/panic.c and lib/bug.c. A warning does not end the run,
 * as in the kernel; BUG() and panic() do. Warnings of refcount_t have a kind
 * of their own.
 *
 * Not modelled: oops output, crash dumps, panic notifiers, reboots.
 */
#include <linux/bug.h>
#include <linux/debug_locks.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/string.h>
#include "sim-lock-order.h"
#include "sim-report.h"
#include "sim-sched.h"

#define SIM_TITLE_BYTES	512

int panic_on_oops;
int panic_timeout;
int panic_on_warn;
unsigned long panic_on_taint;
static unsigned long tainted_mask;

/* A finding is one line. */
static void title_trim(char *title)
{
	strim(title);
	strreplace(title, '\n', ' ');
}

/* The kernel's self-test of locks breaks rules on purpose, in silence. */
static bool sim_report_hushed(void)
{
#ifdef CONFIG_LOCKDEP
	return debug_locks_silent && current == sim_order_selftest;
#else
	return false;
#endif
}

static void vreport(enum sim_kind kind, bool fatal, const char *prefix,
		    const char *format, va_list args)
{
	char title[SIM_TITLE_BYTES];
	size_t used = strscpy(title, prefix, sizeof(title));

	if (sim_report_hushed())
		return;
	vsnprintf(title + used, sizeof(title) - used, format, args);
	title_trim(title);
	sim_report(kind, title, fatal);
}

/**
 * sim_report_format() - report a finding with a formatted title
 * @kind: what it is
 * @fatal: the run ends here
 * @format: as printk(); no newline needed
 * Context: any.
 */
void sim_report_format(enum sim_kind kind, bool fatal, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vreport(kind, fatal, "", format, args);
	va_end(args);
}

static enum sim_kind kind_of_warning(const char *text)
{
	if (strstarts(text, "refcount_t:"))
		return SIM_KIND_REFCOUNT;
	if (strstarts(text, "DMA-API:"))
		return SIM_KIND_DMA_API;
	/* memcpy() beyond a member of a structure: CONFIG_FORTIFY_SOURCE */
	if (strstr(text, ": detected field-spanning "))
		return SIM_KIND_OUT_OF_BOUNDS;
	return SIM_KIND_WARN;
}

/* shim: modelled - BUG(): a finding that ends the run */
void sim_bug(const char *file, int line, const char *function)
{
	sim_report_format(SIM_KIND_BUG, true, "kernel BUG at %s:%d in %s()",
			  file, line, function);
	sim_task_die();
}

/* shim: modelled - WARN_ON(): a finding, the kernel goes on */
void sim_warn(const char *file, int line, const char *function,
	      const char *condition)
{
	sim_report_format(SIM_KIND_WARN, false, "WARNING at %s:%d in %s()%s%s",
			  file, line, function, *condition ? ": " : "",
			  condition);
}

/* shim: modelled - WARN(): a finding, the kernel goes on */
void sim_warn_text(const char *file, int line, const char *function,
		   const char *format, ...)
{
	char text[SIM_TITLE_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sim_report_format(kind_of_warning(text), false,
			  "WARNING at %s:%d in %s(): %s", file, line, function,
			  text);
}

/* shim: modelled - as WARN(), for callers that give the site */
void warn_slowpath_fmt(const char *file, const int line, unsigned int taint,
		       const char *format, ...)
{
	char prefix[160];
	va_list args;

	snprintf(prefix, sizeof(prefix), "WARNING at %s:%d: ", file, line);
	va_start(args, format);
	vreport(SIM_KIND_WARN, false, prefix, format ?: "", args);
	va_end(args);
}
EXPORT_SYMBOL(warn_slowpath_fmt);

/* shim: modelled - the text of a warning */
void __warn_printk(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vreport(SIM_KIND_WARN, false, "WARNING: ", format, args);
	va_end(args);
}
EXPORT_SYMBOL(__warn_printk);

/* shim: modelled - a finding that ends the run */
void vpanic(const char *format, va_list args)
{
	vreport(SIM_KIND_BUG, true, "Kernel panic - not syncing: ", format,
		args);
	sim_task_die();
}
EXPORT_SYMBOL(vpanic);

/* shim: modelled - a finding that ends the run */
void panic(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vpanic(format, args);
}
EXPORT_SYMBOL(panic);

/* shim: modelled - only remembered */
void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok)
{
	__set_bit(flag, &tainted_mask);
}
EXPORT_SYMBOL(add_taint);

/* shim: modelled */
int test_taint(unsigned int flag)
{
	return test_bit(flag, &tainted_mask);
}
EXPORT_SYMBOL(test_taint);

/* shim: modelled */
unsigned long get_taint(void)
{
	return tainted_mask;
}

/* shim: stub - findings carry their stack; this only marks the log */
void dump_stack_lvl(const char *level)
{
	printk("%sstack of %s/%d on CPU %d, called from %pS\n", level,
	       current->comm, task_pid_nr(current), raw_smp_processor_id(),
	       (void *)_RET_IP_);
}
EXPORT_SYMBOL(dump_stack_lvl);

/* shim: stub - findings carry their stack; this only marks the log */
void dump_stack(void)
{
	dump_stack_lvl(KERN_DEFAULT);
}
EXPORT_SYMBOL(dump_stack);
