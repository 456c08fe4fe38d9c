// SPDX-License-Identifier: GPL-2.0-only
/*
 * hw_double.c: see hw_double.h. State comes from calloc(), so that the
 * sanitizers see its bounds; equal times run in the order of arming.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hw_double.h"

#define MAX_EVENTS	4096
#define MAX_LIVE	4096

uint64_t double_now_ns, double_hash;
unsigned int double_events_run, double_protocol_reports, double_dma_faults;
uint64_t double_one_way;
unsigned int double_reports;
char double_last_report[256];
bool double_unpowered;
unsigned int double_irq_rises;
char double_last_protocol[256];
bool double_irq;
int double_live;

static struct sim_event *armed[MAX_EVENTS];
static unsigned int armed_count;
static uint64_t sequence;
static void *live[MAX_LIVE];
static uint8_t *memory;
static uint64_t memory_used;
static const struct sim_mmio_ops *window_ops;
static void *window_model;

void double_reset(void)
{
	for (int i = 0; i < MAX_LIVE; i++) {
		free(live[i]);
		live[i] = NULL;
	}
	free(memory);
	memory = calloc(1, DOUBLE_DMA_BYTES);
	memory_used = 4096;
	armed_count = 0;
	sequence = 0;
	double_now_ns = SIM_BOOT_TIME_NS;
	double_hash = 0;
	double_events_run = 0;
	double_protocol_reports = 0;
	double_reports = 0;
	double_unpowered = false;
	double_dma_faults = 0;
	double_one_way = 0;
	double_last_protocol[0] = 0;
	double_irq = false;
	double_irq_rises = 0;
	double_live = 0;
}

void *sim_state_alloc(size_t bytes)
{
	for (int i = 0; i < MAX_LIVE; i++) {
		if (live[i])
			continue;
		live[i] = calloc(1, bytes);
		double_live++;
		return live[i];
	}
	abort();
}

void sim_state_free(void *pointer)
{
	for (int i = 0; i < MAX_LIVE; i++) {
		if (live[i] != pointer)
			continue;
		free(pointer);
		live[i] = NULL;
		double_live--;
		return;
	}
	abort();
}

static int armed_find(const struct sim_event *event)
{
	for (unsigned int i = 0; i < armed_count; i++)
		if (armed[i] == event)
			return i;
	return -1;
}

bool sim_event_armed(const struct sim_event *event)
{
	return event->heap_index;
}

void sim_event_disarm(struct sim_event *event)
{
	int at = armed_find(event);

	event->heap_index = 0;
	if (at >= 0)
		armed[at] = armed[--armed_count];
}

void sim_event_arm(struct sim_event *event, uint64_t when_ns)
{
	if (!event->run || !event->name)
		abort();
	sim_event_disarm(event);
	event->when_ns = when_ns;
	event->sequence = ++sequence;
	event->heap_index = 1;
	if (armed_count == MAX_EVENTS)
		abort();
	armed[armed_count++] = event;
}

static struct sim_event *armed_first(void)
{
	struct sim_event *first = NULL;

	for (unsigned int i = 0; i < armed_count; i++)
		if (!first || armed[i]->when_ns < first->when_ns ||
		    (armed[i]->when_ns == first->when_ns &&
		     armed[i]->sequence < first->sequence))
			first = armed[i];
	return first;
}

bool double_run_one(void)
{
	struct sim_event *event = armed_first();

	if (!event)
		return false;
	sim_event_disarm(event);
	if (event->when_ns > double_now_ns)
		double_now_ns = event->when_ns;
	double_events_run++;
	event->run(event);
	return true;
}

void double_run_until(uint64_t when_ns)
{
	struct sim_event *event;

	while ((event = armed_first()) && event->when_ns <= when_ns)
		double_run_one();
	if (double_now_ns < when_ns)
		double_now_ns = when_ns;
}

void double_run_for(uint64_t ns)
{
	double_run_until(double_now_ns + ns);
}

uint64_t sim_time_now_ns(void)
{
	return double_now_ns;
}

void sim_irq_level(int line, bool asserted)
{
	(void)line;
	if (asserted && !double_irq)
		double_irq_rises++;
	double_irq = asserted;
}

void sim_irq_pulse(int line)
{
	(void)line;
	double_irq_rises++;
}

void sim_irq_power(int line, uint64_t phys)
{
	(void)line;
	(void)phys;
}

void sim_mmio_add(uint64_t phys, uint64_t bytes, const struct sim_mmio_ops *ops,
		  void *model, const char *name)
{
	(void)phys;
	(void)bytes;
	(void)name;
	window_ops = ops;
	window_model = model;
}

uint32_t double_read(uint64_t offset)
{
	return window_ops->read(window_model, offset, 4);
}

void double_write(uint64_t offset, uint32_t value)
{
	window_ops->write(window_model, offset, 4, value);
}

uint64_t double_dma_alloc(size_t bytes, size_t align)
{
	uint64_t at = (memory_used + align - 1) / align * align;

	if (at + bytes > DOUBLE_DMA_BYTES)
		abort();
	memory_used = at + bytes;
	return DOUBLE_DMA_BASE + at;
}

void *double_memory(uint64_t dma)
{
	return memory + (dma - DOUBLE_DMA_BASE);
}

/* What was never allocated is not mapped. */
void *sim_dma_access(int bus, uint64_t dma, size_t bytes, unsigned int dir)
{
	(void)bus;
	(void)dir;
	if (dma >= DOUBLE_DMA_BASE + 4096 &&
	    dma + bytes <= DOUBLE_DMA_BASE + memory_used)
		return double_memory(dma);
	double_dma_faults++;
	return NULL;
}

/* All of it is coherent but for the page that a test names. */
const void *sim_dma_shared(int bus, uint64_t dma, size_t bytes)
{
	(void)bus;
	if (dma < DOUBLE_DMA_BASE + 4096 ||
	    dma + bytes > DOUBLE_DMA_BASE + memory_used ||
	    (double_one_way && dma - double_one_way < 4096))
		return NULL;
	return double_memory(dma);
}

/* Each fault of DMA is told. */
int sim_findings_told(void)
{
	return double_dma_faults;
}

bool double_memory_refused;

bool sim_memory_was_refused(uint64_t ns)
{
	(void)ns;
	return double_memory_refused;
}

void sim_trace_at(int level, const char *topic, const char *format, ...)
{
	va_list args;

	if (!getenv("DOUBLE_TRACE") || level > atoi(getenv("DOUBLE_TRACE")))
		return;
	fprintf(stderr, "%12.6f %s: ", double_now_ns / 1e9, topic);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void sim_hash_fold(uint64_t a, uint64_t b)
{
	double_hash = (double_hash ^ a) * 0x9e3779b97f4a7c15ull;
	double_hash = (double_hash ^ b) * 0xff51afd7ed558ccdull;
}

void sim_report_protocol(const char *format, ...)
{
	va_list args;

	double_protocol_reports++;
	va_start(args, format);
	vsnprintf(double_last_protocol, sizeof(double_last_protocol), format,
		  args);
	va_end(args);
	sim_trace_at(1, "report", "%s", double_last_protocol);
}

void sim_assert_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	abort();
}

bool sim_checking(enum sim_check check)
{
	(void)check;
	return true;
}

bool sim_power_expect(uint64_t phys, const char *who)
{
	(void)phys;
	(void)who;
	return !double_unpowered;
}

void sim_reportf(enum sim_kind kind, bool fatal, const char *format, ...)
{
	va_list args;

	(void)kind;
	(void)fatal;
	double_reports++;
	va_start(args, format);
	vsnprintf(double_last_report, sizeof(double_last_report), format,
		  args);
	va_end(args);
	sim_trace_at(1, "report", "%s", double_last_report);
}
