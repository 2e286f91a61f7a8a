/*
 * qualify.c: -e QUALIFIER=VALUE and the long options of the same names.
 */
#include "command_line.h"
#include "select.h"
#include <limits.h>
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

/* A constant of a table by its name, the first `prefix` characters of which may be left out; in any case. */
int find_constant(uint32_t table, const char *word, size_t length, size_t prefix)
{
	const struct desc_table *t = &desc_tables[table];
	for (uint32_t i = 0; i < t->count; i++) {
		const char *name = desc_str(t->consts[i].str);
		if (is_word(word, length, name) || (prefix && is_word(word, length, name + prefix)))
			return t->consts[i].value;
	}
	return -1;
}

int find_signal(const char *word, size_t length)
{
	if (length && strspn(word, "0123456789") >= length) {
		unsigned long n = strtoul(word, NULL, 10);
		return n < 256 ? (int) n : -1;
	}
	return length ? find_constant(TABLE_ID_signals, word, length, strlen("SIG")) : -1;
}

static int find_status(const char *word, size_t length)
{
	static const char *const names[] = {
		"successful", "failed", "unfinished", "unavailable", "detached", NULL
	};
	return find_word(word, length, names);
}

static int find_quiet(const char *word, size_t length)
{
	static const char *const names[] = {
		"attach", "exit", "path-resolution", "personality", "thread-execve", "superseded", NULL
	};
	int n = find_word(word, length, names);
	return n < QUIET_COUNT ? n : QUIET_THREAD_EXECVE;
}

static int find_decode_fd(const char *word, size_t length)
{
	static const char *const names[] = { "path", "socket", "dev", "pidfd", "eventfd", "signalfd", NULL };
	return find_word(word, length, names);
}

/* Which descriptors is of no use yet; that some are meant is. */
static int find_descriptor(const char *word, size_t length)
{
	char copy[16];
	if (length >= sizeof copy)
		return -1;
	memcpy(copy, word, length);
	copy[length] = 0;
	return parse_number(copy, INT_MAX) >= 0 ? 0 : -1;
}

static int find_decode_pid(const char *word, size_t length)
{
	static const char *const names[] = { "comm", "pidns", NULL };
	return find_word(word, length, names);
}

/* A set by name; `kind` is what its members are called in the message. */
static void parse_set(struct small_set *set, const char *value, int (*find)(const char *, size_t), int max,
		      const char *kind)
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

void parse_calls(struct call_set *set, const char *value)
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

static void take_read(struct command_line *line, const char *value)
{
	want(line, FEATURE_READ, parse_wish(value, find_descriptor, 1, "descriptor"));
}

static void take_write(struct command_line *line, const char *value)
{
	want(line, FEATURE_WRITE, parse_wish(value, find_descriptor, 1, "descriptor"));
}

static void take_trace_fds(struct command_line *line, const char *value)
{
	want(line, FEATURE_TRACE_FDS, true);
	parse_wish(value, find_descriptor, 1, "descriptor");
}

static void take_inject(struct command_line *line, const char *value)
{
	parse_inject(value, false);
	want(line, FEATURE_INJECT, true);
}

static void take_fault(struct command_line *line, const char *value)
{
	parse_inject(value, true);
	want(line, FEATURE_INJECT, true);
}

static void take_kvm(struct command_line *line, const char *value)
{
	if (strcmp(value, "vcpu") != 0 && strcmp(value, "vcpu+") != 0)
		fatal("invalid -e kvm= argument: '%s'", value);
	want(line, FEATURE_KVM, true);
}

static void take_namespace(struct command_line *line, const char *value)
{
	if (strcmp(value, "new") != 0)
		fatal("invalid -e namespace= argument: '%s'", value);
	want(line, FEATURE_NAMESPACE, true);
}

/* Not one of the features to come: what strace says where it was built without SELinux. */
static void take_secontext(struct command_line *line, const char *value)
{
	const char *slash = strrchr(message_called(), '/');
	fatal("SELinux context printing (--secontext option) is not supported by this build of %s",
	      slash ? slash + 1 : message_called());
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
	{ { "read", "reads", "r" }, take_read },
	{ { "write", "writes", "w" }, take_write },
	{ { "fault" }, take_fault },
	{ { "inject" }, take_inject },
	{ { "kvm" }, take_kvm },
	{ { "quiet", "silent", "silence", "q" }, take_quiet },
	{ { "decode-fds", "decode-fd" }, take_decode_fds },
	{ { "decode-pids", "decode-pid" }, take_decode_pids },
	{ { "trace-fds", "trace-fd", "fds", "fd" }, take_trace_fds },
	{ { "namespace" }, take_namespace },
	{ { "secontext" }, take_secontext },
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
		snprintf(line->given, sizeof line->given, "-e %.*s", (int) (equals - expression), expression);
		q->take(line, equals + 1);
	} else {
		take_trace(line, expression);
	}
}
