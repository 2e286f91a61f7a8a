/*
 * output.h: where text goes: a file, a pipe to a command, standard error; gathered in memory and written in large pieces.
 */
#ifndef STROBE_OUTPUT_H
#define STROBE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct output {
	int fd;
	pid_t pid;		/* of `-o '|CMD'` */
	const char *name;	/* for messages; own memory */
	char *buffer;
	size_t count, room;
	uint64_t written;	/* bytes that left the buffer */
	uint64_t line;		/* position (written + count) at which the current line began */
	bool failed;		/* a write failed: said once, the rest is dropped */
	bool mute;		/* nothing is put: a walk over what was put before */
};

struct output *output_stderr(void);
struct output *output_file(const char *path, bool append);	/* exits with a message when it cannot be opened */
struct output *output_command(const char *command);
void output_flush(struct output *);
bool output_close(struct output *);	/* flushes, waits for the command, frees; false if output was lost */

static inline size_t output_column(const struct output *o)
{
	return o->written + o->count - o->line;
}

void output_room(struct output *, size_t size);	/* makes room for size bytes */

static inline void put_char(struct output *o, char c)
{
	if (o->mute)
		return;
	if (o->count == o->room)
		output_room(o, 1);
	o->buffer[o->count++] = c;
}

void put_text(struct output *, const char *text, size_t len);
void put_string(struct output *, const char *text);
void put_decimal(struct output *, int64_t);
void put_unsigned(struct output *, uint64_t);
void put_hex(struct output *, uint64_t);		/* 0x…; 0 is 0x0 */
void put_hex_digits(struct output *, uint64_t, unsigned width);	/* without 0x, zero-padded */
void put_octal(struct output *, uint64_t);		/* with a leading 0; 0 is 0 */
void put_padded(struct output *, uint64_t, unsigned width, char pad);
void put_spaces(struct output *, size_t count);
void put_newline(struct output *);

#endif
