// SPDX-License-Identifier: GPL-2.0-only
/*
 * user.c: the person with the headsets: plugs, keys, files of sysfs. No error
 * of a call is judged here: only the end of a life is.
 */
#include <stdio.h>

#include "sim/board.h"
#include "chaos.h"

/* ---- plugs ---- */

/* Others may have plugged it in while choices were made. */
static void sim_user_push(struct sim_headset *headset, unsigned int controller,
			  int port)
{
	if (sim_headset_plugged(headset))
		return;
	sim_headset_use_controller(headset, controller);
	if (sim_chaos->calm)
		return;
	if (sim_headset_plug_at(headset, port))
		sim_headset_plug(headset);
}

void sim_chaos_plug_somewhere(struct sim_headset *headset)
{
	unsigned int controller = sim_choose(sim_chaos->controllers,
					     "controller");
	int port = 1 + sim_choose(2, "port");

	sim_user_push(headset, controller, port);
}

static void sim_user_pull(struct sim_headset *headset)
{
	if (sim_headset_plugged(headset))
		sim_headset_unplug(headset);
}

static void sim_user_plug(void)
{
	sim_chaos_plug_somewhere(sim_chaos_any_headset());
}

/* What is out already goes in: else it would stay out in most lives. */
static void sim_user_unplug(void)
{
	struct sim_headset *headset = sim_chaos_any_headset();

	if (sim_headset_plugged(headset))
		sim_user_pull(headset);
	else
		sim_chaos_plug_somewhere(headset);
}

static void sim_user_replug(void)
{
	struct sim_headset *headset = sim_chaos_any_headset();

	sim_user_pull(headset);
	sim_sleep_us(1 + sim_choose(200000, "time without the plug"));
	sim_chaos_plug_somewhere(headset);
}

/* Each goes where the other one was. */
static void sim_user_swap(void)
{
	struct sim_headset *one = sim_chaos->headset[0];
	struct sim_headset *two = sim_chaos->headset[sim_chaos->headsets - 1];
	unsigned int controller = sim_headset_controller(one);
	unsigned int other_controller = sim_headset_controller(two);
	int port = sim_headset_port(one), other_port = sim_headset_port(two);

	if (one == two || !port || !other_port)
		return;
	sim_user_pull(one);
	sim_user_pull(two);
	sim_user_push(one, other_controller, other_port);
	sim_user_push(two, controller, port);
}

/* ---- files ---- */

static void sim_user_write(const char *file, const char *text)
{
	char path[128];
	int error;

	snprintf(path, sizeof(path), "%s/%s",
		 sim_headset_path(sim_chaos_any_headset()), file);
	error = sim_file_write(path, text);
	sim_say("the user writes \"%s\" to %s: %d", text, path, error);
}

static void sim_user_control(void)
{
	sim_user_write("power/control", sim_choose(3, "power/control") ?
		       "auto" : "on");
}

static void sim_user_delay(void)
{
	static const char *const delays[] = { "0", "1", "30", "2000", "-1" };

	sim_user_write("power/autosuspend_delay_ms",
		       delays[sim_choose(5, "autosuspend delay")]);
}

static void sim_user_authorize(void)
{
	sim_user_write("authorized", "0");
	sim_sleep_us(sim_choose(30000, "time without authorisation"));
	sim_user_write("authorized", "1");
}

static void sim_user_configure(void)
{
	if (sim_choose(2, "configuration")) {
		sim_user_write("bConfigurationValue", "-1");
		sim_sleep_us(sim_choose(30000, "time without configuration"));
	}
	sim_user_write("bConfigurationValue", "1");
}

static void sim_user_press(void)
{
	struct sim_usb_audio *audio =
		sim_headset_audio(sim_chaos_any_headset());

	sim_usb_audio_press_keys(audio, sim_choose(8, "keys"));
}

static void sim_user_look(void)
{
	static const char *const files[] = {
		"power/runtime_status", "descriptors", "product", "urbnum",
		"power/active_duration", "power/wakeup_count",
	};
	char path[128], text[4096];

	snprintf(path, sizeof(path), "%s/%s",
		 sim_headset_path(sim_chaos_any_headset()),
		 files[sim_choose(6, "file to read")]);
	sim_file_read(path, text, sizeof(text));
}

/* Lets the controller sleep when nothing is to do, or forbids it. */
static void sim_user_controller(void)
{
	unsigned int i = sim_choose(sim_chaos->controllers, "controller");
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/platform/devices/%s/power/control",
		 sim_board_xhci_name(i));
	sim_file_write(path, sim_choose(3, "power/control") ? "auto" : "on");
}

const struct sim_chaos_action sim_chaos_user[] = {
	{ "plug", sim_user_plug, false, false },
	{ "unplug", sim_user_unplug, false, true },
	{ "replug", sim_user_replug, false, true },
	{ "swap", sim_user_swap, false, true },
	{ "control", sim_user_control, false, false },
	{ "delay", sim_user_delay, false, false },
	{ "authorize", sim_user_authorize, false, true },
	{ "configure", sim_user_configure, false, true },
	{ "press", sim_user_press, false, false },
	{ "look", sim_user_look, false, false },
	{ "controller", sim_user_controller, false, false },
	{ 0 },
};
