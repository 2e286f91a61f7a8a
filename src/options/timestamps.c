/*
 * timestamps.c: the value of --absolute-timestamps: a format and a precision, in any order, with or without
 * their names.
 */
#include "command_line.h"
#include <string.h>

bool parse_timestamps(struct command_line *line, const char *value)
{
	static const char *const formats[] = { "none", "time", "unix", NULL };
	static const char *const precisions[] = { "s", "ms", "us", "ns", NULL };
	struct options *o = line->options;
	enum clock_format clock = TIME_OF_DAY;
	enum precision precision = PRECISION_S;
	char copy[64];
	if (value && strlen(value) >= sizeof copy)
		return false;
	strcpy(copy, value ? value : "");
	for (char *at = NULL, *word = strtok_r(copy, ",", &at); word; word = strtok_r(NULL, ",", &at)) {
		bool only_format = strncmp(word, "format:", 7) == 0;
		bool only_precision = strncmp(word, "precision:", 10) == 0;
		char *rest = word + (only_format ? 7 : only_precision ? 10 : 0);
		int n;
		if (!only_precision && (n = parse_word(rest, formats)) >= 0)
			clock = n;
		else if (!only_format && (n = parse_word(rest, precisions)) >= 0)
			precision = n;
		else
			return false;
	}
	o->clock = clock;
	o->clock_precision = precision;
	return true;
}
