/* SPDX-License-Identifier: GPL-2.0-only */
/* sim-qmi.h: QMI with the genuine tables, for struct sim_image_ops. */
#ifndef SIM_QMI_H
#define SIM_QMI_H

#include "sim/border.h"

long sim_qmi_encode_request(const struct sim_qmi_stream_request *request,
			    u16 transaction, void *buf, size_t len);
int sim_qmi_decode(const void *buf, size_t len, struct sim_qmi_decoded *out);

#endif /* SIM_QMI_H */
