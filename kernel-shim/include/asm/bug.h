/* SPDX-License-Identifier: GPL-2.0-only */
/* asm/bug.h: WARN and BUG are findings with their site; see report/. */
#ifndef SIM_ASM_BUG_H
#define SIM_ASM_BUG_H

#include <linux/compiler.h>

#ifndef __ASSEMBLY__
void sim_bug(const char *file, int line, const char *function)
	__attribute__((noreturn, cold));
void sim_warn(const char *file, int line, const char *function,
	      const char *condition) __attribute__((cold));
void sim_warn_text(const char *file, int line, const char *function,
		   const char *format, ...)
	__attribute__((cold, format(printf, 4, 5)));

#define HAVE_ARCH_BUG
#define BUG()		sim_bug(__FILE__, __LINE__, __func__)
#define __WARN()	sim_warn(__FILE__, __LINE__, __func__, "")
#define WARN_ON(condition) ({						\
	int __ret_warn_on = !!(condition);				\
	if (unlikely(__ret_warn_on))					\
		sim_warn(__FILE__, __LINE__, __func__, #condition);	\
	unlikely(__ret_warn_on);					\
})
/* The once-only kind keeps the words of its condition too. */
#define __sim_warn_as(text)						\
	sim_warn(__FILE__, __LINE__, __func__, text)
#define WARN_ON_ONCE(condition)						\
	DO_ONCE_LITE_IF(condition, __sim_warn_as, #condition)
#define __WARN_printf(taint, ...)					\
	sim_warn_text(__FILE__, __LINE__, __func__, __VA_ARGS__)
#endif

#include <asm-generic/bug.h>

#endif /* SIM_ASM_BUG_H */
