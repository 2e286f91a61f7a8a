/*
 * message.c: diagnostics. A message is put together whole and written by one call, so that those of several
 * processes do not mix, and so that none of it is lost when the next thing is exit.
 */
#include "message.h"
#include "command_line.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void (*message_before)(void);
static const char *name = "strobe";

void message_name(const char *argv0)
{
	if (argv0 && *argv0)
		name = argv0;
}

const char *message_called(void)
{
	return name;
}

/* What is not printable ASCII as strings in the trace have it; longer than the room: cut. */
static size_t escape(char *to, size_t room, const char *from)
{
	static const char letters[] = "\t\n\v\f\r", names[] = "tnvfr";
	size_t n = 0;
	for (; *from && n + 5 < room; from++) {
		unsigned char c = *from;
		const char *letter = strchr(letters, c);
		if (letter)
			n += sprintf(to + n, "\\%c", names[letter - letters]);
		else if (c < ' ' || c > '~')
			n += sprintf(to + n, "\\%03o", c);
		else
			to[n++] = c;
	}
	to[n] = 0;
	return n;
}

enum { TEXT_MAX = 4096 };

static void say(int error, char *text)
{
	char line[TEXT_MAX * 4 + 256];
	size_t length = strlen(text), n = snprintf(line, 256, "%s: ", name);
	if (error)
		snprintf(text + length, TEXT_MAX - length, ": %s", strerror(error));
	if (n >= 256)
		n = 255;
	n += escape(line + n, sizeof line - n - 1, text);
	line[n++] = '\n';
	if (message_before)
		message_before();
	ssize_t written = write(STDERR_FILENO, line, n);
	(void) written;	/* there is nowhere left to say that it failed */
}

#define SAY(error) do { \
	char text[TEXT_MAX]; \
	va_list args; \
	va_start(args, format); \
	vsnprintf(text, sizeof text, format, args); \
	va_end(args); \
	say(error, text); \
} while (0)

void message(const char *format, ...)
{
	SAY(0);
}

void message_errno(const char *format, ...)
{
	int error = errno;
	SAY(error);
	errno = error;
}

void fatal(const char *format, ...)
{
	SAY(0);
	exit(1);
}

void fatal_errno(const char *format, ...)
{
	int error = errno;
	SAY(error);
	exit(1);
}

void fatal_usage(const char *format, ...)
{
	SAY(0);
	fatal_hint();
}

void fatal_hint(void)
{
	char line[300];
	int n = snprintf(line, sizeof line, "Try '%.256s -h' for more information.\n", name);
	ssize_t written = write(STDERR_FILENO, line, n);
	(void) written;
	exit(1);
}
