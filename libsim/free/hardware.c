// SPDX-License-Identifier: GPL-2.0-only
/*
 * hardware.c: time, and the thread that runs what falls due: controller,
 * devices, timers.
 *
 * While any CPU has work, virtual time goes by as real time does, so that busy
 * code and hardware run side by side; when all sleep, it jumps to the next
 * event. When there is none either, nothing will ever happen: a deadlock.
 */
#include <errno.h>
#include <time.h>
#include "free.h"

/* How often it looks while CPUs are busy. */
#define LOOK_NS		20000
#define STUCK_LOOKS	100		/* of 10 ms */

static pthread_cond_t wanted = PTHREAD_COND_INITIALIZER;
unsigned int sim_actors_running;

static uint64_t real_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

uint64_t sim_time_now_ns(void)
{
	return __atomic_load_n(&M->now_ns, __ATOMIC_RELAXED);
}

void sim_time_set(uint64_t when_ns)
{
	if (when_ns > M->now_ns)
		__atomic_store_n(&M->now_ns, when_ns, __ATOMIC_RELAXED);
	sim_event_expire();
}

void sim_hardware_kick(void)
{
	pthread_cond_signal(&wanted);
}

static void wait_real(uint64_t ns)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += ns;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_cond_timedwait(&wanted, &sim_machine_lock, &until);
}

/* Nobody can go on; false: nor will anybody. */
static bool jump(void)
{
	if (!M->heap_count)
		return false;
	sim_time_set(M->heap[0]->when_ns);
	return true;
}

/* Nobody looks: checkers are off here. */
void sim_time_look(void (*look)(void), uint64_t every_ns)
{
	(void)look;
	(void)every_ns;
}

/* Nobody asks: hangs are not looked into here. */
int sim_findings_told(void)
{
	return 0;
}

bool sim_memory_was_refused(uint64_t ns)
{
	(void)ns;
	return false;
}

static void idle_long(void)
{
	static int looks;

	if (jump()) {
		looks = 0;
		return;
	}
	if (++looks == STUCK_LOOKS)
		sim_report(SIM_KIND_DEADLOCK,
			   "nothing can go on and nothing will happen", true);
	wait_real(10000000);
}

static void *hardware_main(void *unused)
{
	uint64_t last = real_ns(), now;

	(void)unused;
	sim_machine_enter();
	for (;;) {
		while (M->due_count)
			sim_event_run(sim_event_due(0));
		if (sim_cpus_idle() && !sim_actors_running) {
			idle_long();
			last = real_ns();
			continue;
		}
		wait_real(LOOK_NS);
		now = real_ns();
		sim_time_set(M->now_ns + (now - last));
		last = now;
	}
	return NULL;
}

void sim_hardware_start(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, hardware_main, NULL))
		sim_fault("the host refuses a thread for the hardware");
	pthread_detach(thread);
}
