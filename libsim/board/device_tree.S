/* SPDX-License-Identifier: GPL-2.0-only */
/* device_tree.S: the device tree's blob; SIM_DTB names the file. */
	.section .rodata
	.balign 8
	.globl sim_device_tree
sim_device_tree:
	.incbin SIM_DTB
1:
	.balign 8
	.globl sim_device_tree_bytes
sim_device_tree_bytes:
	.quad 1b - sim_device_tree
	.section .note.GNU-stack, "", %progbits
