/*
 * numbers.c: numbers, times and words of the command line.
 */
#include "command_line.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Decimal, from 0; strtol's leading blanks and + are let through, as strace does. */
int64_t parse_number(const char *text, int64_t max)
{
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	return errno || end == text || *end || n < 0 || n > max ? -1 : n;
}

/* A decimal fraction with a unit, in nanoseconds; without a unit it is microseconds. */
int64_t parse_time_ns(const char *text)
{
	static const struct { const char *unit; double ns; } units[] = {
		{ "", 1e3 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 }, { "ns", 1 },
	};
	char *end;
	errno = 0;
	long long whole = strtoll(text, &end, 10);
	double n = whole;
	/* strtod would take hexadecimal, inf and nan: it is asked only about a fraction or an exponent */
	const char *first = end == text ? text + (*text == '+') : end;
	if (*first && strchr(".eE", *first))
		n = strtod(text, &end);
	else if (*end && !strchr("smun", *end))
		return -1;	/* units are taken in any case, but for the first letter right after an integer */
	if (errno || end == text || n < 0)
		return -1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		double ns = n * units[i].ns;
		if (strcasecmp(end, units[i].unit) == 0)
			return ns >= (double) INT64_MAX ? INT64_MAX : (int64_t) ns;
	}
	return -1;
}

int parse_word(const char *text, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcasecmp(text, words[i]) == 0)
			return i;
	return -1;
}
