// SPDX-License-Identifier: GPL-2.0-only
/*
 * rings.c: transfer rings as their second producer, the DSP, sees them: one
 * page behind the IOMMU, isochronous TRBs, a link TRB back to the start.
 *
 * Source: xHCI 1.2, 4.9.2 (transfer rings), 4.11.2.3 and 6.4.1.3
 * (isochronous TRBs), 6.4.4.1 (link TRB).
 * Not modelled: TDs of more than one TRB, burst counts for SuperSpeed.
 */
#include <string.h>

#include "dsp_private.h"

#define SIM_TRB_ISOCH	5u
#define SIM_TRB_LINK	6u
#define SIM_TRB_IOC	(1u << 5)
#define SIM_TRB_ISP	(1u << 2)
#define SIM_TRB_TOGGLE	(1u << 1)
#define SIM_TRB_SIA	(1u << 31)

/**
 * sim_dsp_memory() - memory as the DSP addresses it
 * @holder: what of sim_dsp was given the region, as for sim_dsp_grant()
 * @iova: address from a stream response; the stream ID in its upper half is
 *	for the hardware's routing and no part of the address
 * @bytes: length
 * @dir: SIM_DMA_READ, SIM_DMA_WRITE or both
 *
 * Return: the memory, or NULL after it was reported as not mapped.
 * Context: the DSP's actor.
 */
void *sim_dsp_memory(const void *holder, uint64_t iova, size_t bytes,
		     unsigned int dir)
{
	iova &= 0xffffffffu;
	if (sim_dsp->careless &&
	    !sim_iommu_covers(SIM_DSP_DOMAIN, iova, bytes, dir))
		return NULL;
	if (!sim_dsp->careless)
		sim_dsp_grant_expect(holder, iova, bytes, dir);
	return sim_iommu_access(SIM_DSP_DOMAIN, iova, bytes, dir);
}

/* Whether sim_dsp_memory() would give it; reports nothing. */
bool sim_dsp_covers(uint64_t iova, size_t bytes, unsigned int dir)
{
	return sim_iommu_covers(SIM_DSP_DOMAIN, iova & 0xffffffffu, bytes, dir);
}

static unsigned int sim_endpoint_dci(const uint8_t *endpoint)
{
	return 2 * (endpoint[2] & 0x0f) + (endpoint[2] >> 7);
}

static unsigned int sim_endpoint_bytes(const uint8_t *endpoint)
{
	unsigned int raw = endpoint[4] | endpoint[5] << 8;

	return (raw & 0x7ff) * (1 + (raw >> 11 & 3));
}

/**
 * sim_dsp_ring_open() - take over a fresh transfer ring
 * @ring: record to fill
 * @memory: where the response says that it is
 * @endpoint: the endpoint descriptor of the response
 */
void sim_dsp_ring_open(struct sim_dsp_ring *ring,
		       const struct sim_qmi_memory *memory,
		       const uint8_t *endpoint)
{
	memset(ring, 0, sizeof(*ring));
	ring->iova = memory->iova;
	ring->dma = memory->dma;
	ring->dci = sim_endpoint_dci(endpoint);
	ring->in = endpoint[2] & 0x80;
	ring->packet_bytes = sim_endpoint_bytes(endpoint);
	ring->cycle = 1;
	sim_dsp_grant(ring, ring->iova, SIM_DSP_RING_TRBS * SIM_TRB_BYTES);
}

/* TRBs that may be written; one stays empty to tell full from empty. */
unsigned int sim_dsp_ring_free(const struct sim_dsp_ring *ring)
{
	const unsigned int usable = SIM_DSP_RING_TRBS - 1;
	unsigned int used = (ring->enqueue + usable - ring->dequeue) % usable;

	return usable - 1 - used;
}

static bool sim_ring_write(struct sim_dsp_ring *ring, unsigned int index,
			   uint64_t pointer, uint32_t status, uint32_t control)
{
	uint32_t *trb = sim_dsp_memory(ring,
				       ring->iova + index * SIM_TRB_BYTES,
				       SIM_TRB_BYTES,
				       SIM_DMA_READ | SIM_DMA_WRITE);

	if (!trb)
		return false;
	trb[0] = (uint32_t)pointer;
	trb[1] = (uint32_t)(pointer >> 32);
	trb[2] = status;
	trb[3] = control | ring->cycle;	/* last: it hands the TRB over */
	return true;
}

static bool sim_ring_wrap(struct sim_dsp_ring *ring)
{
	if (!sim_ring_write(ring, SIM_DSP_RING_TRBS - 1, ring->dma, 0,
			    SIM_TRB_LINK << 10 | SIM_TRB_TOGGLE))
		return false;
	ring->enqueue = 0;
	ring->cycle ^= 1;
	return true;
}

/**
 * sim_dsp_ring_put() - queue one isochronous packet
 * @ring: ring with room
 * @buffer: data, as the controller addresses it
 * @bytes: length
 * @interrupter: whose event ring gets the event
 * @interrupt: an event is wanted for this one
 *
 * Return: false after an iommu-fault.
 */
bool sim_dsp_ring_put(struct sim_dsp_ring *ring, uint64_t buffer,
		      unsigned int bytes, unsigned int interrupter,
		      bool interrupt)
{
	uint32_t control = SIM_TRB_ISOCH << 10 | SIM_TRB_SIA;

	if (interrupt)
		control |= SIM_TRB_IOC;
	if (ring->in)
		control |= SIM_TRB_ISP;
	if (!sim_ring_write(ring, ring->enqueue, buffer,
			    bytes | interrupter << 22, control))
		return false;
	if (++ring->enqueue < SIM_DSP_RING_TRBS - 1)
		return true;
	return sim_ring_wrap(ring);
}
