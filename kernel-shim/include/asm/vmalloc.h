/* SPDX-License-Identifier: GPL-2.0 */
/* No address spaces: the generic defaults. */
