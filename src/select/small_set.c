/*
 * small_set.c: sets of signals, statuses, words: `[!]name,name…`, `all`, `none`.
 */
#include "select.h"
#include <string.h>

bool small_set_parse(struct small_set *set, const char *text, int (*lookup)(const char *word, size_t len),
		     int max, const char **bad, size_t *bad_len)
{
	struct small_set found = { 0 };
	const char *word = text;
	bool negated = false, any = false;
	for (; *word == '!'; word++)
		negated = !negated;
	if (strcmp(word, "all") == 0)
		negated = !negated, any = true, word += 3;
	else if (strcmp(word, "none") == 0)
		any = true, word += 4;
	for (size_t length; *word; word += length + (word[length] != 0)) {
		length = strcspn(word, ",");
		if (!length)
			continue;
		int n = lookup(word, length);
		*bad = word, *bad_len = length;
		if (n < 0 || n >= max)
			return false;
		if (n < SMALL_SET_MAX)
			found.bits[n / 64] |= 1ull << n % 64;
		any = true;
	}
	*bad = text, *bad_len = strlen(text);
	if (!any)
		return false;
	for (size_t i = 0; i < sizeof found.bits / sizeof *found.bits; i++)
		set->bits[i] = negated ? ~found.bits[i] : found.bits[i];
	return true;
}
