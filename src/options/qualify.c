/*
 * qualify.c: -e QUALIFIER=VALUE and the long options of the same names.
 */
#include "command_line.h"
#include "select.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_word(const char *word, size_t length, const char *name)
{
	return strncasecmp(word, name, length) == 0 && !name[length];
}

static int find_word(const char *word, size_t length, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (is_word(word, length, names[i]))
			return i;
	return -1;
}

static int find_signal(const char *word, size_t length)
{
	const struct desc_table *table = &desc_tables[TABLE_ID_signals];
	if (length && strspn(word, "0123456789") >= length)
		return length <= 3 ? atoi(word) : -1;
	if (length > 3 && strncasecmp(word, "SIG", 3) == 0)
		word += 3, length -= 3;
	for (uint32_t i = 0; i < table->count; i++)
		if (is_word(word, length, desc_str(table->consts[i].str) + 3))
			return table->consts[i].value;
	return -1;
}

static int find_status(const char *word, size_t length)
{
	static const char *const names[] = { "successful", "failed", "unfinished", "unavailable", "detached", NULL };
	return find_word(word, length, names);
}

static int find_quiet(const char *word, size_t length)
{
	static const char *const names[] = { "attach", "exit", "path-resolution", "personality", "thread-execve",
					     "superseded", NULL };
	int n = find_word(word, length, names);
	return n < QUIET_COUNT ? n : QUIET_THREAD_EXECVE;
}

static int find_decode_fd(const char *word, size_t length)
{
	static const char *const names[] = { "path", "socket", "dev", "pidfd", "eventfd", "signalfd", NULL };
	return find_word(word, length, names);
}

static int find_decode_pid(const char *word, size_t length)
{
	static const char *const names[] = { "comm", "pidns", NULL };
	return find_word(word, length, names);
}

/* A set by name; `kind` is what its members are called in the message. */
static void parse_set(struct small_set *set, const char *value, int (*find)(const char *, size_t), int max, const char *kind)
{
	const char *bad;
	size_t length;
	if (!small_set_parse(set, value, find, max, &bad, &length))
		fatal("invalid %s '%.*s'", kind, (int) length, bad);
}

/* For the sets that only say whether a feature that is not there yet is asked for. */
static bool parse_wish(const char *value, int (*find)(const char *, size_t), int max, const char *kind)
{
	struct small_set set;
	parse_set(&set, value, find, max, kind);
	for (int i = 0; i < max && i < SMALL_SET_MAX; i++)
		if (small_set_has(&set, i))
			return true;
	return false;
}

static void parse_calls(struct call_set *set, const char *value)
{
	bool usage;
	const char *wrong = call_set_parse(set, value, &usage);
	if (wrong && usage)
		fatal_usage("%s", wrong);
	if (wrong)
		fatal("%s", wrong);
}

static void take_trace(struct command_line *line, const char *value)
{
	parse_calls(&line->options->trace, value);
	line->options->has_trace = true;
}

static void take_abbrev(struct command_line *line, const char *value)
{
	parse_calls(&line->options->abbrev, value);
}

static void take_verbose(struct command_line *line, const char *value)
{
	parse_calls(&line->options->verbose, value);
}

static void take_raw(struct command_line *line, const char *value)
{
	parse_calls(&line->options->raw, value);
}

static void take_signal(struct command_line *line, const char *value)
{
	parse_set(&line->options->signals, value, find_signal, 256, "signal");
}

static void take_status(struct command_line *line, const char *value)
{
	parse_set(&line->options->statuses, value, find_status, STATUS_COUNT, "status");
}

static void take_quiet(struct command_line *line, const char *value)
{
	parse_set(&line->options->quiet, value, find_quiet, QUIET_COUNT, "quiet");
	line->words[TWIN_QUIET] = true;
}

static void take_decode_fds(struct command_line *line, const char *value)
{
	want(line, FEATURE_DECODE_FDS, parse_wish(value, find_decode_fd, 6, "decode-fds"));
	line->words[TWIN_DECODE_FDS] = true;
}

static void take_decode_pids(struct command_line *line, const char *value)
{
	want(line, FEATURE_DECODE_PIDS, parse_wish(value, find_decode_pid, 2, "decode-pids"));
}

static void take_later(struct command_line *line, const char *value)
{
}

static const struct qualifier {
	const char *names[5];
	void (*take)(struct command_line *, const char *value);
} qualifiers[] = {
	{ { "trace", "t" }, take_trace },
	{ { "abbrev", "a" }, take_abbrev },
	{ { "verbose", "v" }, take_verbose },
	{ { "raw", "x" }, take_raw },
	{ { "signal", "signals", "s" }, take_signal },
	{ { "status" }, take_status },
	{ { "quiet", "silent", "silence", "q" }, take_quiet },
	{ { "decode-fds", "decode-fd" }, take_decode_fds },
	{ { "decode-pids", "decode-pid" }, take_decode_pids },
	{ { "read", "reads", "r" }, take_later },
};

static const struct qualifier *find_qualifier(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof qualifiers / sizeof *qualifiers; i++)
		for (const char *const *n = qualifiers[i].names; *n; n++)
			if (strncmp(name, *n, length) == 0 && !(*n)[length])
				return &qualifiers[i];
	return NULL;
}

void qualify(struct command_line *line, const char *name, const char *value)
{
	find_qualifier(name, strlen(name))->take(line, value);
}

/* What has no `=`, or no qualifier that is known before it, is a set of calls. */
void qualify_expression(struct command_line *line, const char *expression)
{
	const char *equals = strchr(expression, '=');
	const struct qualifier *q = equals ? find_qualifier(expression, equals - expression) : NULL;
	if (q) {
		snprintf(line->given, sizeof line->given, "-e %s", q->names[0]);
		q->take(line, equals + 1);
	} else {
		take_trace(line, expression);
	}
}
