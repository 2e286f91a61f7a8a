/*
 * Births. The kernel attaches strobe to the children of those it follows; a child's first stop and its
 * parent's event that tells of it come in any order, and one of them may not come at all.
 */
#include "tracee.h"
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void announce(struct tracer *tracer, struct tracee *t, pid_t parent_tid)
{
	const struct tracee *parent = table_find(&tracer->tasks, parent_tid);
	if (parent) {
		t->task.abi = parent->task.abi;
		place_born(t, parent);
	}
	tell_other(tracer, t, EVENT_NEW_TASK, parent_tid);
}

static void release(struct tracer *tracer, struct tracee *t, pid_t parent_tid)
{
	tracee_unpark(tracer, t);
	announce(tracer, t, parent_tid);
	event_stop(tracer, t, t->parked_signal);
}

/*
 * The child may have stopped before this stop of its parent's was waited for, then it is parked; or may not
 * have, then it is expected; or may be dead and reaped, unknown as it was, then there is nothing to expect.
 */
void fork_stop(struct tracer *tracer, struct tracee *parent, bool thread)
{
	unsigned long message;
	pid_t tid = ptrace(PTRACE_GETEVENTMSG, parent->task.tid, 0, &message) ? 0 : (pid_t)message;
	struct tracee *child = tid ? table_find(&tracer->tasks, tid) : NULL;
	if (child && child->parked) {
		release(tracer, child, parent->task.tid);
	} else if (!child && tid && !syscall(SYS_tkill, tid, 0)) {
		child = tracee_new(tracer, tid);
		announce(tracer, child, parent->task.tid);
	}
	if (child && !thread)
		child->task.tgid = tid;
}

/* It stays stopped until its parent's event says whose child it is. */
void newborn(struct tracer *tracer, const struct stop *stop)
{
	struct tracee *t = tracee_new(tracer, stop->tid);
	if (tracer->ending) {
		t->hidden = true;	/* never told of */
		detach_stopped(tracer, t, 0);
	} else {
		tracee_park(tracer, t, WSTOPSIG(stop->status));
	}
}

/* Whose child a task is by /proc: of a thread the process, as /proc does not know which thread made it. */
static pid_t parent_of(pid_t tid)
{
	char line[256];
	pid_t tgid = 0, ppid = 0;
	snprintf(line, sizeof line, "/proc/%d/status", tid);
	FILE *status = fopen(line, "re");
	while (status && fgets(line, sizeof line, status)) {
		sscanf(line, "Tgid: %d", &tgid);
		if (sscanf(line, "PPid: %d", &ppid) == 1)
			break;
	}
	if (status)
		fclose(status);
	return tgid == tid ? ppid : tgid;
}

/*
 * A parent killed before its event was waited for tells of nobody: whoever waits for its word goes on
 * without.
 */
void release_orphans(struct tracer *tracer)
{
	for (struct tracee *t; (t = tracer->parked);)
		release(tracer, t, parent_of(t->task.tid));
}

void tell_of_parked(struct tracer *tracer, struct tracee *t)
{
	if (!t->parked)
		return;
	tracee_unpark(tracer, t);
	announce(tracer, t, parent_of(t->task.tid));
}
