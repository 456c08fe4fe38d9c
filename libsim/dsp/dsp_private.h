/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsp_private.h: the DSP's own records, shared by the files of libsim/dsp.
 * One instance in the state arena; one actor ("dsp") works on it.
 */
#ifndef SIM_DSP_PRIVATE_H
#define SIM_DSP_PRIVATE_H

#include "sim/dsp.h"

/* The vendor driver's service, sound/usb/qcom/usb_audio_qmi_v01.h. */
#define SIM_DSP_SERVICE		0x41d
#define SIM_DSP_PORT		0x4010		/* the first one */
#define SIM_DSP_RAW		16
#define SIM_DSP_CONTROLLERS	4
/* The domain of the q6usb node's stream ID in the simulated SMMU. */
#define SIM_DSP_DOMAIN		1

#define SIM_TRB_BYTES		16
#define SIM_DSP_RING_TRBS	256	/* one page, the last one a link TRB */
#define SIM_FEEDBACK_BYTES	4096u

/* Device indications, usb_audio_qmi_v01.h. */
#define SIM_DSP_EVENT_DISCONNECT	1

/**
 * struct sim_dsp_ring - a transfer ring that the DSP fills
 * @iova: where the DSP sees it
 * @dma: where the controller sees it, for the link TRB
 * @dci: device context index, xHCI 4.5.1
 * @enqueue: next TRB to write
 * @dequeue: oldest TRB not known to be done
 * @cycle: producer cycle state
 */
struct sim_dsp_ring {
	uint64_t iova, dma;
	unsigned int dci, enqueue, dequeue, cycle;
	unsigned int packet_bytes;
	bool in;
};

struct sim_dsp_stream {
	enum sim_dsp_stream_state state;
	struct sim_dsp_config config;
	struct sim_dsp_stream_counters counters;
	struct sim_qmi_stream_response response;
	bool disable_wanted, disable_sent;
	bool doubtful;			/* the driver may end it unheard */
	bool disconnected;		/* told, not answered yet */
	bool wanted_again;		/* once it is given back */
	uint16_t transaction;
	uint32_t token;
	unsigned int slot, controller, interrupter;
	struct sim_dsp_ring data, sync;
	uint64_t buffer_iova, buffer_dma;
	/* the buffer's end takes feedback packets, if there is a sync endpoint */
	uint32_t buffer_bytes, data_bytes, frame_bytes;
	/* frames of a packet: 32.32 a packet, and what is left over */
	uint64_t frames_step, frames_carry, frame;
	unsigned int intervals_per_second, interrupt_every;
};

/* The consumer side of a controller's secondary event ring. */
struct sim_dsp_events {
	bool mapped;
	bool pending;			/* the controller wrote an event */
	uint64_t iova, dma;
	unsigned int trbs, dequeue, cycle;
	unsigned int controller, interrupter;
};

/* A request without a stream, until its answer; then, if it was granted, until
 * a DISABLE for the same PCM. */
struct sim_dsp_raw {
	bool waits, granted;
	uint16_t transaction;
	struct sim_qmi_stream_request request;
};

/**
 * struct sim_dsp_note - what happened to a stream since it was last granted
 * @token: of its requests
 * @waits: an ENABLE, of number @transaction, sent at @asked_ns, has no answer
 * @older: the ENABLE before that one, which had no answer then; sent at @older_ns,
 *         0: it has one
 * @lost_ns: when one was sent that a later one's answer overtook; 0: never
 * @has: granted and not given back
 * @granted: number of the ENABLE that it was granted for
 * @ending: a DISABLE was sent since, and has no answer
 * @busy: refused as busy; what comes after it is not the cause
 * @looked: a well-formed ENABLE was once refused for what it asked
 * @refused_ns: when a well-formed ENABLE was last refused, but not as busy; 0: never
 * @status: with this error
 * @ended_ns: when its DISABLE was answered; 0: not since it was granted
 * @ended_status: with this error; 0: it was granted
 * @left_ns: when the DSP left while it had the stream or asked for it
 */
struct sim_dsp_note {
	bool used, waits, has, ending, busy, looked;
	uint32_t token;
	uint16_t transaction, older, granted;
	int status, ended_status;
	uint64_t asked_ns, older_ns, lost_ns;
	uint64_t ended_ns, refused_ns, left_ns;
};

#define SIM_DSP_NOTES	16
/* U32_BE, the last one of the vendor driver's enum usb_qmi_audio_format */
#define SIM_QMI_LAST_FORMAT	17

struct sim_dsp_inbox {
	struct sim_dsp_inbox *next;
	struct sim_qrtr_packet packet;
};

struct sim_dsp {
	bool alive, obedient, connected, bye;
	bool careless;		/* a stream may have been taken from it */
	bool clinging;
	bool port_gone;			/* to be told by the router */
	unsigned int refuse_nth;
	uint64_t delay_us;
	struct sim_event late;		/* disconnects are answered then */
	struct sim_event word;		/* the old port's end is told then */
	struct sim_dsp_raw raw[SIM_DSP_RAW];
	struct sim_dsp_note note[SIM_DSP_NOTES];
	uint32_t port, old_port;
	unsigned int service_port;
	uint16_t next_transaction;
	unsigned int disconnects;
	struct sim_xhci *xhci[SIM_DSP_CONTROLLERS];
	unsigned int controllers;
	struct sim_dsp_stream stream[SIM_DSP_STREAMS];
	struct sim_dsp_events events[SIM_DSP_CONTROLLERS];
	struct sim_dsp_inbox *first, **last;
	int afe_card, afe_pcm;
	uint8_t scratch[1024];
};
extern struct sim_dsp *sim_dsp;

/* qmi_client.c */
bool sim_dsp_receive(void);
int sim_dsp_request(struct sim_dsp_stream *stream, bool enable);
int sim_dsp_error(const struct sim_qmi_stream_response *response);
int sim_dsp_send_request(const struct sim_qmi_stream_request *request,
			 uint16_t transaction);

void sim_dsp_disconnects_answer(struct sim_event *event);

/* raw_requests.c */
void sim_dsp_raw_answer(uint16_t transaction, bool granted,
			const struct sim_qmi_stream_response *response);
void sim_dsp_expect_memory(const struct sim_qmi_stream_response *response);

uint32_t sim_dsp_token(const struct sim_dsp_config *config);

/* notes.c */
void sim_dsp_note_asked(const struct sim_qmi_stream_request *request,
			uint16_t transaction);
void sim_dsp_note_answered(const struct sim_qmi_stream_request *request,
			   uint16_t transaction, int status);
void sim_dsp_note_left(void);
bool sim_dsp_note_keeps(uint32_t token, uint16_t transaction);

/* standstill.c */
void sim_dsp_standstill_start(void);
void sim_dsp_standstill_look(void);

/* power.c */
void sim_dsp_power_start(void);

/* stream.c */
bool sim_dsp_stream_open(struct sim_dsp_stream *stream);
void sim_dsp_care_opened(const struct sim_dsp_stream *fresh);
void sim_dsp_care_left(void);
void sim_dsp_care_disabled(uint32_t token);
void sim_dsp_stream_close(struct sim_dsp_stream *stream);
bool sim_dsp_stream_fill(struct sim_dsp_stream *stream);

/* events.c */
void sim_dsp_events_open(const struct sim_dsp_stream *stream);
bool sim_dsp_events_consume(void);

/* grants.c */
void sim_dsp_grant(const void *holder, uint64_t iova, uint64_t bytes);
void sim_dsp_grant_expect(const void *holder, uint64_t iova, size_t bytes,
			  unsigned int dir);

/* rings.c */
void *sim_dsp_memory(const void *holder, uint64_t iova, size_t bytes,
		     unsigned int dir);
bool sim_dsp_covers(uint64_t iova, size_t bytes, unsigned int dir);
void sim_dsp_ring_open(struct sim_dsp_ring *ring,
		       const struct sim_qmi_memory *memory,
		       const uint8_t *endpoint);
unsigned int sim_dsp_ring_free(const struct sim_dsp_ring *ring);
bool sim_dsp_ring_put(struct sim_dsp_ring *ring, uint64_t buffer,
		      unsigned int bytes, unsigned int interrupter,
		      bool interrupt);
/* Index of the TRB at @dma, or -1 when it is not of this ring. */
static inline int sim_dsp_ring_index(const struct sim_dsp_ring *ring,
				     uint64_t dma)
{
	uint64_t offset = dma - ring->dma;

	if (!ring->dma || offset >= SIM_DSP_RING_TRBS * SIM_TRB_BYTES)
		return -1;
	return offset / SIM_TRB_BYTES;
}

/* firmware.c */
void sim_dsp_wake(void);

#endif /* SIM_DSP_PRIVATE_H */
