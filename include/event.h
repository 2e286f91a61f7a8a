/*
 * event.h: what happened to a tracee, in the order in which the tracer saw it.
 */
#ifndef STROBE_EVENT_H
#define STROBE_EVENT_H

#include "task.h"
#include <signal.h>

enum event_kind {
	EVENT_CALL_ENTER,
	EVENT_CALL_EXIT,
	EVENT_SIGNAL,		/* signal-delivery-stop: info; has_info */
	EVENT_GROUP_STOP,	/* stopped by signal: `--- stopped by SIGTSTP ---` */
	EVENT_ABI,		/* the task now runs another ABI: `[ Process PID=N runs in 32 bit mode. ]` */
	EVENT_EXEC,		/* execve succeeded; other: the tid that called it, if not the leader */
	EVENT_NEW_TASK,		/* a task's first: other is the parent's tid, or 0 for the command and -p; threads */
	EVENT_EXIT,		/* status: exit status */
	EVENT_KILLED,		/* signal; core_dumped */
	EVENT_SUPERSEDED,	/* the thread is gone: another thread's execve (other) took its place */
	EVENT_DETACHED,
};

struct event {
	enum event_kind kind;
	struct task *task;
	uint64_t seq;		/* orders all events of all tasks of a run, from 1, without gaps */
	int64_t wall_ns, mono_ns;
	union {
		struct { siginfo_t info; bool has_info; int number; } signal;	/* number also for GROUP_STOP, KILLED */
		struct { int number; bool core_dumped; } killed;
		int status;
		pid_t other;
	};
	unsigned threads;	/* NEW_TASK of a -p process: tasks attached to, its threads included; else, and for these, 0 */
};

#endif
