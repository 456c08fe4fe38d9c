/* SPDX-License-Identifier: GPL-2.0 */
/* Register access goes to the host's models; memory is memory. */
#ifndef SIM_ASM_IO_H
#define SIM_ASM_IO_H

#include <linux/types.h>
#include <asm/page.h>
#include "sim/border.h"

/* ioremap() adds this to the physical address: a stray pointer shows. */
#define SIM_IO_VIRT	0x400000000000UL

/* What went before a register's write, the device's interrupt comes after. */
#ifdef CONFIG_KCSAN
void sim_race_doorbell(void);
#else
static inline void sim_race_doorbell(void) { }
#endif

static inline u8 __raw_readb(const volatile void __iomem *a)
{
	return sim_mmio_read((unsigned long)a - SIM_IO_VIRT, 1);
}
static inline u16 __raw_readw(const volatile void __iomem *a)
{
	return sim_mmio_read((unsigned long)a - SIM_IO_VIRT, 2);
}
static inline u32 __raw_readl(const volatile void __iomem *a)
{
	return sim_mmio_read((unsigned long)a - SIM_IO_VIRT, 4);
}
static inline u64 __raw_readq(const volatile void __iomem *a)
{
	return sim_mmio_read((unsigned long)a - SIM_IO_VIRT, 8);
}
static inline void __raw_writeb(u8 v, volatile void __iomem *a)
{
	sim_race_doorbell();
	sim_mmio_write((unsigned long)a - SIM_IO_VIRT, 1, v);
}
static inline void __raw_writew(u16 v, volatile void __iomem *a)
{
	sim_race_doorbell();
	sim_mmio_write((unsigned long)a - SIM_IO_VIRT, 2, v);
}
static inline void __raw_writel(u32 v, volatile void __iomem *a)
{
	sim_race_doorbell();
	sim_mmio_write((unsigned long)a - SIM_IO_VIRT, 4, v);
}
static inline void __raw_writeq(u64 v, volatile void __iomem *a)
{
	sim_race_doorbell();
	sim_mmio_write((unsigned long)a - SIM_IO_VIRT, 8, v);
}
#define __raw_readb __raw_readb
#define __raw_readw __raw_readw
#define __raw_readl __raw_readl
#define __raw_readq __raw_readq
#define __raw_writeb __raw_writeb
#define __raw_writew __raw_writew
#define __raw_writel __raw_writel
#define __raw_writeq __raw_writeq

void __iomem *ioremap(phys_addr_t address, size_t size);
void iounmap(volatile void __iomem *address);
#define ioremap ioremap
#define iounmap iounmap
#include <asm-generic/io.h>

#endif /* SIM_ASM_IO_H */
