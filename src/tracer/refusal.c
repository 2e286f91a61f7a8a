/*
 * Why the kernel refused PTRACE_SEIZE: the ways it says no with EPERM, looked up in /proc, so that the
 * message can say what to do about it.
 */
#include "tracee.h"
#include "message.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * proc(5): include/linux/sched.h's PF_KTHREAD in /proc/PID/stat's flags; CAP_SYS_PTRACE's bit in
 * capability.h.
 */
enum { KERNEL_THREAD = 0x200000, CAP_PTRACE_BIT = 19 };

static bool read_file(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t length = file ? fread(text, 1, size - 1, file) : 0;
	if (file)
		fclose(file);
	text[length] = 0;
	return length > 0;
}

static bool read_proc(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	return read_file(path, text, size);
}

/* A number after `Name:` in a status file, or -1. */
static long long status_field(const char *status, const char *name, int base)
{
	const char *at = strstr(status, name);
	return at ? strtoll(at + strlen(name), NULL, base) : -1;
}

static bool may_ptrace_all(void)
{
	char status[4096];
	return read_proc(getpid(), "status", status, sizeof status) &&
	       status_field(status, "\nCapEff:", 16) >> CAP_PTRACE_BIT & 1;
}

static bool is_kernel_thread(pid_t pid)
{
	char stat[1024], *after;
	unsigned flags;
	if (!read_proc(pid, "stat", stat, sizeof stat) || !(after = strrchr(stat, ')')))
		return false;
	return sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %u", &flags) == 1 && flags & KERNEL_THREAD;
}

static int yama_scope(void)
{
	char text[16];
	return read_file("/proc/sys/kernel/yama/ptrace_scope", text, sizeof text) ? atoi(text) : 0;
}

static void name_of(pid_t pid, char *name, size_t size)
{
	if (!read_proc(pid, "comm", name, size))
		snprintf(name, size, "?");
	name[strcspn(name, "\n")] = 0;
}

static void explain(pid_t pid, char *why, size_t size)
{
	char status[4096], name[64];
	long long tracer, uid;
	bool may = may_ptrace_all();
	int scope = yama_scope();
	*why = 0;
	if (!read_proc(pid, "status", status, sizeof status))
		return;
	tracer = status_field(status, "\nTracerPid:", 10);
	uid = status_field(status, "\nUid:", 10);
	if (tracer > 0) {
		name_of(tracer, name, sizeof name);
		snprintf(why, size, " (process %lld, %s, is tracing it already)", tracer, name);
	} else if (strstr(status, "\nState:\tZ")) {
		snprintf(why, size, " (it has exited and waits to be reaped by its parent)");
	} else if (is_kernel_thread(pid)) {
		snprintf(why, size, " (it is a kernel thread)");
	} else if (scope >= 3) {
		snprintf(why, size, " (kernel.yama.ptrace_scope is %d: none may be attached to)", scope);
	} else if (!may && uid != (long long)getuid()) {
		snprintf(why, size, " (it belongs to user %lld, and CAP_SYS_PTRACE is missing)", uid);
	} else if (!may && scope == 2) {
		snprintf(why, size, " (kernel.yama.ptrace_scope is 2: CAP_SYS_PTRACE is needed)");
	} else if (!may && scope == 1) {
		snprintf(why, size, " (kernel.yama.ptrace_scope is 1: only descendants may be attached to)");
	} else if (!may) {
		snprintf(why, size, " (CAP_SYS_PTRACE is missing)");
	}
}

void attach_error(pid_t pid, int err)
{
	char why[256] = "";
	if (err == EPERM)
		explain(pid, why, sizeof why);
	message("attach: ptrace(PTRACE_SEIZE, %d): %s%s", pid, strerror(err), why);
}
