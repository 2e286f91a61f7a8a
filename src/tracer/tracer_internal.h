/*
 * tracer_internal.h: the ptrace machine's own view, shared by the files of this room.
 */
#ifndef STROBE_TRACER_INTERNAL_H
#define STROBE_TRACER_INTERNAL_H

#include "tracer.h"
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>

struct tracee {
	struct task task;	/* first, so that a task is its tracee */
	bool born;		/* its first stop was seen */
	bool announced;		/* EVENT_NEW_TASK was sent, or it is the command itself */
	bool stopped;		/* in a ptrace-stop now: requests may be made */
	bool in_call;		/* between syscall-enter-stop and syscall-exit-stop */
	bool hidden;		/* strobe's own child before its exec: nothing of it is shown */
	bool interrupted;	/* PTRACE_INTERRUPT was sent, to detach it */
	pid_t parent;
};

struct tracer {
	const struct options *options;
	const struct tracer_handler *handler;
	struct tracee **slots;	/* open addressing by tid; NULL free, &tombstone deleted */
	size_t slot_count, used, live;
	uint64_t seq;
	pid_t command;		/* the started command, 0 with -p alone */
	int command_status;	/* its wait status */
	bool command_ended;
	bool exec_seen;		/* the command has run its execve */
	bool detaching;
	bool failed;		/* an attach failed: exit status 1 */
	unsigned long ptrace_options;
	int go;			/* write end of the pipe that lets the command's child exec */
};

/* tasks.c: tracees by tid, O(1) whatever their number */
struct tracee *tasks_find(const struct tracer *, pid_t tid);
struct tracee *tasks_add(struct tracer *, pid_t tid);
void tasks_remove(struct tracer *, struct tracee *);	/* tells the handler, frees it */
void tasks_rekey(struct tracer *, struct tracee *, pid_t tid);
void tasks_each(struct tracer *, void (*visit)(struct tracer *, struct tracee *));
void tasks_free(struct tracer *);

/* memory.c */
void memory_reader(struct task *);

/* start.c, attach.c */
void start_command(struct tracer *);
void attach_all(struct tracer *);

/* signals.c: the signals that ask strobe to end */
void signals_setup(struct tracer *);
void signals_restore_for_child(void);
int signals_pending(void);	/* the signal that came, 0 */

/* loop.c */
bool emit(struct tracer *, struct tracee *, struct event *);

#endif
