// SPDX-License-Identifier: GPL-2.0-only
/*
 * race_flow.c: which flow runs, and what cannot run beside it.
 *
 * Stands in for get_ctx() and the watchpoint's delay of kernel/kcsan/core.c.
 * Each task is a flow, so are the interrupts of a CPU and its softirqs: two
 * interrupts of one CPU never run at a time. That a context has preemption,
 * softirqs or interrupts off on a CPU is no order, but excludes that others of
 * that CPU run beside it; it is noted with each access and asked when two of
 * them meet (race_shadow.c).
 *
 * A change of that state is noticed at the next access, or when the shim says
 * so at a place where others may get in.
 *
 * Not modelled: actors of the host (the DSP, chaos) are no flows.
 */
#include <linux/hardirq.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include "race.h"

#ifdef CONFIG_KCSAN


static void words_clear(void *start, void *end)
{
	u64 *word = start;

	for (; (void *)word < end; word++)
		*word = 0;
}

/* As if nothing had run yet; what was not touched is zero anyway. */
static void tables_reset(void)
{
	race_shadow_reset();
	words_clear(RT->flow, RT->flow + RT->flows + 1);
	words_clear(RT->sync, RT->sync + RT->syncs + 1);
	words_clear(RT, RT->flow);
}

/**
 * sim_race_look() - looks for races from now on, or no more
 * @wanted: SIM_RACE_* bits; the host has made memory for it
 * Context: on the host's stack or a task's; what was known is forgotten.
 */
void sim_race_look(unsigned int wanted)
{
	sim_access.race = 0;
	if (wanted)
		tables_reset();
	sim_access.race = wanted;
}
void race_stop(const char *why)
{
	if (!sim_access.race)
		return;
	sim_access.race = 0;
	sim_race_stopped(why);
}

/* The number of who ended first, once there are some. */
#define DEAD_KEPT	64

static u16 flow_number(void)
{
	u16 sid;

	if (RT->dead_count <= DEAD_KEPT && RT->flows < RACE_FLOWS - 2)
		return ++RT->flows;
	if (!RT->dead_count) {
		race_stop("more tasks live than it can tell apart");
		return RT->flows;
	}
	sid = RT->dead[RT->dead_first];
	RT->dead_first = (RT->dead_first + 1) % RACE_FLOWS;
	RT->dead_count--;
	return sid;
}

/* Not strscpy() nor memcpy(): they are watched themselves. */
static void name_copy(char *to, const char *from)
{
	unsigned int i;

	for (i = 0; i < TASK_COMM_LEN; i++)
		to[i] = from ? from[i] : 0;
	to[TASK_COMM_LEN - 1] = '\0';
}

static void owner_push(struct race_flow *flow, const struct task_struct *task)
{
	int i;

	for (i = ARRAY_SIZE(flow->owner) - 1; i > 0; i--)
		flow->owner[i] = flow->owner[i - 1];
	name_copy(flow->owner[0].name, task ? task->comm : NULL);
	flow->owner[0].pid = task ? task->pid : 0;
	flow->owner[0].since = flow->epoch;
}

static void stamp_make(struct race_flow *flow, const struct sim_context *context)
{
	u64 count = context->preempt_count, stamp = RACE_USED;

	stamp |= (u64)flow->sid << RACE_SID_SHIFT;
	stamp |= (u64)flow->epoch << RACE_EPOCH_SHIFT;
	stamp |= (u64)(context->cpu & 0xf) << RACE_CPU_SHIFT;
	stamp |= (u64)flow->kind << RACE_KIND_SHIFT;
	if (context->irqs_off || flow->kind == SIM_RACE_HARDIRQ)
		stamp |= RACE_NO_IRQ | RACE_NO_SOFTIRQ | RACE_NO_PREEMPT;
	if (count & SOFTIRQ_MASK)
		stamp |= RACE_NO_SOFTIRQ | RACE_NO_PREEMPT;
	if (count)
		stamp |= RACE_NO_PREEMPT;
	flow->stamp = stamp;
	flow->state = race_state(context);
	flow->cpu = context->cpu;
}

static struct race_flow *flow_make(enum sim_race_context kind,
				   const struct task_struct *task)
{
	u16 sid = flow_number();
	struct race_flow *flow = &RT->flow[sid];
	u32 epoch = flow->epoch;
	struct race_owner owner[ARRAY_SIZE(flow->owner)];
	int i;

	for (i = 0; i < (int)ARRAY_SIZE(owner); i++)
		owner[i] = flow->owner[i];
	race_point_put(&flow->fence);
	race_clock_reset(&flow->clock, NULL);
	race_clock_reset(&flow->birth, NULL);
	*flow = (struct race_flow) {
		.sid = sid, .kind = kind, .used = true,
		.epoch = epoch + 1, .since = epoch + 1,
	};
	for (i = 0; i < (int)ARRAY_SIZE(owner); i++)
		flow->owner[i] = owner[i];
	owner_push(flow, task);
	return flow;
}

/* A new epoch: what follows is not part of what was released. */
void race_tick(struct race_flow *flow)
{
	flow->epoch++;
	flow->stamp += 1ULL << RACE_EPOCH_SHIFT;
	if (unlikely(flow->epoch >= RACE_EPOCHS - 1))
		race_stop("a task has released more often than it can count");
}

/*
 * An interrupt, a softirq, a work item: it comes after others of its flow, but
 * what those had learnt from third parties orders nothing.
 */
void race_renew(struct race_flow *flow)
{
	unsigned int i;

	race_point_put(&flow->fence);
	race_clock_reset(&flow->clock, flow->birth);
	flow->since = flow->epoch;
	for (i = 0; i < ARRAY_SIZE(flow->joined); i++)
		flow->joined[i] = 0;
}

void __sim_race_renew(void)
{
	struct race_flow *flow = race_now();

	if (flow != &RT->actor)
		race_renew(flow);
}

static struct race_flow *flow_of_cpu(struct race_flow **slot,
				     enum sim_race_context kind)
{
	if (!*slot)
		*slot = flow_make(kind, NULL);
	return *slot;
}

static struct race_flow *flow_of_task(struct sim_context *context)
{
	struct race_flow *flow = flow_make(SIM_RACE_TASK, context->kernel_task);

	flow->context = context;
	return flow;
}

static struct race_flow *flow_of_actor(struct sim_context *context)
{
	RT->actor.quiet = 1;
	context->race = &RT->actor;
	return &RT->actor;
}

/* What was done up to now was in a reader that has ended. */
static void reader_end(struct race_flow *flow)
{
	flow->reader_epoch = flow->epoch;
}

/* Softirqs begin and end where the count of them says so. */
static struct race_flow *flow_at(struct sim_context *context)
{
	bool serving = context->preempt_count & SOFTIRQ_OFFSET;
	struct race_flow *flow = context->race ?: flow_of_task(context), *soft;

	if (flow->kind == SIM_RACE_TASK && serving) {
		soft = flow_of_cpu(&RT->soft[context->cpu], SIM_RACE_SOFTIRQ);
		soft->under = flow;
		race_calls_none(soft);
		race_renew(soft);
		/* Raised on this CPU, by whatever ran here. */
		race_acquire(soft, race_sync_get(soft, SIM_RACE_QUEUE));
		flow = soft;
	} else if (flow->kind == SIM_RACE_SOFTIRQ && !serving) {
		reader_end(flow);
		flow = flow->under;
	}
	context->race = flow;
	return flow;
}

/* The slow half of race_now(): another flow, CPU, or state of it. */
struct race_flow *race_flow_changed(struct sim_context *context)
{
	struct race_flow *flow;

	if (context->cpu >= SIM_MAX_CPUS)
		return flow_of_actor(context);
	race_write_settle();
	flow = flow_at(context);
	if (flow->state && !race_state(context) && flow->kind == SIM_RACE_TASK &&
	    !current->rcu_read_lock_nesting)
		reader_end(flow);
	stamp_make(flow, context);
	return flow;
}

void __sim_race_refresh(void)
{
	race_now();
}

void __sim_race_reader_end(void)
{
	struct race_flow *flow = race_now();

	if (!flow->state)
		reader_end(flow);
}

/*
 * They are told here and not in flow_at(), which the first access of theirs
 * calls, from wherever on the stack that is.
 */
void __sim_race_softirq_stack(unsigned long end)
{
	struct sim_context *context = sim_self;

	if (context->cpu < SIM_MAX_CPUS)
		flow_of_cpu(&RT->soft[context->cpu],
			    SIM_RACE_SOFTIRQ)->stack_end = end;
}

/* What the raiser did, the softirq of this CPU comes after. */
void sim_race_softirq_raise(void)
{
	struct race_flow *flow, *soft;

	if (likely(!sim_access.race) || sim_self->cpu >= SIM_MAX_CPUS)
		return;
	flow = race_now();
	soft = flow_of_cpu(&RT->soft[sim_self->cpu], SIM_RACE_SOFTIRQ);
	race_release(flow, race_sync_get(soft, SIM_RACE_QUEUE));
}

void __sim_race_irq_enter(int line)
{
	struct sim_context *context = sim_self;
	struct race_flow *under = race_now(), *hard;

	hard = flow_of_cpu(&RT->hard[context->cpu], SIM_RACE_HARDIRQ);
	hard->under = under;
	hard->stack_end = (unsigned long)__builtin_frame_address(0);
	race_calls_none(hard);
	race_renew(hard);
	context->race = hard;
	stamp_make(hard, context);
	if (line >= SIM_IRQ_QRTR)
		race_acquire(hard, race_sync_get(RT, SIM_RACE_QUEUE));
}

void __sim_race_irq_leave(void)
{
	struct sim_context *context = sim_self;
	struct race_flow *hard = race_now();

	if (hard->kind != SIM_RACE_HARDIRQ)
		return;
	race_write_settle();
	reader_end(hard);
	context->race = hard->under;
}

void sim_race_doorbell(void)
{
	struct race_flow *flow;

	if (likely(!sim_access.race))
		return;
	flow = race_now();
	if (flow != &RT->actor)
		race_release(flow, race_sync_get(RT, SIM_RACE_QUEUE));
}

/* A task begins with what its maker knows, and after all that have ended. */
void __sim_race_task_new(struct sim_context *child)
{
	struct race_flow *parent = race_now(), *flow;
	struct race_point made = {};

	if (parent == &RT->actor)
		return;
	flow = flow_of_task(child);
	child->race = flow;
	stamp_make(flow, child);
	race_replace(parent, &made);
	race_acquire(flow, &made);
	race_acquire(flow, &RT->exited);
	race_clock_reset(&flow->birth, flow->clock);
	race_point_put(&made);
}

void __sim_race_task_gone(struct sim_context *context)
{
	struct race_flow *flow = context->race;

	if (!flow || flow == &RT->actor || flow->kind != SIM_RACE_TASK)
		return;
	race_write_settle();
	race_release(flow, &RT->exited);
	/* No reader of it is left. */
	race_release(flow, &RT->grace);
	flow->used = false;
	flow->context = NULL;
	context->race = NULL;
	RT->dead[(RT->dead_first + RT->dead_count++) % RACE_FLOWS] = flow->sid;
}

void __sim_race_task_off(struct sim_context *other)
{
	struct race_flow *flow = race_now(), *theirs = other->race;
	struct race_point left = {};

	if (flow == &RT->actor || !theirs || theirs->kind != SIM_RACE_TASK)
		return;
	race_replace(theirs, &left);
	race_acquire(flow, &left);
	race_point_put(&left);
}

static bool is_reading(const struct race_flow *flow)
{
	const struct sim_context *context = flow->context;
	const struct task_struct *task = context->kernel_task;

	return race_state(context) || (task && task->rcu_read_lock_nesting);
}

/* Who is in no reader now, but was at the last look, has left it since. */
static void readers_look(void)
{
	u32 i;

	for (i = 1; i <= RT->flows; i++) {
		struct race_flow *flow = &RT->flow[i];

		if (flow->used && flow->context && flow->state &&
		    flow->context->race == flow && !is_reading(flow)) {
			reader_end(flow);
			stamp_make(flow, flow->context);
		}
	}
}

/* All readers that were there when it began have ended. */
void __sim_race_grace_period(void)
{
	race_now();
	readers_look();
	race_gather(&RT->grace);
}

void __sim_race_after_grace(void)
{
	struct race_flow *flow = race_now();

	if (flow != &RT->actor)
		race_acquire(flow, &RT->grace);
}
#endif
