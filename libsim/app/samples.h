/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * samples.h: what an application plays, and whether what it records is the
 * device's test signal.
 */
#ifndef SIM_APP_SAMPLES_H
#define SIM_APP_SAMPLES_H

#include "sim/scenario.h"

/* The next @frames of the sequence that applications play. */
void sim_samples_make(struct sim_pcm *pcm, uint8_t *to, unsigned int frames);
/* Holds recorded frames against sim_usb_audio_signal(). */
void sim_samples_check(struct sim_pcm *pcm, const uint8_t *data,
		       unsigned int frames);
/* Byte that silence of an ALSA format consists of, 0 where it is zero. */
uint8_t sim_samples_silence(int format);

#endif /* SIM_APP_SAMPLES_H */
