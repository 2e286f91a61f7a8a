/*
 * Starting the command. The child waits in read() on a pipe until it has been attached to, rather than stop
 * itself: should the tracer die before that, the pipe closes and the child exits, where a stopped one would
 * stay for ever. It exits and does not run the command, because that was to run traced. All that it does
 * before its execve is kept from the handler.
 */
#include "tracee.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

_Noreturn static void child_fails(const char *what)
{
	message_errno("%s", what);
	_exit(1);
}

static void change_user(const struct options *o)
{
	if (!o->has_user)
		return;
	/* With a name, the groups that it has; with bare numbers, none but the one given. */
	if (o->user ? initgroups(o->user, o->gid) : setgroups(0, NULL))
		child_fails(o->user ? "initgroups" : "setgroups");
	if (setregid(o->gid, o->gid))
		child_fails("setregid");
	if (setreuid(o->uid, o->uid))
		child_fails("setreuid");
}

/* A copy even where a change changes nothing: whoever gives -E sees envp on the heap, as with strace. */
static char **changed_environment(const struct options *o)
{
	size_t count = 0;
	while (environ[count])
		count++;
	char **copy = calloc(count + 1, sizeof *copy);
	if (!copy)
		child_fails("environment");
	memcpy(copy, environ, count * sizeof *copy);
	environ = copy;
	for (size_t i = 0; i < o->env_change_count; i++)
		putenv(o->env_changes[i]);	/* without `=` it unsets */
	return environ;
}

_Noreturn static void run_child(const struct options *o, int wait_fd)
{
	char **envp = environ, go;
	if (read(wait_fd, &go, 1) != 1)
		_exit(1);
	change_user(o);
	if (o->env_change_count)
		envp = changed_environment(o);
	if (o->argv0)
		o->command[0] = (char *)o->argv0;
	execve(o->command_path, o->command, envp);
	child_fails("exec");
}

/*
 * Before any signal is handled or ignored, so that the command inherits dispositions and mask as strobe got
 * them.
 */
void launch_prepare(struct tracer *tracer)
{
	if (pipe2(tracer->gate, O_CLOEXEC))
		fatal_errno("pipe2");
	tracer->command = fork();
	if (tracer->command < 0)
		fatal_errno("fork");
	if (!tracer->command) {
		close(tracer->gate[1]);
		run_child(tracer->options, tracer->gate[0]);
	}
}

void launch_start(struct tracer *tracer)
{
	pid_t pid = tracer->command;
	char byte = 0;
	if (ptrace(PTRACE_SEIZE, pid, 0, trace_options(tracer->options))) {
		attach_error(pid, errno);
		exit(1);
	}
	struct tracee *t = tracee_new(tracer, pid);
	t->task.tgid = pid;
	t->hidden = true;
	tell_other(tracer, t, EVENT_NEW_TASK, 0);
	ptrace(PTRACE_INTERRUPT, pid, 0, 0);
	if (write(tracer->gate[1], &byte, 1) != 1)
		fatal_errno("write");
	close(tracer->gate[0]);		/* not before the write: a child killed meanwhile makes no SIGPIPE */
	close(tracer->gate[1]);
}
