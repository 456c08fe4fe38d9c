// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c: the host's half of what check images know of their heap: where
 * tasks keep pointers, and when it is asked for leaks.
 */
#include "machine.h"
#include "sim/memory.h"

void sim_memory_offer(const struct sim_memory_ops *ops)
{
	if (ops->bytes != sizeof(*ops))
		sim_fault("the image's memory checker does not fit this simulator: build the image again");
	M->memory = ops;
}

static void root_of(const void *start, size_t bytes,
		    void (*root)(const void *start, const void *end))
{
	root(start, (const char *)start + bytes);
}

/*
 * A fiber that was left has its registers on its stack; those of the caller
 * are made to lie there too.
 */
__attribute__((noinline))
void sim_task_roots(void (*root)(const void *start, const void *end))
{
	const char *top = __builtin_frame_address(0);

	__builtin_unwind_init();
	for (struct sim_link *at = M->tasks.next; at != &M->tasks;
	     at = at->next) {
		struct sim_task *task = sim_entry(at, struct sim_task, all);
		const char *stack = task->fiber.stack;
		const char *used = task == M->current ? top : task->fiber.sp;

		root_of(&task->ctx.kernel_task, sizeof(void *), root);
		root_of(&task->arg, sizeof(void *), root);
		if (used >= stack && used < stack + SIM_FIBER_STACK)
			root(used, stack + SIM_FIBER_STACK);
	}
}

/*
 * Everything has ended that the story started and waited for. Unit tests are
 * no life: those of the tree leak (sound_kunit's components).
 */
void sim_memory_end(void)
{
	const struct sim_scenario *scenario = sim_host.config->scenario;

	if (!sim_check_is_on(SIM_CHECK_LEAK) || !M->memory ||
	    (scenario && scenario->bare))
		return;
	M->quiet++;
	M->memory->leak_check();
	M->quiet--;
}

bool sim_memory_checked(void)
{
	return M->memory;
}

struct sim_memory_census *sim_memory_census_take(void)
{
	struct sim_memory_census *census;

	if (!M->memory)
		return NULL;
	census = sim_state_alloc(sizeof(*census));
	M->quiet++;
	M->memory->census(census);
	M->quiet--;
	return census;
}

void sim_memory_census_free(struct sim_memory_census *census)
{
	sim_state_free(census);
}

int sim_memory_census_expect(struct sim_memory_census *const *censuses,
			     int count, const char *when)
{
	int grown;

	sim_assert(count >= 2);
	if (!M->memory || !sim_check_is_on(SIM_CHECK_LEAK))
		return 0;
	M->quiet++;
	grown = M->memory->grown((const struct sim_memory_census *const *)
				 censuses, count, when);
	M->quiet--;
	return grown;
}
