// SPDX-License-Identifier: GPL-2.0-only
/*
 * fiber_main.c: the exercise of stack switches as a program that needs no
 * library, for a machine that is emulated.
 */
#include <stdio.h>
#include <stdlib.h>
#include "fiber_exercise.h"

int main(void)
{
	const char *wrong = fiber_exercise();

	printf("%s\n", wrong ? wrong : "all kept");
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
