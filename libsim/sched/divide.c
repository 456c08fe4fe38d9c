// SPDX-License-Identifier: GPL-2.0-only
/*
 * divide.c: integer division as arm64 has it, on hosts where it traps.
 *
 * The machine under simulation is an arm64 SoC: dividing by zero gives zero
 * there and nobody notices (Arm ARM, UDIV and SDIV). x86 raises an exception
 * instead. The stack under study depends on it: enable_audio_stream() leaves
 * the period size empty, and data_ep_set_params() divides by the periods that
 * result. So the instruction is finished here with the values that arm64
 * yields, the timeline says so, and the run goes on.
 *
 * Only DIV and IDIV of general registers are known; anything else stays a
 * finding. On other hosts there is nothing to do.
 */
#include <signal.h>
#include <string.h>
#include "machine.h"
#include "divide.h"

#ifdef __x86_64__
#include <ucontext.h>

/* Numbers of the instruction's register fields to those of the context. */
static const int register_of[16] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

struct division {
	greg_t *gregs;
	const uint8_t *start, *at;
	unsigned int rex, bytes, modrm;
	uint64_t divisor;
};

static uint64_t *reg(struct division *d, unsigned int number)
{
	return (uint64_t *)&d->gregs[register_of[number]];
}

static int64_t displacement(struct division *d, unsigned int bytes)
{
	int64_t value = 0;

	if (bytes == 1)
		value = (int8_t)*d->at;
	else if (bytes == 4) {
		int32_t wide;

		memcpy(&wide, d->at, sizeof(wide));
		value = wide;
	}
	d->at += bytes;
	return value;
}

/* Intel SDM volume 2, 2.1.5: the scaled index and base of a SIB byte. */
static uint64_t sib_address(struct division *d, unsigned int mod)
{
	unsigned int sib = *d->at++;
	unsigned int index = ((sib >> 3) & 7) | (d->rex & 2) << 2;
	unsigned int base = (sib & 7) | (d->rex & 1) << 3;
	uint64_t address = 0;

	if (index != 4)
		address = *reg(d, index) << (sib >> 6);
	if ((base & 7) == 5 && mod == 0)
		return address + displacement(d, 4);
	return address + *reg(d, base);
}

static uint64_t operand_address(struct division *d)
{
	unsigned int mod = d->modrm >> 6, rm = d->modrm & 7;
	uint64_t address;

	if (mod == 0 && rm == 5) {
		int64_t offset = displacement(d, 4);

		return (uintptr_t)d->at + offset;
	}
	if (rm == 4)
		address = sib_address(d, mod);
	else
		address = *reg(d, rm | (d->rex & 1) << 3);
	if (mod == 1)
		address += displacement(d, 1);
	else if (mod == 2)
		address += displacement(d, 4);
	return address;
}

static void read_divisor(struct division *d)
{
	unsigned int rm = (d->modrm & 7) | (d->rex & 1) << 3;

	d->divisor = 0;
	if (d->modrm >> 6 == 3)
		memcpy(&d->divisor, reg(d, rm), d->bytes);
	else
		memcpy(&d->divisor, (void *)operand_address(d), d->bytes);
}

/* Prefixes, opcode F7, ModRM with /6 (DIV) or /7 (IDIV). */
static bool decode(struct division *d)
{
	d->bytes = 4;
	if (*d->at == 0x66) {
		d->bytes = 2;
		d->at++;
	}
	if ((*d->at & 0xf0) == 0x40)
		d->rex = *d->at++;
	if (d->rex & 8)
		d->bytes = 8;
	if (*d->at++ != 0xf7)
		return false;
	d->modrm = *d->at++;
	if (((d->modrm >> 3) & 7) < 6)
		return false;
	read_divisor(d);
	return true;
}

static void put(uint64_t *target, uint64_t value, unsigned int bytes)
{
	if (bytes == 4)
		*target = (uint32_t)value;	/* the upper half is cleared */
	else
		memcpy(target, &value, bytes);
}

/*
 * By zero: quotient 0 and so the dividend as remainder. Otherwise it was the
 * one quotient that does not fit, of the smallest number by -1.
 */
static void finish(struct division *d)
{
	uint64_t dividend = *reg(d, 0);

	put(reg(d, 0), d->divisor ? dividend : 0, d->bytes);
	put(reg(d, 2), d->divisor ? 0 : dividend, d->bytes);
	d->gregs[REG_RIP] = (greg_t)(uintptr_t)d->at;
}

/**
 * sim_divide_as_arm64() - finish a division that trapped
 * @context: the signal's ucontext_t; changed on success
 *
 * Return: whether the interrupted code may go on.
 * Context: handler of SIGFPE, for code of the image.
 */
bool sim_divide_as_arm64(void *context)
{
	ucontext_t *ucontext = context;
	struct division d = { .gregs = ucontext->uc_mcontext.gregs };

	d.start = d.at = (const uint8_t *)d.gregs[REG_RIP];
	if (!decode(&d))
		return false;
	finish(&d);
	sim_trace_at(1, "cpu", "division by zero gives 0, as on arm64 (image offset 0x%llx)",
		     (unsigned long long)((uintptr_t)d.start - SIM_IMAGE_BASE));
	return true;
}

#else

bool sim_divide_as_arm64(void *context)
{
	(void)context;
	return false;
}

#endif
