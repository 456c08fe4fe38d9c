/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * border.h: the only header that both worlds include.
 *
 * Kernel world (kernel headers, no libc) and host world (libc, no kernel
 * headers) meet here and nowhere else. Everything is a plain type. Functions
 * named sim_* below are defined by the host and called from the image; the
 * image offers exactly one symbol to the host, `sim_image`.
 *
 * One OS thread runs everything, so code between two decision points is
 * atomic: no lock is needed to keep the state on either side consistent.
 */
#ifndef SIM_BORDER_H
#define SIM_BORDER_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

/*
 * An image of another border is refused. What grows shows by its size; count
 * up when something changes its meaning and keeps its size.
 */
#define SIM_BORDER_MEANING	2u
#define SIM_BORDER_VERSION \
	(SIM_BORDER_MEANING << 24 | \
	 ((uint32_t)sizeof(struct sim_image_ops) & 0xfff) << 12 | \
	 ((uint32_t)sizeof(struct sim_context) & 0xfff))

#define SIM_MAX_CPUS		8
/* Per-CPU slot of contexts that run on no simulated CPU (the DSP). */
#define SIM_ACTOR_CPU		SIM_MAX_CPUS
#define SIM_CPU_SLOTS		(SIM_MAX_CPUS + 1)

/* Addresses fixed on every machine, so that pointers replay. */
#define SIM_FREE_IMAGE_BASE	0x001000000000UL
#define SIM_FIBER_IMAGE_BASE	0x200000000000UL
#ifdef SIM_FREE			/* ThreadSanitizer wants less than 512 GiB */
#define SIM_IMAGE_BASE		SIM_FREE_IMAGE_BASE
#define SIM_ARENA_BASE		0x002000000000UL
#else
#define SIM_IMAGE_BASE		SIM_FIBER_IMAGE_BASE
#define SIM_ARENA_BASE		0x300000000000UL
#endif
#define SIM_ARENA_SIZE		(192UL << 20)
/* Physical (and DMA) address of the first byte of the arena. */
#define SIM_ARENA_PHYS		0x80000000UL
#define SIM_STACK_SIZE		(64UL << 10)
/* Slots of a shadow call stack; call_top may count further, nothing is there. */
#define SIM_CALL_DEPTH		256

/* Physical MMIO window of the simulated SoC; no RAM lives there. */
#define SIM_MMIO_PHYS		0x0a000000UL
#define SIM_MMIO_SIZE		0x01000000UL

/* Virtual time starts here (ns since the epoch of ktime). */
#define SIM_BOOT_TIME_NS	1000000000ULL

/* Interrupt lines. 0 is never a line, as in Linux. */
enum sim_irq_line {
	SIM_IRQ_NONE = 0,
	SIM_IRQ_CLOCK = 1,	/* per-CPU clock event, see sim_clock_arm() */
	SIM_IRQ_IPI = 2,	/* see sim_ipi_send() */
	SIM_IRQ_QRTR = 3,	/* edge: one came, see sim_qrtr_receive() */
	SIM_IRQ_DEVICE = 16,	/* first line for devices (device tree) */
	SIM_IRQ_LINES = 64,
};

/* What a task is about to do when it reaches a decision point. */
enum sim_op {
	SIM_OP_NONE,
	SIM_OP_LOCK, SIM_OP_TRYLOCK, SIM_OP_UNLOCK,
	SIM_OP_ATOMIC, SIM_OP_READ, SIM_OP_WRITE,
	SIM_OP_WAKE, SIM_OP_SLEEP, SIM_OP_MMIO_READ, SIM_OP_MMIO_WRITE,
	SIM_OP_IRQ_ENABLE, SIM_OP_PREEMPT_ENABLE, SIM_OP_RCU,
	SIM_OP_YIELD, SIM_OP_EXIT, SIM_OP_SYSCALL, SIM_OP_RELAX,
	SIM_OP_IRQ, SIM_OP_CLOCK, SIM_OP_DEVICE, SIM_OP_CHOICE,
	SIM_OP_COUNT,
};

/* What a blocked or spinning task waits for; edges of the wait-for graph. */
enum sim_wait {
	SIM_WAIT_NONE,
	SIM_WAIT_SCHEDULE,	/* schedule(): wait queue, completion, sleep */
	SIM_WAIT_MUTEX, SIM_WAIT_RWSEM_READ, SIM_WAIT_RWSEM_WRITE,
	SIM_WAIT_RTMUTEX, SIM_WAIT_SPINLOCK,
	SIM_WAIT_RWLOCK_READ, SIM_WAIT_RWLOCK_WRITE,
	SIM_WAIT_FLUSH_WORK, SIM_WAIT_TIMER_SYNC, SIM_WAIT_RCU,
	SIM_WAIT_IRQ_SYNC, SIM_WAIT_DELAY, SIM_WAIT_ACTOR,
	SIM_WAIT_QUEUE,		/* a wait queue, see border_wait.h */
	SIM_WAIT_COMPLETION, SIM_WAIT_THREAD, SIM_WAIT_RUNTIME_PM,
	SIM_WAIT_COUNT,
};

enum sim_kind {
	SIM_KIND_DEADLOCK, SIM_KIND_LOCK_ORDER, SIM_KIND_SLEEP_IN_ATOMIC,
	SIM_KIND_STALL, SIM_KIND_HUNG_TASK, SIM_KIND_LIVELOCK,
	SIM_KIND_DATA_RACE, SIM_KIND_USE_AFTER_FREE, SIM_KIND_OUT_OF_BOUNDS,
	SIM_KIND_DOUBLE_FREE, SIM_KIND_NULL_DEREF, SIM_KIND_UNINITIALISED,
	SIM_KIND_LEAK, SIM_KIND_REFCOUNT, SIM_KIND_WARN, SIM_KIND_BUG,
	SIM_KIND_RCU, SIM_KIND_DMA_API, SIM_KIND_IOMMU_FAULT,
	SIM_KIND_XHCI_PROTOCOL, SIM_KIND_PM_STATE, SIM_KIND_INVARIANT,
	SIM_KIND_COUNT,
};

/**
 * struct sim_context - what both worlds know of one flow of control
 * @preempt_count: the kernel's preempt_count of this context, with the
 *	softirq, hardirq and NMI fields where linux/preempt.h puts them
 * @irqs_off: 1 while local interrupts are disabled
 * @cpu: simulated CPU that it runs on, or last ran on; SIM_ACTOR_CPU for actors
 * @allowed_cpu: CPU that it is bound to, or -1
 * @no_migrate: > 0 while it must come back on @cpu (migrate_disable())
 * @kernel_task: its struct task_struct
 * @call_stack: base of the shadow call stack (check images), NULL otherwise
 * @call_top: first free slot of the shadow call stack
 * @host: the scheduler's own record
 * @race: the detector of data races' record (check images), NULL otherwise
 *
 * An interrupt runs on the stack and in the context of what it interrupts, so
 * one record serves task, softirq and hardirq, as in the kernel.
 */
struct sim_context {
	int preempt_count;
	int irqs_off;
	int cpu;
	int allowed_cpu;
	int no_migrate;
	int pad;
	void *kernel_task;
	void **call_stack;
	void **call_top;
	void *host;
	void *race;
};

struct sim_boot_params {
	int cpus;			/* 1..SIM_MAX_CPUS */
	void *arena;			/* SIM_ARENA_BASE, zeroed */
	size_t arena_size;
	const void *device_tree;	/* flattened, stays valid */
	size_t device_tree_size;
	const char *command_line;	/* kernel parameters, may be "" */
	int loglevel;			/* printk level that reaches sim_log() */
};

/* A stream request of the DSP in plain types; see usb_audio_qmi_v01.h. */
struct sim_qmi_stream_request {
	uint8_t enable;
	uint32_t usb_token;
	uint8_t audio_format_valid;	uint32_t audio_format;
	uint8_t number_of_ch_valid;	uint32_t number_of_ch;
	uint8_t bit_rate_valid;		uint32_t bit_rate;
	uint8_t xfer_buff_size_valid;	uint32_t xfer_buff_size;
	uint8_t service_interval_valid;	uint32_t service_interval;
};

struct sim_qmi_memory { uint64_t iova; uint64_t dma; uint32_t size; };

struct sim_qmi_stream_response {
	uint16_t result, error;
	uint8_t status_valid;		uint32_t status;
	uint8_t internal_status_valid;	uint32_t internal_status;
	uint8_t slot_id_valid;		uint32_t slot_id;
	uint8_t usb_token_valid;	uint32_t usb_token;
	uint8_t interface_valid;	uint8_t interface_desc[9];
	uint8_t data_ep_valid;		uint8_t data_ep_desc[9];
	uint8_t sync_ep_valid;		uint8_t sync_ep_desc[9];
	uint8_t spec_revision_valid;	uint16_t spec_revision;
	uint8_t data_path_delay_valid;	uint8_t data_path_delay;
	uint8_t subslot_size_valid;	uint8_t subslot_size;
	uint8_t memory_valid;
	struct sim_qmi_memory event_ring, data_ring, sync_ring, buffer;
	uint8_t interrupter_valid;	uint8_t interrupter;
	uint8_t speed_valid;		uint32_t speed;
	uint8_t controller_valid;	uint8_t controller;
};

struct sim_qmi_indication {
	uint32_t event;
	uint32_t slot_id;
	uint8_t usb_token_valid;	uint32_t usb_token;
	uint8_t controller_valid;	uint8_t controller;
};

/* What qmi_decode() found. */
enum sim_qmi_message {
	SIM_QMI_STREAM_RESPONSE = 1,
	SIM_QMI_STREAM_INDICATION = 2,
};

struct sim_qmi_decoded {
	int type;			/* QMI_RESPONSE or QMI_INDICATION */
	uint16_t transaction;
	enum sim_qmi_message message;
	struct sim_qmi_stream_response response;
	struct sim_qmi_indication indication;
};

/* A QRTR datagram as the router carries it (control packets too). */
struct sim_qrtr_packet {
	uint32_t source_node, source_port;
	uint32_t target_node, target_port;
	uint32_t length;
	uint8_t data[4096];
};

/* One KUnit case's outcome, handed over as it ends. */
struct sim_kunit_result {
	const char *suite, *name, *parameter;
	int status;			/* 0 passed, 1 failed, 2 skipped */
	const char *message;
};

/* How counters of two runs become one: --coverage uses no others. */
enum sim_merge { SIM_MERGE_ADD, SIM_MERGE_OR };

/* Kernel parameters that the image has: records of @bytes, each of which begins
 * with a pointer to the name. */
struct sim_image_parameters {
	const void *start, *end;
	size_t bytes;
};

struct sim_image_symbols {	/* ranges of the image, for findings */
	const void *text_start, *text_end;
	void *data_start, *data_end;
};

/**
 * struct sim_image_ops - what an image offers to the host
 *
 * All but @boot and @interrupt are called on the fiber of a task made by
 * @spawn or @boot ("process context"), and may block.
 */
struct sim_image_ops {
	uint32_t version;		/* SIM_BORDER_VERSION */
	const char *release;		/* "7.3.4" */
	const char *flavour;		/* "check", "fast", "cov" */
	struct sim_context **self;	/* set by the host at each switch */
	struct sim_image_symbols symbols;
	struct sim_image_parameters parameters;

	/* Before anything else, on the host's stack: memory, idle tasks. */
	int (*early)(const struct sim_boot_params *params);
	/* The context's struct task_struct, for idle and boot tasks. */
	void (*adopt)(struct sim_context *ctx, const char *name, int idle_cpu);
	/* Runs initcalls and probes devices, on the first task's fiber. */
	int (*boot)(void);
	/* Runs on top of whatever its CPU runs; interrupts are off. */
	void (*interrupt)(int line);
	/* At each context switch on a CPU, after *self changed. */
	void (*switched)(struct sim_context *from, struct sim_context *to);

	/* A user process: fn(arg) is host code that makes system calls. */
	struct sim_context *(*spawn)(const char *name, void (*fn)(void *),
				     void *arg);
	int (*wait_exit)(struct sim_context *ctx);
	int (*kill)(struct sim_context *ctx, int signal);
	int (*sleep_ns)(uint64_t ns);	/* nanosleep(): 0 or -EINTR */

	/* System calls: a value >= 0 or a negative errno. */
	int (*sys_open)(const char *path, int flags);
	int (*sys_close)(int fd);
	long (*sys_read)(int fd, void *buf, size_t len);
	long (*sys_write)(int fd, const void *buf, size_t len);
	long (*sys_ioctl)(int fd, unsigned int cmd, void *arg);
	int (*sys_poll)(int fd, short events, int timeout_ms);
	/* Names in a sysfs directory, '\n' between them. */
	long (*sys_readdir)(const char *path, char *buf, size_t len);
	long (*sys_readlink)(const char *path, char *buf, size_t len);

	/* QMI with the genuine tables; no blocking, any context. */
	long (*qmi_encode_request)(const struct sim_qmi_stream_request *request,
				   uint16_t transaction, void *buf, size_t len);
	int (*qmi_decode)(const void *buf, size_t len,
			  struct sim_qmi_decoded *out);

	/* KUnit: runs suites whose name matches glob (NULL: all). */
	int (*kunit_run)(const char *glob,
			 void (*done)(const struct sim_kunit_result *, void *),
			 void *arg);

	/*
	 * Is the device whose registers lie at @phys under power? 0 while it is
	 * runtime-suspended, which stops its clocks; any context, no points.
	 */
	int (*powered)(uint64_t phys);

	/*
	 * The task that runs leaves for good, as after an oops; only while a
	 * unit test counts findings, see border_trial.h. Does not return.
	 */
	void (*die)(void);

	/* Coverage images: gcov_info pointers; NULL elsewhere. */
	void *const *gcov_infos;
	const size_t *gcov_count;
	/* Set by the host: joins counters with those of earlier runs. */
	void (**gcov_merge)(enum sim_merge how, int64_t *counters,
			    unsigned int count);

	/* Check images: look for data races (SIM_RACE_*) or no more (0). */
	void (*race)(unsigned int wanted);
};

#ifdef __KERNEL__
#pragma GCC visibility push(default)
#endif

extern const struct sim_image_ops sim_image;

/*
 * Tasks. A task is a fiber; a created task runs once sim_task_start() is
 * called. None of these may be called with an assumption that time passed.
 */
struct sim_context *sim_task_create(const char *name, void (*fn)(void *),
				    void *arg, void *kernel_task);
void sim_task_start(struct sim_context *ctx);
void sim_task_rename(struct sim_context *ctx, const char *name);
void sim_task_exit(void) __attribute__((noreturn));
/* Off the CPU until sim_task_ready(ctx). Wakes may come first: no, they may
 * not: what is tested and the call are atomic (one OS thread). */
void sim_task_block(enum sim_wait what, const void *object);
void sim_task_ready(struct sim_context *ctx);
/* Stays on the CPU, cannot go on until sim_spin_wake(object). */
void sim_task_spin(enum sim_wait what, const void *object);
void sim_spin_wake(const void *object);
/* As sim_task_block(), woken by object: for locks that sleep. */
void sim_lock_wait(enum sim_wait what, const void *object);
void sim_lock_wake(const void *object);	/* all waiters of object */
/* At the end of a release: the task may be held up there (linger.c). */
void sim_lock_linger(const void *object);
void sim_task_yield(void);
/* Interrupts may be delivered inside all of the above when they are on. */

/* Who holds what, for reports and the wait-for graph (issue: checkers). */
void sim_lock_acquired(enum sim_wait what, const void *object,
		       const char *name, unsigned int flags);
void sim_lock_released(enum sim_wait what, const void *object);

/* Decisions. */
void sim_point(enum sim_op op, const void *object);
/* A number in [0, n) that the strategy picks, recorded in the schedule. */
unsigned int sim_choose(unsigned int n, const char *what);
void sim_cpu_relax(void);
void sim_cpu_delay(uint64_t ns);
uint64_t sim_random(void);		/* the kernel's entropy, by the seed */

/* Time and interrupts. */
uint64_t sim_time_now_ns(void);
/* One clock event per CPU: raises SIM_IRQ_CLOCK there at when_ns. */
void sim_clock_arm(int cpu, uint64_t when_ns);	/* ~0 disarms */
void sim_ipi_send(int cpu);
void sim_irq_unmask(int line, bool unmasked);
/* bitmask of CPUs that may take the line */
void sim_irq_affinity(int line, unsigned int cpus);

/* Hardware. */
uint64_t sim_mmio_read(uint64_t phys, unsigned int bytes);
void sim_mmio_write(uint64_t phys, unsigned int bytes, uint64_t value);

/* DMA direction bits: what the device may do. */
#define SIM_DMA_READ	1u	/* device reads memory (DMA_TO_DEVICE) */
#define SIM_DMA_WRITE	2u	/* device writes memory (DMA_FROM_DEVICE) */
/* bus: 0 is the xHCI's bus; more controllers count up. */
void sim_dma_map(int bus, uint64_t dma, size_t bytes, unsigned int dir,
		 const char *what);
void sim_dma_unmap(int bus, uint64_t dma, size_t bytes, const char *what);

int sim_iommu_map(uint32_t domain, uint64_t iova, uint64_t phys, size_t bytes,
		  unsigned int dir);
size_t sim_iommu_unmap(uint32_t domain, uint64_t iova, size_t bytes);

/* QRTR: the router and everything behind it are host world. */
int sim_qrtr_send(const struct sim_qrtr_packet *packet);
/* 1 and a packet for the kernel's node, or 0 when none waits. */
int sim_qrtr_receive(struct sim_qrtr_packet *packet);

/* System sleep ("deep"): devices lose their power (true) or have it again. */
void sim_platform_sleep(bool asleep);

/* AFE port parameters that q6usb sends to the DSP (q6afe.h). */
int sim_afe_usb_device(unsigned int card, unsigned int pcm);

/* Reports. */
void sim_log(int level, const char *text, size_t length);	/* printk */
/* One line of the timeline, folded into the hash. */
void sim_trace(const char *topic, const char *text);
/* A finding of the code under study; fatal ends the run, no return then. */
void sim_report(enum sim_kind kind, const char *title, bool fatal);
/* An unmodelled function was called. */
void sim_trap(const char *function) __attribute__((noreturn));
/* A fault of ours: exit 3. */
void sim_fault(const char *text) __attribute__((noreturn));
/* What this run was asked for makes no sense, in a sentence: exit 2. */
void sim_refuse(const char *text) __attribute__((noreturn));
/* A page of host memory for the image's own book-keeping, never freed. */

#ifdef __KERNEL__
#pragma GCC visibility pop
#endif

#endif /* SIM_BORDER_H */
