/*
 * The floor for any ptrace tracer: a loop that waits, asks for the call, reads 32 bytes, resumes, and prints nothing.
 *
 *   bare apart CMD...       the kernel places both, as tracers are used to
 *   bare together CMD...    tasks whose runs between two stops are short share its CPU
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TASKS = 1 << 16 };

static struct task {
	int seen, here;
	long resumed;
	double run;
} tasks[TASKS];

static int together;
static cpu_set_t anywhere, home;

static long now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void place(pid_t pid, struct task *t)
{
	int want = t->run < (t->here ? 300e3 : 150e3);
	if (want != t->here)
		sched_setaffinity(pid, sizeof home, want ? &home : &anywhere);
	t->here = want;
}

static void syscall_stop(pid_t pid, struct task *t)
{
	struct __ptrace_syscall_info info;
	char text[32];
	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		t->resumed = now_ns();
	} else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		struct iovec local = { text, sizeof text }, remote = { (void *) info.entry.args[1], sizeof text };
		process_vm_readv(pid, &local, 1, &remote, 1, 0);
		if (together && t->resumed) {
			t->run = t->run * 0.75 + (now_ns() - t->resumed) * 0.25;
			place(pid, t);
		}
	}
}

static void stopped(pid_t pid, int status)
{
	struct task *t = &tasks[pid % TASKS];
	int sig = WSTOPSIG(status);
	if (!t->seen && together) {
		t->here = 1;
		sched_setaffinity(pid, sizeof home, &home);
	}
	t->seen = 1;
	if (sig == (SIGTRAP | 0x80)) {
		syscall_stop(pid, t);
		sig = 0;
	} else if (status >> 16 || sig == SIGSTOP || sig == SIGCONT) {
		sig = 0;
	}
	ptrace(PTRACE_SYSCALL, pid, 0, sig);
}

static pid_t start(char **command)
{
	int status;
	pid_t pid = fork();
	if (!pid) {
		raise(SIGSTOP);
		execvp(*command, command);
		_exit(127);
	}
	waitpid(pid, &status, WUNTRACED);
	sched_getaffinity(0, sizeof anywhere, &anywhere);
	CPU_ZERO(&home);
	CPU_SET(sched_getcpu(), &home);
	if (together)
		sched_setaffinity(0, sizeof home, &home);
	ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE |
	       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK);
	kill(pid, SIGCONT);
	return pid;
}

int main(int argc, char **argv)
{
	int status, result = 0;
	if (argc < 3)
		return 2;
	together = !strcmp(argv[1], "together");
	pid_t command = start(argv + 2);
	for (pid_t pid; (pid = wait4(-1, &status, __WALL, NULL)) > 0;) {
		if (WIFSTOPPED(status)) {
			stopped(pid, status);
			continue;
		}
		memset(&tasks[pid % TASKS], 0, sizeof *tasks);
		if (pid == command)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	}
	return result;
}
