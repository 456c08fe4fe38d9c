/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * style.h: colours of reports on a terminal.
 */
#ifndef SIM_STYLE_H
#define SIM_STYLE_H

#include "sim/report.h"

#define SIM_PLAIN	""
#define SIM_RESET	"\033[0m"
#define SIM_BOLD	"\033[1m"
#define SIM_DIM		"\033[2m"
#define SIM_RED		"\033[1;31m"
#define SIM_GREEN	"\033[32m"
#define SIM_MAGENTA	"\033[35m"
#define SIM_CYAN	"\033[36m"

static inline const char *sim_style(bool color, const char *code)
{
	return color ? code : "";
}

#endif /* SIM_STYLE_H */
