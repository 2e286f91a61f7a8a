/*
 * inject.c: SET[:OPTION]… of -e inject= and -e fault=. Nothing is injected yet, so it is only checked.
 */
#include "command_line.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ERRNO_MAX = 4095, TIMES_MAX = 65535, ARGS_MAX = 7, SIGNAL_MAX = 64 };

struct inject {
	bool error, retval, signal, syscall, delay_enter, delay_exit, poke_enter, poke_exit;	/* given */
};

/* Each but `when` may be given once. */
static bool once(bool *given)
{
	bool first = !*given;
	*given = true;
	return first;
}

static bool parse_error(struct inject *i, char *text)
{
	int64_t n = parse_number(text, ERRNO_MAX);
	if (n < 0)
		n = find_constant(TABLE_ID_errnos, text, strlen(text), 0);
	return n > 0 && !i->retval && once(&i->error);
}

/* Results that the caller would take for an error, or that a 32-bit one cannot get. */
static void warn_of_retval(uint64_t value)
{
	unsigned long long n = value;
	uint32_t cut = value;
	if (value && -value <= ERRNO_MAX)
		message("Inadvertent injection of error %u is possible for retval=%llu", -cut, n);
	else if (cut && -cut <= ERRNO_MAX)
		message("Inadvertent injection of error %u is possible in compat personality for retval=%llu",
			-cut, n);
	else if (value > UINT32_MAX)
		message("Injected return value %llu will be clipped to %u in compat personality", n, cut);
}

static bool parse_retval(struct inject *i, char *text)
{
	char *end;
	errno = 0;
	uint64_t value = strtoull(text, &end, 0);
	if (errno || end == text || *end || i->error || !once(&i->retval))
		return false;
	warn_of_retval(value);
	return true;
}

static bool parse_signal(struct inject *i, char *text)
{
	int n = find_signal(text, strlen(text));
	return n > 0 && n <= SIGNAL_MAX && once(&i->signal);
}

/* A call without effect that can stand in for the one that is not made. */
static bool parse_syscall(struct inject *i, char *text)
{
	for (uint32_t nr = 0; nr < desc_sysent_count[0]; nr++) {
		const struct desc_sysent *row = desc_sysent(0, nr);
		if (row && row->classes >> CLASS_pure & 1 && strcmp(desc_str(row->name), text) == 0)
			return once(&i->syscall);
	}
	return false;
}

static bool parse_delay_enter(struct inject *i, char *text)
{
	return parse_time_ns(text) >= 0 && once(&i->delay_enter);
}

static bool parse_delay_exit(struct inject *i, char *text)
{
	return parse_time_ns(text) >= 0 && once(&i->delay_exit);
}

/* Bytes of two digits each. */
static bool parse_hex(const char *text)
{
	if (!*text)
		return false;
	if (text[0] == '0' && tolower(text[1]) == 'x')
		text += 2;
	for (; *text; text += 2)
		if (!isxdigit((unsigned char) text[0]) || !isxdigit((unsigned char) text[1]))
			return false;
	return true;
}

/* @arg1=00ff,@arg2=…: an argument at most once. */
static bool parse_poke(char *text)
{
	unsigned seen = 0;
	for (char *at = NULL, *word = strtok_r(text, ",", &at); word; word = strtok_r(NULL, ",", &at)) {
		if (strncmp(word, "@arg", 4) != 0 || !isdigit((unsigned char) word[4]) || word[5] != '=')
			return false;
		int arg = word[4] - '0';
		if (arg < 1 || arg > ARGS_MAX || seen >> arg & 1 || !parse_hex(word + 6))
			return false;
		seen |= 1u << arg;
	}
	return seen;
}

static bool parse_poke_enter(struct inject *i, char *text)
{
	return parse_poke(text) && once(&i->poke_enter);
}

static bool parse_poke_exit(struct inject *i, char *text)
{
	return parse_poke(text) && once(&i->poke_exit);
}

/* Reads a number off *text, from 1. */
static bool take_times(char **text, long max, long *n)
{
	char *end;
	errno = 0;
	*n = strtol(*text, &end, 10);
	if (errno || end == *text || *n < 1 || *n > max)
		return false;
	*text = end;
	return true;
}

/* FIRST[..LAST][+[STEP]] */
static bool parse_when(struct inject *i, char *text)
{
	long first, last, step;
	if (!take_times(&text, TIMES_MAX, &first))
		return false;
	if (strncmp(text, "..", 2) == 0) {
		text += 2;
		if (!take_times(&text, TIMES_MAX - 1, &last) || last < first)
			return false;
	}
	if (*text == '+' && *++text && !take_times(&text, TIMES_MAX, &step))
		return false;
	return !*text;
}

static const struct {
	const char *name;
	bool of_fault;		/* -e fault= has it too */
	bool (*parse)(struct inject *, char *text);
} parts[] = {
	{ "error=", true, parse_error },
	{ "retval=", false, parse_retval },
	{ "signal=", false, parse_signal },
	{ "syscall=", true, parse_syscall },
	{ "delay_enter=", false, parse_delay_enter },
	{ "delay_exit=", false, parse_delay_exit },
	{ "poke_enter=", false, parse_poke_enter },
	{ "poke_exit=", false, parse_poke_exit },
	{ "when=", true, parse_when },
};

static bool parse_part(struct inject *i, char *word, bool fault)
{
	for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
		size_t length = strlen(parts[p].name);
		if (strncmp(word, parts[p].name, length) == 0 && (parts[p].of_fault || !fault))
			return parts[p].parse(i, word + length);
	}
	return false;
}

static bool parse_parts(struct inject *i, char *text, bool fault)
{
	char *at = NULL;
	for (char *word = strtok_r(text, ":", &at); word; word = strtok_r(NULL, ":", &at))
		if (!parse_part(i, word, fault))
			return false;
	return true;
}

static bool does_something(const struct inject *i)
{
	return i->error || i->retval || i->signal || i->delay_enter || i->delay_exit ||
	       i->poke_enter || i->poke_exit;
}

/* An empty set is named first, then a wrong part, then a wrong set, then the lack of a part. */
void parse_inject(const char *value, bool fault)
{
	struct inject i = { 0 };
	struct call_set calls;
	char *copy = strdup(value);
	if (!copy)
		fatal_errno("parse '%s'", value);
	char *colon = strchr(copy, ':');
	bool good = true;
	if (colon)
		*colon = 0;
	if (colon && *copy)
		good = parse_parts(&i, colon + 1, fault);
	if (good)
		parse_calls(&calls, copy);
	if (!good || !(fault || does_something(&i)))
		fatal("invalid %s argument '%s'", fault ? "fault" : "inject", value);
	free(copy);
}
