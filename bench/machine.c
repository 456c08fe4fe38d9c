// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c: what figures depend on besides the program.
 */
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

uint64_t sim_bench_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* Not the process's: that goes by ticks while it has a timer for time-outs. */
uint64_t sim_bench_cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* The rest of the first line of @path that starts with @key. */
static void read_line(const char *path, const char *key, char *text,
		      size_t size)
{
	char line[512];
	FILE *in = fopen(path, "re");

	snprintf(text, size, "unknown");
	while (in && fgets(line, sizeof(line), in)) {
		const char *value = line + strlen(key);

		if (strncmp(line, key, strlen(key)))
			continue;
		value += strspn(value, " \t:");
		snprintf(text, size, "%.*s", (int)strcspn(value, "\n"), value);
		break;
	}
	if (in)
		fclose(in);
}

void sim_bench_machine_read(struct sim_bench_machine *machine)
{
	struct utsname name;
	time_t now = time(NULL);

	read_line("/proc/cpuinfo", "model name", machine->cpu,
		  sizeof(machine->cpu));
	read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "",
		  machine->governor, sizeof(machine->governor));
	read_line("/proc/loadavg", "", machine->load, sizeof(machine->load));
	machine->load[strcspn(machine->load, " ")] = '\0';
	machine->cores = sysconf(_SC_NPROCESSORS_ONLN);
	snprintf(machine->compiler, sizeof(machine->compiler), "%s %s",
#ifdef __clang__
		 "clang",
#else
		 "gcc",
#endif
		 __VERSION__);
	if (uname(&name))
		strcpy(name.release, "unknown");
	snprintf(machine->kernel, sizeof(machine->kernel), "%s", name.release);
	strftime(machine->when, sizeof(machine->when), "%F %H:%M UTC",
		 gmtime(&now));
}
