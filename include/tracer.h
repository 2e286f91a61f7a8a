/*
 * tracer.h: the ptrace loop. An instance, not a global: later several run in one process, each a thread.
 */
#ifndef STROBE_TRACER_H
#define STROBE_TRACER_H

#include "event.h"
#include "options.h"

struct tracer;

/*
 * What the tracer tells: each event, in order. The handler decodes and feeds the sinks; it must not keep the event. At
 * EVENT_CALL_ENTER and _EXIT task->call has registers, result and times; task->mem reads the tracee.
 * Returns, for CALL_ENTER, whether the exit is wanted too (a call that no filter selects costs nothing more).
 */
struct tracer_handler {
	void *ctx;
	bool (*event)(void *ctx, const struct event *);
	void (*idle)(void *ctx);	/* 50 ms at most after an event: sinks flush */
	void (*gone)(void *ctx, struct task *);	/* the task is about to be freed */
};

/* Starts the command and attaches to the processes that options ask for. Exits with a message when that fails. */
struct tracer *tracer_start(const struct options *, const struct tracer_handler *);

/* Traces until no tracee is left or a signal asks to end. Then every task still traced is detached, unharmed. */
void tracer_run(struct tracer *);

/*
 * Frees it. Returns strobe's exit status: the command's, 128 + n… as strace's; when the command was killed by a signal the
 * caller ends itself by that signal: *death_signal, else 0.
 */
int tracer_end(struct tracer *, int *death_signal);

#endif
