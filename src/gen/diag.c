/*
 * diag.c: the compiler's diagnostics: one line each, `file:line: what`, at most 20.
 */
#include "gen.h"
#include <stdlib.h>

enum { MAX_ERRORS = 20 };

static int errors;
static const char *said[MAX_ERRORS];

int error_count(void)
{
	return errors;
}

void error_at(struct place at, const char *fmt, ...)
{
	const char *where = at.file ? format("%s:%d: ", at.file, at.line) : "strobe-gen: ", *line;
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	line = format("%s%s", where, text);
	free(text);
	for (int i = 0; i < errors; i++)	/* an expression may be looked at more than once */
		if (said[i] == line)
			return;
	fprintf(stderr, "%s\n", line);
	said[errors] = line;
	if (++errors == MAX_ERRORS) {
		fprintf(stderr, "strobe-gen: %d errors, no more are shown\n", errors);
		exit(1);
	}
}

void die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "strobe-gen: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}
