/*
 * output.h: where text goes: standard error, a file, a command's standard input. Bytes gather in a buffer until it is
 * flushed; the column of the line in hand is known. Numbers are formatted here, without stdio.
 */
#ifndef STROBE_SINK_OUTPUT_H
#define STROBE_SINK_OUTPUT_H

#include "options.h"
#include <string.h>

struct output {
	char *buffer;
	size_t len, room;
	ptrdiff_t
		line; /* where in the buffer the line in hand begins; negative when part of it was flushed */
	int fd;
	pid_t child; /* the command of -o '|CMD', 0: none */
	char *path; /* named when writing fails */
	const void *owner; /* whose half line stands here, NULL: none */
	bool failed; /* output was lost, and this was said */
	bool unread; /* the command reads no more */
	bool memory; /* nothing is ever written */
};

/* What -o says: path NULL is standard error. suffix (-ff) is added after a dot unless 0. Exits with a message when it cannot
   be opened. */
struct output *output_open(const char *path, bool append, pid_t suffix);
/*
 * The one output that a run's sinks write to together (all tasks' lines, the summary after them), opened as options say by
 * the first that asks. The last to release it closes it; false then: output was lost. Where it is standard error, a message
 * has it flushed first, so that the two come in order.
 */
struct output *output_share(const struct options *);
bool output_release(struct output *);
/* Holds text in memory only; output_clear empties it. */
struct output *output_memory(void);
void output_clear(struct output *);
void output_flush(struct output *);
/* Flushes and closes the file; the next flush with something to write opens it again. */
void output_park(struct output *);
/* Flushes, closes, waits for the command, frees. false: output was lost. */
bool output_close(struct output *);

void output_grow(struct output *, size_t n);

static inline char *output_at(struct output *o, size_t n) /* room for n more bytes, written by the caller */
{
	if (o->room - o->len < n)
		output_grow(o, n);
	return o->buffer + o->len;
}

static inline size_t output_column(const struct output *o)
{
	return (ptrdiff_t)o->len - o->line;
}

static inline void put_char(struct output *o, char c)
{
	*output_at(o, 1) = c;
	o->len++;
}

static inline void put_text(struct output *o, const char *text, size_t n)
{
	memcpy(output_at(o, n), text, n);
	o->len += n;
}

#define put_literal(o, text) put_text(o, "" text, sizeof(text) - 1)

static inline void put_string(struct output *o, const char *text)
{
	put_text(o, text, strlen(text));
}

static inline void put_newline(struct output *o)
{
	put_char(o, '\n');
	o->line = o->len;
}

void put_spaces(struct output *, size_t n);
void put_unsigned(struct output *, uint64_t);
void put_signed(struct output *, int64_t);
void put_padded(struct output *, uint64_t, int width,
		char pad); /* at least width characters, digits to the right */
void put_hex_digits(struct output *, uint64_t, int width); /* at least width digits, no 0x */
void put_hex(struct output *, uint64_t); /* 0x…; zero is 0 */
void put_octal(struct output *, uint64_t); /* 0644, 022, 007, 000 */

#endif
