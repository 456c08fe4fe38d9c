/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signature.h: what the files that make signatures share.
 */
#ifndef SIM_REPORT_SIGNATURE_H
#define SIM_REPORT_SIGNATURE_H

#include "report/style.h"

/* Adds @whole to @text, numbers as N, control characters as ?. */
void sim_signature_add(char *text, size_t size, const char *whole);
/* "f" of "f.isra.0.cold": what the compiler made of it may change. */
int sim_function_length(const char *function);
/* Whose wait it is: the first function that is no way to sleep. */
bool sim_signature_owner(const struct sim_finding *finding,
			 struct sim_symbols *symbols,
			 struct sim_location *owner);

/* signature_wait.c: of findings that are a wait. */
void sim_wait_signature(const struct sim_finding *finding,
			struct sim_symbols *symbols, char *text, size_t size);

#endif /* SIM_REPORT_SIGNATURE_H */
