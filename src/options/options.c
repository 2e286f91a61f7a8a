/*
 * options.c: the table of options, a row each, and the walk over the command line.
 */
#include "options.h"
#include "command_line.h"
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRING_LIMIT_MAX = UINT32_MAX / 4 };

/*
 * Options without a letter of their own. A long option whose letter counts (-t, -q) is one of them too: it
 * says another thing.
 */
enum code {
	CODE_FIRST = UCHAR_MAX + 1,
	CODE_FORKS = CODE_FIRST, CODE_SEPARATELY, CODE_CLOCK, CODE_HEX, CODE_QUIET, CODE_DAEMONIZE,
	CODE_DECODE_FDS, CODE_STACK, CODE_FRAME_LIMIT, CODE_PIDNS, CODE_SECCOMP, CODE_KILL_ON_EXIT,
	CODE_SHOW_PID, CODE_ARGV0,
	CODE_COLOR, CODE_LIMIT, CODE_TIPS, CODE_COLOCATE, CODE_JSON,
	CODE_QUALIFIER,		/* and on: one a qualifier */
};

struct row {
	int code;		/* letter or enum code; aliases share it */
	const char *name;	/* long name, NULL: none */
	int has_arg;
	void (*take)(struct command_line *, const struct row *, const char *value);
	size_t number;		/* for take */
};

static _Noreturn void invalid(const struct command_line *line, const char *value)
{
	fatal_usage("invalid %s argument: '%s'", line->given, value);
}

static int word_or_die(const struct command_line *line, const char *value, const char *const *words)
{
	int n = parse_word(value, words);
	if (n < 0)
		invalid(line, value);
	return n;
}

static int64_t number_or_die(const struct command_line *line, const char *value, int64_t max)
{
	int64_t n = parse_number(value, max);
	if (n < 0)
		invalid(line, value);
	return n;
}

/* ---- what rows do with their option ---- */

static void take_flag(struct command_line *line, const struct row *row, const char *value)
{
	*(bool *) ((char *) line->options + row->number) = true;
}

static void take_string(struct command_line *line, const struct row *row, const char *value)
{
	*(const char **) ((char *) line->options + row->number) = value;
}

static void take_feature(struct command_line *line, const struct row *row, const char *value)
{
	want(line, row->number, true);
}

static void take_letter(struct command_line *line, const struct row *row, const char *value)
{
	line->letters[row->number]++;
	if (row->number == TWIN_DAEMONIZE)
		want(line, FEATURE_DAEMONIZE, true);
	if (row->number == TWIN_DECODE_FDS)
		want(line, FEATURE_DECODE_FDS, true);
}

static void take_qualifier(struct command_line *line, const struct row *row, const char *value)
{
	qualify(line, row->name, value);
}

static void take_quiet(struct command_line *line, const struct row *row, const char *value)
{
	qualify(line, "quiet", value ? value : "attach,personality");
}

static void take_decode_fds(struct command_line *line, const struct row *row, const char *value)
{
	qualify(line, "decode-fds", value ? value : "path");
}

static void take_expression(struct command_line *line, const struct row *row, const char *value)
{
	qualify_expression(line, value);
}

static void take_summary(struct command_line *line, const struct row *row, const char *value)
{
	struct options *o = line->options;
	if (o->summary && o->summary != (enum summary_mode) row->number)
		fatal_usage("-c/--summary-only and -C/--summary are mutually exclusive");
	o->summary = row->number;
}

static void take_columns(struct command_line *line, const struct row *row, const char *value)
{
	line->options->column = number_or_die(line, value, INT_MAX);
}

static void take_string_limit(struct command_line *line, const struct row *row, const char *value)
{
	line->options->string_limit = number_or_die(line, value, STRING_LIMIT_MAX);
}

static void take_detach_on(struct command_line *line, const struct row *row, const char *value)
{
	if (strcmp(value, "execve") != 0)
		fatal("Syscall '%s' for -b isn't supported", value);
	line->options->detach_on_execve = true;
}

static void take_debug(struct command_line *line, const struct row *row, const char *value)
{
	line->options->debug++;
}

static void take_daemonize(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "grandchild", "pgroup", "pgrp", "session", NULL };
	static const int levels[] = { 1, 2, 2, 3 };
	line->options->daemonize = value ? levels[word_or_die(line, value, words)] : 1;
	line->words[TWIN_DAEMONIZE] = true;
	want(line, FEATURE_DAEMONIZE, true);
}

static void take_environment(struct command_line *line, const struct row *row, const char *value)
{
	struct options *o = line->options;
	char **grown = realloc(o->env_changes, (o->env_change_count + 1) * sizeof *grown);
	if (!grown)
		fatal_errno("remember the changes of the environment");
	o->env_changes = grown;
	o->env_changes[o->env_change_count++] = (char *) value;
}

static void take_forks(struct command_line *line, const struct row *row, const char *value)
{
	line->words[TWIN_FORKS] = true;
}

static void take_dash_F(struct command_line *line, const struct row *row, const char *value)
{
	line->dash_F = true;
}

static void take_help(struct command_line *line, const struct row *row, const char *value)
{
	print_help();
}

static void take_version(struct command_line *line, const struct row *row, const char *value)
{
	line->show_version = true;
}

static void take_interruptible(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "anywhere", "waiting", "never", "never_tstp", NULL };
	int n = parse_word(value, words);
	line->options->interrupt = n >= 0 ? n + 1 : number_or_die(line, value, INTERRUPT_NEVER_TSTP);
	if (!line->options->interrupt)
		invalid(line, value);
}

static void take_overhead(struct command_line *line, const struct row *row, const char *value)
{
	line->options->overhead_ns = parse_time_ns(value);
	if (line->options->overhead_ns < 0)
		invalid(line, value);
}

static void take_pids(struct command_line *line, const struct row *row, const char *value)
{
	parse_pids(line, value);
}

static void take_sort(struct command_line *line, const struct row *row, const char *value)
{
	parse_sort(line, value);
}

static void take_summary_columns(struct command_line *line, const struct row *row, const char *value)
{
	parse_columns(line, value);
}

static enum precision precision(const struct command_line *line, const char *value)
{
	static const char *const words[] = { "s", "ms", "us", "ns", NULL };
	return value ? (enum precision) word_or_die(line, value, words) : PRECISION_US;
}

static void take_relative(struct command_line *line, const struct row *row, const char *value)
{
	line->options->relative = true;
	line->options->relative_precision = precision(line, value);
}

static void take_call_times(struct command_line *line, const struct row *row, const char *value)
{
	line->options->call_times = true;
	line->options->call_times_precision = precision(line, value);
}

static void take_timestamps(struct command_line *line, const struct row *row, const char *value)
{
	line->words[TWIN_CLOCK] = true;
	if (!parse_timestamps(line, value))
		invalid(line, value);
}

static void take_user(struct command_line *line, const struct row *row, const char *value)
{
	line->user = value;
}

static void take_no_abbrev(struct command_line *line, const struct row *row, const char *value)
{
	qualify(line, "abbrev", "none");
}

static void take_hex(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "none", "non-ascii", "all", "non-ascii-chars", NULL };
	line->words[TWIN_HEX] = true;
	line->options->hex_strings = value ? word_or_die(line, value, words) : HEX_ALL;
}

static void take_style(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "abbrev", "verbose", "raw", NULL };
	for (int i = 0; words[i]; i++)
		if (strcmp(value, words[i]) == 0) {
			line->options->xlat = i;
			return;
		}
	invalid(line, value);
}

static void take_status(struct command_line *line, const struct row *row, const char *value)
{
	line->status_letters++;
	qualify(line, "status", row->number == STATUS_FAILED ? "failed" : "successful");
}

static void take_color(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "never", "auto", "always", NULL };
	want(line, FEATURE_COLOR, !value || word_or_die(line, value, words));
}

static void take_colocate(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "auto", "always", "never", NULL };
	line->options->colocate = word_or_die(line, value, words);
}

static void take_stack(struct command_line *line, const struct row *row, const char *value)
{
	static const char *const words[] = { "symbol", "source", NULL };
	if (value)
		word_or_die(line, value, words);
	want(line, FEATURE_STACK, true);
}

static void take_frame_limit(struct command_line *line, const struct row *row, const char *value)
{
	if (!number_or_die(line, value, INT_MAX))
		invalid(line, value);
}

static void take_limit(struct command_line *line, const struct row *row, const char *value)
{
	line->options->syscall_limit = number_or_die(line, value, INT64_MAX);
	if (!line->options->syscall_limit)
		invalid(line, value);
	want(line, FEATURE_SYSCALL_LIMIT, true);
}

static void take_tips(struct command_line *line, const struct row *row, const char *value)
{
	bool wanted;
	if (!parse_tips(value, &wanted))
		invalid(line, value);
	want(line, FEATURE_TIPS, wanted);
}

static void take_secontext(struct command_line *line, const struct row *row, const char *value)
{
	qualify(line, "secontext", value);
}

static void take_seccomp(struct command_line *line, const struct row *row, const char *value)
{
	line->options->seccomp_bpf = true;
	want(line, FEATURE_SECCOMP, true);
}

/* ---- the table ---- */

#define NO no_argument
#define VALUE required_argument
#define MAYBE optional_argument
#define FIELD(name) offsetof(struct options, name)

/* In the order in which strace's ambiguous abbreviations list them. */
static const struct row rows[] = {
	{ 'a', "columns", VALUE, take_columns },
	{ 'A', "output-append-mode", NO, take_flag, FIELD(append) },
	{ 'b', "detach-on", VALUE, take_detach_on },
	{ 'c', "summary-only", NO, take_summary, SUMMARY_ONLY },
	{ 'C', "summary", NO, take_summary, SUMMARY_TOO },
	{ 'd', "debug", NO, take_debug },
	{ 'D', NULL, NO, take_letter, TWIN_DAEMONIZE },
	{ CODE_DAEMONIZE, "daemonize", MAYBE, take_daemonize },
	{ CODE_DAEMONIZE, "daemonised", MAYBE, take_daemonize },
	{ CODE_DAEMONIZE, "daemonized", MAYBE, take_daemonize },
	{ 'e', NULL, VALUE, take_expression },
	{ 'E', "env", VALUE, take_environment },
	{ 'f', NULL, NO, take_letter, TWIN_FORKS },
	{ CODE_FORKS, "follow-forks", NO, take_forks },
	{ CODE_SEPARATELY, "output-separately", NO, take_flag, FIELD(output_separately) },
	{ 'F', NULL, NO, take_dash_F },
	{ 'h', "help", NO, take_help },
	{ 'i', "instruction-pointer", NO, take_flag, FIELD(show_ip) },
	{ 'I', "interruptible", VALUE, take_interruptible },
	{ 'k', NULL, NO, take_feature, FEATURE_STACK },
	{ CODE_STACK, "stack-trace", MAYBE, take_stack },
	{ CODE_STACK, "stack-traces", MAYBE, take_stack },
	{ CODE_FRAME_LIMIT, "stack-trace-frame-limit", VALUE, take_frame_limit },
	{ 'n', "syscall-number", NO, take_flag, FIELD(show_number) },
	{ 'N', "arg-names", NO, take_flag, FIELD(arg_names) },
	{ 'o', "output", VALUE, take_string, FIELD(output) },
	{ 'O', "summary-syscall-overhead", VALUE, take_overhead },
	{ 'p', "attach", VALUE, take_pids },
	{ 'P', "trace-path", VALUE, take_feature, FEATURE_TRACE_PATH },
	{ 'q', NULL, NO, take_letter, TWIN_QUIET },
	{ 'r', "relative-timestamps", MAYBE, take_relative },
	{ 's', "string-limit", VALUE, take_string_limit },
	{ 'S', "summary-sort-by", VALUE, take_sort },
	{ 't', NULL, NO, take_letter, TWIN_CLOCK },
	{ CODE_CLOCK, "absolute-timestamps", MAYBE, take_timestamps },
	{ CODE_CLOCK, "timestamps", MAYBE, take_timestamps },
	{ 'T', "syscall-times", MAYBE, take_call_times },
	{ 'u', "user", VALUE, take_user },
	{ 'U', "summary-columns", VALUE, take_summary_columns },
	{ 'v', "no-abbrev", NO, take_no_abbrev },
	{ 'V', "version", NO, take_version },
	{ 'w', "summary-wall-clock", NO, take_flag, FIELD(wall_clock) },
	{ 'x', NULL, NO, take_letter, TWIN_HEX },
	{ CODE_HEX, "strings-in-hex", MAYBE, take_hex },
	{ 'X', "const-print-style", VALUE, take_style },
	{ 'y', NULL, NO, take_letter, TWIN_DECODE_FDS },
	{ CODE_DECODE_FDS, "decode-fds", MAYBE, take_decode_fds },
	{ 'Y', NULL, NO, take_feature, FEATURE_DECODE_PIDS },
	{ CODE_PIDNS, "pidns-translation", NO, take_feature, FEATURE_DECODE_PIDS },
	{ 'z', "successful-only", NO, take_status, STATUS_SUCCESSFUL },
	{ 'Z', "failed-only", NO, take_status, STATUS_FAILED },
	{ 'Z', "failing-only", NO, take_status, STATUS_FAILED },
	{ CODE_ARGV0, "argv0", VALUE, take_string, FIELD(argv0) },
	{ CODE_SHOW_PID, "always-show-pid", NO, take_flag, FIELD(always_show_pid) },
	{ CODE_COLOR, "color", MAYBE, take_color },
	{ CODE_KILL_ON_EXIT, "kill-on-exit", NO, take_flag, FIELD(kill_on_exit) },
	{ CODE_SECCOMP, "seccomp-bpf", NO, take_seccomp },
	{ CODE_LIMIT, "syscall-limit", VALUE, take_limit },
	{ CODE_TIPS, "tips", MAYBE, take_tips },
	{ CODE_COLOCATE, "colocate", VALUE, take_colocate },
	{ CODE_JSON, "json", NO, take_flag, FIELD(json) },
	{ CODE_QUALIFIER, "trace", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 1, "abbrev", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 2, "verbose", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 3, "raw", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 4, "signals", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 5, "status", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 6, "read", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 7, "write", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 8, "fault", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 9, "inject", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 10, "kvm", VALUE, take_qualifier },
	{ CODE_QUIET, "quiet", MAYBE, take_quiet },
	{ CODE_QUIET, "silent", MAYBE, take_quiet },
	{ CODE_QUIET, "silence", MAYBE, take_quiet },
	{ CODE_QUALIFIER + 11, "decode-pids", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 12, "trace-fds", VALUE, take_qualifier },
	{ CODE_QUALIFIER + 13, "secontext", MAYBE, take_secontext },
};
enum { ROWS = sizeof rows / sizeof *rows };

static void start(struct options *o)
{
	memset(o, 0, sizeof *o);
	call_set_fill(&o->trace, true);
	call_set_fill(&o->abbrev, true);
	call_set_fill(&o->verbose, true);
	memset(&o->signals, 0xff, sizeof o->signals);
	memset(&o->statuses, 0xff, sizeof o->statuses);
	o->string_limit = 32;
	o->column = 40;
	o->overhead_ns = -1;
	o->sort = COLUMN_TIME_PERCENT;
	static const enum summary_column columns[] = {
		COLUMN_TIME_PERCENT, COLUMN_TOTAL_TIME, COLUMN_AVG_TIME,
		COLUMN_CALLS, COLUMN_ERRORS, COLUMN_NAME,
	};
	memcpy(o->columns, columns, sizeof columns);
	o->column_count = sizeof columns / sizeof *columns;
}

/* The same rows in getopt's two forms. */
static void fill_getopt(struct option *longs, const struct row **row_of, char *letters)
{
	*letters++ = '+';	/* stop at the command: what follows is its own */
	for (int i = 0; i < ROWS; i++) {
		if (rows[i].name) {
			*row_of++ = &rows[i];
			*longs++ = (struct option){ rows[i].name, rows[i].has_arg, NULL, rows[i].code };
		}
		if (rows[i].code < CODE_FIRST) {
			*letters++ = rows[i].code;
			if (rows[i].has_arg == VALUE)
				*letters++ = ':';
		}
	}
	*letters = 0;
	*longs = (struct option){ 0 };
}

static const struct row *row_of_letter(int letter)
{
	for (int i = 0; i < ROWS; i++)
		if (rows[i].code == letter)
			return &rows[i];
	return NULL;
}

static void walk(struct command_line *line, int argc, char **argv)
{
	struct option longs[ROWS + 1];
	const struct row *row_of[ROWS];
	char letters[2 * ROWS + 2];
	int index, code;
	fill_getopt(longs, row_of, letters);
	while (index = -1, (code = getopt_long(argc, argv, letters, longs, &index)) != -1) {
		if (code == '?')
			fatal_hint();	/* getopt has said what is wrong */
		const struct row *row = index >= 0 ? row_of[index] : row_of_letter(code);
		if (index >= 0)
			snprintf(line->given, sizeof line->given, "--%s", row->name);
		else
			snprintf(line->given, sizeof line->given, "-%c", code);
		row->take(line, row, optarg);
	}
}

void options_parse(struct options *o, int argc, char **argv)
{
	struct command_line line = { .options = o };
	start(o);
	walk(&line, argc, argv);
	if (line.show_version)
		print_version();
	if (optind < argc)
		o->command = argv + optind;
	check_options(&line);
	find_user(&line);
	refuse_unbuilt(&line);
	for (int i = 0; i < FEATURE_COUNT; i++)
		want(&line, i, false);
	if (o->command)
		o->command_path = find_command(o);
}
