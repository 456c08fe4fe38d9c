/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fiber_switch.S: void sim_fiber_jump(void **save_sp, void *sp)
 *
 * Pushes the callee-saved registers, parks the stack pointer in *save_sp,
 * takes sp and pops. A new fiber's stack is laid out by sim_fiber_make() so
 * that the pops end in sim_fiber_start. Does not model: signal masks, FPU
 * control words, shadow stacks.
 */
#if defined(__x86_64__)
	.text
	.globl	sim_fiber_jump
	.hidden	sim_fiber_jump
	.type	sim_fiber_jump, @function
sim_fiber_jump:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	sim_fiber_jump, . - sim_fiber_jump

	.globl	sim_fiber_start
	.hidden	sim_fiber_start
	.type	sim_fiber_start, @function
sim_fiber_start:			/* r12: entry, r13: its argument */
	.cfi_startproc
	.cfi_undefined rip		/* debuggers stop here */
	movq	%r13, %rdi
	xorl	%ebp, %ebp
	callq	*%r12
	ud2
	.cfi_endproc
	.size	sim_fiber_start, . - sim_fiber_start
#elif defined(__aarch64__)
	.text
	.globl	sim_fiber_jump
	.hidden	sim_fiber_jump
	.type	sim_fiber_jump, %function
sim_fiber_jump:
	sub	sp, sp, #160
	stp	x19, x20, [sp, #0]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	mov	x9, sp
	str	x9, [x0]
	mov	sp, x1
	ldp	x19, x20, [sp, #0]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #160
	ret
	.size	sim_fiber_jump, . - sim_fiber_jump

	.globl	sim_fiber_start
	.hidden	sim_fiber_start
	.type	sim_fiber_start, %function
sim_fiber_start:			/* x19: entry, x20: its argument */
	.cfi_startproc
	.cfi_undefined x30		/* debuggers stop here */
	mov	x0, x20
	mov	x29, xzr
	blr	x19
	brk	#1
	.cfi_endproc
	.size	sim_fiber_start, . - sim_fiber_start
#endif
	.section .note.GNU-stack, "", %progbits
