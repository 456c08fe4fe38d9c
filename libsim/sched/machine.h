/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h: the scheduler's own records, shared by the files of libsim/sched.
 *
 * All that a run's future depends on lives at fixed addresses: struct
 * sim_machine at the start of the state arena, tasks and tables behind it,
 * waits on the fibers' stacks. What the host alone needs (observers, the
 * recorded schedule, the strategy's scratch space) is in struct sim_host.
 *
 * Context: one OS thread; nothing here is locked.
 */
#ifndef SIM_SCHED_MACHINE_H
#define SIM_SCHED_MACHINE_H

#include <stdarg.h>
#include <setjmp.h>
#include "sim/run.h"
#include "sim/border_trial.h"
#include "sim/border_wait.h"
#include "task.h"

#ifdef SIM_FREE
#define SIM_STATE_BASE	0x003000000000UL
#else
#define SIM_STATE_BASE	0x310000000000UL
#endif
#define SIM_STATE_SIZE	(256UL << 20)
#define SIM_STACKS_BASE	(SIM_ARENA_BASE + SIM_ARENA_SIZE)
#define SIM_STACK_COUNT	2048

/* Host code runs on these stacks too, so they are larger than a kernel's. */
#if defined(__SANITIZE_ADDRESS__)
#define SIM_FIBER_STACK	(512UL << 10)
#else
#define SIM_FIBER_STACK	(128UL << 10)
#endif
#define SIM_STACK_GUARD	4096UL
#define SIM_STACK_SLOT	(SIM_FIBER_STACK + SIM_STACK_GUARD)

/*
 * preempt_count's fields, as include/linux/preempt.h lays them out. Above the
 * softirqs 7.2 has hardirqs (16 to 19) and NMIs (20 to 23); newer trees have
 * the depth of local_interrupt_disable() (16 to 23) and hardirqs (24 to 27).
 * All of them keep interrupts out.
 */
#define SIM_SOFTIRQ_MASK	0x0000ff00
#define SIM_SOFTIRQ_SERVED	0x00000100	/* the bits above: off */
#define SIM_HARDIRQ_MASK	0x0f0f0000
#define SIM_NMI_MASK		0x00f00000

#define SIM_NEVER	(~0ULL)
#define SIM_EVENT_INTERNAL	(~0u)
#define SIM_WAIT_BUCKETS 512
#define SIM_NAME_BUCKETS 1024
#define SIM_MAX_NAMES	4096
#define SIM_WAKERS	64
#define SIM_REFUSALS	128

/* Who ended the last sleep at a place, see wakers.c. */
struct sim_waker {
	const void *site;
	struct sim_task_waker who;
};

struct sim_random { uint64_t s[4]; };

/* Candidates that may stand before those of the ready list, in one array. */
#define SIM_HEAD_ROOM	64

/*
 * Tasks and actors off CPUs that are able to go on, in the order in which they
 * became so. What they are about to do does not change meanwhile, so they are
 * kept as candidates, with SIM_HEAD_ROOM entries free before the first.
 */
struct sim_ready {
	struct sim_candidate *candidate;
	struct sim_task **task;
	uint32_t room;
	uint32_t bound;			/* how many cannot go on anywhere */
	uint32_t hint;			/* index of who goes next, probably */
	bool marked;			/* a candidate is an actor that runs */
};

struct sim_cpu {
	struct sim_task *current, *idle;
	struct sim_event clock;
};

struct sim_packet_node {
	struct sim_packet_node *next;
	struct sim_qrtr_packet packet;
};

/* Who released a mutex, or went for a spinlock, last: linger.c. */
#define SIM_LINGER_LAST	256

struct sim_linger_last {
	const void *object;
	const struct sim_task *task;
};

struct sim_machine {
	/* touched at every point, one or two cache lines */
	struct sim_task *current;
	uint64_t hash, points;
	uint64_t now_ns;
	uint64_t irq_active;		/* lines that want service and may */
	uint32_t run_mask;		/* CPUs whose task is able to go on */
	uint32_t ready_count;		/* tasks and actors off CPUs */
	uint32_t due_count;
	uint32_t ipi_mask, clock_mask;
	unsigned int linger_spin;	/* as linger, for spinlocks */
	uint32_t skip;			/* points until time skips, 0: never */
	int quiet;			/* > 0: points are ignored */
	bool preempts;
	bool running;
	bool seeded;			/* the seed has a say; boot is over */
	bool parked;			/* booted, waits for its story */

	/* interrupts */
	uint64_t irq_level, irq_edge, irq_unmasked, irq_service;
	uint64_t irq_phys[SIM_IRQ_LINES];	/* who drives it, or 0 */
	unsigned int irq_cpus[SIM_IRQ_LINES];
	uint32_t irq_entity[SIM_IRQ_LINES];
	uint32_t clock_entity[SIM_MAX_CPUS], ipi_entity[SIM_MAX_CPUS];

	int cpus;
	struct sim_cpu cpu[SIM_MAX_CPUS];

	/* events: a heap of those to come, a list of those due */
	struct sim_event **heap, **due;
	uint32_t heap_count, heap_room, due_room;
	uint64_t sequence;
	struct sim_event *event;	/* runs now */

	/* tasks */
	struct sim_ready ready;
	struct sim_link tasks, holders, waits[SIM_WAIT_BUCKETS];
	struct sim_task *by_kernel_task[SIM_WAIT_BUCKETS];
	uint32_t waiting;		/* links in all of waits */
	uint32_t task_count;
	struct sim_task *init, *story, *zombie;
	int stack_next, stack_free_count;
	int stack_free[SIM_STACK_COUNT];

	/* entity names */
	uint32_t names;
	char *name[SIM_MAX_NAMES];
	uint16_t name_bucket[SIM_NAME_BUCKETS];	/* index + 1 */
	uint16_t name_next[SIM_MAX_NAMES];
	bool name_used[SIM_MAX_NAMES];

	struct sim_random entropy, lateness;
	uint64_t decisions, switches, preemptions, interrupts;
	uint64_t seed, limit_ns, limit_decisions, check_ns;
	uint64_t look_ns, look_every_ns;	/* sim_time_look() */
	void (*look)(void);
	/* when time last moved; decisions at which the run is looked at */
	uint64_t moved_points, moved_decisions, stop_decisions;
	int findings;
	bool freed_used;		/* freed memory was, and that is told */
	uint64_t refused_ns[SIM_REFUSALS];	/* refused.c */
	unsigned int refused;
	uint64_t excused_ns;		/* a model kept silent on purpose */
	unsigned int linger;		/* odds, linger.c; 0: never */
	unsigned int linger_next;
	struct sim_linger_last linger_last[SIM_LINGER_LAST];

	/* lost wake-ups, see probe.c */
	struct sim_task *probed, *prober;
	bool probe_back, probe_exhausted;
	uint32_t probe_points;
	uint64_t probe_ns;
	struct sim_pause probe_pause;

	/* a unit test of a checker, see trial.c */
	enum sim_kind trial_kind, trial_besides;
	bool trial_on;
	int trial_count;
	char trial_title[256];

	struct sim_waker waker[SIM_WAKERS];

	struct sim_packet_node *qrtr_first, *qrtr_last;

	/* tables of mmio.c, dma.c, iommu.c */
	struct sim_window *windows;
	int window_count;
	struct sim_bus *buses;
	void (*device_ask)(const void *address, size_t bytes, unsigned int dir);
	const struct sim_memory_ops *memory;
	struct sim_domain *domains;

	/* state arena */
	char *arena_next;
	void *arena_free[48];
};

#define M ((struct sim_machine *)SIM_STATE_BASE)

enum sim_pick_kind {
	SIM_PICK_EVENT, SIM_PICK_LINE,
	SIM_PICK_ON_CPU, SIM_PICK_READY,
};

/* What a candidate stands for; beside the public struct sim_candidate. */
struct sim_pick {
	enum sim_pick_kind kind;
	int index;			/* line */
	uint32_t cpus;			/* that may take it */
	void *subject;			/* task or event */
};

struct sim_host {
	const struct sim_image_ops *image;
	const struct sim_run_config *config;
	unsigned int checks;		/* that are on, bits of enum sim_check */
	struct sim_run_result *result;
	const struct sim_strategy *strategy;
	void *strategy_state;
	struct sim_fiber main;
	jmp_buf main_end;
	bool main_end_set;
	/* the image's code; sites count from site_base */
	uint64_t text_start, text_bytes, site_base;
	const char *arena_error;
	/* candidates of the point being decided, see sim_pick_at() */
	struct sim_candidate *candidate;
	unsigned int head;
	uint32_t ready_cpus;
	struct sim_pick head_pick[SIM_HEAD_ROOM];
	/* where they are put when they cannot stand beside the ready list */
	struct sim_candidate *own_candidate;
	struct sim_pick *own_pick;
	unsigned int room;
	/* schedule */
	struct sim_decision *decision;
	size_t decision_count, decision_room;
	size_t replay_next;
	bool used;			/* since the start or the last reset */
	int stacks_open;		/* slots whose guards are in place */
};
extern struct sim_host sim_host;

/* arena.c */
void *sim_stack_take(struct sim_task *task);
void sim_stack_give(struct sim_task *task);
int sim_stack_guard_at(uint64_t address);
void sim_arena_reset(void);
void sim_arena_forget_stacks(void);

/* dma.c */
void *sim_device_memory(uint64_t phys, size_t bytes, unsigned int dir);

/* dma_gone.c */
struct sim_gone;
void sim_gone_note(struct sim_gone **gone, uint64_t dma, uint64_t bytes,
		   void *fp);
void sim_gone_report(const struct sim_gone *gone, enum sim_kind kind,
		     uint64_t dma, const char *title);

/* log.c */
bool sim_trace_is_read(void);
void sim_trace_aside(const char *topic, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* name.c */
uint32_t sim_name_index(const char *name);
uint32_t sim_name_take(const char *name);
void sim_name_release(uint32_t index);
const char *sim_name_at(uint32_t index);

/* task.c */
struct sim_task *sim_task_make(const char *name, enum sim_task_kind kind,
			       void (*fn)(void *), void *arg);
void sim_task_update(struct sim_task *task);
void sim_task_off_cpu(struct sim_task *task);
void sim_task_place(struct sim_task *task, int cpu);
void sim_task_exchange(struct sim_task *from, struct sim_task *to, int cpu);
void sim_task_switch(struct sim_task *to);

/* wait.c */
enum {
	SIM_PAUSE_OFF_CPU = 1,		/* others get the CPU meanwhile */
	SIM_PAUSE_INDEXED = 2,		/* sim_lock_wake(object) ends it */
};
void sim_pause_wait(struct sim_pause *pause, enum sim_wait what,
		    const void *object, unsigned int flags, uint64_t ns);
void sim_pause_finish(struct sim_pause *pause);

/* decide.c: collect.c finds who could go, decide.c does it */
unsigned int sim_collect(void);
void sim_pick_at(unsigned int i, struct sim_pick *pick);
static inline void *sim_pick_subject(unsigned int i)
{
	struct sim_pick pick;

	sim_pick_at(i, &pick);
	return pick.subject;
}
/* ready.c */
void sim_ready_add(struct sim_task *task);
void sim_ready_remove(struct sim_task *task);
void sim_ready_rebind(struct sim_task *task);
/* circle.c: who may be found by the task_struct whose end is waited for */
void sim_kernel_task_add(struct sim_task *task);
void sim_kernel_task_remove(struct sim_task *task);
void sim_schedule(void);
void sim_point_from(enum sim_op op, const void *object, const void *caller,
		    void *fp);
unsigned int sim_choose_number(unsigned int n, enum sim_op op, uint32_t site,
			       const char *what);
uint32_t sim_decider(void);
void sim_irq_take(struct sim_task *task);
uint64_t sim_irq_wanted(void);

/* time.c */
bool sim_time_advance(void);
void sim_time_set(uint64_t when_ns);
void sim_time_skip(void);
void sim_spin_linger(const void *object);
bool sim_time_slip(void);

/* event.c */
void sim_event_expire(void);
struct sim_event *sim_event_due(uint32_t index);
void sim_event_run(struct sim_event *event);
/* For tests of models: run all events up to when_ns in their order. */
void sim_event_run_until(uint64_t when_ns);

/* record.c */
const char *sim_op_name(unsigned int op);
unsigned int sim_record_pick(unsigned int n);
void sim_record_end(void);
/* What was decided before, by the boot that this run goes on from. */
void sim_record_resume(const struct sim_decision *decision, size_t count);
void sim_record_take(struct sim_schedule *schedule);

/* random.c */
void sim_random_seed(struct sim_random *random, uint64_t seed,
		     uint64_t stream);
uint64_t sim_random_next(struct sim_random *random);
unsigned int sim_random_below(struct sim_random *random, unsigned int n);

#define sim_likely(x)	__builtin_expect(!!(x), 1)
#define sim_unlikely(x)	__builtin_expect(!!(x), 0)

/* hash.c */
void sim_hash_text(const char *text, size_t length);
void sim_hash_line(const char *format, va_list args);
static inline uint64_t sim_hash_of(uint64_t hash, uint64_t value)
{
	uint64_t h = (hash ^ value) * 0x9fb21c651e98df25ULL;

	return h ^ (h >> 32);
}
static inline void sim_hash_mix(uint64_t value)
{
	M->hash = sim_hash_of(M->hash, value);
}

/* irq.c */
void sim_irq_init(void);

/* unwind.c */
int sim_unwind(const struct sim_task *task, void *fp, uint64_t pc,
	       struct sim_frame *frame, int room);
static inline bool sim_in_image(uint64_t address)
{
	return address - sim_host.text_start < sim_host.text_bytes;
}

/* Offset in the image of the caller of an exported function, 0: host code. */
static inline uint32_t sim_site_of(const void *return_address)
{
	uint64_t address = (uintptr_t)return_address;

	return sim_likely(sim_in_image(address)) ?
	       address - sim_host.site_base : 0;
}

/* registers.c */
struct sim_registers {
	uint64_t pc, fp;
	uint64_t caller;		/* return address, right after a call */
};
void sim_registers_read(struct sim_registers *at, const void *context);
bool sim_registers_hold(const void *context, uint64_t value);
void sim_registers_leave(void *context, void (*function)(void));

/* crash.c */
void sim_crash_install(void);
void sim_crash_remove(void);

/*
 * power_on.c: from nothing to a machine that has booted and waits for its
 * story; false: the run has ended on the way.
 */
bool sim_power_on(const struct sim_run_config *config);
/* The story; returns when the run has ended. */
void sim_power_on_resume(void);

/* kept_boot.c */
bool sim_boot_kept(void);
bool sim_boot_pristine(const struct sim_run_config *config, bool first);
bool sim_boot_resume(const struct sim_run_config *config, int cpus);
void sim_boot_keep(const struct sim_run_config *config);

/* run.c */
void sim_run_end(enum sim_outcome outcome, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
void sim_story_end(void) __attribute__((noreturn));

/*
 * Entry of an exported function that may switch: remembers where the caller's
 * frames start, so that a stack can be taken of a task that does not run.
 */
#define SIM_ENTER(op, object)						\
	sim_enter(op, object, sim_site_of(__builtin_return_address(0)),	\
		  __builtin_frame_address(0))

static inline void sim_enter(enum sim_op op, const void *object, uint32_t site,
			     void *fp)
{
	struct sim_task *self = M->current;

	self->entry_fp = fp;
	self->op = op;
	self->object = object;
	self->site = site;
}

#include "checkers.h"

#endif /* SIM_SCHED_MACHINE_H */
