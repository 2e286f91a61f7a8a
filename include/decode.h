/*
 * decode.h: from an event, a description and memory to values on the task's tape.
 */
#ifndef STROBE_DECODE_H
#define STROBE_DECODE_H

#include "event.h"

struct decode_options {
	uint32_t string_limit;	/* -s */
	bool fetch_more;	/* a byte more than the limit is asked for, to know whether a string went on */
};

/* The call's name, argument count and classes, and for multiplexers the sub-call: call->desc, name, nargs, classes. To be
   called at entry before select judges the call; reads memory only for multiplexers. */
void decode_identify(struct task *);

/* Decodes the entry half of task->call onto task->tape. */
void decode_enter(struct task *, const struct decode_options *);

/* Decodes the rest, with the result and its remarks. Without a decode_enter before it: everything. */
void decode_exit(struct task *, const struct decode_options *);

/* Decodes a siginfo (64-bit layout, as PTRACE_GETSIGINFO gives it) as `{si_signo=…}` onto tape. */
void decode_siginfo(struct tape *tape, const siginfo_t *info, const struct decode_options *);

/* Frees what decode keeps for the task. */
void decode_forget(struct task *);

#endif
