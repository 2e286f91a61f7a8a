/*
 * unbuilt.c: what strace can do and strobe cannot yet. Such an option is parsed and checked as any other,
 * and then refused: it must not pass in silence. Building a feature means to delete its row here.
 */
#include "command_line.h"
#include <stdlib.h>
#include <string.h>

static const enum feature unbuilt[] = {
	FEATURE_DAEMONIZE,	/* -D, --daemonize */
	FEATURE_STACK,		/* -k, --stack-trace */
	FEATURE_TRACE_PATH,	/* -P */
	FEATURE_DECODE_FDS,	/* -y, --decode-fds */
	FEATURE_DECODE_PIDS,	/* -Y, --decode-pids, --pidns-translation */
	FEATURE_SECCOMP,	/* --seccomp-bpf */
	FEATURE_TIPS,		/* --tips */
	FEATURE_TRACE_FDS,	/* --trace-fds, -e fd= */
	FEATURE_SYSCALL_LIMIT,	/* --syscall-limit */
	FEATURE_COLOR,		/* --color */
	FEATURE_READ,		/* -e read= */
	FEATURE_WRITE,		/* -e write= */
	FEATURE_INJECT,		/* -e inject=, -e fault= */
	FEATURE_KVM,		/* -e kvm= */
	FEATURE_NAMESPACE,	/* -e namespace= */
};

/* Notes that the option at hand asks for the feature, or takes back that an earlier one did (--tips=none). */
void want(struct command_line *line, enum feature feature, bool wanted)
{
	free(line->wanted[feature]);
	line->wanted[feature] = wanted ? strdup(line->given) : NULL;
}

void refuse_unbuilt(const struct command_line *line)
{
	for (size_t i = 0; i < sizeof unbuilt / sizeof *unbuilt; i++)
		if (line->wanted[unbuilt[i]])
			fatal("%s: not supported yet", line->wanted[unbuilt[i]]);
}
