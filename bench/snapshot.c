// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot.c: the benchmark `snapshot`: what it takes to have a booted machine
 * again: a restore after nothing, after a life; a fork, which is what others
 * would do; and the ways to learn which pages were written, each with 200 of
 * 1000 pages.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "sched/machine.h"

#define PAGE	4096UL
#define PAGES	1000
#define WRITTEN	200

/* ---- a booted machine ---- */

struct restore {
	struct sim_bench_context *bench;
	const char *scenario;		/* run before each restore, or NULL */
	bool forks;			/* a fork instead of a restore */
};

static void ignore_finding(void *arg, const struct sim_finding *finding)
{
	(void)arg;
	(void)finding;
}

static int session_begin(const struct restore *restore,
			 struct sim_session *session,
			 struct sim_cli_flags *flags)
{
	*flags = *restore->bench->flags;
	flags->image = restore->bench->fast;
	flags->cpus = 2;
	session->flags = flags;
	if (sim_session_prepare(session, restore->scenario ?: "boot") ||
	    sim_session_open_image(session))
		return -1;
	session->config.keep_boot = true;
	session->config.record = false;
	session->config.observer.finding = ignore_finding;
	return sim_run(&session->config, &session->result);
}

static void fork_once(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static int restore_child(void *arg, double *values)
{
	static struct sim_session session;
	struct restore *restore = arg;
	struct sim_cli_flags flags;
	int rounds = restore->scenario ? 50 : 1000;
	uint64_t took = 0, began;

	if (session_begin(restore, &session, &flags))
		return -1;
	for (int i = 0; i < rounds; i++) {
		if (restore->scenario &&
		    sim_run(&session.config, &session.result))
			return -1;
		began = sim_bench_now_ns();
		if (restore->forks)
			fork_once();
		else if (!sim_boot_resume(&session.config, 2))
			return -1;
		took += sim_bench_now_ns() - began;
	}
	*values = took / 1e3 / rounds;
	return 0;
}

static int measure_restore(struct sim_bench_context *bench,
			   const struct sim_bench_metric *metric,
			   double *value)
{
	struct restore restore = { .bench = bench, .scenario = metric->arg,
				   .forks = metric->number };

	if (bench->fast[0])
		return sim_bench_in_child(bench, restore_child, &restore,
					  value, 1);
	snprintf(bench->note, sizeof(bench->note), SIM_BENCH_NO_FAST);
	return SIM_BENCH_SKIPPED;
}

/* ---- ways to learn what was written ---- */

static char *area, *copy;

static void write_some(void)
{
	for (int i = 0; i < WRITTEN; i++)
		area[i * (PAGES / WRITTEN) * PAGE]++;
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	mprotect((void *)((uintptr_t)info->si_addr & ~(PAGE - 1)), PAGE,
		 PROT_READ | PROT_WRITE);
}

static int by_faults(void)
{
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &action, NULL);
	mprotect(area, PAGES * PAGE, PROT_READ);
	write_some();
	return mprotect(area, PAGES * PAGE, PROT_READ);
}

static int by_compare(void)
{
	int differ = 0;

	write_some();
	for (int i = 0; i < PAGES; i++)
		differ += !!memcmp(area + i * PAGE, copy + i * PAGE, PAGE);
	return differ != WRITTEN;
}

static int by_copy(void)
{
	write_some();
	memcpy(area, copy, PAGES * PAGE);
	return 0;
}

/* As <linux/fs.h> has it since Linux 6.7. */
struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t inverted, mask, anyof, returned;
};
#define SCAN		_IOWR('f', 16, struct scan)
#define SCAN_PROTECT	3	/* PM_SCAN_WP_MATCHING | PM_SCAN_CHECK_WPASYNC */
#define PAGE_WRITTEN	2

static int protect_by_userfaultfd(void)
{
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	struct uffdio_api api = { .api = UFFD_API,
				  .features = 1 << 13 | 1 << 15 };
	struct uffdio_register range = {
		.range = { (uintptr_t)area, PAGES * PAGE },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect protect = {
		.range = range.range, .mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &range) ||
	    ioctl(fd, UFFDIO_WRITEPROTECT, &protect)) {
		sim_bench_child_note("This host has no userfaultfd that protects from writes: %s.",
				     strerror(errno));
		return -1;
	}
	return 0;
}

static int by_userfaultfd(void)
{
	static uint64_t found[PAGES * 3];
	static int pagemap = -1;
	struct scan scan = {
		.size = sizeof(scan), .flags = SCAN_PROTECT,
		.start = (uintptr_t)area, .end = (uintptr_t)area + PAGES * PAGE,
		.vec = (uintptr_t)found, .vec_len = PAGES,
		.mask = PAGE_WRITTEN, .returned = PAGE_WRITTEN,
	};

	if (pagemap < 0) {
		if (protect_by_userfaultfd())
			return -1;
		pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	}
	write_some();
	return ioctl(pagemap, SCAN, &scan) == WRITTEN ? 0 : -1;
}

static int learn_child(void *arg, double *values)
{
	int (*learn)(void) = *(int (**)(void))arg;
	uint64_t took = 0, began;

	area = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	copy = malloc(PAGES * PAGE);
	if (area == MAP_FAILED || !copy)
		return -1;
	memset(area, 1, PAGES * PAGE);
	for (int i = -1; i < 20; i++) {
		mprotect(area, PAGES * PAGE, PROT_READ | PROT_WRITE);
		memcpy(copy, area, PAGES * PAGE);
		began = sim_bench_now_ns();
		if (learn())
			return -1;
		took += i < 0 ? 0 : sim_bench_now_ns() - began;
	}
	*values = took / 20e3;
	return 0;
}

static int measure_learn(struct sim_bench_context *bench,
			 const struct sim_bench_metric *metric, double *value)
{
	int ret = sim_bench_in_child(bench, learn_child, (void *)metric->arg,
				     value, 1);

	return ret && strstr(bench->note, "userfaultfd") ? SIM_BENCH_SKIPPED :
							   ret;
}

static int (*const faults)(void) = by_faults, (*const compare)(void) = by_compare,
	   (*const copying)(void) = by_copy, (*const uffd)(void) = by_userfaultfd;

#define LEARN(text, how)						\
	{ .name = text, .unit = "us", .measure = measure_learn, .arg = &how }

static const struct sim_bench_metric metrics[] = {
	{ .name = "restore, nothing written", .unit = "us", .aim = 50,
	  .measure = measure_restore, .beside = "fork, exit, wait" },
	{ .name = "restore after a life", .unit = "us",
	  .measure = measure_restore, .arg = "offload-lifecycle",
	  .beside = "fork, exit, wait" },
	{ .name = "fork, exit, wait", .unit = "us", .measure = measure_restore,
	  .number = 1 },
	LEARN("200 of 1000 pages by write faults", faults),
	LEARN("200 of 1000 pages by userfaultfd", uffd),
	LEARN("200 of 1000 pages by comparing all", compare),
	LEARN("200 of 1000 pages by copying all", copying),
	{ 0 }
};

const struct sim_bench sim_bench_snapshot = {
	.name = "snapshot",
	.help = "a booted machine again, and ways to learn what was written",
	.metrics = metrics,
};
