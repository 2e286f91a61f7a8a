/*
 * guardian.h: a small process that outlives the tracer, however that ends, and gives the tasks bound by it
 * their masks back. It is no child of the tracer's, sleeps in a read until the tracer is gone, and exits.
 */
#ifndef STROBE_GUARDIAN_H
#define STROBE_GUARDIAN_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct guard_slot;

struct guardian {
	struct guard_slot *slots;	/* shared with it; NULL: not started, or it could not be */
	size_t used;			/* slots from here on were never in use */
	int free;			/* the first of a list of free ones, -1: none */
	cpu_set_t own;			/* the mask that it is to run with */
	int pipe;			/* closed by the tracer's end */
	bool failed;
};

/*
 * Before a task is bound to the CPU `home`: it is to have `mask` again. Starts the guardian if it is the first.
 * Returns the task's slot, or -1: it must not be bound. *start is 0 at a task's first time.
 */
int guardian_add(struct guardian *, pid_t tid, uint64_t *start, const cpu_set_t *mask, int home);
/* Before it is bound to another CPU. */
void guardian_move(struct guardian *, int slot, int home);
/* After it got its mask back, or died. */
void guardian_remove(struct guardian *, int slot);
/* All have theirs: it exits. */
void guardian_end(struct guardian *);

#endif
