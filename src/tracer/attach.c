/*
 * Attaching to running processes, and what forbids it.
 */
#include "message.h"
#include "tracer_internal.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long number_in_file(const char *path, const char *key)
{
	char line[256];
	long n = -1;
	FILE *f = fopen(path, "re");
	while (f && n < 0 && fgets(line, sizeof line, f))
		if (!strncmp(line, key, strlen(key)))
			n = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return n;
}

/* Why the kernel said EPERM to PTRACE_SEIZE: ptrace(2), "Ptrace access mode checking". */
static void say_why(pid_t tid, int err)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/status", tid);
	long tracer = number_in_file(path, "TracerPid:"), uid = number_in_file(path, "Uid:");
	long scope = number_in_file("/proc/sys/kernel/yama/ptrace_scope", "");
	if (err != EPERM) {
		errno = err;
		message_errno("attach: ptrace(PTRACE_SEIZE, %d)", tid);
	} else if (tracer > 0) {
		message("attach: ptrace(PTRACE_SEIZE, %d): %s (process %ld traces it already; one tracer at a time)", tid,
			strerror(err), tracer);
	} else if (scope > 0 && geteuid()) {
		message("attach: ptrace(PTRACE_SEIZE, %d): %s (kernel.yama.ptrace_scope is %ld: only %s; see ptrace(2))", tid, strerror(err),
			scope, scope == 1 ? "its own descendants, or root, may attach" : scope == 2 ? "root may attach" : "nobody may attach");
	} else if (geteuid()) {
		message("attach: ptrace(PTRACE_SEIZE, %d): %s (it belongs to user %ld: that needs CAP_SYS_PTRACE, try as root)", tid,
			strerror(err), uid);
	} else {
		message("attach: ptrace(PTRACE_SEIZE, %d): %s", tid, strerror(err));
	}
}

static bool attach_task(struct tracer *tr, pid_t tid, pid_t tgid, bool say)
{
	if (tasks_find(tr, tid))
		return true;
	if (ptrace(PTRACE_SEIZE, tid, 0, tr->ptrace_options)) {
		if (say)
			say_why(tid, errno);
		return false;
	}
	struct tracee *t = tasks_add(tr, tid);
	t->task.tgid = tgid;
	t->announced = true;
	ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	emit(tr, t, &(struct event){ .kind = EVENT_NEW_TASK });
	return true;
}

/* Threads may be born while the list is read: look again until none is new. */
static void attach_threads(struct tracer *tr, pid_t pid)
{
	char path[64];
	bool fresh = true;
	snprintf(path, sizeof path, "/proc/%d/task", pid);
	while (fresh) {
		DIR *dir = opendir(path);
		struct dirent *entry;
		fresh = false;
		while (dir && (entry = readdir(dir))) {
			pid_t tid = atoi(entry->d_name);
			if (tid > 0 && !tasks_find(tr, tid))
				fresh |= attach_task(tr, tid, pid, false);
		}
		if (dir)
			closedir(dir);
	}
}

void attach_all(struct tracer *tr)
{
	const struct options *o = tr->options;
	for (size_t i = 0; i < o->attach_count; i++) {
		if (!attach_task(tr, o->attach[i], o->attach[i], true))
			tr->failed = true;
		else if (o->follow_forks)
			attach_threads(tr, o->attach[i]);
	}
}
