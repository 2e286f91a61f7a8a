/*
 * The guardian, see guardian.h. What it knows is in shared memory: for each bound task its number, its start
 * time (numbers are used again), the CPU and the mask. A slot is complete before its state says so, and the
 * state before the task is bound; a task whose mask is not that CPU alone was not bound yet, or has its mask
 * back, or was given another by somebody else, and is left as it is.
 */
#include "guardian.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 1 << 16, NEVER_USED = 0, FREE, GUARDED };

struct guard_slot {
	_Atomic int state;
	pid_t tid;
	int home, former;	/* while it moves it may be on either */
	int next;		/* of the free ones */
	uint64_t start;
	cpu_set_t mask;
};

/* Field 22 of /proc/TID/stat; the name, field 2, may hold anything. 0: there is no such task. */
static uint64_t start_time(pid_t tid)
{
	char path[64], text[1024], *p;
	snprintf(path, sizeof path, "/proc/%d/task/%d/stat", tid, tid);	/* not the sum over all threads */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	p = strrchr(text, ')');
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	return p ? strtoull(p, NULL, 10) : 0;
}

static void give_back(const struct guard_slot *slot)
{
	cpu_set_t now;
	if (slot->start != start_time(slot->tid) || sched_getaffinity(slot->tid, sizeof now, &now))
		return;
	if (CPU_COUNT(&now) == 1 && (CPU_ISSET(slot->home, &now) || CPU_ISSET(slot->former, &now)))
		sched_setaffinity(slot->tid, sizeof slot->mask, &slot->mask);
}

/* Whoever reads what strobe writes must not wait for this process. */
static void keep_only(int fd)
{
	dup2(fd, 0);
	if (syscall(SYS_close_range, 1u, ~0u, 0u))
		for (long other = sysconf(_SC_OPEN_MAX) > 65536 ? 65536 : sysconf(_SC_OPEN_MAX); --other > 0;)
			close(other);
}

_Noreturn static void watch(struct guard_slot *slots, int fd)
{
	char byte;
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();		/* the terminal's signals are for strobe */
	prctl(PR_SET_NAME, "strobe-guardian");
	keep_only(fd);
	if (chdir("/"))		/* it keeps no file system busy; if that fails, it does for a while */
		errno = 0;
	while (read(0, &byte, 1) < 0 && errno == EINTR)
		;
	for (int i = 0; i < SLOTS && slots[i].state != NEVER_USED; i++)
		if (slots[i].state == GUARDED)
			give_back(&slots[i]);
	_exit(0);
}

/* Not a child of strobe's, which waits for any of its children and for their end. */
static bool detached_fork(struct guardian *g, int ends[2])
{
	int status;
	pid_t between = fork();
	if (!between) {
		pid_t guardian = fork();
		if (guardian)
			_exit(guardian < 0);
		close(ends[1]);
		sched_setaffinity(0, sizeof g->own, &g->own);
		watch(g->slots, ends[0]);
	}
	if (between < 0)
		return false;
	while (waitpid(between, &status, __WALL) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static bool start(struct guardian *g)
{
	int ends[2];
	void *slots = mmap(NULL, SLOTS * sizeof *g->slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g->failed = slots == MAP_FAILED || pipe2(ends, O_CLOEXEC);
	if (g->failed)
		return false;
	g->slots = slots;
	g->pipe = ends[1];
	g->failed = !detached_fork(g, ends);
	close(ends[0]);
	return !g->failed;
}

int guardian_add(struct guardian *g, pid_t tid, uint64_t *started, const cpu_set_t *mask, int home)
{
	if (!*started)
		*started = start_time(tid);
	if (!*started || g->failed || (!g->slots && !start(g)))
		return -1;
	int i = g->free;
	if (i >= 0)
		g->free = g->slots[i].next;
	else if (g->used < SLOTS)
		i = g->used++;
	else
		return -1;
	struct guard_slot *slot = &g->slots[i];
	slot->tid = tid;
	slot->home = slot->former = home;
	slot->start = *started;
	slot->mask = *mask;
	atomic_store(&slot->state, GUARDED);
	return i;
}

void guardian_move(struct guardian *g, int i, int home)
{
	g->slots[i].former = g->slots[i].home;
	atomic_thread_fence(memory_order_seq_cst);
	g->slots[i].home = home;
}

void guardian_remove(struct guardian *g, int i)
{
	atomic_store(&g->slots[i].state, FREE);
	g->slots[i].next = g->free;
	g->free = i;
}

void guardian_end(struct guardian *g)
{
	if (!g->slots)
		return;
	close(g->pipe);
	munmap(g->slots, SLOTS * sizeof *g->slots);
	g->slots = NULL;
}
