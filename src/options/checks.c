/*
 * checks.c: what can be judged only when every option is known: contradictions, options without effect, and
 * the meaning of letters given several times. The order is strace's, so that of several mistakes it is the
 * same one that is named.
 */
#include "command_line.h"
#include <string.h>

static void set(struct small_set *s, unsigned n)
{
	s->bits[n / 64] |= 1ull << n % 64;
}

static void refuse_twins(const struct command_line *line)
{
	static const struct { enum twin twin; const char *names; } twins[] = {
		{ TWIN_DAEMONIZE, "-D and --daemonize" },
		{ TWIN_CLOCK, "-t and --absolute-timestamps" },
		{ TWIN_HEX, "-x and --strings-in-hex" },
		{ TWIN_DECODE_FDS, "-y and --decode-fds" },
		{ TWIN_FORKS, "-f and --follow-forks" },
		{ TWIN_QUIET, "-q and -e quiet/--quiet" },
	};
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		if (line->letters[twins[i].twin] && line->words[twins[i].twin])
			fatal("%s cannot be provided simultaneously", twins[i].names);
		if (line->letters[TWIN_DAEMONIZE] > 3)
			fatal_usage("Too many -D's (%u), maximum supported -D count is 3",
				    line->letters[TWIN_DAEMONIZE]);
	}
}

/* What -f -ff -t -tt -ttt -x -xx -q -qq -qqq come to. */
static void apply_letters(struct command_line *line)
{
	struct options *o = line->options;
	unsigned forks = line->letters[TWIN_FORKS], clock = line->letters[TWIN_CLOCK];
	unsigned quiet = line->letters[TWIN_QUIET];
	if (forks || line->words[TWIN_FORKS])
		o->follow_forks = true;
	if (forks > 1)
		o->output_separately = true;
	if (clock) {
		o->clock = clock > 2 ? TIME_UNIX : TIME_OF_DAY;
		o->clock_precision = clock > 1 ? PRECISION_US : PRECISION_S;
	}
	if (line->letters[TWIN_HEX])
		o->hex_strings = line->letters[TWIN_HEX] > 1 ? HEX_ALL : HEX_NON_ASCII;
	if (line->letters[TWIN_DAEMONIZE])
		o->daemonize = line->letters[TWIN_DAEMONIZE];
	/* a command whose trace goes to a file has the terminal for itself, unless told otherwise */
	if (quiet >= 1 || (o->output && o->command && !line->words[TWIN_QUIET]))
		set(&o->quiet, QUIET_ATTACH), set(&o->quiet, QUIET_PERSONALITY);
	if (quiet >= 2)
		set(&o->quiet, QUIET_EXIT);
	if (quiet >= 3)
		memset(&o->quiet, 0xff, sizeof o->quiet);
}

/* -F does not count as -f here. */
static void check_seccomp(struct command_line *line)
{
	struct options *o = line->options;
	if (o->seccomp_bpf && o->detach_on_execve) {
		message("--seccomp-bpf is not enabled because it is not compatible with -b");
		o->seccomp_bpf = false;
	}
	if (o->seccomp_bpf && o->attach_count)
		message("--seccomp-bpf is not enabled for processes attached with -p");
	if (o->seccomp_bpf && !o->follow_forks) {
		message("--seccomp-bpf cannot be used without -f/--follow-forks, disabling");
		o->seccomp_bpf = false;
	}
	if (!o->command)
		o->seccomp_bpf = false;	/* nothing is left that it could be enabled for */
}

static void check_forks(struct command_line *line)
{
	if (!line->dash_F)
		return;
	if (line->options->follow_forks)
		message("deprecated option -F ignored");
	else
		message("option -F is deprecated, please use -f/--follow-forks instead");
	line->options->follow_forks = true;
}

static void check_summary(struct command_line *line)
{
	struct options *o = line->options;
	static const char only_with[] = "(-c/--summary-only or -C/--summary)";
	if (o->summary && o->output_separately)
		fatal_usage("%s and -ff/--output-separately are mutually exclusive", only_with);
	if (o->summary && o->json)
		fatal_usage("%s and --json are mutually exclusive", only_with);
	if (!o->summary && o->wall_clock)
		fatal_usage("-w/--summary-wall-clock must be given with %s", only_with);
	if (!o->summary && line->columns_given)
		fatal_usage("-U/--summary-columns must be given with %s", only_with);
	if (!o->summary && line->sort_given)
		message("-S/--summary-sort-by has no effect without %s", only_with);
	if (o->summary != SUMMARY_ONLY)
		return;
	const struct { bool given; const char *name; } idle[] = {
		{ o->show_ip, "-i/--instruction-pointer" },
		{ line->wanted[FEATURE_STACK], "-k/--stack-trace" },
		{ o->show_number, "-n/--syscall-number" },
		{ o->relative, "-r/--relative-timestamps" },
		{ o->clock != TIME_NONE, "-t/--absolute-timestamps" },
		{ o->call_times, "-T/--syscall-times" },
		{ line->wanted[FEATURE_DECODE_FDS], "-y/--decode-fds" },
	};
	for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
		if (idle[i].given)
			message("%s has no effect with -c/--summary-only", idle[i].name);
	want(line, FEATURE_STACK, false);
	want(line, FEATURE_DECODE_FDS, false);
}

static void check_output(const struct command_line *line)
{
	const struct options *o = line->options;
	bool piped = o->output && (*o->output == '|' || *o->output == '!');
	if (piped && o->output_separately)
		fatal_usage("piping the output and -ff/--output-separately are mutually exclusive");
	if (!o->output && o->output_separately && !o->follow_forks)
		message("--output-separately has no effect without -o/--output");
	if (!o->output && o->append)
		message("-A/--output-append-mode has no effect without -o/--output");
	if (line->status_letters > 1)
		message("Only the last of -z/--successful-only/-Z/--failed-only options will take effect. "
			"See status qualifier for more complex filters.");
}

void check_options(struct command_line *line)
{
	struct options *o = line->options;
	if (!o->command && !o->attach_count)
		fatal_usage("must have PROG [ARGS] or -p PID");
	if (!o->command && (line->letters[TWIN_DAEMONIZE] || line->words[TWIN_DAEMONIZE]))
		fatal_usage("PROG [ARGS] must be specified with -D/--daemonize");
	refuse_twins(line);
	apply_letters(line);
	if (o->kill_on_exit && o->attach_count)
		fatal("--kill-on-exit and -p/--attach are mutually exclusive options");
	check_seccomp(line);
	check_forks(line);
	check_summary(line);
	check_output(line);
	if (!o->seccomp_bpf)
		want(line, FEATURE_SECCOMP, false);
}
