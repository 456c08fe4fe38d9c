// SPDX-License-Identifier: GPL-2.0-only
/*
 * unwind.c: stacks of tasks by their frame pointers.
 *
 * Image and host are built with frame pointers; only the image's frames are
 * kept. Everything read lies on the task's own stack, so that a broken chain
 * ends the walk and nothing else.
 */
#include "machine.h"

static bool frame_valid(const struct sim_task *task, uint64_t fp)
{
	uint64_t low = (uintptr_t)task->fiber.stack;

	return !(fp & 7) && fp >= low && fp <= low + SIM_FIBER_STACK - 16;
}

/* AddressSanitizer has poisoned parts of the stack that the walk may read. */
__attribute__((no_sanitize("address")))
static bool frame_read(const struct sim_task *task, uint64_t fp,
		       uint64_t *next, uint64_t *address)
{
	if (!task->fiber.stack || task->stack < 0 || !frame_valid(task, fp))
		return false;
	*next = ((const uint64_t *)fp)[0];
	*address = ((const uint64_t *)fp)[1];
	return true;
}

/*
 * Fills up to @room frames of @task, innermost first, from frame pointer @fp;
 * @pc is the innermost itself when it is known (a crash). Returns how many.
 */
int sim_unwind(const struct sim_task *task, void *fp, uint64_t pc,
	       struct sim_frame *frame, int room)
{
	uint64_t at = (uintptr_t)fp, next, address;
	int count = 0;

	if (pc && sim_in_image(pc))
		frame[count++].address = pc;
	while (task && count < room && frame_read(task, at, &next, &address)) {
		if (sim_in_image(address))
			frame[count++].address = address;
		if (next <= at)
			break;
		at = next;
	}
	return count;
}
