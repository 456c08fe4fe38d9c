/* SPDX-License-Identifier: GPL-2.0 */
/* Kernel command line. */
#ifndef SIM_ASM_SETUP_H
#define SIM_ASM_SETUP_H

#define COMMAND_LINE_SIZE 2048

#endif /* SIM_ASM_SETUP_H */
