// SPDX-License-Identifier: GPL-2.0-only
/*
 * genuine-version.c: compiles the tree's own init/version-timestamp.c, whose
 * time stamp the kernel's build gives on the command line; ours is constant.
 */
#include <generated/compile.h>
#include <generated/utsversion.h>
#include <../init/version-timestamp.c>
