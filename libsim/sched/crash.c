// SPDX-License-Identifier: GPL-2.0-only
/*
 * crash.c: faults of the processor, caught on a stack of their own.
 *
 * In the image's code they are findings, in ours a fault of the simulator.
 * Either ends the run by continuing the main fiber; the interrupted context
 * is never continued, so nothing it held is needed any more. The exceptions:
 * a division that traps on this host and would not on the simulated machine,
 * and what a unit test of this checker provokes, which ends the task.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "divide.h"
#include "machine.h"
#include "snapshot.h"
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

#define CRASH_STACK	(256UL << 10)
#define NULL_RANGE	65536

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
#define CRASH_SIGNALS	(sizeof(crash_signals) / sizeof(crash_signals[0]))
static struct sigaction crash_before[CRASH_SIGNALS];
static stack_t crash_stack, crash_stack_before;

struct crash {
	int signal;
	bool address_known;
	uint64_t address;
	bool uninitialised;		/* the pattern of fresh memory is near */
	struct sim_registers at;
};

static bool is_memory_fault(const struct crash *crash)
{
	return crash->signal == SIGSEGV || crash->signal == SIGBUS;
}

static enum sim_kind crash_title(const struct crash *crash, char *title,
				 size_t size)
{
	unsigned long long address = crash->address;

	if (crash->signal == SIGFPE)
		snprintf(title, size, "division by zero");
	else if (!is_memory_fault(crash))
		snprintf(title, size, "invalid instruction");
	else if (crash->uninitialised) {
		snprintf(title, size,
			 "uninitialised memory is used as an address");
		return SIM_KIND_UNINITIALISED;
	} else if (!crash->address_known)
		snprintf(title, size,
			 "wild pointer: access to a non-canonical address");
	else if (sim_stack_guard_at(crash->address) >= 0)
		snprintf(title, size, "stack overflow in %s",
			 M->current->name);
	else if (address < NULL_RANGE) {
		snprintf(title, size,
			 "NULL pointer dereference, address 0x%llx", address);
		return SIM_KIND_NULL_DEREF;
	} else
		snprintf(title, size,
			 "wild pointer: access to address 0x%llx", address);
	return SIM_KIND_BUG;
}

/* After a jump through a bad pointer its caller counts as the place. */
static bool crash_in_image(struct crash *crash)
{
	if (is_memory_fault(crash) && crash->at.pc == crash->address)
		crash->at.pc = crash->at.caller;
	return sim_in_image(crash->at.pc);
}

/* The pattern that is put into freed memory is no address: one cause is told
 * once, where that memory was read. */
static bool follows_from_freed(const struct crash *crash, enum sim_kind kind)
{
	return M->freed_used && kind == SIM_KIND_BUG &&
	       is_memory_fault(crash) && !crash->address_known;
}

/* Returns from what a unit test wanted to see. */
static void crash_found(const struct crash *crash)
{
	struct sim_finding finding;
	char title[160];
	enum sim_kind kind = crash_title(crash, title, sizeof(title));

	if (follows_from_freed(crash, kind))
		sim_run_end(SIM_FOUND, "%s, after a use of freed memory", title);
	sim_finding_base(&finding, kind, title);
	finding.crashed = crash->at.pc != crash->at.caller;
	finding.frames = sim_unwind(M->current, (void *)crash->at.fp, crash->at.pc,
				    finding.stack, SIM_MAX_FRAMES);
	sim_finding_emit(&finding, true);
}

/* Where the task goes on that a unit test let crash. */
static void crash_die(void)
{
	sim_host.image->die();
}

static void __attribute__((noreturn)) crash_ours(const struct crash *crash)
{
	char title[160];

	crash_title(crash, title, sizeof(title));
	sim_run_end(SIM_FAULT,
		    "%s in the simulator itself at host address 0x%llx, while %s ran",
		    title, (unsigned long long)crash->at.pc,
		    M->event ? M->event->name : M->current->name);
}

/* Once more inside the handler, or without a run: let it kill us. */
static void crash_give_up(int signal)
{
	sim_crash_remove();
	raise(signal);
}

static int crash_depth;

static void crash_handle(int signal, siginfo_t *info, void *context)
{
	struct crash crash = {
		.signal = signal, .address = (uintptr_t)info->si_addr,
		.address_known = info->si_code > 0 &&
				 info->si_code != SI_KERNEL,
	};

	if (signal == SIGSEGV && sim_snapshot_fault(crash.address))
		return;
	if (!M->running || !M->current || crash_depth++) {
		crash_give_up(signal);
		return;
	}
	sim_registers_read(&crash.at, context);
	if (signal == SIGFPE && sim_in_image(crash.at.pc) &&
	    sim_divide_as_arm64(context)) {
		crash_depth--;
		return;
	}
	crash.uninitialised = is_memory_fault(&crash) &&
			      !crash.address_known && M->memory &&
			      sim_registers_hold(context, *M->memory->pattern);
	if (!crash_in_image(&crash))
		crash_ours(&crash);
	crash_found(&crash);
	crash_depth--;
	sim_registers_leave(context, crash_die);
}

void sim_crash_install(void)
{
	struct sigaction action = {
		.sa_sigaction = crash_handle,
		/* mostly not returned from: nothing stays blocked */
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	void *stack;

	crash_depth = 0;
	if (crash_stack.ss_sp)		/* kept since the run before */
		return;
	stack = mmap(NULL, CRASH_STACK, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack == MAP_FAILED)
		return;
	crash_stack = (stack_t){ .ss_sp = stack, .ss_size = CRASH_STACK };
	sigaltstack(&crash_stack, &crash_stack_before);
	for (size_t i = 0; i < CRASH_SIGNALS; i++)
		sigaction(crash_signals[i], &action, &crash_before[i]);
	sim_watch_set(true);
}

void sim_crash_remove(void)
{
	sim_watch_set(false);
	for (size_t i = 0; i < CRASH_SIGNALS; i++)
		sigaction(crash_signals[i], &crash_before[i], NULL);
	/* EPERM while it is in use: the process is about to die anyway */
	if (crash_stack.ss_sp && !sigaltstack(&crash_stack_before, NULL)) {
#if defined(__SANITIZE_ADDRESS__)
		/* frames that were left by a jump: who maps this next must not
		 * inherit their red zones */
		__asan_unpoison_memory_region(crash_stack.ss_sp, CRASH_STACK);
#endif
		munmap(crash_stack.ss_sp, CRASH_STACK);
		crash_stack.ss_sp = NULL;
	}
}
