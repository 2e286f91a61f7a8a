/*
 * What a stop is, what the handler is told of it, and how the task goes on. ptrace(2) says which status means
 * what. ESRCH may come from any request: SIGKILL takes a task out of its stop at any time. It is no error;
 * the task's end is reported by a later wait, and until then whatever was to be done with it is not done.
 */
#include "tracee.h"
#include "arch.h"
#include "message.h"
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SYSCALL_STOP = SIGTRAP | 0x80 };	/* PTRACE_O_TRACESYSGOOD */

static void go_on(struct tracee *t, int sig)
{
	ptrace(PTRACE_SYSCALL, t->task.tid, 0, sig);
}

/* Linux 5.3 and newer. Any ptrace-stop will do to find out. */
static void check_kernel(struct tracer *tracer, pid_t tid)
{
	struct __ptrace_syscall_info info;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) >= 0)
		tracer->kernel_known = true;
	else if (errno == EIO || errno == EINVAL)
		fatal("the kernel lacks PTRACE_GET_SYSCALL_INFO: Linux 5.3 or newer is needed");
}

/* ---- calls ---- */

static void change_abi(struct tracer *tracer, struct tracee *t, enum abi abi)
{
	struct event e = event_of(tracer, t, EVENT_ABI);
	t->task.abi = abi;
	tell(tracer, &e);
}

static void fill_call(struct tracee *t, const struct __ptrace_syscall_info *info, enum abi abi,
		      const struct stop *now)
{
	struct call *call = &t->task.call;
	*call = (struct call){
		.abi = abi, .nr = info->entry.nr, .ip = info->instruction_pointer, .sp = info->stack_pointer,
		.enter_mono_ns = now->mono_ns, .enter_wall_ns = now->wall_ns, .enter_stime_ns = now->stime_ns,
	};
	call->sysent = desc_sysent(abi, call->nr);
	/* `int $0x80` from 64-bit code leaves the upper halves, which the kernel does not look at. */
	for (int i = 0; i < 6; i++)
		call->args[i] = abi_info[abi].ptr == 4 ? (uint32_t)info->entry.args[i] : info->entry.args[i];
}

static void call_enter(struct tracer *tracer, struct tracee *t, const struct __ptrace_syscall_info *info)
{
	struct event e = event_of(tracer, t, EVENT_CALL_ENTER);
	int abi = arch_abi(info->arch);
	t->in_call = true;
	t->exit_wanted = false;
	if (abi < 0 || (t->hidden && info->entry.nr != SYS_execve))
		return;
	if ((enum abi)abi != t->task.abi)
		change_abi(tracer, t, abi);
	fill_call(t, info, abi, &tracer->now);
	t->exit_wanted = tell(tracer, &e);
}

static void call_exit(struct tracer *tracer, struct tracee *t, const struct __ptrace_syscall_info *info)
{
	struct event e = event_of(tracer, t, EVENT_CALL_EXIT);
	struct call *call = &t->task.call;
	call->ret = abi_info[call->abi].ptr == 4 ? (int32_t)info->exit.rval : info->exit.rval;
	call->err = info->exit.is_error ? -info->exit.rval : 0;
	call->ip = info->instruction_pointer;
	call->in_exit = true;
	call->exit_mono_ns = tracer->now.mono_ns;
	call->exit_wall_ns = tracer->now.wall_ns;
	call->exit_stime_ns = tracer->now.stime_ns;
	tell(tracer, &e);
}

static void syscall_stop(struct tracer *tracer, struct tracee *t)
{
	struct __ptrace_syscall_info info;
	bool asks = !t->in_call || t->exit_wanted || place_wants_result(t);
	if (!asks) {	/* an entry is always followed by its exit: no need to ask */
		t->in_call = false;
		t->task.call.in_exit = true;
		place_exit(tracer, t);
	} else if (ptrace(PTRACE_GET_SYSCALL_INFO, t->task.tid, sizeof info, &info) < 0) {
		return;
	} else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		call_enter(tracer, t, &info);
		place_enter(tracer, t, &info, arch_abi(info.arch));
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && t->in_call) {
		t->in_call = false;
		t->task.call.in_exit = true;
		if (place_wants_result(t))
			place_result(tracer, t, &info);
		if (t->exit_wanted)
			call_exit(tracer, t, &info);
		place_exit(tracer, t);
	}
	go_on(t, 0);
}

/* ---- signals ---- */

static void tell_signal(struct tracer *tracer, struct tracee *t, enum event_kind kind, int sig)
{
	struct event e = event_of(tracer, t, kind);
	if (t->hidden)
		return;
	e.signal.number = sig;
	if (kind == EVENT_SIGNAL && tracer->want_siginfo && small_set_has(&tracer->options->signals, sig))
		e.signal.has_info = !ptrace(PTRACE_GETSIGINFO, t->task.tid, 0, &e.signal.info);
	tell(tracer, &e);
}

/*
 * PTRACE_EVENT_STOP: a group-stop, by its signal; or the interrupt asked for, the end of a group-stop, a
 * birth.
 */
void event_stop(struct tracer *tracer, struct tracee *t, int sig)
{
	if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU) {
		tell_signal(tracer, t, EVENT_GROUP_STOP, sig);
		place_pause(tracer, t);
		ptrace(PTRACE_LISTEN, t->task.tid, 0, 0);
	} else {
		go_on(t, 0);
	}
}

/* ---- execve ---- */

/*
 * Whichever thread called it, the process's only thread is now the leader, under the leader's number; the
 * others' ends were reported before, but for the leader's, whose number goes on.
 */
static struct tracee *take_over(struct tracer *tracer, struct tracee *leader, pid_t tid, pid_t caller_tid)
{
	struct tracee *caller = table_find(&tracer->tasks, caller_tid);
	if (!caller)
		return leader;
	if (leader) {
		leader->task.call.unknown_exit = true;
		tell_other(tracer, leader, EVENT_SUPERSEDED, caller_tid);
		tracee_drop(tracer, leader);
	}
	place_gone(tracer, caller);
	table_remove(&tracer->tasks, caller);
	caller->task.tid = tid;
	table_add(&tracer->tasks, caller);
	return caller;
}

static void exec_stop(struct tracer *tracer, struct tracee *t, pid_t tid)
{
	unsigned long message;
	pid_t former = ptrace(PTRACE_GETEVENTMSG, tid, 0, &message) ? tid : (pid_t)message;
	bool first;
	if (former != tid)
		t = take_over(tracer, t, tid, former);
	if (!t)
		t = tracee_new(tracer, tid);
	first = t->hidden;
	t->hidden = false;
	t->task.tgid = tid;
	tell_other(tracer, t, EVENT_EXEC, former != tid ? former : 0);
	if (tracer->options->detach_on_execve && !first)
		detach_stopped(tracer, t, 0);
	else
		go_on(t, 0);
}

/* ---- ends ---- */

static void ended(struct tracer *tracer, struct tracee *t, int status)
{
	struct event e = event_of(tracer, t, WIFSIGNALED(status) ? EVENT_KILLED : EVENT_EXIT);
	tell_of_parked(tracer, t);
	if (t->task.tid == tracer->command)
		tracer->command_status = status;
	t->task.call.unknown_exit = !t->task.call.in_exit;
	if (WIFSIGNALED(status)) {
		e.killed.number = WTERMSIG(status);
		e.killed.core_dumped = WCOREDUMP(status);
	} else {
		e.status = WEXITSTATUS(status);
	}
	tell(tracer, &e);
	tracee_drop(tracer, t);
}

/* ---- all of them ---- */

static void stopped(struct tracer *tracer, struct tracee *t, const struct stop *stop)
{
	int sig = WSTOPSIG(stop->status), event = stop->status >> 16;
	if (!tracer->kernel_known)
		check_kernel(tracer, stop->tid);
	if (event == PTRACE_EVENT_EXEC)	/* first: it may rename the task */
		exec_stop(tracer, t, stop->tid);
	else if (!t)
		newborn(tracer, stop);
	else if (event == PTRACE_EVENT_STOP)
		event_stop(tracer, t, sig);
	else if (event) {
		if (event != PTRACE_EVENT_SECCOMP && event != PTRACE_EVENT_EXIT)
			fork_stop(tracer, t, event == PTRACE_EVENT_CLONE);
		go_on(t, 0);
	} else if (sig == SYSCALL_STOP)
		syscall_stop(tracer, t);
	else {
		tell_signal(tracer, t, EVENT_SIGNAL, sig);
		go_on(t, sig);
	}
}

/* Every stop does to be detached from; only a signal's delivery has something to pass on. */
static void stopped_at_end(struct tracer *tracer, struct tracee *t, const struct stop *stop)
{
	int sig = WSTOPSIG(stop->status), event = stop->status >> 16;
	unsigned long message;
	if (event == PTRACE_EVENT_EXEC && !ptrace(PTRACE_GETEVENTMSG, stop->tid, 0, &message) &&
	    (pid_t)message != stop->tid)
		t = take_over(tracer, t, stop->tid, message);
	if (t)
		detach_stopped(tracer, t, event || sig == SYSCALL_STOP ? 0 : sig);
	else
		newborn(tracer, stop);
}

void handle_stop(struct tracer *tracer, const struct stop *stop)
{
	struct tracee *t = table_find(&tracer->tasks, stop->tid);
	tracer->now = *stop;
	if (!WIFSTOPPED(stop->status)) {
		if (t)
			ended(tracer, t, stop->status);
		release_orphans(tracer);
	} else if (tracer->ending) {
		stopped_at_end(tracer, t, stop);
	} else {
		stopped(tracer, t, stop);
	}
}
