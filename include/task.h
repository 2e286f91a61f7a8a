/*
 * task.h: a traced task (thread) and the system call it is in, as all rooms see them. Each struct belongs to one
 * tracer loop; the tracer creates and frees it, decode fills the tape, sinks keep their own pointer in it.
 */
#ifndef STROBE_TASK_H
#define STROBE_TASK_H

#include "abi.h"
#include "desc.h"
#include "mem.h"
#include "value.h"
#include <sys/types.h>

/* One system call from its entry to its exit. */
struct call {
	enum abi abi;
	uint64_t nr;			/* number in the ABI's table; may be in no table */
	const struct desc_sysent *sysent; /* NULL for such a number */
	uint64_t args[6];		/* registers, zero-extended for 32-bit ABIs */
	uint64_t ip, sp;		/* instruction and stack pointer at the stop */
	int64_t ret;			/* result as the kernel left it; sign-extended */
	int err;			/* errno, positive, or 0; 512 and more: ERESTART… */
	bool in_exit;			/* the exit half is known */
	bool unknown_exit;		/* the task died in it, or it was attached to within it: no (true) entry or result */

	/* set by select before decode */
	bool shown;			/* passes the filters known at entry */
	bool brief, decode_pointers, raw; /* -e abbrev=, verbose=, raw= for this call */

	/* set by decode */
	const struct desc_call *desc;	/* description in use: the sub-call's, for multiplexers; NULL: none */
	uint32_t name;			/* string: the name shown; 0 for a number without a name */
	uint8_t nargs;
	uint64_t classes;
	uint32_t subcall;		/* desc_subcalls index, 0: none */
	uint32_t result;		/* desc_results index in force (a case may bring its own) */
	uint64_t sub_args[6];		/* arguments after `from` and `multiplex` */

	int64_t enter_mono_ns, exit_mono_ns, enter_wall_ns, exit_wall_ns;
	int64_t enter_stime_ns, exit_stime_ns;	/* system CPU time of the task, when options ask for it (-c) */
};

struct task {
	pid_t tid;
	pid_t tgid;		/* 0 until known */
	enum abi abi;		/* of its last call */
	struct call call;
	struct tape tape;
	struct mem mem;
	struct decode_state *decode;	/* owned by decode, freed by decode_forget */
	void *sink_state[8];	/* one slot a sink (sink->slot), owned by it: freed on task_gone */
	struct tracee *tracee;	/* owned by the tracer: state of the ptrace machine */
};

#endif
