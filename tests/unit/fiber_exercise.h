/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fiber_exercise.h: what a stack switch must keep, tried without any library,
 * so that the same file runs natively under Check and, compiled for another
 * machine, under an emulator.
 */
#ifndef FIBER_EXERCISE_H
#define FIBER_EXERCISE_H

/**
 * fiber_exercise - switches among fibers that keep all registers busy
 *
 * Return: NULL, or what was not kept, as a sentence.
 * Context: the thread's own stack; not reentrant.
 */
const char *fiber_exercise(void);

#endif /* FIBER_EXERCISE_H */
