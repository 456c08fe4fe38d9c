// SPDX-License-Identifier: GPL-2.0-only
/*
 * log_hash.c: a line of the timeline goes into the run's hash as its format and
 * its values, so that it need not become text where nobody reads it.
 *
 * Values go in as printf() takes them; of strings the bytes that it would show.
 * Conversions that are not known here make text of the line after all.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"

#define ROOM	512

struct values {
	char byte[ROOM];
	size_t used;
};

/* What does not fit is not hashed: a line is cut off there too. */
static void add(struct values *values, const void *from, size_t bytes)
{
	size_t room = ROOM - values->used;

	bytes = bytes < room ? bytes : room;
	memcpy(&values->byte[values->used], from, bytes);
	values->used += bytes;
}

static void add_number(struct values *values, uint64_t number)
{
	add(values, &number, sizeof(number));
}

/* Its length is a value too, so that two strings are not one. */
static void add_string(struct values *values, const char *text, int precision)
{
	size_t length;

	text = text ? text : "(null)";
	length = precision < 0 ? strlen(text) : strnlen(text, precision);
	add_number(values, length);
	add(values, text, length);
}

struct conversion {
	int precision;		/* -1: none */
	char size;		/* of a number: ' ', 'l', 'q' (long long), 'z' */
	char letter;
};

/* Width or precision; '*' takes a value, which is one like any other. */
static const char *parse_number(const char *at, int *number, va_list *args,
				struct values *values)
{
	if (*at == '*') {
		*number = va_arg(*args, int);
		add_number(values, *number);
		return at + 1;
	}
	for (*number = 0; *at >= '0' && *at <= '9'; at++)
		*number = *number * 10 + *at - '0';
	return at;
}

static const char *parse(const char *at, struct conversion *conversion,
			 va_list *args, struct values *values)
{
	int width;

	at += strspn(at, "-+ #0");
	at = parse_number(at, &width, args, values);
	conversion->precision = -1;
	if (*at == '.')
		at = parse_number(at + 1, &conversion->precision, args, values);
	conversion->size = ' ';
	for (; *at == 'l' || *at == 'z' || *at == 'h'; at++)
		if (*at != 'h')
			conversion->size = conversion->size == 'l' ? 'q' : *at;
	conversion->letter = *at;
	return at;
}

static bool add_value(struct values *values, const struct conversion *c,
		      va_list *args)
{
	switch (c->letter) {
	case '%':
		return true;
	case 's':
		if (c->size != ' ')
			return false;
		add_string(values, va_arg(*args, const char *), c->precision);
		return true;
	case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': case 'c':
		add_number(values,
			   c->size == ' ' ? va_arg(*args, unsigned int) :
			   c->size == 'q' ? va_arg(*args, unsigned long long) :
			   c->size == 'z' ? va_arg(*args, size_t) :
			   va_arg(*args, unsigned long));
		return true;
	default:
		return false;
	}
}

static void hash_text(const char *format, va_list args)
{
	char line[ROOM];

	vsnprintf(line, sizeof(line), format, args);
	sim_hash_text(line, strlen(line));
}

/**
 * sim_hash_line() - a line of the timeline, before it is text
 * @format: as printf()
 * @args: its values; not used up
 *
 * Context: any.
 */
void sim_hash_line(const char *format, va_list args)
{
	struct values values;
	struct conversion conversion;
	const char *at = format;
	bool known = true;
	va_list rest;

	values.used = 0;
	va_copy(rest, args);
	while (known && (at = strchr(at, '%'))) {
		at = parse(at + 1, &conversion, &rest, &values);
		known = add_value(&values, &conversion, &rest);
		at += known;
	}
	va_end(rest);
	if (!known) {
		va_copy(rest, args);
		hash_text(format, rest);
		va_end(rest);
		return;
	}
	sim_hash_text(format, strlen(format));
	sim_hash_text(values.byte, values.used);
}
