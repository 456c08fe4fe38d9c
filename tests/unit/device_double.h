/* SPDX-License-Identifier: GPL-2.0-only */
/* device_double.h: doubles and helpers of the device model's tests. */
#ifndef DEVICE_DOUBLE_H
#define DEVICE_DOUBLE_H

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/device.h"

extern uint64_t double_now_ns;
extern uint64_t double_hash;
extern int double_live;		/* allocations not freed */

/* ---- the descriptor files ---- */

struct device_file {
	char name[128];
	uint8_t *data;		/* exactly @bytes long, for the sanitizers */
	size_t bytes;
	/* columns of INDEX.tsv */
	char speed[64], playback[512], capture[512], feedback[128];
};

#define DEVICE_FILES	27
/* All 27 in the order of INDEX.tsv; fails the test when one is missing. */
struct device_file *device_files(void);
void device_files_free(struct device_file *files);
uint8_t *device_file_read(const char *path, size_t *bytes);

/* A device of @name: a built-in one, or a part of a file's name. */
struct sim_usb_audio *device_open(const char *name);

/* ---- the host's side ---- */

/* A control transfer: bytes moved, or -1 stalled. */
int host_control(struct sim_usb_audio *audio, unsigned int type,
		 unsigned int request, unsigned int value, unsigned int index,
		 void *data, unsigned int length);
/* IN transfers that must succeed with @bytes, little endian, zero-extended. */
uint32_t host_get(struct sim_usb_audio *audio, unsigned int type,
		  unsigned int request, unsigned int value, unsigned int index,
		  unsigned int bytes);
int host_set(struct sim_usb_audio *audio, unsigned int type,
	     unsigned int request, unsigned int value, unsigned int index,
	     uint32_t number, unsigned int bytes);
void host_configure(struct sim_usb_audio *audio, unsigned int value);
void host_choose(struct sim_usb_audio *audio, unsigned int interface,
		 unsigned int alt);
/* One transaction; the answer, *actual set. */
int host_in(struct sim_usb_audio *audio, unsigned int endpoint, void *data,
	    size_t length, size_t *actual);
int host_out(struct sim_usb_audio *audio, unsigned int endpoint,
	     const void *data, size_t length);

/* Runs the suite; the exit status. */
int device_suite_run(Suite *suite);

#endif /* DEVICE_DOUBLE_H */
