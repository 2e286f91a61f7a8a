/*
 * options.h: the command line, parsed. Read-only once options_parse has returned. Every diagnostic about the command line
 * is the business of src/options; what strace says to a wrong one, strobe says too.
 */
#ifndef STROBE_OPTIONS_H
#define STROBE_OPTIONS_H

#include "select.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum precision { PRECISION_S, PRECISION_MS, PRECISION_US, PRECISION_NS };
enum clock_format { TIME_NONE, TIME_OF_DAY, TIME_UNIX };
enum xlat_style { XLAT_ABBREV, XLAT_VERBOSE, XLAT_RAW };
enum hex_strings { HEX_NONE, HEX_NON_ASCII, HEX_ALL, HEX_NON_ASCII_CHARS };
enum summary_mode { SUMMARY_NONE, SUMMARY_ONLY, SUMMARY_TOO };
enum summary_column {	/* of -U and -S, in strace's words in options/ */
	COLUMN_TIME_PERCENT, COLUMN_TOTAL_TIME, COLUMN_MIN_TIME, COLUMN_MAX_TIME, COLUMN_AVG_TIME, COLUMN_CALLS, COLUMN_ERRORS,
	COLUMN_NAME, COLUMN_WALL_TOTAL, COLUMN_WALL_MIN, COLUMN_WALL_MAX, COLUMN_WALL_AVG, COLUMN_NOTHING, COLUMN_COUNT
};
enum interrupt { INTERRUPT_DEFAULT, INTERRUPT_ANYWHERE, INTERRUPT_WHILE_WAITING, INTERRUPT_NEVER, INTERRUPT_NEVER_TSTP };

enum colocate { COLOCATE_AUTO, COLOCATE_ALWAYS, COLOCATE_NEVER };

struct options {
	/* what is traced */
	char **command;			/* argv of the command, NULL with -p alone */
	char *command_path;		/* found in PATH */
	const char *argv0;		/* --argv0 */
	pid_t *attach;			/* -p; own memory */
	size_t attach_count;
	char **env_changes;		/* -E VAR=VAL, -E VAR; in order */
	size_t env_change_count;
	bool has_user;			/* -u */
	uid_t uid; gid_t gid;
	const char *user;		/* name for initgroups, NULL for UID:GID */
	bool follow_forks;		/* -f */
	bool output_separately;		/* -ff */
	int daemonize;			/* -D: 0 to 3 */
	enum interrupt interrupt;	/* -I */
	bool seccomp_bpf, kill_on_exit, detach_on_execve;
	enum colocate colocate;		/* which tasks share the tracer's CPU */
	uint64_t syscall_limit;		/* 0: none */
	int debug;			/* -d */

	/* which calls */
	struct call_set trace, abbrev, verbose, raw;
	bool has_trace;			/* some -e trace= was given: a filter is in force */
	struct small_set signals;	/* -e signal=; all by default */
	struct small_set statuses;	/* enum status; all by default */
	struct small_set quiet;		/* enum quiet */

	/* how */
	const char *output;		/* -o; NULL: standard error; begins with | or !: a command */
	bool append;			/* -A */
	bool json;			/* --json: an object an event instead of text */
	uint32_t string_limit;		/* -s */
	int column;			/* -a */
	enum hex_strings hex_strings;	/* -x, -xx */
	enum xlat_style xlat;		/* -X */
	bool arg_names;			/* -N */
	bool show_ip;			/* -i */
	bool show_number;		/* -n */
	bool always_show_pid;
	enum clock_format clock;	/* -t */
	enum precision clock_precision;
	bool relative; enum precision relative_precision;	/* -r */
	bool call_times; enum precision call_times_precision;	/* -T */
	int decode_fds;			/* -y; bits of enum decode_fd, a later issue's */
	int decode_pids;

	/* counting */
	enum summary_mode summary;	/* -c, -C */
	bool wall_clock;		/* -w */
	int64_t overhead_ns;		/* -O; -1: not given */
	enum summary_column sort;	/* -S */
	enum summary_column columns[COLUMN_COUNT];	/* -U, in order */
	int column_count;
};

/* Parses argv; on an error says so and exits with 1; -h and -V print and exit with 0. argv is permuted by getopt. */
void options_parse(struct options *, int argc, char **argv);

#endif
