/*
 * help.c: what -h and -V print. Only options that work are listed.
 */
#include "command_line.h"
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
	"Usage: %1$s [OPTION]... PROG [ARGS]\n"
	"   or: %1$s [OPTION]... -p PID...\n"
	"Shows the system calls that a program makes and the signals that it gets.\n";

static const char help[] =
	"\nWhat to trace\n"
	"  -p, --attach=PID[,PID]...    trace processes that run already; Ctrl-C lets them go on\n"
	"  -f, --follow-forks           trace new processes and threads too; with -p all threads\n"
	"  -ff                          -f, and with -o a file for each: FILE.PID\n"
	"  -b, --detach-on=execve       let a child go when it executes another program\n"
	"  -E, --env=NAME[=VALUE]       set a variable of PROG's environment, or remove it\n"
	"  -u, --user=USER|UID:GID      run PROG as that user\n"
	"      --argv0=NAME             tell PROG that it was called by NAME\n"
	"  -I, --interruptible=WHEN     when Ctrl-C and the like are heeded: anywhere (1), waiting (2),\n"
	"                               never (3; the default for -o FILE PROG), never_tstp (4)\n"
	"      --kill-on-exit           kill what is traced when the tracer ends\n"
	"\nWhich calls and signals\n"
	"  -e QUALIFIER=[!]VALUES       QUALIFIER is trace, abbrev, verbose, raw, signal, status or quiet;\n"
	"                               ! means all but VALUES; --QUALIFIER=VALUES is the same\n"
	"  -e [trace=]CALLS             which calls: names, numbers, %CLASS, /REGEX, all, none; ?CALL if\n"
	"                               there is such a call; CALL@64 or @32 in programs of that width\n"
	"                               classes: clock creds desc file fstat fstatfs ipc lstat memory net\n"
	"                               process pure signal stat %stat statfs %statfs (so: %net, %%stat)\n"
	"  -e signal=SIGNALS            which signals: names with or without SIG, or numbers\n"
	"  -e status=STATUS[,STATUS]... which results: successful failed unfinished unavailable detached\n"
	"  -z, --successful-only        calls without an error: status=successful\n"
	"  -Z, --failed-only            calls with an error: status=failed\n"
	"\nHow lines look\n"
	"  -o, --output=FILE            write to FILE, or to a command: '|COMMAND'\n"
	"  -A, --output-append-mode     add to the file\n"
	"      --output-separately      with -o a file for each process: FILE.PID\n"
	"      --json                   write JSON instead of text, an object a line: strobe-json(5)\n"
	"  -s, --string-limit=N         show N bytes of a string (32)\n"
	"  -a, --columns=N              put results in column N (40)\n"
	"  -v, --no-abbrev              show structures whole: abbrev=none\n"
	"  -e abbrev=CALLS              which calls' structures are shortened (all)\n"
	"  -e verbose=CALLS             which calls' pointers are followed (all)\n"
	"  -e raw=CALLS                 which calls' arguments are left hexadecimal numbers\n"
	"  -X, --const-print-style=HOW  constants by name (abbrev), as numbers (raw) or both (verbose)\n"
	"  -x, -xx                      strings that are not ASCII in hexadecimal; all strings\n"
	"      --strings-in-hex[=HOW]   none, non-ascii-chars, non-ascii (-x) or all (-xx)\n"
	"  -N, --arg-names              name the arguments\n"
	"  -n, --syscall-number         begin with the call's number\n"
	"  -i, --instruction-pointer    begin with the address of the call\n"
	"      --always-show-pid        begin with the process id even if there is only one\n"
	"  -t, -tt, -ttt                begin with the time; with microseconds; as seconds since 1970\n"
	"      --absolute-timestamps[=[FORMAT][,PRECISION]]\n"
	"                               FORMAT: none, time or unix; PRECISION: s, ms, us or ns\n"
	"  -r, --relative-timestamps[=PRECISION]\n"
	"                               begin with the time since the call before\n"
	"  -T, --syscall-times[=PRECISION]\n"
	"                               end with the time that the call took\n"
	"  -q, -qq, -qqq                leave out messages about attaching; about exits too; all\n"
	"  -e quiet=MESSAGES            which: attach exit path-resolution personality thread-execve\n"
	"\nCounting\n"
	"  -c, --summary-only           a table of calls, errors and times instead of lines\n"
	"  -C, --summary                the same after the lines\n"
	"  -w, --summary-wall-clock     time on the clock instead of in the kernel\n"
	"  -S, --summary-sort-by=COLUMN sort the table (time)\n"
	"  -U, --summary-columns=COLUMN[,COLUMN]...\n"
	"                               time-percent total-time min-time max-time avg-time calls errors\n"
	"                               name wall-total wall-min wall-max wall-avg\n"
	"  -O, --summary-syscall-overhead=TIME\n"
	"                               take TIME (a number and s, ms, us or ns) off each call\n"
	"\nOthers\n"
	"      --colocate=WHEN          let tasks share the tracer's CPU, where a stop is cheap: auto (those\n"
	"                               that make many calls), always, never\n"
	"  -h, --help                   this page\n"
	"  -V, --version                the version\n";

void print_help(void)
{
	printf(usage, message_called());
	printf("%s", help);
	exit(fflush(stdout) ? 1 : 0);
}

void print_version(void)
{
	printf("strobe -- version %s\n", STROBE_VERSION);
	exit(fflush(stdout) ? 1 : 0);
}
