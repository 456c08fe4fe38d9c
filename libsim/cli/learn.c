// SPDX-License-Identifier: GPL-2.0-only
/*
 * learn.c: `simctl run --learn`: the runs that an exploration took its
 * strategies' counts from, once more, so that a seed of it is the same run.
 *
 * Each is made in a child that boots anew and leaves its counts in shared
 * memory. An exploration makes these runs one after the other as well.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/learn.h"

static bool parse_part(const char **at, uint64_t least, uint64_t most,
		       uint64_t *number)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	*number = strtoull(*at, &end, 10);
	*at = end;
	return !errno && *number >= least && *number <= most;
}

bool sim_learn_parse(const char *text, struct sim_learn *learn)
{
	uint64_t runs;

	*learn = (struct sim_learn){ .step = 1, .strategy = "random" };
	if (!parse_part(&text, 0, INT64_MAX, &learn->seed) || *text++ != ',' ||
	    !parse_part(&text, 1, SIM_LEARN_MOST, &runs))
		return false;
	learn->runs = runs;
	if (!*text)
		return true;
	if (*text++ != ',' || !parse_part(&text, 1, SIM_LEARN_MOST,
					  &learn->step))
		return false;
	if (!*text)
		return true;
	learn->strategy = text + 1;
	return *text == ',' && sim_strategy_find(learn->strategy);
}

void sim_learn_print(FILE *out, const struct sim_learn *learn)
{
	fprintf(out, "%llu,%u,%llu,%s", (unsigned long long)learn->seed,
		learn->runs, (unsigned long long)learn->step, learn->strategy);
}

static void __attribute__((noreturn))
one_run(struct sim_session *session, const struct sim_learn *learn,
	unsigned int number)
{
	session->config.seed = (learn->seed + number * learn->step) & INT64_MAX;
	session->config.strategy = learn->strategy;
	session->quiet_result = true;
	sim_session_run(session);
	_exit(0);
}

int sim_learn_run(struct sim_session *session, const struct sim_learn *learn)
{
	struct sim_profile *profile =
		mmap(NULL, sizeof(*profile), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (profile == MAP_FAILED) {
		sim_cli_complain("There is no memory for the counts of --learn.");
		return SIM_EXIT_FAULT;
	}
	session->config.profile = profile;
	for (unsigned int i = 0; i < learn->runs; i++) {
		int status = 0, pid;

		fflush(NULL);
		pid = fork();
		if (!pid)
			one_run(session, learn, i);
		while (pid > 0 && waitpid(pid, &status, 0) < 0 &&
		       errno == EINTR)
			;
		if (pid > 0 && !status)
			continue;
		sim_cli_complain("Run %u of --learn was lost, so the counts are not those of the exploration.",
				 i + 1);
		return SIM_EXIT_FAULT;
	}
	return 0;
}
