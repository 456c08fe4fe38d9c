// SPDX-License-Identifier: GPL-2.0-only
/*
 * signature_wait.c: what findings about one wait have in common: what is waited
 * for, the function whose wait it is, and why it does not end. Neither who
 * called that function nor who waits behind it: they are others each time.
 * The rules are in docs/signatures.md.
 */
#include <stdio.h>
#include <string.h>

#include "report/signature.h"

/* A wait that ends by itself stalls, whoever noticed it and how late. */
static enum sim_kind kind_of(const struct sim_waited *waited)
{
	if (waited->circle)
		return SIM_KIND_DEADLOCK;
	return waited->ends || waited->busy ? SIM_KIND_STALL :
					      SIM_KIND_HUNG_TASK;
}

/* What the hardware says about waits of that source, or NULL. */
static const struct sim_trouble *trouble_of(const struct sim_finding *finding,
					    const char *file)
{
	for (int i = 0; i < finding->troubles; i++) {
		const struct sim_trouble *trouble = &finding->trouble[i];

		if (!strncmp(file, trouble->folder, strlen(trouble->folder)))
			return trouble;
	}
	return NULL;
}

/* What is known of the reason says more than what was kept meanwhile. */
static void reason(const struct sim_finding *finding, const char *file,
		   char *text, size_t size)
{
	const struct sim_waited *waited = &finding->waited;
	const struct sim_trouble *trouble = trouble_of(finding, file);

	text[0] = '\0';
	if (waited->busy)
		snprintf(text, size, ", keeping its CPU busy");
	else if (trouble)
		snprintf(text, size, ": %s", trouble->text);
	else if (waited->ends && waited->keeps[0])
		snprintf(text, size, ", keeping %s", waited->keeps);
}

static const char *words(const struct sim_waited *waited)
{
	if (waited->lost)
		return "lost wake-up of ";
	return waited->circle ? "circular wait: " : "wait for ";
}

/* A circle has no place of its own, but for a lock that is taken twice. */
void sim_wait_signature(const struct sim_finding *finding,
			struct sim_symbols *symbols, char *text, size_t size)
{
	const struct sim_waited *waited = &finding->waited;
	char why[96] = "", place[160] = "";
	struct sim_location owner;

	if (waited->circle <= 1 &&
	    sim_signature_owner(finding, symbols, &owner)) {
		snprintf(place, sizeof(place), " in %.*s",
			 sim_function_length(owner.function), owner.function);
		reason(finding, owner.file, why, sizeof(why));
	} else {
		reason(finding, "", why, sizeof(why));
	}
	snprintf(text, size, "%s: ", sim_kind_name(kind_of(waited)));
	sim_signature_add(text, size, words(waited));
	sim_signature_add(text, size, waited->what);
	sim_signature_add(text, size, place);
	sim_signature_add(text, size, why);
}
