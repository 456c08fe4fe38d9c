/* SPDX-License-Identifier: GPL-2.0-only */
/* router.h: what the DSP's firmware asks of the router, by itself. */
#ifndef SIM_DSP_ROUTER_H
#define SIM_DSP_ROUTER_H

#include <stdint.h>

void sim_router_start(void);
void sim_router_say_bye(void);
void sim_router_say_client_gone(uint32_t port);

#endif /* SIM_DSP_ROUTER_H */
