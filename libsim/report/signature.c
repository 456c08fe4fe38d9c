// SPDX-License-Identifier: GPL-2.0-only
/*
 * signature.c: what findings of one cause have in common: the kind, the title
 * without what changes from run to run, and the top frames; of waits see
 * signature_wait.c. Duplicates and baselines go by it (docs/signatures.md).
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "report/signature.h"

#define SIGNATURE_FRAMES 3
#define END_FRAMES	5	/* the first ones are the same for all */
#define CIRCLE_MOST	16

/* The shim's and the sanitizers' functions are not what is reported about. */
static bool is_shim(const struct sim_location *at)
{
	return !strncmp(at->function, "sim_", 4) ||
	       !strncmp(at->function, "__tsan_", 7) ||
	       !strncmp(at->file, "kernel-shim/", 12);
}

/* Somebody waits, and which of many workers it is does not matter. */
static bool is_wait(enum sim_kind kind)
{
	return kind == SIM_KIND_STALL || kind == SIM_KIND_HUNG_TASK ||
	       kind == SIM_KIND_DEADLOCK;
}

/* Whether decisions or points are counted first until a livelock is told. */
static const char no_time[] = " while no time ";

/* Where a livelock is noticed, and by whom, is chance. */
static bool is_anywhere(const struct sim_finding *finding)
{
	return finding->kind == SIM_KIND_LIVELOCK && !finding->crashed;
}

int sim_function_length(const char *function)
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
void sim_signature_add(char *text, size_t size, const char *whole)
{
	const char *title = whole;
	size_t used = strlen(text);
	bool starts_word = !used || !isalnum((unsigned char)text[used - 1]);

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
}

/* The kernel's ways to sleep say nothing of who sleeps. */
static bool is_waiting(const struct sim_finding *finding,
		       const struct sim_location *at)
{
	static const char *const folders[] = {
		"kernel/sched/", "kernel/time/", "kernel/locking/",
	};

	if (!is_wait(finding->kind))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!strncmp(at->file, folders[i], strlen(folders[i])))
			return true;
	return false;
}

/* The function around all that is inlined at a frame; false: not known. */
static bool frame_at(const struct sim_finding *finding, int i,
		     struct sim_symbols *symbols, struct sim_location *at)
{
	struct sim_location all[SIM_SYMBOLS_INLINED];
	int n = sim_symbols_locate(symbols, finding->stack[i].address,
				   i || !finding->crashed, all,
				   SIM_SYMBOLS_INLINED);

	if (n)
		*at = all[n - 1];
	return n;
}

bool sim_signature_owner(const struct sim_finding *finding,
			 struct sim_symbols *symbols,
			 struct sim_location *owner)
{
	for (int i = 0; i < finding->frames; i++)
		if (frame_at(finding, i, symbols, owner) && !is_shim(owner) &&
		    !is_waiting(finding, owner))
			return true;
	return false;
}

/*
 * An interrupt handler that finds its controller asleep comes by one fault,
 * whichever of its accesses is the first: it begins at the handler.
 */
static int first_frame(const struct sim_finding *finding,
		       struct sim_symbols *symbols)
{
	struct sim_location at;

	if (finding->kind != SIM_KIND_PM_STATE ||
	    strcmp(finding->context, "hardirq"))
		return 0;
	for (int i = 1; i < finding->frames; i++)
		if (frame_at(finding, i, symbols, &at) &&
		    !strncmp(at.file, "kernel/irq/", 11))
			return i - 1;
	return 0;
}

/* How the stack is titled of who ended what a device reaches for, or NULL. A
 * mapping that outlived its memory is told with who made it instead. */
static const char *end_of_its_memory(const struct sim_finding *finding)
{
	switch (finding->kind) {
	case SIM_KIND_DMA_API:
	case SIM_KIND_IOMMU_FAULT:
		return "Unmapped by ";
	case SIM_KIND_USE_AFTER_FREE:
		return strcmp(finding->context, "actor") &&
		       strcmp(finding->context, "hardware") ? NULL : "Freed by ";
	default:
		return NULL;
	}
}

/*
 * A device reaches for what is not mapped any more, or was freed, in its own
 * time: the place is where the mapping or the memory was given up.
 */
static bool place_of_end(const struct sim_finding *finding,
			 struct sim_finding *there)
{
	const char *title = end_of_its_memory(finding);
	const struct sim_other_stack *other = NULL;

	for (int i = 0; title && i < finding->others; i++)
		if (!strncmp(finding->other[i].title, title, strlen(title)) ||
		    (finding->kind == SIM_KIND_USE_AFTER_FREE &&
		     !strncmp(finding->other[i].title, "Mapped by ", 10)))
			other = &finding->other[i];
	if (!other)
		return false;
	*there = *finding;
	there->frames = other->frames;
	memcpy(there->stack, other->stack, sizeof(other->stack));
	return true;
}

/*
 * What is NULL may be handed to a function that the shim stands in for, as a
 * mutex: the name of that tells two pointers of one function apart.
 */
static bool is_handed_over(const struct sim_finding *finding,
			   const struct sim_location *at)
{
	return finding->kind == SIM_KIND_NULL_DEREF && finding->crashed &&
	       strncmp(at->function, "sim_", 4) &&
	       strncmp(at->function, "__tsan_", 7);
}

static void add_place(char *text, size_t size, const char *before,
		     const struct sim_location *at)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%.*s", before,
		 sim_function_length(at->function), at->function);
}

void sim_finding_places(const struct sim_finding *finding,
			struct sim_symbols *symbols, char *text, size_t size)
{
	int shown = 0, most = SIGNATURE_FRAMES;
	struct sim_location at, given = { 0 };
	struct sim_finding there;

	if (place_of_end(finding, &there)) {
		finding = &there;
		most = END_FRAMES;
	}
	text[0] = '\0';
	for (int i = first_frame(finding, symbols);
	     i < finding->frames && shown < most; i++) {
		if (!frame_at(finding, i, symbols, &at) ||
		    is_waiting(finding, &at))
			continue;
		if (is_shim(&at)) {
			given = at;
			continue;
		}
		if (!shown && given.function[0] &&
		    is_handed_over(finding, &given))
			add_place(text, size, " of ", &given);
		add_place(text, size, shown++ ? " < " : " in ", &at);
	}
}

/* Copies @from; "a task" for each @name that is a whole word of it. */
static void replace_name(char *to, size_t size, const char *from,
			 const char *name)
{
	size_t length = strlen(name), used = 0;

	while (*from && used + 1 < size) {
		if (length && !strncmp(from, name, length) &&
		    (!from[length] || strchr(" ,:;", from[length])) &&
		    (!used || to[used - 1] == ' ')) {
			used += snprintf(to + used, size - used, "a task");
			from += length;
		} else {
			to[used++] = *from++;
		}
	}
	to[used < size ? used : size - 1] = '\0';
}

/* Who waited, and who for him, is another worker each time. */
static void name_nobody(const struct sim_finding *finding, char *title,
			size_t size)
{
	char before[512];

	snprintf(title, size, "%s", finding->title);
	if (!is_wait(finding->kind) && !is_anywhere(finding))
		return;
	if (is_anywhere(finding) && strstr(title, no_time)) {
		snprintf(title, size, "time stands still");
		return;
	}
	for (int i = -1; i < finding->tasks; i++) {
		snprintf(before, sizeof(before), "%s", title);
		replace_name(title, size, before, i < 0 ? finding->task :
			     finding->task_states[i].name);
	}
}

/* Takes "a --> b --> a" apart; returns how many there are. */
static int names_split(char *text, char **name, int room)
{
	static const char link[] = " --> ";
	int n = 0;

	while (text && n < room) {
		name[n++] = text;
		text = strstr(text, link);
		if (text) {
			*text = '\0';
			text += strlen(link);
		}
	}
	return n;
}

/*
 * A circle of locks has no beginning: from which of them it is told, and where
 * it is noticed, depends on which of its steps comes last. Told from the first
 * by the alphabet, and without a place.
 */
static bool circle_of_locks(const struct sim_finding *finding, char *title)
{
	static const char head[] = "possible circular locking dependency detected: ";
	char *from = strstr(title, head), *name[CIRCLE_MOST], copy[512];
	int n, first = 0;

	if (finding->kind != SIM_KIND_LOCK_ORDER || !from)
		return false;
	from += strlen(head);
	snprintf(copy, sizeof(copy), "%s", from);
	n = names_split(copy, name, CIRCLE_MOST) - 1;
	/* The last is the first again, or the title had no room for all. */
	if (n < 1 || strcmp(name[0], name[n]))
		return true;
	for (int i = 1; i < n; i++)
		if (strcmp(name[i], name[first]) < 0)
			first = i;
	for (int i = 0; i < n; i++)
		from += sprintf(from, "%s --> ", name[(first + i) % n]);
	strcpy(from, name[first]);
	return true;
}

void sim_finding_signature(const struct sim_finding *finding,
			   struct sim_symbols *symbols, char *text,
			   size_t size)
{
	const char *names = strstr(finding->title, " in ");
	bool anywhere = is_anywhere(finding);
	char title[512];
	size_t used;

	if (finding->waited.what[0]) {
		sim_wait_signature(finding, symbols, text, size);
		return;
	}
	used = snprintf(text, size, "%s: ", sim_kind_name(finding->kind));
	/* The two functions, in an order of their own. */
	if (finding->kind == SIM_KIND_DATA_RACE && names) {
		snprintf(text + used, size - used, "%s", names + 4);
		return;
	}
	name_nobody(finding, title, sizeof(title));
	anywhere |= circle_of_locks(finding, title);
	sim_signature_add(text, size, title);
	used = strlen(text);
	if (is_anywhere(finding) && finding->troubles)
		snprintf(text + used, size - used, ": %s",
			 finding->trouble[0].text);
	if (!anywhere)
		sim_finding_places(finding, symbols, text + used, size - used);
}
