// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c: what start_kernel() and kernel_init() do, as far as the simulated
 * machine has it: the driver core, then every initcall by level, then all
 * that these started. Stands in for init/main.c.
 *
 * Not modelled: a boot CPU that runs alone (all CPUs are up from the start),
 * memory freed after init, user space's /init.
 */
#include <linux/async.h>
#include <linux/device.h>
#include <linux/device/driver.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/maple_tree.h>
#include <linux/moduleparam.h>
#include <linux/radix-tree.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <linux/wait_bit.h>

#include "sim-files.h"
#include "sim-shim.h"

extern initcall_entry_t __initcall_start[], __initcall0_start[];
extern initcall_entry_t __initcall1_start[], __initcall2_start[];
extern initcall_entry_t __initcall3_start[], __initcall4_start[];
extern initcall_entry_t __initcall5_start[], __initcallrootfs_start[];
extern initcall_entry_t __initcall6_start[], __initcall7_start[];
extern initcall_entry_t __initcall_end[];
extern const struct kernel_param __start___param[], __stop___param[];

enum system_states system_state __read_mostly = SYSTEM_BOOTING;
bool initcall_debug;
bool rodata_enabled;
unsigned int reset_devices;
bool static_key_initialized __read_mostly = true;

static char sim_boot_command_line[COMMAND_LINE_SIZE];
char *saved_command_line = sim_boot_command_line;

static initcall_entry_t *const sim_boot_levels[] = {
	__initcall0_start, __initcall1_start, __initcall2_start,
	__initcall3_start, __initcall4_start, __initcall5_start,
	__initcallrootfs_start, __initcall6_start, __initcall7_start,
	__initcall_end,
};

/* An initcall that leaves preemption or interrupts off is reported, as
 * do_one_initcall() does. */
static void sim_boot_check(initcall_t call, int count)
{
	if (preempt_count() == count && !irqs_disabled())
		return;
	WARN(1, "initcall %pS returned with preemption imbalance or disabled interrupts\n",
	     call);
	preempt_count_set(count);
	local_irq_enable();
}

static void sim_boot_initcalls(initcall_entry_t *from, initcall_entry_t *to)
{
	for (; from < to; from++) {
		initcall_t call = initcall_from_entry(from);
		int count = preempt_count();

		call();
		sim_boot_check(call, count);
	}
}

static int sim_boot_unknown_parameter(char *param, char *value,
				      const char *unused, void *arg)
{
	pr_notice("Unknown kernel command line parameter \"%s%s%s\"\n", param,
		  value ? "=" : "", value ? value : "");
	return 0;
}

/* One at a time, so that what is wrong has a name. */
static int sim_boot_parameter(char *param, char *value, const char *unused,
			      void *arg)
{
	static char one[COMMAND_LINE_SIZE], text[256];

	snprintf(one, sizeof(one), value ? "%s=\"%s\"" : "%s", param, value);
	if (!IS_ERR(parse_args("Booting kernel", one, __start___param,
			       __stop___param - __start___param, -1, -1, NULL,
			       sim_boot_unknown_parameter)))
		return 0;
	snprintf(text, sizeof(text),
		 "The kernel parameter %.80s does not take the value '%.80s'.",
		 param, value ?: "");
	sim_refuse(text);
}

static void sim_boot_parameters(const char *command_line)
{
	static char copy[COMMAND_LINE_SIZE];

	strscpy(sim_boot_command_line, command_line, COMMAND_LINE_SIZE);
	strscpy(copy, command_line, COMMAND_LINE_SIZE);
	parse_args("Booting kernel", copy, NULL, 0, -1, -1, NULL,
		   sim_boot_parameter);
}

/**
 * sim_kernel_boot() - bring the kernel world up
 *
 * Return: 0.
 * Context: the first task; may block.
 * Source: init/main.c, Documentation/driver-api/basics.rst (initcalls).
 */
int sim_kernel_boot(void)
{
	unsigned int level;

	pr_notice("Linux version %s (libsim)\n", init_utsname()->release);
	system_state = SYSTEM_SCHEDULING;
	sim_boot_parameters(sim_boot_params.command_line ?: "");
	radix_tree_init();
	maple_tree_init();
	wait_bit_init();
	sim_boot_rcu();
	sim_boot_timers();
	sim_boot_interrupts();
	sim_boot_softirqs();
	sim_boot_workqueues();
	async_init();
	sim_boot_initcalls(__initcall_start, __initcall0_start);
	sim_files_init();
	sim_boot_device_tree();
	driver_init();
	for (level = 0; level + 1 < ARRAY_SIZE(sim_boot_levels); level++)
		sim_boot_initcalls(sim_boot_levels[level],
				   sim_boot_levels[level + 1]);
	async_synchronize_full();
	wait_for_device_probe();
	system_state = SYSTEM_RUNNING;
	return 0;
}
