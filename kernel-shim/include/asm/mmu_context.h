/* SPDX-License-Identifier: GPL-2.0 */
/* No address spaces. */
#include <asm-generic/nommu_context.h>
