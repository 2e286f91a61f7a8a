/*
 * A tracee from its birth to its end, as the handler is told of it.
 */
#include "tracee.h"
#include "message.h"
#include <stdlib.h>

struct tracee *tracee_new(struct tracer *tracer, pid_t tid)
{
	struct tracee *t = calloc(1, sizeof *t);
	if (!t)
		fatal("Out of memory");
	t->tracer = tracer;
	t->task.tid = tid;
	t->task.call.in_exit = true;	/* it is in no call that strobe knows of */
	t->task.mem = (struct mem){ .ctx = t, .read = tracee_read };
	t->task.tracee = t;
	place_new(t);
	table_add(&tracer->tasks, t);
	return t;
}

void tracee_drop(struct tracer *tracer, struct tracee *t)
{
	if (tracer->handler.gone)
		tracer->handler.gone(tracer->handler.ctx, &t->task);
	tracee_unpark(tracer, t);
	place_gone(tracer, t);
	table_remove(&tracer->tasks, t);
	tape_free(&t->task.tape);
	free(t);
}

void tracee_park(struct tracer *tracer, struct tracee *t, int sig)
{
	t->parked = true;
	t->parked_signal = sig;
	t->parked_next = tracer->parked;
	tracer->parked = t;
}

void tracee_unpark(struct tracer *tracer, struct tracee *t)
{
	struct tracee **link = &tracer->parked;
	if (!t->parked)
		return;
	while (*link != t)
		link = &(*link)->parked_next;
	*link = t->parked_next;
	t->parked = false;
}

struct event event_of(struct tracer *tracer, struct tracee *t, enum event_kind kind)
{
	return (struct event){
		.kind = kind, .task = &t->task,
		.wall_ns = tracer->now.wall_ns, .mono_ns = tracer->now.mono_ns,
	};
}

bool tell(struct tracer *tracer, struct event *e)
{
	e->seq = ++tracer->seq;
	tracer->tick.gathered = true;
	return tracer->handler.event(tracer->handler.ctx, e);
}

void tell_other(struct tracer *tracer, struct tracee *t, enum event_kind kind, pid_t other)
{
	struct event e = event_of(tracer, t, kind);
	e.other = other;
	tell(tracer, &e);
}
