/*
 * call_set.c: sets of calls, as bits by ABI and number. Parsing walks the number tables; asking is one look.
 */
#include "select.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Classes by name; those that calls bear too (stat, fstat) and the later ones must be written with a %. */
static const struct {
	const char *name;
	enum desc_class class;
	bool bare;
} classes[] = {
	{ "desc", CLASS_desc, true }, { "file", CLASS_file, true }, { "memory", CLASS_memory, true },
	{ "process", CLASS_process, true }, { "signal", CLASS_signal, true }, { "ipc", CLASS_ipc, true },
	{ "network", CLASS_network, true }, { "net", CLASS_network, false }, { "creds", CLASS_creds, false },
	{ "clock", CLASS_clock, false }, { "pure", CLASS_pure, false }, { "stat", CLASS_stat, false },
	{ "lstat", CLASS_lstat, false }, { "fstat", CLASS_fstat, false }, { "%stat", CLASS_stat_like, false },
	{ "statfs", CLASS_statfs, false }, { "fstatfs", CLASS_fstatfs, false },
	{ "%statfs", CLASS_statfs_like, false },
};

/* x32, an ABI that strobe knows by its name only: its calls are x86_64's with some numbers of its own. */
enum { X32_FIRST = 512, X32_LAST = 547 };

/* One term of a set: which calls of which ABIs. */
struct term {
	char *word;		/* without ? */
	char *at;		/* its @ABI, cut off while the term is looked up; NULL: none */
	bool abis[ABI_COUNT];
	bool x32;
	bool every;
	uint64_t class_bits;
	bool by_number;
	uint64_t number;
	bool by_regex;
	regex_t regex;
};

static char error_text[4096];

static const char *unknown_call(const char *word)
{
	snprintf(error_text, sizeof error_text, "invalid system call '%s'", word);
	return error_text;
}

void call_set_fill(struct call_set *set, bool all)
{
	memset(set->bits, all ? 0xff : 0, sizeof set->bits);
	memset(set->sub, all ? 0xff : 0, sizeof set->sub);
	set->others = all;
}

static void invert(struct call_set *set)
{
	for (int abi = 0; abi < ABI_COUNT; abi++)
		for (int i = 0; i < CALL_SET_MAX / 64; i++)
			set->bits[abi][i] = ~set->bits[abi][i];
	set->sub[0] = ~set->sub[0];
	set->sub[1] = ~set->sub[1];
	set->others = !set->others;
}

static void add_call(struct call_set *set, enum abi abi, uint64_t nr)
{
	if (nr < CALL_SET_MAX)
		set->bits[abi][nr / 64] |= 1ull << nr % 64;
}

static void add_subcall(struct call_set *set, uint32_t index)
{
	if (index < 8 * sizeof set->sub)
		set->sub[index / 64] |= 1ull << index % 64;
}

bool call_set_has(const struct call_set *set, const struct call *call)
{
	if (call->subcall && call->subcall < 8 * sizeof set->sub)
		return set->sub[call->subcall / 64] >> call->subcall % 64 & 1;
	if (!call->sysent || call->nr >= CALL_SET_MAX)
		return set->others;
	return set->bits[call->abi][call->nr / 64] >> call->nr % 64 & 1;
}

static bool selects(const struct term *t, const char *name, uint64_t call_classes)
{
	if (t->every)
		return true;
	if (t->class_bits)
		return t->class_bits & call_classes;
	if (t->by_regex)
		return regexec(&t->regex, name, 0, NULL, 0) == 0;
	return strcmp(t->word, name) == 0;
}

/* The calls of one ABI that the term selects, and the sub-calls of its multiplexers. Returns whether any. */
static bool add_abi(struct call_set *set, const struct term *t, enum abi abi)
{
	bool any = false;
	for (uint32_t nr = 0; nr < desc_sysent_count[abi]; nr++) {
		const struct desc_sysent *row = desc_sysent(abi, nr);
		if (!row)
			continue;
		if (t->by_number ? nr == t->number : selects(t, desc_str(row->name), row->classes)) {
			add_call(set, abi, nr);
			any = true;
		}
		if (!row->call || !(desc_calls[row->call].flags & CALL_MULTIPLEX) || t->by_number)
			continue;
		const struct desc_multiplex *m = &desc_multiplexes[desc_calls[row->call].multiplex];
		for (uint32_t i = m->first; i < m->first + m->count; i++)
			if (selects(t, desc_str(desc_subcalls[i].name), desc_subcalls[i].classes)) {
				add_subcall(set, i);
				any = true;
			}
	}
	return any;
}

/* No task runs under it here, so the set stays as it is; the answer says whether the term means anything. */
static bool known_to_x32(const struct term *t)
{
	struct call_set unused = { 0 };
	if (t->by_number && t->number >= X32_FIRST && t->number <= X32_LAST)
		return true;
	return add_abi(&unused, t, ABI_X86_64);
}

static uint64_t class_bits(const char *word)
{
	bool percent = *word == '%';
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if ((percent || classes[i].bare) && strcmp(word + percent, classes[i].name) == 0)
			return 1ull << classes[i].class;
	return 0;
}

static const char *parse_regex(struct term *t)
{
	int error = regcomp(&t->regex, t->word + 1, REG_EXTENDED | REG_NOSUB);
	if (error) {
		char why[128];
		regerror(error, &t->regex, why, sizeof why);
		snprintf(error_text, sizeof error_text, "regcomp: %s: %s", t->word + 1, why);
		return error_text;
	}
	t->by_regex = true;
	return NULL;
}

/* `@64`: the ABI's label in the tables begins so. */
static const char *parse_abi(struct term *t, bool *usage)
{
	char *at = strrchr(t->word, '@');
	bool known = !at;
	for (int abi = 0; abi < ABI_COUNT; abi++) {
		const char *label = abi_info[abi].label;
		size_t length = strcspn(label, " ");
		t->abis[abi] = !at || (strlen(at + 1) == length && strncmp(at + 1, label, length) == 0);
		known |= t->abis[abi];
	}
	t->x32 = !at || strcmp(at + 1, "x32") == 0;
	if (!known && !t->x32) {
		snprintf(error_text, sizeof error_text,
			 "incorrect personality designator '%s' in qualification '%s'", at + 1, t->word);
		*usage = true;
		return error_text;
	}
	if ((t->at = at))
		*at = 0;
	return NULL;
}

static const char *parse_term(struct term *t, bool *usage)
{
	const char *error = parse_abi(t, usage);
	if (error)
		return error;
	if (t->word[0] == '/')
		return parse_regex(t);
	t->by_number = t->word[0] && !t->word[strspn(t->word, "0123456789")];
	t->number = t->by_number ? strtoull(t->word, NULL, 10) : 0;
	t->every = strcmp(t->word, "all") == 0;
	t->class_bits = class_bits(t->word);
	return NULL;
}

static const char *add_term(struct call_set *set, char *word, bool *usage)
{
	bool lenient = *word == '?', any = false;
	struct term t = { .word = word + lenient };
	const char *error = parse_term(&t, usage);
	if (!error) {
		for (int abi = 0; abi < ABI_COUNT; abi++)
			any |= t.abis[abi] && add_abi(set, &t, abi);
		any |= t.x32 && known_to_x32(&t);
		if (t.at)
			*t.at = '@';
		if (!any && !lenient)
			error = unknown_call(t.word);
	}
	if (t.by_regex)
		regfree(&t.regex);
	return error;
}

const char *call_set_parse(struct call_set *set, const char *text, bool *usage)
{
	struct call_set found;
	const char *list = text, *error = NULL;
	bool negated = false, any = false;
	*usage = false;
	for (; *list == '!'; list++)
		negated = !negated;
	if (strcmp(list, "all") == 0 || strcmp(list, "none") == 0) {
		call_set_fill(set, (*list == 'a') != negated);
		return NULL;
	}
	call_set_fill(&found, false);
	char *copy = strdup(list), *at = NULL;
	char *word = copy ? strtok_r(copy, ",", &at) : NULL;
	for (; word && !error; word = strtok_r(NULL, ",", &at)) {
		error = add_term(&found, word, usage);
		any = true;
	}
	free(copy);
	if (!any)
		return unknown_call(text);
	if (error)
		return error;
	if (negated)
		invert(&found);
	*set = found;
	return NULL;
}
