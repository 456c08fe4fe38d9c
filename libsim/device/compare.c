// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c: is what arrived what was sent?
 *
 * One side says what it sent, the other what arrived. Whole frames of zero, or
 * of the format's silence, that were not sent at that place count as silence
 * (a host sends silence before the first and after the last frame); anything
 * else that differs is wrong. After a wrong byte the comparison goes on with
 * the next pair.
 */
#include "device_private.h"

void sim_stream_compare_begin(struct sim_stream_compare *compare,
			      size_t frame_bytes, size_t size)
{
	memset(compare, 0, sizeof(*compare));
	compare->frame_bytes = frame_bytes ? frame_bytes : 1;
	compare->size = size ? size : 1;
	compare->fifo = sim_state_alloc(compare->size);
}

void sim_stream_compare_end(struct sim_stream_compare *compare)
{
	sim_state_free(compare->fifo);
	compare->fifo = NULL;
	compare->size = 0;
	compare->fill = 0;
}

size_t sim_stream_compare_pending(const struct sim_stream_compare *compare)
{
	return compare->fill;
}

static uint8_t *fifo_at(const struct sim_stream_compare *compare, size_t offset)
{
	return &compare->fifo[(compare->read + offset) % compare->size];
}

/* Bytes from there on, at most @bytes, that lie in one piece. */
static size_t fifo_piece(const struct sim_stream_compare *compare,
			 size_t offset, size_t bytes)
{
	size_t piece = compare->size -
		       (compare->read + offset) % compare->size;

	return bytes < piece ? bytes : piece;
}

void sim_stream_compare_sent(struct sim_stream_compare *compare,
			     const void *data, size_t bytes)
{
	const uint8_t *from = data;
	size_t piece;

	if (bytes > compare->size - compare->fill) {
		compare->lost += bytes;
		return;
	}
	for (; bytes; from += piece, bytes -= piece) {
		piece = fifo_piece(compare, compare->fill, bytes);
		memcpy(fifo_at(compare, compare->fill), from, piece);
		compare->fill += piece;
	}
}

/* Hosts fill with zero bytes as well as with what the format calls silence. */
static bool is_silence(const struct sim_stream_compare *compare,
		       const uint8_t *data, size_t bytes)
{
	size_t i;

	if (data[0] && data[0] != compare->silence_byte)
		return false;
	for (i = 1; i < bytes; i++)
		if (data[i] != data[0])
			return false;
	return true;
}

/* How many of @bytes equal the bytes sent. */
static size_t equal_bytes(const struct sim_stream_compare *compare,
			  const uint8_t *data, size_t bytes)
{
	size_t i;

	if (bytes <= compare->fill &&
	    bytes == fifo_piece(compare, 0, bytes) &&
	    !memcmp(fifo_at(compare, 0), data, bytes))
		return bytes;
	for (i = 0; i < bytes && i < compare->fill; i++)
		if (*fifo_at(compare, i) != data[i])
			break;
	return i;
}

static void consume(struct sim_stream_compare *compare, size_t bytes)
{
	if (bytes > compare->fill)
		bytes = compare->fill;
	compare->read = (compare->read + bytes) % compare->size;
	compare->fill -= bytes;
}

static void note_wrong(struct sim_stream_compare *compare,
		       const uint8_t *data, size_t bytes, size_t equal)
{
	if (!compare->wrong) {
		compare->first_wrong = compare->arrived + equal;
		compare->first_arrived = data[equal];
		compare->first_expected = equal < compare->fill ?
			*fifo_at(compare, equal) : 0;
	}
	compare->wrong += bytes - equal;
	compare->matched += equal;
	consume(compare, bytes);
}

static void compare_frame(struct sim_stream_compare *compare,
			  const uint8_t *data, size_t bytes)
{
	size_t equal = equal_bytes(compare, data, bytes);

	if (equal == bytes) {
		compare->matched += bytes;
		consume(compare, bytes);
	} else if (is_silence(compare, data, bytes)) {
		compare->silence += bytes;
	} else {
		note_wrong(compare, data, bytes, equal);
	}
	compare->arrived += bytes;
}

/* Most often all of it is what was sent. */
static bool all_equal(const struct sim_stream_compare *compare,
		      const void *data, size_t bytes)
{
	return bytes <= compare->fill &&
	       compare->read + bytes <= compare->size &&
	       !memcmp(&compare->fifo[compare->read], data, bytes);
}

void sim_stream_compare_arrived(struct sim_stream_compare *compare,
				const void *data, size_t bytes)
{
	const uint8_t *from = data;
	size_t step;

	if (all_equal(compare, data, bytes)) {
		compare->matched += bytes;
		compare->arrived += bytes;
		consume(compare, bytes);
		return;
	}
	for (; bytes; from += step, bytes -= step) {
		step = bytes < compare->frame_bytes ? bytes :
						      compare->frame_bytes;
		compare_frame(compare, from, step);
	}
}
