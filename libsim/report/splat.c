// SPDX-License-Identifier: GPL-2.0-only
/*
 * splat.c: one finding in the words of the kernel's own reports, with frames
 * as func+0xoffset/0xsize so that the tree's decode_stacktrace.sh works too.
 */
#include <inttypes.h>
#include <string.h>

#include "report/style.h"

static const char rule[] =
	"==================================================================";

static bool is_reporter(const char *file)
{
	return !strncmp(file, "kernel-shim/report/", 19) ||
	       !strncmp(file, "kernel-shim/check/", 18) ||
	       !strncmp(file, "kernel-shim/locking/", 20);
}

/* Frames that only carry the message end where the reporting code begins. */
static int first_frame(const struct sim_finding *finding,
		       struct sim_symbols *symbols)
{
	for (int i = 0; i < finding->frames; i++) {
		struct sim_location at[SIM_SYMBOLS_INLINED];
		int n = sim_symbols_locate(symbols, finding->stack[i].address,
					   i || !finding->crashed, at,
					   SIM_SYMBOLS_INLINED);

		if (!n || !is_reporter(at[n - 1].file))
			return i;
	}
	return 0;
}

static void print_location(FILE *out, const struct sim_location *location)
{
	fprintf(out, " %s", location->function);
	if (!location->inlined)
		fprintf(out, "+0x%" PRIx64 "/0x%" PRIx64, location->offset,
			location->size);
	if (location->file[0])
		fprintf(out, " %s:%d", location->file, location->line);
	fprintf(out, "%s\n", location->inlined ? " [inline]" : "");
}

/* All but a crash's first frame are where calls return to. */
static void print_stack(FILE *out, struct sim_symbols *symbols,
			const struct sim_frame *stack, int frames, bool crashed)
{
	fputs("Call Trace:\n <TASK>\n", out);
	for (int i = 0; i < frames; i++) {
		struct sim_location at[SIM_SYMBOLS_INLINED];
		int n = sim_symbols_locate(symbols, stack[i].address,
					   i || !crashed, at,
					   SIM_SYMBOLS_INLINED);

		for (int k = 0; k < n; k++)
			print_location(out, &at[k]);
		if (!n)
			fprintf(out, " 0x%" PRIx64 "\n", stack[i].address);
	}
	fputs(" </TASK>\n", out);
}

static void print_seconds(FILE *out, uint64_t ns)
{
	fprintf(out, "%" PRIu64 ".%06" PRIu64 " s", ns / 1000000000,
		ns / 1000 % 1000000);
}

/* A lock by name and address; schedule() knows only where it was called. */
static void print_object(FILE *out, struct sim_symbols *symbols,
			 const struct sim_task_state *task)
{
	bool named;
	char name[160];

	if (!task->wait_object)
		return;
	if (task->wait_name[0])
		fprintf(out, " (%s)", task->wait_name);
	named = sim_symbols_object(symbols, task->wait_object, name,
				   sizeof(name));
	if (named && task->waits_for == SIM_WAIT_SCHEDULE) {
		fprintf(out, " in %s", name);
		return;
	}
	if (named)
		fprintf(out, " %s", name);
	fprintf(out, " at 0x%" PRIx64, task->wait_object);
}

/* As lockdep shows what a task holds. */
static void print_locks(FILE *out, const struct sim_task_state *task)
{
	if (!task->locks)
		return;
	fprintf(out, "%d lock%s held by %s:\n", task->locks,
		task->locks == 1 ? "" : "s", task->name);
	for (int i = 0; i < task->locks; i++)
		fprintf(out, " #%d: 0x%" PRIx64 " (%s){%s}\n", i,
			task->lock[i].object, task->lock[i].name,
			sim_wait_name(task->lock[i].what));
}

/* Functions that wake are not who wakes. */
static bool is_waking(const char *file)
{
	static const char *const folders[] = {
		"kernel-shim/", "kernel/sched/", "kernel/locking/", "include/",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!strncmp(file, folders[i], strlen(folders[i])))
			return true;
	return strstr(file, "/../kernel/sched/") != NULL;
}

/* Told where nobody is known who must end a wait: what happened before. */
static void print_waker(FILE *out, struct sim_symbols *symbols,
			const struct sim_task_waker *waker)
{
	struct sim_location at[SIM_SYMBOLS_INLINED];

	fprintf(out, "such a sleep was last ended at ");
	print_seconds(out, waker->when_ns);
	fprintf(out, " by %s (%s)", waker->name, waker->context);
	for (int i = 0; i < waker->frames; i++) {
		int n = sim_symbols_locate(symbols, waker->stack[i].address,
					   true, at, SIM_SYMBOLS_INLINED);

		if (!n || is_waking(at[n - 1].file))
			continue;
		fputs(" in", out);
		print_location(out, &at[n - 1]);
		return;
	}
	fputc('\n', out);
}

static void print_task(FILE *out, const struct sim_report *report,
		       const struct sim_finding *finding,
		       const struct sim_task_state *task)
{
	fprintf(out, "\ntask %s", task->name);
	if (task->cpu >= 0)
		fprintf(out, " on CPU %d", task->cpu);
	if (task->waits_for == SIM_WAIT_NONE) {
		fputs(" runs or is ready:\n", out);
	} else {
		fputs(" has waited ", out);
		if (finding->when_ns >= task->waiting_since_ns)
			print_seconds(out, finding->when_ns -
					   task->waiting_since_ns);
		fprintf(out, " for %s", sim_wait_name(task->waits_for));
		print_object(out, report->symbols, task);
		if (task->holder[0])
			fprintf(out, ", held by %s", task->holder);
		fputs(":\n", out);
	}
	if (task->frames)
		print_stack(out, report->symbols, task->stack, task->frames,
			    false);
	if (task->waker.name[0])
		print_waker(out, report->symbols, &task->waker);
	print_locks(out, task);
}

/* A title that already talks like the kernel keeps its words. */
static const char *splat_words(const struct sim_finding *finding)
{
	static const char *const own[] = { "BUG", "WARNING", "INFO", "kernel BUG",
					   "DMA-API", "UBSAN" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strncmp(finding->title, own[i], strlen(own[i])))
			return "";
	return sim_kind_splat(finding->kind);
}

/* "BUG: KASAN: use-after-free in func+0x8/0x40", then the title. */
static void print_title(FILE *out, const struct sim_report *report,
			const struct sim_finding *finding, int first)
{
	const char *words = splat_words(finding);
	size_t length = strlen(words);
	struct sim_location at[SIM_SYMBOLS_INLINED];
	int n = 0;

	if (length > 4 && !strcmp(words + length - 4, " in ") && finding->frames)
		n = sim_symbols_locate(report->symbols,
				       finding->stack[first].address,
				       first || !finding->crashed, at,
				       SIM_SYMBOLS_INLINED);
	fprintf(out, "%s%s", sim_style(report->color, SIM_RED), words);
	if (n)
		fprintf(out, "%s+0x%" PRIx64 "/0x%" PRIx64 "\n",
			at[n - 1].function, at[n - 1].offset, at[n - 1].size);
	fprintf(out, "%s%s\n", finding->title,
		sim_style(report->color, SIM_RESET));
}

static void print_where(FILE *out, const struct sim_report *report,
			const struct sim_finding *finding)
{
	const struct sim_image_ops *image = report->config->image;

	if (finding->cpu >= 0 && finding->cpu < SIM_MAX_CPUS)
		fprintf(out, "CPU: %d ", finding->cpu);
	fprintf(out, "Comm: %s Context: %s Not tainted %s %s\n",
		finding->task[0] ? finding->task : "-",
		finding->context[0] ? finding->context : "-",
		image ? image->release : "", image ? image->flavour : "");
	fputs("Virtual time: ", out);
	print_seconds(out, finding->when_ns);
	fprintf(out, " Decision: %" PRIu64 " Seed: %" PRIu64 " (%s)\n",
		finding->decision, report->config->seed,
		finding->observed ? "observed" : "possible");
}

/* What the hardware says while somebody waits, or loops. */
static void print_troubles(FILE *out, const struct sim_finding *finding)
{
	for (int i = 0; i < finding->troubles; i++) {
		fprintf(out, "%s%s, since ", i ? "" : "\nThe hardware: ",
			finding->trouble[i].where);
		print_seconds(out, finding->trouble[i].since_ns);
		fprintf(out, ": %s\n", finding->trouble[i].text);
	}
}

void sim_splat_print(FILE *out, const struct sim_report *report,
		     const struct sim_finding *finding)
{
	char signature[256];
	int first;

	fprintf(out, "%s\n", rule);
	first = first_frame(finding, report->symbols);
	print_title(out, report, finding, first);
	print_where(out, report, finding);
	if (finding->frames)
		print_stack(out, report->symbols, finding->stack + first,
			    finding->frames - first,
			    finding->crashed && !first);
	for (int i = 0; i < finding->tasks; i++)
		print_task(out, report, finding, &finding->task_states[i]);
	for (int i = 0; i < finding->others; i++) {
		fprintf(out, "\n%s:\n", finding->other[i].title);
		print_stack(out, report->symbols, finding->other[i].stack,
			    finding->other[i].frames, false);
	}
	print_troubles(out, finding);
	if (finding->note[0])
		fprintf(out, "\n%s\n", finding->note);
	sim_finding_signature(finding, report->symbols, signature,
			      sizeof(signature));
	fprintf(out, "Signature: %s\n%s\n", signature, rule);
}
