/*
 * place.h: placement on CPUs. A task whose runs between calls are short shares the tracer's CPU (place_rule.h
 * says which); from inside it cannot be told, and at the end, whatever ends the tracer, it has its mask back.
 */
#ifndef STROBE_PLACE_H
#define STROBE_PLACE_H

#include "abi.h"
#include "guardian.h"
#include "options.h"
#include "place_rule.h"

struct tracer;
struct tracee;
struct __ptrace_syscall_info;

/* Of a tracer. */
struct placer {
	enum colocate mode;
	bool settled;		/* the tracer itself is bound to `home` */
	int home;
	int bound;		/* tasks bound */
	cpu_set_t own;		/* the tracer's own mask */
	struct guardian guardian;
	struct tracee *running;	/* the bound ones that are in no call */
	int running_count;
	struct place_load load;	/* of the window that began at… */
	int64_t window_ns, counted_ns;
	double longest_ns;	/* the longest average in it */
	bool has_room;		/* by the last window */
	int surplus;		/* so many are still to go, with averages of… */
	double surplus_ns;
	bool looking;		/* the tracer runs where the kernel lets it, until the next tick */
	int pressed;		/* so many times in a row the shared CPU was wanted by others */
	int64_t waited_ns, asked_ns, ask_at_ns;	/* what the tracer had waited when that was asked, and when */
	uint8_t *kinds[ABI_COUNT];	/* enum place_call by number */
};

/* Of a tracee. */
struct place {
	cpu_set_t mask;		/* what it is to have, when bound */
	bool here;		/* bound */
	bool refused;		/* may not be bound: a real-time policy, or the kernel said no */
	bool lent;		/* let go for the call it is in */
	bool barred;		/* let go because the CPU was full */
	bool running;		/* on the list */
	struct tracee *next, *previous;
	int slot;		/* the guardian's */
	uint64_t start;		/* its start time, as the guardian has it */
	uint8_t call;		/* enum place_call of the call it is in */
	uint64_t args[3];	/* of that call */
	double average_ns;
	int64_t policy_ns;	/* when its policy was looked at */
	int64_t resumed_ns;	/* when it went on from its last call's exit; 0: unknown */
};

void place_setup(struct tracer *, const struct options *);
void place_new(struct tracee *);
void place_born(struct tracee *, const struct tracee *parent);	/* likely to do as its parent does */
/* At a syscall-enter-stop, before the task goes on; the call by its ABI, number and arguments. */
void place_enter(struct tracer *, struct tracee *, const struct __ptrace_syscall_info *, int abi);
/* At its exit-stop; is its result wanted, to be given to place_result before anybody reads what it wrote? */
bool place_wants_result(const struct tracee *);
void place_result(struct tracer *, struct tracee *, const struct __ptrace_syscall_info *);
void place_exit(struct tracer *, struct tracee *);	/* about to go on from it */
void place_pause(struct tracer *, struct tracee *);	/* it stops for another reason: its run is not measured */
void place_release(struct tracer *, struct tracee *);	/* has its mask again */
void place_gone(struct tracer *, struct tracee *);	/* it died, or its number changed */
/* Now and then, while there are events or bound tasks run. Returns whether it is to be called again. */
bool place_tick(struct tracer *);
void place_end(struct tracer *);

#endif
