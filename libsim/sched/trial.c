// SPDX-License-Identifier: GPL-2.0-only
/*
 * trial.c: for unit tests of checkers in the image: findings of one kind are
 * counted, neither told nor fatal, while a trial lasts.
 */
#include <stdio.h>
#include "machine.h"

void sim_trial_begin(enum sim_kind kind, enum sim_kind besides)
{
	M->trial_kind = kind;
	M->trial_besides = besides;
	M->trial_count = 0;
	M->trial_title[0] = '\0';
	M->trial_on = true;
}

int sim_trial_end(char *title, size_t size)
{
	if (size)
		snprintf(title, size, "%s", M->trial_title);
	M->trial_on = false;
	return M->trial_count;
}

/* Whether a trial keeps the finding to itself. */
bool sim_trial_takes(const struct sim_finding *finding)
{
	if (!M->trial_on || (finding->kind != M->trial_kind &&
			     finding->kind != M->trial_besides))
		return false;
	if (finding->kind != M->trial_kind)
		return true;
	M->trial_count++;
	snprintf(M->trial_title, sizeof(M->trial_title), "%s", finding->title);
	return true;
}
