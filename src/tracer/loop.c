/*
 * The ptrace loop: waits for a stop, says what it means, lets the task go on.
 */
#include "arch.h"
#include "message.h"
#include "tracer_internal.h"
#include <errno.h>
#include <linux/ptrace.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ns(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

bool emit(struct tracer *tr, struct tracee *t, struct event *e)
{
	e->task = &t->task;
	e->seq = ++tr->seq;
	if (!e->mono_ns) {
		e->mono_ns = clock_ns(CLOCK_MONOTONIC);
		e->wall_ns = clock_ns(CLOCK_REALTIME);
	}
	return tr->handler->event(tr->handler->ctx, e);
}

/* ESRCH means that the task was killed meanwhile: its death is reported by a wait to come. */
static void resume(struct tracer *tr, struct tracee *t, int signal)
{
	(void) tr;
	t->stopped = false;
	ptrace(PTRACE_SYSCALL, t->task.tid, 0, signal);
}

static void listen_stopped(struct tracee *t)
{
	t->stopped = false;
	ptrace(PTRACE_LISTEN, t->task.tid, 0, 0);
}

/* ---- system calls ---- */

static void note_abi(struct tracer *tr, struct tracee *t, enum abi abi)
{
	if (t->task.abi == abi)
		return;
	t->task.abi = abi;
	emit(tr, t, &(struct event){ .kind = EVENT_ABI });
}

static bool is_execve(enum abi abi, uint64_t nr)
{
	const struct desc_sysent *row = desc_sysent(abi, nr);
	return row && !strcmp(desc_str(row->name), "execve");
}

static void call_entered(struct tracer *tr, struct tracee *t, const struct ptrace_syscall_info *si, struct event *e, int64_t stime)
{
	struct call *call = &t->task.call;
	int abi = arch_abi(si->arch);
	t->in_call = true;
	*call = (struct call){ .abi = abi < 0 ? ABI_X86_64 : abi, .nr = si->entry.nr, .ip = si->instruction_pointer,
			       .sp = si->stack_pointer, .enter_mono_ns = e->mono_ns, .enter_wall_ns = e->wall_ns, .enter_stime_ns = stime };
	for (int i = 0; i < 6; i++)
		call->args[i] = abi == ABI_I386 ? (uint32_t) si->entry.args[i] : si->entry.args[i];
	if (t->hidden) {
		if (!is_execve(call->abi, call->nr))
			return;
		t->task.abi = call->abi;	/* strobe's own ABI is not news */
	}
	note_abi(tr, t, call->abi);
	e->kind = EVENT_CALL_ENTER;
	emit(tr, t, e);
}

static void call_left(struct tracer *tr, struct tracee *t, const struct ptrace_syscall_info *si, struct event *e, int64_t stime)
{
	struct call *call = &t->task.call;
	if (!t->in_call)	/* attached within it: its entry was not seen */
		return;
	t->in_call = false;
	call->in_exit = true;
	call->ret = si->exit.rval;
	call->err = si->exit.is_error ? -si->exit.rval : 0;
	call->exit_mono_ns = e->mono_ns;
	call->exit_wall_ns = e->wall_ns;
	call->exit_stime_ns = stime;
	if (t->hidden && !is_execve(call->abi, call->nr))
		return;
	if (t->hidden && !call->err)
		t->hidden = false;
	e->kind = EVENT_CALL_EXIT;
	emit(tr, t, e);
}

static void syscall_stop(struct tracer *tr, struct tracee *t, int64_t stime)
{
	struct ptrace_syscall_info si;
	struct event e = { .mono_ns = clock_ns(CLOCK_MONOTONIC), .wall_ns = clock_ns(CLOCK_REALTIME) };
	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->task.tid, sizeof si, &si) < 0)
		return;
	if (si.op == PTRACE_SYSCALL_INFO_ENTRY)
		call_entered(tr, t, &si, &e, stime);
	else if (si.op == PTRACE_SYSCALL_INFO_EXIT)
		call_left(tr, t, &si, &e, stime);
}

/* ---- new tasks, exec, the end of tasks ---- */

static void announce(struct tracer *tr, struct tracee *t, pid_t parent)
{
	if (t->announced)
		return;
	t->announced = true;
	t->parent = parent;
	emit(tr, t, &(struct event){ .kind = EVENT_NEW_TASK, .other = parent });
}

static void new_task(struct tracer *tr, struct tracee *parent)
{
	unsigned long tid;
	if (ptrace(PTRACE_GETEVENTMSG, parent->task.tid, 0, &tid))
		return;
	struct tracee *t = tasks_find(tr, tid);
	if (!t)
		t = tasks_add(tr, tid);
	t->task.abi = parent->task.abi;
	announce(tr, t, parent->task.tid);
}

/* The task that called execve goes on under its leader's number: execve(2), ptrace(2). */
static void exec_stop(struct tracer *tr, struct tracee *t)
{
	unsigned long old = 0;
	pid_t tid = t->task.tid;
	if (!ptrace(PTRACE_GETEVENTMSG, tid, 0, &old) && old && (pid_t) old != tid) {
		struct tracee *caller = tasks_find(tr, old);
		if (caller) {
			emit(tr, t, &(struct event){ .kind = EVENT_SUPERSEDED, .other = old });
			tasks_remove(tr, t);
			tasks_rekey(tr, caller, tid);
			t = caller;
		}
	}
	t->stopped = true;
	emit(tr, t, &(struct event){ .kind = EVENT_EXEC, .other = old });
	if (tid == tr->command)
		tr->exec_seen = true;
	resume(tr, t, 0);
}

static void task_ended(struct tracer *tr, struct tracee *t, int status)
{
	struct event e = { 0 };
	if (t->task.tid == tr->command) {
		tr->command_ended = true;
		tr->command_status = status;
	}
	if (WIFEXITED(status)) {
		e.kind = EVENT_EXIT;
		e.status = WEXITSTATUS(status);
	} else {
		e.kind = EVENT_KILLED;
		e.killed.number = WTERMSIG(status);
		e.killed.core_dumped = WCOREDUMP(status);
	}
	t->task.call.unknown_exit = t->in_call;
	emit(tr, t, &e);
	tasks_remove(tr, t);
}

/* ---- signals ---- */

static bool stops_group(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void signal_stop(struct tracer *tr, struct tracee *t, int signal)
{
	struct event e = { .kind = EVENT_SIGNAL, .signal.number = signal };
	e.signal.has_info = !ptrace(PTRACE_GETSIGINFO, t->task.tid, 0, &e.signal.info);
	if (!t->hidden)
		emit(tr, t, &e);
	resume(tr, t, signal);
}

static void event_stop(struct tracer *tr, struct tracee *t, int signal)
{
	if (!stops_group(signal)) {
		resume(tr, t, 0);
		return;
	}
	emit(tr, t, &(struct event){ .kind = EVENT_GROUP_STOP, .signal.number = signal });
	listen_stopped(t);
}

/* ---- letting go ---- */

static void let_go(struct tracer *tr, struct tracee *t, int signal)
{
	ptrace(PTRACE_DETACH, t->task.tid, 0, signal);
	t->task.call.unknown_exit = t->in_call;
	emit(tr, t, &(struct event){ .kind = EVENT_DETACHED });
	tasks_remove(tr, t);
}

static void interrupt_task(struct tracer *tr, struct tracee *t)
{
	(void) tr;
	if (!t->interrupted)
		ptrace(PTRACE_INTERRUPT, t->task.tid, 0, 0);
	t->interrupted = true;
}

static void detach_at_stop(struct tracer *tr, struct tracee *t, int status)
{
	int signal = WSTOPSIG(status), event = status >> 16;
	bool delivery = !event && signal != (SIGTRAP | 0x80);
	let_go(tr, t, delivery ? signal : 0);
}

/* ---- the loop ---- */

static void task_stopped(struct tracer *tr, struct tracee *t, int status, const struct rusage *ru)
{
	int signal = WSTOPSIG(status), event = status >> 16;
	t->stopped = true;
	if (!t->born) {
		t->born = true;
		if (event == PTRACE_EVENT_STOP && !stops_group(signal)) {
			resume(tr, t, 0);
			return;
		}
	}
	switch (event) {
	case 0:
		if (signal == (SIGTRAP | 0x80)) {
			syscall_stop(tr, t, ru->ru_stime.tv_sec * 1000000000ll + ru->ru_stime.tv_usec * 1000ll);
			resume(tr, t, 0);
		} else {
			signal_stop(tr, t, signal);
		}
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		new_task(tr, t);
		resume(tr, t, 0);
		break;
	case PTRACE_EVENT_EXEC:
		if (tr->options->detach_on_execve && t->task.tid != tr->command)
			let_go(tr, t, 0);
		else
			exec_stop(tr, t);
		break;
	case PTRACE_EVENT_STOP: event_stop(tr, t, signal); break;
	default: resume(tr, t, 0);
	}
}

static void dispatch(struct tracer *tr, pid_t pid, int status, const struct rusage *ru)
{
	struct tracee *t = tasks_find(tr, pid);
	if (!t) {
		if (!WIFSTOPPED(status))
			return;
		t = tasks_add(tr, pid);	/* a child whose first stop came before its parent's event */
	}
	if (!WIFSTOPPED(status))
		task_ended(tr, t, status);
	else if (tr->detaching)
		detach_at_stop(tr, t, status);
	else
		task_stopped(tr, t, status, ru);
}

static void begin_detach(struct tracer *tr)
{
	if (tr->detaching)
		return;
	tr->detaching = true;
	tasks_each(tr, interrupt_task);
}

void tracer_run(struct tracer *tr)
{
	while (tr->live) {
		struct rusage ru;
		int status;
		if (signals_pending())
			begin_detach(tr);
		pid_t pid = wait4(-1, &status, __WALL | WNOHANG, &ru);
		if (!pid) {
			tr->handler->idle(tr->handler->ctx);
			pid = wait4(-1, &status, __WALL, &ru);
		}
		if (pid > 0)
			dispatch(tr, pid, status, &ru);
		else if (errno == ECHILD)
			break;
	}
}

struct tracer *tracer_start(const struct options *options, const struct tracer_handler *handler)
{
	struct tracer *tr = calloc(1, sizeof *tr);
	if (!tr)
		fatal("out of memory");
	tr->options = options;
	tr->handler = handler;
	tr->ptrace_options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
	if (options->follow_forks)
		tr->ptrace_options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
	if (options->kill_on_exit)
		tr->ptrace_options |= PTRACE_O_EXITKILL;
	signals_setup(tr);
	attach_all(tr);
	if (options->command)
		start_command(tr);
	return tr;
}

int tracer_end(struct tracer *tr, int *death_signal)
{
	int status = tr->failed && !tr->command ? 1 : 0;
	*death_signal = 0;
	if (tr->command_ended) {
		if (WIFEXITED(tr->command_status))
			status = WEXITSTATUS(tr->command_status);
		else
			*death_signal = WTERMSIG(tr->command_status);
	}
	tasks_free(tr);
	free(tr);
	return status;
}
