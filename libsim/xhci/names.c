// SPDX-License-Identifier: GPL-2.0-only
/* names.c: the specification's words for the timeline (xHCI Tables 5-27,
 * 6-90, 6-91). */
#include <stdio.h>

#include "controller.h"

#define NAME_OF(table, index) \
	((index) < sizeof(table) / sizeof((table)[0]) ? (table)[index] : NULL)

const char *sim_xhci_code_name(enum sim_xhci_code code)
{
	static const char *const names[] = {
		[XHC_SUCCESS] = "Success",
		[XHC_DATA_BUFFER_ERROR] = "Data Buffer Error",
		[XHC_BABBLE] = "Babble Detected Error",
		[XHC_TRANSACTION_ERROR] = "USB Transaction Error",
		[XHC_TRB_ERROR] = "TRB Error",
		[XHC_STALL] = "Stall Error",
		[XHC_RESOURCE_ERROR] = "Resource Error",
		[XHC_BANDWIDTH_ERROR] = "Bandwidth Error",
		[XHC_NO_SLOTS] = "No Slots Available Error",
		[XHC_SLOT_NOT_ENABLED] = "Slot Not Enabled Error",
		[XHC_ENDPOINT_NOT_ENABLED] = "Endpoint Not Enabled Error",
		[XHC_SHORT_PACKET] = "Short Packet",
		[XHC_RING_UNDERRUN] = "Ring Underrun",
		[XHC_RING_OVERRUN] = "Ring Overrun",
		[XHC_PARAMETER_ERROR] = "Parameter Error",
		[XHC_BANDWIDTH_OVERRUN] = "Bandwidth Overrun Error",
		[XHC_CONTEXT_STATE_ERROR] = "Context State Error",
		[XHC_EVENT_RING_FULL] = "Event Ring Full Error",
		[XHC_MISSED_SERVICE] = "Missed Service Error",
		[XHC_COMMAND_RING_STOPPED] = "Command Ring Stopped",
		[XHC_COMMAND_ABORTED] = "Command Aborted",
		[XHC_STOPPED] = "Stopped",
		[XHC_STOPPED_LENGTH_INVALID] = "Stopped - Length Invalid",
		[XHC_STOPPED_SHORT_PACKET] = "Stopped - Short Packet",
		[XHC_ISOCH_BUFFER_OVERRUN] = "Isoch Buffer Overrun",
	};
	const char *name = NAME_OF(names, code);

	return name ? name : "an unknown completion code";
}

const char *sim_xhci_command_name(unsigned int type)
{
	static const char *const names[] = {
		[XHC_CMD_ENABLE_SLOT] = "Enable Slot",
		[XHC_CMD_DISABLE_SLOT] = "Disable Slot",
		[XHC_CMD_ADDRESS_DEVICE] = "Address Device",
		[XHC_CMD_CONFIGURE_ENDPOINT] = "Configure Endpoint",
		[XHC_CMD_EVALUATE_CONTEXT] = "Evaluate Context",
		[XHC_CMD_RESET_ENDPOINT] = "Reset Endpoint",
		[XHC_CMD_STOP_ENDPOINT] = "Stop Endpoint",
		[XHC_CMD_SET_DEQUEUE] = "Set TR Dequeue Pointer",
		[XHC_CMD_RESET_DEVICE] = "Reset Device",
		[XHC_CMD_FORCE_EVENT] = "Force Event",
		[XHC_CMD_NEGOTIATE_BANDWIDTH] = "Negotiate Bandwidth",
		[XHC_CMD_SET_LTV] = "Set Latency Tolerance Value",
		[XHC_CMD_PORT_BANDWIDTH] = "Get Port Bandwidth",
		[XHC_CMD_FORCE_HEADER] = "Force Header",
		[XHC_CMD_NOOP] = "No Op",
		[XHC_CMD_GET_PROPERTY] = "Get Extended Property",
		[XHC_CMD_SET_PROPERTY] = "Set Extended Property",
	};
	const char *name = NAME_OF(names, type);

	return name ? name : "unknown command";
}

static const char *link_name(enum sim_xhci_link state)
{
	static const char *const names[] = {
		[XHC_LINK_U0] = "U0", [XHC_LINK_U1] = "U1",
		[XHC_LINK_U2] = "U2", [XHC_LINK_U3] = "U3",
		[XHC_LINK_DISABLED] = "Disabled",
		[XHC_LINK_RX_DETECT] = "RxDetect",
		[XHC_LINK_INACTIVE] = "Inactive",
		[XHC_LINK_POLLING] = "Polling",
		[XHC_LINK_RECOVERY] = "Recovery",
		[XHC_LINK_HOT_RESET] = "Hot Reset",
		[XHC_LINK_COMPLIANCE] = "Compliance",
		[XHC_LINK_TEST] = "Test", [XHC_LINK_RESUME] = "Resume",
	};
	const char *name = NAME_OF(names, state);

	return name ? name : "?";
}

/* "connected, enabled, U0; changed: CSC PRC" */
const char *sim_xhci_port_text(const struct sim_xhci_port *port, char *text,
			       size_t size)
{
	static const char *const changes[] = { "CSC", "PEC", "WRC", "OCC",
					       "PRC", "PLC", "CEC" };
	int at;

	at = snprintf(text, size, "%s, %s, %s%s",
		      port->portsc & XHC_PORT_CCS ? "connected" : "empty",
		      port->portsc & XHC_PORT_PED ? "enabled" : "disabled",
		      link_name(port->state),
		      port->portsc & XHC_PORT_CHANGES ? "; changed:" : "");
	for (unsigned int i = 0; i < 7; i++)
		if (port->portsc & XHC_PORT_CSC << i)
			at += snprintf(text + at, size - at, " %s", changes[i]);
	return text;
}
