/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hw.h: what hardware models (xHCI, USB devices, DSP) stand on. Host world.
 *
 * A model is a state machine: it runs to completion inside a register access
 * or an event and never blocks. All state comes from sim_state_alloc(), never
 * from malloc(): a snapshot of a run copies the state arena, the kernel world
 * and variables marked SIM_STATE, nothing else. Pointers inside the state
 * arena stay valid.
 */
#ifndef SIM_HW_H
#define SIM_HW_H

#include "sim/border.h"
#include "sim/border_checks.h"

/*
 * Marks a variable of the host that belongs to a run, such as a pointer into
 * the state arena: it is part of a snapshot too.
 */
#define SIM_STATE	__attribute__((section("sim_state")))

/* Zeroed memory from the state arena (fixed address, part of a snapshot).
 * Never NULL: a full arena is a fault of ours. */
void *sim_state_alloc(size_t bytes);
void sim_state_free(void *pointer);

/*
 * Events: a callback at a virtual time. Embed one in the model's state.
 * Events that are due at the same time, or overdue, run in an order that the
 * strategy picks, unless they share a non-NULL @owner: those keep their order.
 */
struct sim_event {
	uint64_t when_ns;
	uint64_t sequence;
	void (*run)(struct sim_event *event);
	const char *name;	/* for schedules: "xhci0 transfer" */
	const void *owner;
	int32_t heap_index;	/* 0 while not armed; the scheduler's */
	uint32_t id;		/* the scheduler's */
};

/* @event must stay in place while armed. Arming an armed event moves it. */
void sim_event_arm(struct sim_event *event, uint64_t when_ns);
void sim_event_disarm(struct sim_event *event);
/* Look at a model now and then, where time moves: sched/time.c. */
void sim_time_look(void (*look)(void), uint64_t every_ns);
bool sim_event_armed(const struct sim_event *event);

/* Interrupt line of a device: level or edge (a message-signalled interrupt). */
void sim_irq_level(int line, bool asserted);
void sim_irq_pulse(int line);
/* A line is quiet while the device with registers at @phys is off. */
void sim_irq_power(int line, uint64_t phys);

/* Register window. Offsets are within the window. */
struct sim_mmio_ops {
	uint64_t (*read)(void *model, uint64_t offset, unsigned int bytes);
	void (*write)(void *model, uint64_t offset, unsigned int bytes,
		      uint64_t value);
};
void sim_mmio_add(uint64_t phys, uint64_t bytes, const struct sim_mmio_ops *ops,
		  void *model, const char *name);

/*
 * DMA as a bus master. Returns the host address of [dma, dma + bytes), or
 * NULL after reporting a dma-api finding when that is not mapped for @dir.
 * Coherent memory is mapped both ways.
 */
void *sim_dma_access(int bus, uint64_t dma, size_t bytes, unsigned int dir);
/* Where coherent memory is, or NULL; reports nothing, and is no access: for
 * rules that look at what no device reads just now. */
const void *sim_dma_shared(int bus, uint64_t dma, size_t bytes);
/* Whether an interrupt was refused memory within 1 ms after @ns, on purpose. */
bool sim_memory_was_refused(uint64_t ns);
/* How many findings the run has told: the last one's number. */
int sim_findings_told(void);
/* The same through an IOMMU domain (the DSP): iommu-fault on a miss. */
void *sim_iommu_access(uint32_t domain, uint64_t iova, size_t bytes,
		       unsigned int dir);

/* Whether someone judges each access of a device: then no more may be asked
 * for than is read. */
bool sim_device_watched(void);
/* Whether sim_iommu_access() would succeed; reports nothing. */
bool sim_iommu_covers(uint32_t domain, uint64_t iova, size_t bytes,
		      unsigned int dir);
/* Where the page with @iova is in memory, or ~0. */
uint64_t sim_iommu_phys(uint32_t domain, uint64_t iova);
/* An access is to other memory than the DSP was given: tells an iommu-fault. */
void sim_iommu_strayed(uint32_t domain, uint64_t iova, size_t bytes,
		       unsigned int dir);
/* What is mapped now: ranges of a domain, one-way mappings of a bus, all of
 * its mappings. */
size_t sim_iommu_ranges(uint32_t domain);
size_t sim_dma_streaming(int bus);
size_t sim_dma_mapped(int bus);

/* Registers are accessed; false after a finding: their device has no clock. */
bool sim_power_expect(uint64_t phys, const char *who);

/* Whether the checker is on: only its telling hangs on that, no answer. */
bool sim_checking(enum sim_check check);

/* A model keeps silent because it was told to: waits for it are no stalls. */
void sim_stall_excuse(void);

/* A line of the timeline, folded into the hash. Topics: "xhci", "usb",
 * "device", "dsp", "app", "story". Level 0 always shown, 1 normal, 2 verbose. */
void sim_trace_at(int level, const char *topic, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Fold something that is not worth a line. */
void sim_hash_fold(uint64_t a, uint64_t b);
/* Software broke a rule of the hardware's specification: names the rule. */
void sim_report_protocol(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Invariant of ours; stays on in every build, ends the run with exit 3. */
#define sim_assert(condition) \
	((condition) ? (void)0 : sim_assert_failed(#condition, __FILE__, __LINE__))
void sim_assert_failed(const char *condition, const char *file, int line)
	__attribute__((noreturn));

#endif /* SIM_HW_H */
