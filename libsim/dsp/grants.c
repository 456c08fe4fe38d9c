// SPDX-License-Identifier: GPL-2.0-only
/*
 * grants.c: what memory lay behind the addresses that the DSP was told of, when
 * it was told. An address that leads to other memory later, while the DSP still
 * has it, was unmapped and mapped for something else: a finding.
 *
 * Kept in check images with the DMA checker on. Does not know: regions beyond
 * the first SIM_GRANT_PAGES pages, pages that were not mapped when the DSP read
 * the answer, memory that was freed and used for something else while it stayed
 * mapped, or that another owner has mapped again at the same address.
 */
#include <string.h>

#include "dsp_private.h"

/* The vendor driver gives no longer buffer: 24 pages, MAX_XFER_BUFF_LEN in
 * sound/usb/qcom/qc_audio_offload.c. */
#define SIM_GRANT_PAGES	32u
#define SIM_GRANT_BYTES	4096u
#define SIM_GRANT_NONE	(~0ull)

struct sim_grant {
	uint64_t iova;
	unsigned int pages;
	uint64_t phys[SIM_GRANT_PAGES];
};

/* Beside the DSP's own records: no address of those hangs on a checker. */
static SIM_STATE struct {
	struct sim_grant data, sync, buffer;
} sim_stream_grants[SIM_DSP_STREAMS];
static SIM_STATE struct sim_grant sim_events_grants[SIM_DSP_CONTROLLERS];

static struct sim_grant *sim_stream_grant(const void *holder)
{
	for (unsigned int i = 0; i < SIM_DSP_STREAMS; i++) {
		const struct sim_dsp_stream *stream = &sim_dsp->stream[i];

		if (holder == &stream->data)
			return &sim_stream_grants[i].data;
		if (holder == &stream->sync)
			return &sim_stream_grants[i].sync;
		if (holder == stream)
			return &sim_stream_grants[i].buffer;
	}
	return NULL;
}

static struct sim_grant *sim_grant_of(const void *holder)
{
	for (unsigned int i = 0; i < SIM_DSP_CONTROLLERS; i++)
		if (holder == &sim_dsp->events[i])
			return &sim_events_grants[i];
	return sim_stream_grant(holder);
}

static bool sim_grants_kept(void)
{
	return sim_device_watched() && sim_checking(SIM_CHECK_DMA);
}

/**
 * sim_dsp_grant() - the driver gives the DSP a region
 * @holder: ring, stream (for its transfer buffer) or event ring of sim_dsp
 * @iova: where the answer says that it is
 * @bytes: its length
 *
 * What @holder was given before is forgotten.
 * Context: the DSP's actor.
 */
void sim_dsp_grant(const void *holder, uint64_t iova, uint64_t bytes)
{
	struct sim_grant *grant;
	uint64_t first, pages;

	if (!sim_grants_kept())
		return;
	grant = sim_grant_of(holder);
	if (!grant)
		return;
	iova &= 0xffffffffu;
	first = iova & ~(SIM_GRANT_BYTES - 1ull);
	pages = (iova - first + bytes + SIM_GRANT_BYTES - 1) / SIM_GRANT_BYTES;
	grant->iova = first;
	grant->pages = pages < SIM_GRANT_PAGES ? pages : SIM_GRANT_PAGES;
	for (unsigned int i = 0; i < grant->pages; i++)
		grant->phys[i] = sim_iommu_phys(SIM_DSP_DOMAIN,
						first + i * SIM_GRANT_BYTES);
}

/* Once a page: from then on the new memory is what it leads to. */
static void sim_page_expect(struct sim_grant *grant, unsigned int page,
			    uint64_t iova, size_t bytes, unsigned int dir)
{
	uint64_t now = sim_iommu_phys(SIM_DSP_DOMAIN, grant->iova +
				      page * SIM_GRANT_BYTES);
	uint64_t then = grant->phys[page];

	if (then == SIM_GRANT_NONE || now == SIM_GRANT_NONE || then == now)
		return;
	grant->phys[page] = now;
	sim_iommu_strayed(SIM_DSP_DOMAIN, iova, bytes, dir);
}

/**
 * sim_dsp_grant_expect() - the DSP accesses what it was given
 * @holder: as for sim_dsp_grant()
 * @iova: address in the domain
 * @bytes: length
 * @dir: SIM_DMA_READ, SIM_DMA_WRITE or both
 *
 * Tells an iommu-fault where the memory is not that of the grant any more.
 * Context: the DSP's actor.
 */
void sim_dsp_grant_expect(const void *holder, uint64_t iova, size_t bytes,
			  unsigned int dir)
{
	struct sim_grant *grant;
	uint64_t first, last;

	if (!bytes || !sim_grants_kept())
		return;
	grant = sim_grant_of(holder);
	if (!grant || iova < grant->iova)
		return;
	first = (iova - grant->iova) / SIM_GRANT_BYTES;
	last = (iova + bytes - 1 - grant->iova) / SIM_GRANT_BYTES;
	for (; first <= last && first < grant->pages; first++)
		sim_page_expect(grant, first, iova, bytes, dir);
}
