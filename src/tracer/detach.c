/*
 * Letting go: every task is brought to a ptrace-stop and detached from there, so that it goes on as it would have gone on
 * without strobe: with the signal it was about to get, stopped if its process is stopped, its call restarted.
 */
#include "tracee.h"
#include <stdlib.h>
#include <sys/ptrace.h>

/* The kernel restores a group-stop by itself, and drops an interrupt that was asked for and not taken yet. */
void detach_stopped(struct tracer *tracer, struct tracee *t, int sig)
{
	struct event e = event_of(tracer, t, EVENT_DETACHED);
	long failed = ptrace(PTRACE_DETACH, t->task.tid, 0, sig);
	if (failed)
		return;		/* it died in that stop: its end is still to be waited for */
	if (!t->hidden)
		tell(tracer, &e);
	tracee_drop(tracer, t);
}

/* The table may not change while it is walked, so those that are detached at once are walked by themselves. */
static void detach_parked(struct tracer *tracer)
{
	while (tracer->parked) {
		struct tracee *found = NULL;
		size_t slot = 0;
		for (struct tracee *t; !found && (t = table_next(&tracer->tasks, &slot));)
			if (t->parked)
				found = t;
		if (!found)
			return;
		found->parked = false;
		tracer->parked--;
		detach_stopped(tracer, found, 0);
	}
}

void detach_begin(struct tracer *tracer, int sig)
{
	size_t slot = 0;
	tracer->ending = true;
	tracer->end_signal = sig;
	stamp(&tracer->now);
	detach_parked(tracer);
	for (struct tracee *t; (t = table_next(&tracer->tasks, &slot));)
		ptrace(PTRACE_INTERRUPT, t->task.tid, 0, 0);
}

/*
 * A task in uninterruptible sleep (a vfork parent whose child is not traced) takes no stop. Left alone, it loses nothing: when
 * the tracer exits, the kernel detaches it.
 */
void detach_abandon(struct tracer *tracer)
{
	stamp(&tracer->now);
	while (tracer->tasks.count) {
		size_t slot = 0;
		struct tracee *t = table_next(&tracer->tasks, &slot);
		struct event e = event_of(tracer, t, EVENT_DETACHED);
		if (!t->hidden)
			tell(tracer, &e);
		tracee_drop(tracer, t);
	}
}
