/*
 * command_line.h: what the files of this room share while the command line is being parsed: the options so
 * far and what they do not tell, such as how often a letter was given and how the option at hand was
 * written.
 */
#ifndef STROBE_COMMAND_LINE_H
#define STROBE_COMMAND_LINE_H

#include "message.h"
#include "options.h"

/* Options that have a letter that counts and a long form with a value. Only one of the two may be used. */
enum twin { TWIN_DAEMONIZE, TWIN_FORKS, TWIN_QUIET, TWIN_CLOCK, TWIN_HEX, TWIN_DECODE_FDS, TWIN_COUNT };

/* What strace has and strobe has not yet; see unbuilt.c. */
enum feature {
	FEATURE_DAEMONIZE, FEATURE_STACK, FEATURE_TRACE_PATH, FEATURE_DECODE_FDS, FEATURE_DECODE_PIDS,
	FEATURE_SECCOMP, FEATURE_TIPS, FEATURE_TRACE_FDS, FEATURE_SYSCALL_LIMIT, FEATURE_COLOR, FEATURE_READ,
	FEATURE_WRITE, FEATURE_INJECT, FEATURE_KVM, FEATURE_NAMESPACE, FEATURE_COUNT
};

struct command_line {
	struct options *options;
	char given[64];		/* the option at hand as it was written: "-s", "--string-limit" */
	unsigned letters[TWIN_COUNT];	/* how often the letter was given */
	bool words[TWIN_COUNT];	/* the long form was given */
	char *wanted[FEATURE_COUNT];	/* as written, own memory; NULL: not asked for */
	bool dash_F;
	unsigned status_letters;	/* -z, -Z */
	bool sort_given, columns_given;
	bool show_version;
	const char *user;
};

/* message.c */
const char *message_called(void);	/* the name that messages begin with */
_Noreturn void fatal_hint(void);	/* only the second line of fatal_usage, and exit */

/* numbers.c: all return -1 for what is no such number or out of range */
int64_t parse_number(const char *text, int64_t max);
int64_t parse_time_ns(const char *text);
/* Index of a word, in any case, in a NULL-terminated list. */
int parse_word(const char *text, const char *const *words);

/* qualify.c */
void qualify_expression(struct command_line *, const char *expression);	/* -e */
void qualify(struct command_line *, const char *qualifier, const char *value);	/* --QUALIFIER=VALUE */
void parse_calls(struct call_set *, const char *value);
/* Numbers of names, in any case; -1: no such name. A signal's number will do too. */
int find_signal(const char *word, size_t length);
/* The first `prefix` characters of the name may be left out. */
int find_constant(uint32_t table, const char *word, size_t length, size_t prefix);

/* inject.c: -e inject=, -e fault= */
void parse_inject(const char *value, bool fault);

/* timestamps.c, tips.c, columns.c */
bool parse_timestamps(struct command_line *, const char *value);
bool parse_tips(const char *value, bool *wanted);
void parse_sort(struct command_line *, const char *value);
void parse_columns(struct command_line *, const char *value);

/* attach.c */
void parse_pids(struct command_line *, const char *value);

/* unbuilt.c */
void want(struct command_line *, enum feature, bool wanted);
void refuse_unbuilt(const struct command_line *);

/* checks.c: contradictions, and what follows from several options together */
void check_options(struct command_line *);

/* command.c */
void find_user(struct command_line *);
char *find_command(const struct options *);	/* its path; never NULL */

/* help.c */
_Noreturn void print_help(void);
_Noreturn void print_version(void);

#endif
