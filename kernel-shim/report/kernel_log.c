// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_log.c: printk().
 *
 * Stands in for kernel/printk/. Each line goes to the host at once, with its
 * level; formatting is the genuine lib/vsprintf.c. The host decides what is
 * shown, so console levels do nothing.
 *
 * Not modelled: the ring buffer, consoles, /dev/kmsg, continuation (a
 * KERN_CONT text is a line of its own at the level of the line before).
 */
#include <linux/export.h>
#include <linux/console.h>
#include <linux/kern_levels.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/dev_printk.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "sim-report.h"

#define SIM_LOG_BYTES	1024

int console_printk[4] = {
	CONSOLE_LOGLEVEL_DEFAULT, MESSAGE_LOGLEVEL_DEFAULT,
	CONSOLE_LOGLEVEL_MIN, CONSOLE_LOGLEVEL_DEFAULT,
};
EXPORT_SYMBOL_GPL(console_printk);
int oops_in_progress;
EXPORT_SYMBOL(oops_in_progress);
int suppress_printk;
int printk_delay_msec;
int dmesg_restrict;

DEFINE_RATELIMIT_STATE(printk_ratelimit_state, 5 * HZ, 10);

static int last_level = MESSAGE_LOGLEVEL_DEFAULT;

static int level_of_text(const char **text, int level)
{
	int prefix;

	while ((prefix = printk_get_level(*text))) {
		if (prefix == 'c')
			level = last_level;
		else if (level < 0)
			level = prefix - '0';
		*text = printk_skip_level(*text);
	}
	return level < 0 ? MESSAGE_LOGLEVEL_DEFAULT : level;
}

static void lines_emit(int level, const char *text)
{
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if (end > text)
			sim_log(level, text, end - text);
	}
}

/* shim: modelled - each line goes to the host; no ring buffer */
int vprintk_emit(int facility, int level, const struct dev_printk_info *info,
		 const char *format, va_list args)
{
	char buffer[SIM_LOG_BYTES];
	const char *text = buffer;
	int length = vscnprintf(buffer, sizeof(buffer), format, args);

	level = level_of_text(&text, level);
	last_level = level;
	lines_emit(level, text);
	return length;
}
EXPORT_SYMBOL(vprintk_emit);

/* shim: modelled */
int vprintk_default(const char *format, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, format, args);
}
EXPORT_SYMBOL_GPL(vprintk_default);

/* shim: modelled */
int vprintk(const char *format, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, format, args);
}
EXPORT_SYMBOL(vprintk);

/* shim: modelled - nothing needs deferring: no console takes locks */
int vprintk_deferred(const char *format, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, format, args);
}

/* shim: modelled */
int _printk(const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, format, args);
	va_end(args);
	return length;
}
EXPORT_SYMBOL(_printk);

/* shim: modelled - nothing needs deferring: no console takes locks */
int _printk_deferred(const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, format, args);
	va_end(args);
	return length;
}

/* shim: stub - printk() never blocks here */
void __printk_deferred_enter(void)
{
}

/* shim: stub - printk() never blocks here */
void __printk_deferred_exit(void)
{
}

/* shim: stub - the host decides what is shown */
void printk_force_console_enter(void)
{
}

/* shim: stub - the host decides what is shown */
void printk_force_console_exit(void)
{
}

/* shim: stub - the host decides what is shown */
void console_verbose(void)
{
}

/* shim: modelled - lines of one task are never torn: one OS thread */
int __printk_cpu_sync_try_get(void)
{
	return 1;
}
EXPORT_SYMBOL(__printk_cpu_sync_try_get);

/* shim: stub - never contended */
void __printk_cpu_sync_wait(void)
{
}
EXPORT_SYMBOL(__printk_cpu_sync_wait);

/* shim: stub - never contended */
void __printk_cpu_sync_put(void)
{
}
EXPORT_SYMBOL(__printk_cpu_sync_put);

/* shim: modelled - the genuine ___ratelimit() decides */
int __printk_ratelimit(const char *function)
{
	return ___ratelimit(&printk_ratelimit_state, function);
}
EXPORT_SYMBOL(__printk_ratelimit);

/* shim: modelled - at most one per interval; the caller keeps the time */
bool printk_timed_ratelimit(unsigned long *since, unsigned int interval_msec)
{
	unsigned long end = *since + msecs_to_jiffies(interval_msec);

	if (*since && time_in_range(jiffies, *since, end))
		return false;
	*since = jiffies;
	return true;
}
EXPORT_SYMBOL(printk_timed_ratelimit);

/* shim: stub - nobody reads a log buffer */
void wake_up_klogd(void)
{
}

/* shim: stub - every line was shown at once */
void printk_trigger_flush(void)
{
}

/* shim: stub - every line was shown at once */
bool pr_flush(int timeout_ms, bool reset_on_progress)
{
	return true;
}

/* shim: stub - there are no consoles to prefer */
int add_preferred_console(const char *name, const short index, char *options)
{
	return 0;
}

/* shim: stub - every line was shown at once */
void nbcon_cpu_emergency_enter(void)
{
}

/* shim: stub - every line was shown at once */
void nbcon_cpu_emergency_exit(void)
{
}

/* shim: stub - nobody collects the log at a shutdown */
void kmsg_dump_desc(enum kmsg_dump_reason reason, const char *description)
{
}
