/*
 * tips.c: the value of --tips: which tip (a number or `random`) and how (`none`, `compact`, `full`), with
 * or without `id:` and `format:`.
 */
#include "command_line.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool parse_tips(const char *value, bool *wanted)
{
	static const char *const formats[] = { "none", "compact", "full", NULL };
	static const char *const ids[] = { "random", NULL };
	char *copy = strdup(value ? value : ""), *at = NULL;
	bool good = true;
	*wanted = true;
	char *word = copy ? strtok_r(copy, ",", &at) : NULL;
	for (; good && word; word = strtok_r(NULL, ",", &at)) {
		bool id = strncmp(word, "id:", 3) == 0, format = strncmp(word, "format:", 7) == 0;
		int n;
		word += id ? 3 : format ? 7 : 0;
		if (!id && (n = parse_word(word, formats)) >= 0)
			*wanted = n > 0;
		else
			good = !format && (parse_word(word, ids) >= 0 || parse_number(word, INT_MAX) >= 0);
	}
	free(copy);
	return good;
}
