/* SPDX-License-Identifier: GPL-2.0-only */
/* Shadow: the tree's lib/fdt*.c expect libfdt's folder in the include path. */
#include <../scripts/dtc/libfdt/libfdt.h>
