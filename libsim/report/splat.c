// SPDX-License-Identifier: GPL-2.0-only
/*
 * splat.c: one finding in the words of the kernel's own reports, with frames
 * as func+0xoffset/0xsize so that the tree's decode_stacktrace.sh works too.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/style.h"

#define MAX_INLINED	16
#define SIGNATURE_FRAMES 3

static const char rule[] =
	"==================================================================";

/* The shim's and the sanitizers' functions are not what is reported about. */
static bool is_shim(const struct sim_location *at)
{
	return !strncmp(at->function, "sim_", 4) ||
	       !strncmp(at->function, "__tsan_", 7) ||
	       !strncmp(at->file, "kernel-shim/", 12);
}

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
		struct sim_location at[MAX_INLINED];
		int n = sim_symbols_locate(symbols, finding->stack[i].address,
					   i || !finding->crashed, at,
					   MAX_INLINED);

		if (!n || !is_reporter(at[n - 1].file))
			return i;
	}
	return 0;
}

/* "f" of "f.isra.0.cold": what the compiler made of it may change. */
static int name_length(const char *function)
{
	int n = strcspn(function, ".");

	return n ? n : (int)strlen(function);
}

/* A word as printk("%p") makes it: digits of a hashed pointer, nothing else. */
static size_t pointer_length(const char *word)
{
	size_t n = strspn(word, "0123456789abcdef");

	return n == 16 && !isalnum((unsigned char)word[n]) ? n : 0;
}

static size_t number_length(const char *text, bool starts_word)
{
	size_t n = starts_word ? pointer_length(text) : 0;

	if (n || *text < '0' || *text > '9')
		return n;
	if (text[0] == '0' && text[1] == 'x')
		return 2 + strspn(text + 2, "0123456789abcdef");
	return strspn(text, "0123456789");
}

/* " -110": an error, and another one is another finding. */
static bool is_error(const char *title, const char *at)
{
	return at - title >= 2 && at[-1] == '-' && at[-2] == ' ' &&
	       strspn(at, "0123456789") <= 4;
}

/* Numbers change from run to run; what they count does not. */
static size_t add_without_numbers(char *text, size_t size, const char *whole)
{
	const char *title = whole;
	bool starts_word = true;
	size_t used = 0;

	while (*title && used + 1 < size) {
		size_t n = number_length(title, starts_word);

		if (n && is_error(whole, title)) {
			starts_word = false;
			while (n-- && used + 1 < size)
				text[used++] = *title++;
			continue;
		}
		starts_word = !isalnum((unsigned char)*title);
		text[used++] = n ? 'N' : iscntrl((unsigned char)*title) ? '?' :
			       *title;
		title += n ?: 1;
	}
	text[used] = '\0';
	return used;
}

void sim_finding_places(const struct sim_finding *finding,
			struct sim_symbols *symbols, char *text, size_t size)
{
	size_t used = 0;
	int shown = 0;

	text[0] = '\0';
	for (int i = 0; i < finding->frames && shown < SIGNATURE_FRAMES; i++) {
		struct sim_location at[MAX_INLINED];
		int n = sim_symbols_locate(symbols, finding->stack[i].address,
					   i || !finding->crashed, at,
					   MAX_INLINED);

		if (!n || is_shim(&at[n - 1]) || used >= size)
			continue;
		used += snprintf(text + used, size - used, "%s%.*s",
				 shown++ ? " < " : " in ",
				 name_length(at[n - 1].function),
				 at[n - 1].function);
	}
}

void sim_finding_signature(const struct sim_finding *finding,
			   struct sim_symbols *symbols, char *text,
			   size_t size)
{
	size_t used = snprintf(text, size, "%s: ", sim_kind_name(finding->kind));
	const char *names = strstr(finding->title, " in ");

	/* The two functions, in an order of their own. */
	if (finding->kind == SIM_KIND_DATA_RACE && names) {
		snprintf(text + used, size - used, "%s", names + 4);
		return;
	}
	used += add_without_numbers(text + used, size - used, finding->title);
	sim_finding_places(finding, symbols, text + used, size - used);
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
		struct sim_location at[MAX_INLINED];
		int n = sim_symbols_locate(symbols, stack[i].address,
					   i || !crashed, at, MAX_INLINED);

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
	struct sim_location at[MAX_INLINED];
	int n = 0;

	if (length > 4 && !strcmp(words + length - 4, " in ") && finding->frames)
		n = sim_symbols_locate(report->symbols,
				       finding->stack[first].address,
				       first || !finding->crashed, at,
				       MAX_INLINED);
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
	if (finding->note[0])
		fprintf(out, "\n%s\n", finding->note);
	sim_finding_signature(finding, report->symbols, signature,
			      sizeof(signature));
	fprintf(out, "Signature: %s\n%s\n", signature, rule);
}
