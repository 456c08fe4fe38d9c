/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * checkers.h: findings of the scheduler's own checkers, and what these know of
 * who waits for whom. Part of machine.h, which includes it.
 *
 * Context: as machine.h, one OS thread; nothing here is locked.
 */
#ifndef SIM_SCHED_CHECKERS_H
#define SIM_SCHED_CHECKERS_H

#include "machine.h"

/* finding.c */
void sim_finding_base(struct sim_finding *finding, enum sim_kind kind,
		      const char *title);
void sim_finding_task(struct sim_task_state *state,
		      const struct sim_task *task);
const char *sim_wait_text(enum sim_wait what);
void sim_finding_emit(struct sim_finding *finding, bool fatal);
const char *sim_context_name(void);

#define sim_for_each_task(task)						\
	for (task = sim_entry(M->tasks.next, struct sim_task, all);	\
	     &task->all != &M->tasks;					\
	     task = sim_entry(task->all.next, struct sim_task, all))

/* Waits, and nothing has ended that yet. */
static inline bool sim_task_waits(const struct sim_task *task)
{
	return task->pause && !task->pause->done;
}

/* held.c */
bool sim_holders_kept(void);

/* circle.c */
struct sim_task *sim_holder_of(const void *object, const struct sim_task *after,
			       const struct sim_held **held);
void sim_cycle_check(enum sim_wait what, const void *object);

struct sim_task *sim_chain_end(struct sim_task *task);
void sim_wait_chain(struct sim_task *task, char *text, size_t size);

/* cause.c */
void sim_cause_object(char *text, size_t size, enum sim_wait what,
		      const char *name);
const struct sim_held *sim_cause_kept(const struct sim_task *task,
				      struct sim_task **other);
void sim_cause_loop(struct sim_finding *finding);
void sim_cause_wait(struct sim_finding *finding, const struct sim_task *task,
		    const struct sim_pause *pause);

/* wakers.c */
void sim_waker_note(const struct sim_pause *pause, void *fp);
void sim_waker_last(const struct sim_pause *pause, struct sim_task_waker *who);

/* hang.c */
void sim_deadlock_report(void) __attribute__((noreturn));
void sim_hang_check(void);
void sim_limit_check(void);
void sim_limit_renew(void);

/* stall.c */
void sim_stall_check(const struct sim_pause *pause);

/* probe.c */
bool sim_probe_sleepers(bool all);
bool sim_probe_sleeps(enum sim_wait what, const void *object,
		      struct sim_pause *pause);
void sim_probe_return(void);
void sim_probe_end(void);
void sim_probe_count(void);

/* trial.c */
bool sim_trial_wants(enum sim_kind kind);
bool sim_trial_takes(const struct sim_finding *finding);

/* memory.c */
void sim_memory_end(void);

/* checks.c */
bool sim_checks_want(enum sim_kind kind);
static inline bool sim_check_is_on(enum sim_check check)
{
	return sim_host.checks & SIM_CHECK_BIT(check);
}

/* race.c */
void sim_race_begin(const struct sim_run_config *config);

/* watch.c */
void sim_watch_set(bool on);

#endif /* SIM_SCHED_CHECKERS_H */
