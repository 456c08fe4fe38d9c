// SPDX-License-Identifier: GPL-2.0-only
/*
 * image.c: what an image offers to the host, `sim_image`.
 *
 * The table only; what it names stands in the other folders of the shim.
 */
#include <generated/utsrelease.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/percpu.h>
#include <linux/sched/task.h>
#include "sim-cpu.h"
#include "sim-files.h"
#include "sim-image.h"
#include "sim-power.h"
#include "sim-qmi.h"
#include "sim-race.h"
#include "sim-shim.h"
#include "sim-sched.h"
#include "sim-tasks.h"

/* Until the host sets the first context: nothing switches on its stack. */
static __maybe_unused struct sim_context sim_early_context = {
	.kernel_task = &init_task,
	.allowed_cpu = -1,
};

#ifndef SIM_FREE
struct sim_context *sim_self = &sim_early_context;
#endif

extern char sim_text_start[], sim_text_end[];
extern char sim_data_start[], sim_data_end[];
extern const struct kernel_param __start___param[], __stop___param[];
static_assert(!offsetof(struct kernel_param, name));

static void sim_image_switched(struct sim_context *from, struct sim_context *to)
{
	/* Read before this_cpu_write() turns interrupts off for its own sake. */
	int enabled = !to->irqs_off;

	sim_clock_update();
	sim_cpu_switched(from, to);
#ifdef CONFIG_TRACE_IRQFLAGS
	this_cpu_write(hardirqs_enabled, enabled);
#endif
}

static int sim_image_early(const struct sim_boot_params *params)
{
	sim_task_early();
	/* The boot task is adopted later; until then it is the first task. */
	if (!sim_self->kernel_task)
		sim_self->kernel_task = &init_task;
	sim_cpu_boot(params);
	return sim_early_boot(params);
}

/* Given on the command line by the image's build. */
#ifndef SIM_FLAVOUR
#define SIM_FLAVOUR "check"
#endif

const struct sim_image_ops sim_image = {
	.version = SIM_BORDER_VERSION,
	.release = UTS_RELEASE,
	.flavour = SIM_FLAVOUR,
#ifndef SIM_FREE
	.self = &sim_self,	/* else a thread's own, see border_free.h */
#endif
	.symbols = {
		.text_start = sim_text_start,
		.text_end = sim_text_end,
		.data_start = sim_data_start,
		.data_end = sim_data_end,
	},
	.parameters = {
		.start = __start___param,
		.end = __stop___param,
		.bytes = sizeof(struct kernel_param),
	},
	.early = sim_image_early,
	.adopt = sim_task_adopt,
	.boot = sim_kernel_boot,
	.interrupt = sim_interrupt,
	.switched = sim_image_switched,
	.spawn = sim_task_spawn,
	.wait_exit = sim_task_wait_exit,
	.kill = sim_task_kill,
	.sleep_ns = sim_task_sleep_ns,
	.sys_open = sim_sys_open,
	.sys_close = sim_sys_close,
	.sys_read = sim_sys_read,
	.sys_write = sim_sys_write,
	.sys_ioctl = sim_sys_ioctl,
	.sys_poll = sim_sys_poll,
	.sys_readdir = sim_sys_readdir,
	.sys_readlink = sim_sys_readlink,
	.qmi_encode_request = sim_qmi_encode_request,
	.qmi_decode = sim_qmi_decode,
	.kunit_run = sim_kunit_run,
	.powered = sim_power_powered,
	.die = sim_task_die,
	.gcov_infos = sim_gcov_infos,
	.gcov_count = &sim_gcov_count,
	.gcov_merge = &sim_gcov_merge,
#ifdef CONFIG_KCSAN
	.race = sim_race_look,
#endif
};
