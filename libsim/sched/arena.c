// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena.c: memory at fixed addresses: the kernel's arena, the fibers' stacks
 * behind it, and the state arena with its allocator.
 *
 * Pointers are equal in every process, so they may enter decisions. The
 * allocator keeps one free list per power of two; what it gives is zeroed.
 * Does not model: returning memory to the host.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include "machine.h"
#include "snapshot.h"
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

#define BLOCK_HEAD	16

struct block_head {
	uint64_t class;
	uint64_t magic;
};
#define BLOCK_USED	0x75736564626c6f63ULL
#define BLOCK_FREE	0x66726565626c6f63ULL

static bool map_fixed(unsigned long base, size_t bytes, int protection)
{
	void *want = (void *)base;
	void *got = mmap(want, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS |
			 MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (got != MAP_FAILED && got != want) {
		munmap(got, bytes);
		got = MAP_FAILED;
	}
	return got != MAP_FAILED;
}

static void machine_init(void)
{
	M->arena_next = (char *)SIM_STATE_BASE +
			((sizeof(struct sim_machine) + 63) & ~63UL);
	M->now_ns = SIM_BOOT_TIME_NS;
	sim_link_init(&M->tasks);
	sim_link_init(&M->holders);
	for (int i = 0; i < SIM_WAIT_BUCKETS; i++)
		sim_link_init(&M->waits[i]);
	sim_name_index("none");
	sim_irq_init();
	sim_random_seed(&M->entropy, 0, 1);
	sim_random_seed(&M->lateness, 0, 2);
}

/*
 * Before main(), so that tests of models can use state and events without a
 * run. Reserving address space costs microseconds.
 */
__attribute__((constructor)) static void arena_map(void)
{
	int rw = PROT_READ | PROT_WRITE;

	if (!map_fixed(SIM_STATE_BASE, SIM_STATE_SIZE, rw) ||
	    !map_fixed(SIM_ARENA_BASE, SIM_ARENA_SIZE, rw) ||
	    !map_fixed(SIM_STACKS_BASE, SIM_STACK_COUNT * SIM_STACK_SLOT,
		       PROT_NONE)) {
		sim_host.arena_error =
			"the fixed addresses of the simulated machine are taken in this process";
		return;
	}
	machine_init();
}

/* Frames that nobody returned from must not frighten AddressSanitizer. */
void sim_arena_forget_stacks(void)
{
#if defined(__SANITIZE_ADDRESS__)
	__asan_unpoison_memory_region((void *)SIM_STACKS_BASE,
				      M->stack_next * SIM_STACK_SLOT);
#endif
}

/* As before the first run; what was given out is gone. */
void sim_arena_reset(void)
{
	sim_arena_forget_stacks();
	memset(M, 0, M->arena_next - (char *)M);
	machine_init();
}

static unsigned int size_class(size_t bytes)
{
	unsigned int class = 5;

	while (((size_t)1 << class) < bytes + BLOCK_HEAD)
		class++;
	return class;
}

/*
 * What no block has covered yet is zero as the host gave it; clearing it
 * again would touch each page of a table of which a run may use a corner.
 */
static struct block_head *block_new(unsigned int class)
{
	struct block_head *head = (void *)M->arena_next;

	M->arena_next += (size_t)1 << class;
	if ((uintptr_t)M->arena_next > SIM_STATE_BASE + SIM_STATE_SIZE)
		sim_fault("the state arena is full");
	return head;
}

/**
 * sim_state_alloc - zeroed memory that belongs to a snapshot
 * @bytes: size wanted
 *
 * Return: 16-byte aligned memory, never NULL.
 * Context: any.
 */
void *sim_state_alloc(size_t bytes)
{
	unsigned int class;
	struct block_head *head;

	if (sim_host.arena_error)
		sim_fault(sim_host.arena_error);
	if (bytes > SIM_STATE_SIZE)
		sim_fault("a model asks for more than the whole state arena");
	class = size_class(bytes);
	head = M->arena_free[class];
	if (head) {
		M->arena_free[class] = *(void **)(head + 1);
		memset(head + 1, 0, ((size_t)1 << class) - BLOCK_HEAD);
	} else {
		head = block_new(class);
	}
	head->class = class;
	head->magic = BLOCK_USED;
	return head + 1;
}

/**
 * sim_state_free - give back what sim_state_alloc() gave
 * @pointer: may be NULL
 */
void sim_state_free(void *pointer)
{
	struct block_head *head;

	if (!pointer)
		return;
	head = (struct block_head *)pointer - 1;
	sim_assert(head->magic == BLOCK_USED);
	head->magic = BLOCK_FREE;
	*(void **)pointer = M->arena_free[head->class];
	M->arena_free[head->class] = head;
}

static char *stack_at(int slot)
{
	return (char *)SIM_STACKS_BASE + slot * SIM_STACK_SLOT +
	       SIM_STACK_GUARD;
}

/*
 * Pointers of the task before would hide leaks: kernel/fork.c clears a stack
 * that it hands out again, too.
 */
static void *stack_again(int slot)
{
	void *stack = stack_at(slot);

	if (!M->memory)
		return stack;
#if defined(__SANITIZE_ADDRESS__)
	__asan_unpoison_memory_region(stack, SIM_FIBER_STACK);
#endif
	return memset(stack, 0, SIM_FIBER_STACK);
}

/* Lowest address of a stack of SIM_FIBER_STACK bytes, a guard below it. */
void *sim_stack_take(struct sim_task *task)
{
	if (M->stack_free_count) {
		task->stack = M->stack_free[--M->stack_free_count];
		return stack_again(task->stack);
	}
	if (M->stack_next == SIM_STACK_COUNT)
		sim_fault("more tasks live at once than there are stacks");
	task->stack = M->stack_next++;
	if (task->stack < sim_host.stacks_open)
		return stack_at(task->stack);
	sim_host.stacks_open = M->stack_next;
	if (mprotect(stack_at(task->stack), SIM_FIBER_STACK,
		     sim_snapshot_protection()))
		sim_fault("the host refuses memory for another stack");
	return stack_at(task->stack);
}

void sim_stack_give(struct sim_task *task)
{
	sim_assert(task->stack >= 0);
	M->stack_free[M->stack_free_count++] = task->stack;
	task->stack = -1;
}

/* Slot whose guard page holds @address, or -1. */
int sim_stack_guard_at(uint64_t address)
{
	uint64_t offset = address - SIM_STACKS_BASE;

	if (offset >= (uint64_t)M->stack_next * SIM_STACK_SLOT)
		return -1;
	return offset % SIM_STACK_SLOT < SIM_STACK_GUARD ?
	       (int)(offset / SIM_STACK_SLOT) : -1;
}
