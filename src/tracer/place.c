/*
 * Binding tasks to the tracer's CPU, and letting them go.
 *
 * A mask is changed while its task is stopped, when that costs no migration; but a task that computes without
 * a call stops nowhere, so one that has run for long is let go as it runs, by the tick. A new task inherits
 * its parent's mask: the true one stands during the calls that make tasks. The mask is read anew before each
 * binding and before it is given back, so what others set meanwhile stands.
 */
#include "tracee.h"
#include "place_calls.h"
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

static const int64_t WINDOW_NS = 20000000, LONG_RUN_NS = 5000000, POLICY_NS = 200000000;

void place_setup(struct tracer *tracer, const struct options *o)
{
	struct placer *p = &tracer->placer;
	p->mode = o->colocate;
	p->has_room = true;
	if (sched_getaffinity(0, sizeof p->own, &p->own))	/* more CPUs than a cpu_set_t has */
		p->mode = COLOCATE_NEVER;
	p->guardian.free = -1;
	p->guardian.own = p->own;
	if (p->mode != COLOCATE_NEVER)
		place_calls_find(p->kinds);
}

void place_new(struct tracee *t)
{
	t->place.slot = -1;
	t->place.average_ns = -1;
}

void place_born(struct tracee *t, const struct tracee *parent)
{
	t->place.average_ns = parent->place.average_ns;
}

/* ---- the shared CPU's load ---- */

static void count(struct placer *p, int64_t now)
{
	p->load.task_ns += p->running_count * (now - p->counted_ns);
	p->counted_ns = now;
}

static void run_begins(struct placer *p, struct tracee *t, int64_t now)
{
	if (t->place.running)
		return;
	count(p, now);
	t->place.running = true;
	t->place.previous = NULL;
	t->place.next = p->running;
	if (p->running)
		p->running->place.previous = t;
	p->running = t;
	p->running_count++;
}

static void run_ends(struct placer *p, struct tracee *t, int64_t now)
{
	if (!t->place.running)
		return;
	count(p, now);
	t->place.running = false;
	if (t->place.previous)
		t->place.previous->place.next = t->place.next;
	else
		p->running = t->place.next;
	if (t->place.next)
		t->place.next->place.previous = t->place.previous;
	p->running_count--;
}

static void window(struct placer *p, int64_t now)
{
	if (now - p->window_ns < WINDOW_NS)
		return;
	count(p, now);
	p->load.elapsed_ns = now - p->window_ns;
	p->surplus = place_crowded(&p->load) ? place_surplus(&p->load, p->bound) : 0;
	p->surplus_ns = p->longest_ns * 0.75;
	p->has_room = place_has_room(&p->load);
	p->load = (struct place_load){ 0 };
	p->longest_ns = 0;
	p->window_ns = now;
}

/* ---- the masks ---- */

static bool is_home(const struct placer *p, const cpu_set_t *mask)
{
	return CPU_COUNT(mask) == 1 && CPU_ISSET(p->home, mask);
}

static void set_home(const struct placer *p, pid_t tid, bool *done)
{
	cpu_set_t home;
	CPU_ZERO(&home);
	CPU_SET(p->home, &home);
	*done = !sched_setaffinity(tid, sizeof home, &home);
}

/* It could starve the tracer, or may not be bound at all (SCHED_DEADLINE). */
static bool is_realtime(pid_t tid)
{
	int policy = sched_getscheduler(tid);
	policy &= ~SCHED_RESET_ON_FORK;
	return policy != SCHED_OTHER && policy != SCHED_BATCH && policy != SCHED_IDLE;
}

/* The tracer itself is bound while tasks are. Where it runs now will do, or a CPU of the task's. */
static bool settle(struct placer *p, const cpu_set_t *mask)
{
	cpu_set_t both;
	if (p->settled)
		return CPU_ISSET(p->home, mask);
	CPU_AND(&both, &p->own, mask);
	p->home = sched_getcpu();
	if (p->home < 0 || p->home >= CPU_SETSIZE || !CPU_ISSET(p->home, &both))
		for (p->home = 0; p->home < CPU_SETSIZE && !CPU_ISSET(p->home, &both);)
			p->home++;
	if (p->home < CPU_SETSIZE)
		set_home(p, 0, &p->settled);
	return p->settled;
}

static void bind(struct tracer *tracer, struct tracee *t)
{
	struct placer *p = &tracer->placer;
	struct place *l = &t->place;
	pid_t tid = t->task.tid;
	if (l->refused || sched_getaffinity(tid, sizeof l->mask, &l->mask))
		return;
	if (CPU_COUNT(&l->mask) < 2 || is_realtime(tid)) {
		l->refused = true;
		return;
	}
	if (!settle(p, &l->mask))
		return;
	l->slot = guardian_add(&p->guardian, tid, &l->start, &l->mask, p->home);
	if (l->slot < 0) {
		l->refused = true;
		return;
	}
	set_home(p, tid, &l->here);
	if (l->here) {
		p->bound++;
	} else {
		guardian_remove(&p->guardian, l->slot);
		l->refused = true;	/* a cpuset without that CPU, somebody else's task; or it was killed */
	}
}

static void forget(struct placer *p, struct tracee *t, int64_t now)
{
	struct place *l = &t->place;
	run_ends(p, t, now);
	if (!l->here)
		return;
	guardian_remove(&p->guardian, l->slot);
	l->here = false;
	p->bound--;
}

void place_gone(struct tracer *tracer, struct tracee *t)
{
	forget(&tracer->placer, t, tracer->now.mono_ns);
	t->place.start = 0;
}

void place_release(struct tracer *tracer, struct tracee *t)
{
	struct placer *p = &tracer->placer;
	cpu_set_t now;
	if (t->place.here && !sched_getaffinity(t->task.tid, sizeof now, &now) && is_home(p, &now))
		sched_setaffinity(t->task.tid, sizeof t->place.mask, &t->place.mask);
	forget(p, t, tracer->now.mono_ns);
}

/* ---- calls ---- */

static void measure(struct placer *p, struct tracee *t, int64_t now)
{
	struct place *l = &t->place;
	if (!l->resumed_ns)
		return;
	l->average_ns = place_average(l->average_ns, now - l->resumed_ns);
	l->resumed_ns = 0;
	if (!l->here)
		return;
	p->load.runs++;
	if (l->average_ns > p->longest_ns)
		p->longest_ns = l->average_ns;
}

/* Is it one of those that are to go since the CPU is full, and which do not come back before it has room? */
static bool has_place(struct placer *p, struct place *l)
{
	if (l->here && p->surplus > 0 && l->average_ns >= p->surplus_ns) {
		p->surplus--;
		l->barred = true;
	} else if (!l->here && p->has_room) {
		l->barred = false;
	}
	return !l->barred && (l->here || p->has_room);
}

/* From outside, by chrt -p or such: looked at now and then. */
static bool turns_realtime(struct tracer *tracer, struct tracee *t)
{
	int64_t now = tracer->now.mono_ns;
	if (now - t->place.policy_ns < POLICY_NS)
		return false;
	t->place.policy_ns = now;
	t->place.refused = is_realtime(t->task.tid);
	if (t->place.refused)
		place_release(tracer, t);
	return t->place.refused;
}

static void decide(struct tracer *tracer, struct tracee *t)
{
	struct placer *p = &tracer->placer;
	if (t->place.here && turns_realtime(tracer, t))
		return;
	bool want = p->mode == COLOCATE_ALWAYS ||
		    (place_short(t->place.here, t->place.average_ns) && has_place(p, &t->place));
	if (want && !t->place.here)
		bind(tracer, t);
	else if (!want && t->place.here)
		place_release(tracer, t);
}

/* The task that a call's argument means; NULL: none of ours, or not known by that number. */
static struct tracee *target(struct tracer *tracer, struct tracee *t)
{
	pid_t tid = t->place.args[0];
	return tid ? table_find(&tracer->tasks, tid) : t;
}

/* A thread that is not its process's first changes its number in execve; the guardian knows it by that. */
static bool inherits_or_changes(const struct tracee *t)
{
	return t->place.call == PLACE_FORKS || (t->place.call == PLACE_EXECS && t->task.tgid != t->task.tid);
}

void place_enter(struct tracer *tracer, struct tracee *t, const struct __ptrace_syscall_info *info, int abi)
{
	struct placer *p = &tracer->placer;
	struct place *l = &t->place;
	if (p->mode == COLOCATE_NEVER || t->hidden || abi < 0)
		return;
	l->call = place_call(p->kinds[abi], info->entry.nr);
	for (int i = 0; i < 3; i++)
		l->args[i] = info->entry.args[i];
	run_ends(p, t, tracer->now.mono_ns);
	window(p, tracer->now.mono_ns);
	measure(p, t, tracer->now.mono_ns);
	if (l->call == PLACE_SETS_POLICY && target(tracer, t)) {	/* it may have to have all its CPUs */
		place_release(tracer, target(tracer, t));
		target(tracer, t)->place.refused = false;	/* looked at again */
	} else if (!inherits_or_changes(t)) {
		decide(tracer, t);
	} else if (l->here) {
		place_release(tracer, t);
		l->lent = true;
	}
}

bool place_wants_result(const struct tracee *t)
{
	return t->place.call == PLACE_SETS_MASK || (t->place.call == PLACE_GETS_MASK && t->tracer->placer.bound);
}

/* It asked for a mask, the tracer's perhaps, and was given the shared CPU. Whose it was is not known in another pid namespace. */
static void show_mask(struct tracer *tracer, struct tracee *t, size_t size)
{
	struct tracee *other = target(tracer, t);
	const cpu_set_t *mask = NULL;
	cpu_set_t seen;
	CPU_ZERO(&seen);
	if (!other && !place_same_namespace(t->task.tid))
		other = t;
	if (other && other->place.here)
		mask = &other->place.mask;
	else if ((pid_t)t->place.args[0] == getpid() && tracer->placer.settled)
		mask = &tracer->placer.own;
	if (mask && size <= sizeof seen && tracee_read(t, t->place.args[2], &seen, size) == size &&
	    is_home(&tracer->placer, &seen))
		tracee_write(t, t->place.args[2], mask, size);
}

void place_result(struct tracer *tracer, struct tracee *t, const struct __ptrace_syscall_info *info)
{
	struct tracee *other = target(tracer, t);
	if (info->exit.is_error)
		return;
	if (t->place.call == PLACE_GETS_MASK) {
		show_mask(tracer, t, info->exit.rval);
	} else if (t->place.call == PLACE_SETS_MASK && other) {	/* what it set stands, and is what it has */
		forget(&tracer->placer, other, tracer->now.mono_ns);
		other->place.refused = false;
	}
}

void place_exit(struct tracer *tracer, struct tracee *t)
{
	struct placer *p = &tracer->placer;
	struct place *l = &t->place;
	struct stop resumed = tracer->now;
	if (p->mode == COLOCATE_NEVER)
		return;
	if (tracer->queue_count)	/* then `now` may be long ago */
		stamp(&resumed);
	l->call = PLACE_OTHER;
	if (l->lent)
		decide(tracer, t);
	l->lent = false;
	l->resumed_ns = resumed.mono_ns;
	if (l->here) {
		run_begins(p, t, l->resumed_ns);
		tracer->tick.gathered = true;	/* the tick is to see how long it runs */
	}
}

void place_pause(struct tracer *tracer, struct tracee *t)
{
	run_ends(&tracer->placer, t, tracer->now.mono_ns);
	t->place.resumed_ns = 0;
}

/* ---- moving ---- */

/* How long this thread was ready to run and did not, since it began: the second number there. */
static int64_t waited_ns(void)
{
	char text[128], *second;
	int fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	second = strchr(text, ' ');
	return second ? strtoll(second, NULL, 10) : 0;
}

static void move_task(struct tracer *tracer, struct tracee *t, int home)
{
	struct placer *p = &tracer->placer;
	cpu_set_t now, next;
	CPU_ZERO(&next);
	CPU_SET(home, &next);
	if (!CPU_ISSET(home, &t->place.mask)) {
		place_release(tracer, t);
	} else if (!sched_getaffinity(t->task.tid, sizeof now, &now) && is_home(p, &now)) {
		guardian_move(&p->guardian, t->place.slot, home);
		if (sched_setaffinity(t->task.tid, sizeof next, &next))
			place_release(tracer, t);
	} else {
		forget(p, t, tracer->now.mono_ns);	/* somebody gave it another mask */
	}
}

static void move(struct tracer *tracer, int home)
{
	size_t slot = 0;
	for (struct tracee *t; (t = table_next(&tracer->tasks, &slot));)
		if (t->place.here)
			move_task(tracer, t, home);
	tracer->placer.home = home;
}

/*
 * When the CPU is wanted by others, the tracer is let loose for a tick, to see where the kernel would have it
 * run: that is where all move.
 */
static void follow(struct tracer *tracer, int64_t now)
{
	struct placer *p = &tracer->placer;
	int cpu = sched_getcpu();
	if (p->looking) {
		if (cpu >= 0 && cpu < CPU_SETSIZE && cpu != p->home)
			move(tracer, cpu);
		set_home(p, 0, &p->settled);
		p->looking = false;
	} else if (now >= p->ask_at_ns) {
		int64_t waited = waited_ns();
		p->looking = p->asked_ns && place_pressed(waited - p->waited_ns, now - p->asked_ns);
		p->pressed = p->looking ? p->pressed + 1 : 0;
		if (p->looking)
			sched_setaffinity(0, sizeof p->own, &p->own);
		p->waited_ns = waited;
		p->asked_ns = now;
		p->ask_at_ns = now + place_patience_ns(p->pressed);
	}
}

bool place_tick(struct tracer *tracer)
{
	struct placer *p = &tracer->placer;
	struct stop now;
	if (!p->settled)
		return false;
	stamp(&now);
	for (struct tracee *t = p->running, *next; t; t = next) {
		int64_t run = now.mono_ns - t->place.resumed_ns;
		next = t->place.next;
		if (p->mode == COLOCATE_ALWAYS || run < LONG_RUN_NS)
			continue;
		t->place.average_ns = place_average(t->place.average_ns, run);
		place_release(tracer, t);
	}
	if (p->bound) {
		follow(tracer, now.mono_ns);
	} else {
		sched_setaffinity(0, sizeof p->own, &p->own);
		p->settled = p->looking = false;
	}
	return p->running || p->looking;
}

void place_end(struct tracer *tracer)
{
	struct placer *p = &tracer->placer;
	if (p->settled)
		sched_setaffinity(0, sizeof p->own, &p->own);
	guardian_end(&p->guardian);
	for (int abi = 0; abi < ABI_COUNT; abi++)
		free(p->kinds[abi]);
}
