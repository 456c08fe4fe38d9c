// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine-lock.c: every function of the shim runs under the machine lock.
 *
 * In free-running images the shim is compiled with -finstrument-functions, so
 * its functions call these on entry and on return. See sim/border_free.h.
 */
#ifdef SIM_FREE
#include <linux/compiler.h>
#include "sim/border_free.h"

void __cyg_profile_func_enter(void *function, void *caller);
void __cyg_profile_func_exit(void *function, void *caller);

notrace void __cyg_profile_func_enter(void *function, void *caller)
{
	sim_machine_enter();
}

notrace void __cyg_profile_func_exit(void *function, void *caller)
{
	sim_machine_leave();
}
#endif
