/*
 * Attaching to processes that run already (-p), with -f to all their threads.
 */
#include "tracee.h"
#include "message.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>

unsigned long trace_options(const struct options *o)
{
	unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
	if (o->follow_forks)
		options |= PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
	if (o->kill_on_exit)
		options |= PTRACE_O_EXITKILL;
	return options;
}

/*
 * The interrupt makes it stop soon, in a call too, which then starts anew: the half line `read(5, ` is seen
 * at once.
 */
static bool attach_task(struct tracer *tracer, pid_t tid)
{
	if (table_find(&tracer->tasks, tid))
		return false;
	if (ptrace(PTRACE_SEIZE, tid, 0, trace_options(tracer->options)))
		return false;
	ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	tracee_new(tracer, tid);
	return true;
}

static void announce(struct tracer *tracer, pid_t tid, unsigned threads)
{
	struct event e = event_of(tracer, table_find(&tracer->tasks, tid), EVENT_NEW_TASK);
	e.threads = threads;
	tell(tracer, &e);
}

/*
 * One pass over a process's threads; returns how many were new. Threads born from attached ones while this
 * runs are attached to by the kernel, which makes PTRACE_SEIZE fail on them: they are heard of in the loop.
 */
static unsigned attach_threads(struct tracer *tracer, pid_t pid)
{
	char path[64];
	unsigned found = 0;
	snprintf(path, sizeof path, "/proc/%d/task", pid);
	DIR *tasks = opendir(path);
	if (!tasks)
		return 0;
	for (struct dirent *entry; (entry = readdir(tasks));) {
		pid_t tid = atoi(entry->d_name);
		if (tid <= 0 || !attach_task(tracer, tid))
			continue;
		announce(tracer, tid, 0);
		found++;
	}
	closedir(tasks);
	return found;
}

static void attach_process(struct tracer *tracer, pid_t pid)
{
	unsigned threads = 1;
	if (table_find(&tracer->tasks, pid))
		return;		/* given twice, or a thread of a process given before */
	if (!attach_task(tracer, pid)) {
		attach_error(pid, errno);
		return;
	}
	if (tracer->options->follow_forks)
		for (unsigned more; (more = attach_threads(tracer, pid)) > 0;)
			threads += more;
	announce(tracer, pid, threads);
}

void attach_all(struct tracer *tracer)
{
	const struct options *o = tracer->options;
	for (size_t i = 0; i < o->attach_count && !interrupt_asked(); i++)
		attach_process(tracer, o->attach[i]);
}
