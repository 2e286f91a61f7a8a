/*
 * Starting the command. The child waits in read(2) on a pipe until it is traced: should strobe die before, the pipe's end
 * wakes it and it exits; there is no moment at which it is stopped and nobody could resume it. What it does before its
 * execve is hidden.
 */
#include "message.h"
#include "tracer_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void change_environment(const struct options *o)
{
	for (size_t i = 0; i < o->env_change_count; i++) {
		char *change = o->env_changes[i];
		if (strchr(change, '='))
			putenv(change);
		else
			unsetenv(change);
	}
}

static void change_user(const struct options *o)
{
	if (!o->has_user)
		return;
	if (o->user ? initgroups(o->user, o->gid) : setgroups(0, NULL))
		fatal_errno("set the groups of user %u", o->uid);
	if (setregid(o->gid, o->gid))
		fatal_errno("setregid(%u)", o->gid);
	if (setreuid(o->uid, o->uid))
		fatal_errno("setreuid(%u)", o->uid);
}

static _Noreturn void child(const struct options *o, int go)
{
	char byte;
	signals_restore_for_child();
	change_environment(o);
	change_user(o);
	while (read(go, &byte, 1) < 0 && errno == EINTR)
		;
	/* Closed on exec; a pipe that ended without the byte means that strobe is gone. */
	if (byte != 'g')
		_exit(1);
	if (o->argv0)
		o->command[0] = (char *) o->argv0;
	execv(o->command_path, o->command);
	fatal_errno("exec");
}

void start_command(struct tracer *tr)
{
	const struct options *o = tr->options;
	int pipe_fds[2], status;
	if (pipe2(pipe_fds, O_CLOEXEC))
		fatal_errno("pipe2");
	pid_t pid = fork();
	if (pid < 0)
		fatal_errno("fork");
	if (!pid) {
		close(pipe_fds[1]);
		child(o, pipe_fds[0]);
	}
	close(pipe_fds[0]);
	if (ptrace(PTRACE_SEIZE, pid, 0, tr->ptrace_options) || ptrace(PTRACE_INTERRUPT, pid, 0, 0)) {
		int err = errno;
		close(pipe_fds[1]);
		waitpid(pid, &status, 0);
		errno = err;
		fatal_errno("attach: ptrace(PTRACE_SEIZE, %d)", pid);
	}
	tr->command = pid;
	struct tracee *t = tasks_add(tr, pid);
	t->task.tgid = pid;
	t->hidden = t->announced = true;
	/* Its first stop comes before it can look at the byte, or while it waits for it. */
	if (write(pipe_fds[1], "g", 1) != 1)
		fatal_errno("start the command");
	close(pipe_fds[1]);
}
