/*
 * tracee.h: what the files of this room share: the tracer, a tracee, and the steps between a stop and the
 * next.
 */
#ifndef STROBE_TRACEE_H
#define STROBE_TRACEE_H

#include "place.h"
#include "tracer.h"
#include <time.h>

struct tracee {
	struct task task;
	struct tracer *tracer;
	bool hidden;		/* the command before its execve has succeeded: only its execve is told of */
	bool in_call;		/* between a syscall-enter-stop and its syscall-exit-stop */
	bool exit_wanted;	/* of that call */
	bool parked;		/* a newborn, left in its first stop until its parent's event tells of it */
	int parked_signal;	/* of that stop */
	struct tracee *parked_next;
	struct place place;
};

/* Tasks by tid: open addressing, a power of two of slots, at most half of them used. */
struct table {
	struct tracee **slots;
	size_t size, count;
};

/* A wait status not handled yet. */
struct stop {
	pid_t tid;
	int status;
	int64_t wall_ns, mono_ns, stime_ns;
};

struct tick {
	timer_t timer;
	bool works;			/* else each stop is written at once */
	bool at_once;			/* so it is although there is a tick */
	bool runs;
	bool gathered;			/* the handler was told of something since it was last called idle */
};

struct tracer {
	const struct options *options;
	struct tracer_handler handler;
	struct table tasks;
	struct tracee *parked;		/* the tasks that are, seldom more than one or two */
	struct stop *queue;		/* what one round of waits gathered; handled in order */
	size_t queue_head, queue_count, queue_room;
	long look_after;		/* so many stops, all that is pending is asked for */
	struct stop now;		/* the stop being handled; events take their times from it */
	struct tick tick;
	struct placer placer;
	uint64_t seq;
	pid_t command;			/* 0: none */
	int gate[2];			/* a pipe: the command waits for a byte of it, or its end */
	int command_status;		/* wait status of the command, once it has ended */
	bool want_stime, want_siginfo;
	bool ending;			/* every stop leads to PTRACE_DETACH now */
	int end_signal;			/* the signal that asked for it */
	bool no_vm_read;		/* process_vm_readv is forbidden here */
	bool kernel_known;		/* it has been seen that the kernel has PTRACE_GET_SYSCALL_INFO */
};

/* ---- table.c ---- */
struct tracee *table_find(const struct table *, pid_t tid);
void table_add(struct table *, struct tracee *);
void table_remove(struct table *, struct tracee *);
/*
 * The first task in a slot at or after *slot, which becomes the one to go on from; NULL: no more. Not while
 * others change it.
 */
struct tracee *table_next(const struct table *, size_t *slot);

/* ---- tasks.c: being born, being told of, being gone ---- */
struct tracee *tracee_new(struct tracer *, pid_t tid);
void tracee_drop(struct tracer *, struct tracee *);		/* tells the handler, forgets, frees */
void tracee_park(struct tracer *, struct tracee *, int sig);
void tracee_unpark(struct tracer *, struct tracee *);	/* only takes it off the list */
struct event event_of(struct tracer *, struct tracee *, enum event_kind);
bool tell(struct tracer *, struct event *);
void tell_other(struct tracer *, struct tracee *, enum event_kind, pid_t other);

/* ---- births.c ---- */
void newborn(struct tracer *, const struct stop *);	/* a stop of a task not in the table */
void fork_stop(struct tracer *, struct tracee *parent, bool thread);	/* the event that tells of a child */
void release_orphans(struct tracer *);		/* a task died: it may have been a parked one's parent */
void tell_of_parked(struct tracer *, struct tracee *);	/* before its end is told of */

/* ---- stops.c ---- */
void handle_stop(struct tracer *, const struct stop *);
void event_stop(struct tracer *, struct tracee *, int sig);	/* tells of it, goes on */

/* ---- wait.c ---- */
/* False: a signal to strobe came, or there is nothing left to wait for. */
bool next_stop(struct tracer *, struct stop *);
void stamp(struct stop *);			/* the times of now */

/* ---- tick.c: when what was gathered is written ---- */
void tick_setup(struct tick *, bool at_once);
void tick_check(struct tracer *);		/* before each wait */
void tick_stop(struct tick *);

/* ---- launch.c ---- */
void launch_prepare(struct tracer *);	/* forks the command, which waits */
void launch_start(struct tracer *);	/* attaches to it and lets it on */

/* ---- attach.c ---- */
unsigned long trace_options(const struct options *);
void attach_all(struct tracer *);	/* -p */
void attach_error(pid_t pid, int err);	/* says why PTRACE_SEIZE failed */

/* ---- detach.c ---- */
void detach_begin(struct tracer *, int sig);
void detach_stopped(struct tracer *, struct tracee *, int sig);	/* detaches a task that is in a ptrace-stop */
void detach_abandon(struct tracer *);	/* leaves the rest to the kernel, at the tracer's exit */

/* ---- interrupt.c: the signals that ask the tracer to end ---- */
void interrupt_setup(const struct options *);
int interrupt_asked(void);		/* the signal that asks to end, or 0 */
bool interrupt_impatient(void);		/* asked again, or long ago */
void interrupt_stop(void);		/* the loop has ended: no more ticks */

/* ---- memory.c ---- */
size_t tracee_read(void *ctx, uint64_t address, void *buffer, size_t size);
void tracee_write(struct tracee *, uint64_t address, const void *bytes, size_t size);

#endif
