/* SPDX-License-Identifier: GPL-2.0-only */
/* device_tree.S: the device trees' blobs; SIM_DTB_ONE, _TWO name the files. */
	.section .rodata
	.balign 8
	.globl sim_device_tree
sim_device_tree:
	.incbin SIM_DTB_ONE
1:
	.balign 8
	.globl sim_device_tree_two
sim_device_tree_two:
	.incbin SIM_DTB_TWO
2:
	.balign 8
	.globl sim_device_tree_bytes
sim_device_tree_bytes:
	.quad 1b - sim_device_tree
	.globl sim_device_tree_two_bytes
sim_device_tree_two_bytes:
	.quad 2b - sim_device_tree_two
	.section .note.GNU-stack, "", %progbits
