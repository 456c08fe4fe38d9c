/* SPDX-License-Identifier: GPL-2.0-only */
/* ring_tree.S: the blob of ring.dts; SIM_DTB names the file. */
	.section .rodata
	.balign 8
	.globl sim_ring_device_tree
sim_ring_device_tree:
	.incbin SIM_DTB
1:
	.balign 8
	.globl sim_ring_device_tree_bytes
sim_ring_device_tree_bytes:
	.quad 1b - sim_ring_device_tree
	.section .note.GNU-stack, "", %progbits
