// SPDX-License-Identifier: GPL-2.0-only
/*
 * crash.c: faults of a thread. A division by zero gives 0 as ever (see
 * sched/divide.c); all else in the image's code is a finding with its place, in
 * the host's code our fault. Both end the process.
 */
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>
#include <unistd.h>
#include "free.h"
#include "sched/divide.h"

static bool in_image(uint64_t address)
{
	const struct sim_image_symbols *s = &sim_host.image->symbols;

	return address >= (uintptr_t)s->text_start &&
	       address < (uintptr_t)s->text_end;
}

static uint64_t pc_of(const void *context)
{
	const ucontext_t *uc = context;

#if defined(__x86_64__)
	return uc->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return uc->uc_mcontext.pc;
#else
	(void)uc;
	return 0;
#endif
}

static void crash_handle(int signal, siginfo_t *info, void *context)
{
	const struct sim_thread *thread = sim_thread_self();
	uint64_t pc = pc_of(context);
	char line[200];

	if (signal == SIGFPE && in_image(pc) && sim_divide_as_arm64(context))
		return;
	snprintf(line, sizeof(line),
		 "signal %d at image offset 0x%llx, address %p, in %s", signal,
		 (unsigned long long)(pc - SIM_IMAGE_BASE), info->si_addr,
		 thread ? thread->name : "a thread of the host");
	if (!in_image(pc))
		sim_fault(line);
	sim_report(SIM_KIND_BUG, line, true);
}

void sim_crash_install(void)
{
	const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
	struct sigaction action = {
		.sa_sigaction = crash_handle,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}
