/* SPDX-License-Identifier: GPL-2.0-only */
/* checks.h: names of the checkers that can be switched off (enum sim_check). */
#ifndef SIM_CHECKS_NAMES_H
#define SIM_CHECKS_NAMES_H

#include <stdbool.h>
#include <stdio.h>
#include <stddef.h>

#include "sim/border_checks.h"

/* Those whose code is in check images alone. */
#define SIM_CHECKS_INSTRUMENTED						\
	(SIM_CHECK_BIT(SIM_CHECK_LOCK_ORDER) |				\
	 SIM_CHECK_BIT(SIM_CHECK_RACE) | SIM_CHECK_BIT(SIM_CHECK_MEMORY) | \
	 SIM_CHECK_BIT(SIM_CHECK_UNINIT) | SIM_CHECK_BIT(SIM_CHECK_LEAK))

const char *sim_check_name(enum sim_check check);
/* What it finds, in a few words. */
const char *sim_check_help(enum sim_check check);

/**
 * struct sim_checks_list - a list of checkers, read
 * @on: bits of enum sim_check
 * @wanted: those among them that the list names
 * @wrong: the first word that names none, when it could not be read
 * @length: of that word
 */
struct sim_checks_list {
	unsigned int on, wanted;
	const char *wrong;
	int length;
};

/**
 * sim_checks_parse - read "NAME,-NAME,+NAME..."
 * @text: names; "all" and "none" are names as well
 * @list: receives what it means
 *
 * A list that begins with a sign changes the default; one that begins with a
 * name has what it names and nothing else.
 *
 * Return: false when a word names no checker.
 */
bool sim_checks_parse(const char *text, struct sim_checks_list *list);

/* How to ask for them: @changed against the default as "-dma,+race", or "". */
void sim_checks_text(unsigned int changed, char *text, size_t size);

/*
 * The flags of a command that looks for the same, as " --checks=-dma --races",
 * or nothing: what is looked for is no part of a schedule.
 */
void sim_checks_print(FILE *out, unsigned int changed, bool races_strict);

#endif /* SIM_CHECKS_NAMES_H */
