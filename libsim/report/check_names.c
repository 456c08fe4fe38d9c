// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_names.c: the checkers by name, as --checks has them.
 */
#include <stdio.h>
#include <string.h>

#include "sim/checks.h"

static const struct check_words {
	const char *name, *help;
} words[SIM_CHECK_COUNT] = {
	[SIM_CHECK_DEADLOCK] = { "deadlock",
		"tasks that wait for each other in a circle" },
	[SIM_CHECK_LOCK_ORDER] = { "lock-order",
		"orders of locks that could deadlock (check images)" },
	[SIM_CHECK_RACE] = { "race",
		"data races; off by default (check images)" },
	[SIM_CHECK_MEMORY] = { "memory",
		"use after free, out of bounds, bad frees (check images)" },
	[SIM_CHECK_UNINIT] = { "uninit",
		"uses of memory that nobody wrote (check images)" },
	[SIM_CHECK_LEAK] = { "leak",
		"memory that nothing points to at the end (check images)" },
	[SIM_CHECK_CONTEXT] = { "context",
		"sleeping in atomic context, RCU, refcounts, WARN()" },
	[SIM_CHECK_DMA] = { "dma",
		"misuse of the DMA API, IOMMU faults" },
	[SIM_CHECK_POWER] = { "power",
		"registers without clock, runtime PM usage counts" },
	[SIM_CHECK_XHCI] = { "xhci",
		"what the xHCI specification forbids software" },
	[SIM_CHECK_PROGRESS] = { "progress",
		"hung tasks, stalls, lost wake-ups" },
};

const char *sim_check_name(enum sim_check check)
{
	return words[check].name;
}

const char *sim_check_help(enum sim_check check)
{
	return words[check].help;
}

static bool word_is(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && !strncmp(word, name, length);
}

/* Bits of a name, "all" or "none"; false when it is none of them. */
static bool word_bits(const char *word, size_t length, unsigned int *bits)
{
	*bits = word_is(word, length, "all") ? SIM_CHECKS_ALL : 0;
	for (int i = 0; i < SIM_CHECK_COUNT; i++)
		if (word_is(word, length, words[i].name))
			*bits = SIM_CHECK_BIT(i);
	return *bits || word_is(word, length, "none");
}

static void list_add(struct sim_checks_list *list, unsigned int bits, bool off)
{
	if (off) {
		list->on &= ~bits;
		list->wanted &= ~bits;
	} else {
		list->on |= bits;
		list->wanted |= bits;
	}
}

bool sim_checks_parse(const char *text, struct sim_checks_list *list)
{
	const char *end;
	unsigned int bits;

	*list = (struct sim_checks_list){
		.on = *text == '-' || *text == '+' ? SIM_CHECKS_DEFAULT : 0,
	};
	for (; ; text = end + 1) {
		bool sign = *text == '-' || *text == '+';

		end = strchrnul(text, ',');
		if (!word_bits(text + sign, end - text - sign, &bits)) {
			list->wrong = text + sign;
			list->length = end - text - sign;
			return false;
		}
		list_add(list, bits, *text == '-');
		if (!*end)
			return true;
	}
}

void sim_checks_text(unsigned int changed, char *text, size_t size)
{
	unsigned int on = SIM_CHECKS_DEFAULT ^ changed;
	size_t used = 0;

	*text = '\0';
	for (int i = 0; i < SIM_CHECK_COUNT && used < size; i++)
		if (changed & SIM_CHECK_BIT(i))
			used += snprintf(text + used, size - used, "%s%c%s",
					 used ? "," : "",
					 on & SIM_CHECK_BIT(i) ? '+' : '-',
					 words[i].name);
}

void sim_checks_print(FILE *out, unsigned int changed, bool races_strict)
{
	unsigned int races = SIM_CHECK_BIT(SIM_CHECK_RACE);
	char text[256];

	sim_checks_text(changed & ~races, text, sizeof(text));
	if (*text)
		fprintf(out, " --checks=%s", text);
	if (changed & races)
		fputs(races_strict ? " --races=strict" : " --races", out);
}
