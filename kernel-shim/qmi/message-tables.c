// SPDX-License-Identifier: GPL-2.0-only
/*
 * message-tables.c: QMI messages of the USB audio stream service for the
 * simulated DSP, with the tables and the codec of the tree under study.
 *
 * The DSP is host world; what it sends and receives must be what the genuine
 * tables say, so it borrows them through the border. It may call from any
 * context, also from within an interrupt, while the genuine encoder allocates
 * with GFP_KERNEL: the context is therefore presented as one that may sleep
 * for the time of the call. Nothing in it does.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/soc/qcom/qmi.h>
#include <linux/string.h>

#include "sim-qmi.h"
#include "sim-shim.h"

#include <../sound/usb/qcom/usb_audio_qmi_v01.h>

union sim_qmi_scratch {
	struct qmi_uaudio_stream_resp_msg_v01 response;
	struct qmi_uaudio_stream_ind_msg_v01 indication;
};

/* One decoding at a time, and host stacks may be short. */
static union sim_qmi_scratch sim_qmi_scratch;

static void sim_qmi_fill_request(struct qmi_uaudio_stream_req_msg_v01 *to,
				 const struct sim_qmi_stream_request *from)
{
	*to = (struct qmi_uaudio_stream_req_msg_v01){
		.enable = from->enable,
		.usb_token = from->usb_token,
		.audio_format_valid = from->audio_format_valid,
		.audio_format = from->audio_format,
		.number_of_ch_valid = from->number_of_ch_valid,
		.number_of_ch = from->number_of_ch,
		.bit_rate_valid = from->bit_rate_valid,
		.bit_rate = from->bit_rate,
		.xfer_buff_size_valid = from->xfer_buff_size_valid,
		.xfer_buff_size = from->xfer_buff_size,
		.service_interval_valid = from->service_interval_valid,
		.service_interval = from->service_interval,
	};
}

/* The DSP has memory of its own: a request that fails is made once more. */
static void *sim_qmi_encode(const struct qmi_uaudio_stream_req_msg_v01 *message,
			    u16 transaction, size_t *len)
{
	int preempt_count = sim_self->preempt_count;
	int irqs_off = sim_self->irqs_off;
	void *encoded;

	sim_self->preempt_count = 0;
	sim_self->irqs_off = 0;
	do {
		encoded = qmi_encode_message(QMI_REQUEST,
					     QMI_UAUDIO_STREAM_REQ_V01, len,
					     transaction,
					     qmi_uaudio_stream_req_msg_v01_ei,
					     message);
	} while (encoded == ERR_PTR(-ENOMEM));
	sim_self->preempt_count = preempt_count;
	sim_self->irqs_off = irqs_off;
	return encoded;
}

/**
 * sim_qmi_encode_request() - bytes of a stream request
 * @request: the request in plain types
 * @transaction: QMI transaction number
 * @buf: takes header and message
 * @len: bytes at @buf
 *
 * Return: bytes written, -ENOSPC when @buf is too small, or the encoder's
 * error. Context: any. Source: sound/usb/qcom/usb_audio_qmi_v01.c of the tree.
 */
long sim_qmi_encode_request(const struct sim_qmi_stream_request *request,
			    u16 transaction, void *buf, size_t len)
{
	struct qmi_uaudio_stream_req_msg_v01 message;
	size_t bytes = QMI_UAUDIO_STREAM_REQ_MSG_V01_MAX_MSG_LEN;
	long result = -ENOSPC;
	void *encoded;

	sim_qmi_fill_request(&message, request);
	encoded = sim_qmi_encode(&message, transaction, &bytes);
	if (IS_ERR(encoded))
		return PTR_ERR(encoded);
	if (bytes <= len) {
		memcpy(buf, encoded, bytes);
		result = bytes;
	}
	kfree(encoded);
	return result;
}

static struct sim_qmi_memory sim_qmi_memory(const struct mem_info_v01 *info)
{
	return (struct sim_qmi_memory){
		.iova = info->iova, .dma = info->dma, .size = info->size,
	};
}

/* Copies @valid and @value, which are named differently on the two sides. */
#define SIM_QMI_COPY(to, from, name, theirs)				\
	do {								\
		(to)->name##_valid = (from)->theirs##_valid;		\
		(to)->name = (from)->theirs;				\
	} while (0)

/*
 * Descriptors as on the wire: wMaxPacketSize is the only field of two bytes
 * and comes little-endian at offset 4.
 */
static void sim_qmi_endpoint(u8 bytes[9],
			     const struct usb_endpoint_descriptor_v01 *ep)
{
	bytes[0] = ep->bLength;
	bytes[1] = ep->bDescriptorType;
	bytes[2] = ep->bEndpointAddress;
	bytes[3] = ep->bmAttributes;
	bytes[4] = ep->wMaxPacketSize & 0xff;
	bytes[5] = ep->wMaxPacketSize >> 8;
	bytes[6] = ep->bInterval;
	bytes[7] = ep->bRefresh;
	bytes[8] = ep->bSynchAddress;
}

static void sim_qmi_descriptors(struct sim_qmi_stream_response *to,
				const struct qmi_uaudio_stream_resp_msg_v01 *from)
{
	to->interface_valid = from->std_as_opr_intf_desc_valid;
	memcpy(to->interface_desc, &from->std_as_opr_intf_desc,
	       sizeof(to->interface_desc));
	to->data_ep_valid = from->std_as_data_ep_desc_valid;
	sim_qmi_endpoint(to->data_ep_desc, &from->std_as_data_ep_desc);
	to->sync_ep_valid = from->std_as_sync_ep_desc_valid;
	sim_qmi_endpoint(to->sync_ep_desc, &from->std_as_sync_ep_desc);
}

static void sim_qmi_fill_response(struct sim_qmi_stream_response *to,
				  const struct qmi_uaudio_stream_resp_msg_v01 *from)
{
	to->result = from->resp.result;
	to->error = from->resp.error;
	SIM_QMI_COPY(to, from, status, status);
	SIM_QMI_COPY(to, from, internal_status, internal_status);
	SIM_QMI_COPY(to, from, slot_id, slot_id);
	SIM_QMI_COPY(to, from, usb_token, usb_token);
	SIM_QMI_COPY(to, from, spec_revision, usb_audio_spec_revision);
	SIM_QMI_COPY(to, from, data_path_delay, data_path_delay);
	SIM_QMI_COPY(to, from, subslot_size, usb_audio_subslot_size);
	SIM_QMI_COPY(to, from, interrupter, interrupter_num);
	SIM_QMI_COPY(to, from, speed, speed_info);
	SIM_QMI_COPY(to, from, controller, controller_num);
	sim_qmi_descriptors(to, from);
	to->memory_valid = from->xhci_mem_info_valid;
	to->event_ring = sim_qmi_memory(&from->xhci_mem_info.evt_ring);
	to->data_ring = sim_qmi_memory(&from->xhci_mem_info.tr_data);
	to->sync_ring = sim_qmi_memory(&from->xhci_mem_info.tr_sync);
	to->buffer = sim_qmi_memory(&from->xhci_mem_info.xfer_buff);
}

static void sim_qmi_fill_indication(struct sim_qmi_indication *to,
				    const struct qmi_uaudio_stream_ind_msg_v01 *from)
{
	to->event = from->dev_event;
	to->slot_id = from->slot_id;
	SIM_QMI_COPY(to, from, usb_token, usb_token);
	SIM_QMI_COPY(to, from, controller, controller_num);
}

static int sim_qmi_decode_response(const void *buf, size_t len,
				   struct sim_qmi_decoded *out)
{
	int result = qmi_decode_message(buf, len,
					qmi_uaudio_stream_resp_msg_v01_ei,
					&sim_qmi_scratch.response);

	out->message = SIM_QMI_STREAM_RESPONSE;
	sim_qmi_fill_response(&out->response, &sim_qmi_scratch.response);
	return result < 0 ? result : 0;
}

static int sim_qmi_decode_indication(const void *buf, size_t len,
				     struct sim_qmi_decoded *out)
{
	int result = qmi_decode_message(buf, len,
					qmi_uaudio_stream_ind_msg_v01_ei,
					&sim_qmi_scratch.indication);

	out->message = SIM_QMI_STREAM_INDICATION;
	sim_qmi_fill_indication(&out->indication, &sim_qmi_scratch.indication);
	return result < 0 ? result : 0;
}

/**
 * sim_qmi_decode() - understand what the driver sent to the DSP
 * @buf: header and message
 * @len: bytes at @buf
 * @out: filled on success
 *
 * Return: 0, -EINVAL for anything but a stream response or indication, or the
 * decoder's error. Context: any. Source: as sim_qmi_encode_request().
 */
int sim_qmi_decode(const void *buf, size_t len, struct sim_qmi_decoded *out)
{
	const struct qmi_header *header = buf;

	if (len < sizeof(*header) ||
	    len - sizeof(*header) < le16_to_cpu(header->msg_len) ||
	    le16_to_cpu(header->msg_id) != QMI_UAUDIO_STREAM_RESP_V01)
		return -EINVAL;
	memset(&sim_qmi_scratch, 0, sizeof(sim_qmi_scratch));
	memset(out, 0, sizeof(*out));
	out->type = header->type;
	out->transaction = le16_to_cpu(header->txn_id);
	if (header->type == QMI_RESPONSE)
		return sim_qmi_decode_response(buf, len, out);
	if (header->type == QMI_INDICATION)
		return sim_qmi_decode_indication(buf, len, out);
	return -EINVAL;
}
