/*
 * Letting go: every task is brought to a ptrace-stop and detached from there, so that it goes on as it would
 * have gone on without strobe: with the signal it was about to get, stopped if its process is stopped, its
 * call restarted.
 */
#include "tracee.h"
#include <stdlib.h>
#include <sys/ptrace.h>

/* The kernel restores a group-stop by itself, and drops an interrupt that was asked for and not taken yet. */
void detach_stopped(struct tracer *tracer, struct tracee *t, int sig)
{
	struct event e = event_of(tracer, t, EVENT_DETACHED);
	place_release(tracer, t);
	long failed = ptrace(PTRACE_DETACH, t->task.tid, 0, sig);
	if (failed)
		return;		/* it died in that stop: its end is still to be waited for */
	if (!t->hidden)
		tell(tracer, &e);
	tracee_drop(tracer, t);
}

/* A task dropped lets a later one move into its slot, so that slot is looked at again. */
static void drop_all(struct tracer *tracer, bool told)
{
	size_t slot = 0;
	for (struct tracee *t; (t = table_next(&tracer->tasks, &slot)); slot--) {
		struct event e = event_of(tracer, t, EVENT_DETACHED);
		place_release(tracer, t);
		if (told && !t->hidden)
			tell(tracer, &e);
		tracee_drop(tracer, t);
	}
}

/*
 * The command is ended by the signal that ends strobe, as by strace; processes that ran before are left as
 * they are.
 */
void detach_begin(struct tracer *tracer, int sig)
{
	struct tracee *t;
	size_t slot = 0;
	tracer->ending = true;
	tracer->end_signal = sig;
	stamp(&tracer->now);
	if (tracer->options->kill_on_exit) {	/* the kernel kills them when the tracer exits */
		drop_all(tracer, false);
		return;
	}
	if (tracer->command && table_find(&tracer->tasks, tracer->command)) {
		kill(tracer->command, SIGCONT);		/* a command that stands stopped is to end as well */
		kill(tracer->command, sig);
	}
	while ((t = tracer->parked)) {	/* those stand stopped, and were not told of */
		t->hidden = true;
		tracee_unpark(tracer, t);
		detach_stopped(tracer, t, 0);
	}
	while ((t = table_next(&tracer->tasks, &slot)))
		ptrace(PTRACE_INTERRUPT, t->task.tid, 0, 0);
}

/*
 * A task in uninterruptible sleep (a vfork parent whose child is not traced) takes no stop. Left alone, it
 * loses nothing: when the tracer exits, the kernel detaches it.
 */
void detach_abandon(struct tracer *tracer)
{
	stamp(&tracer->now);
	drop_all(tracer, true);
}
