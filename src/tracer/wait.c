/*
 * Waiting. Where several tasks are busy, all that is pending is gathered every so often, before any of it is
 * handled: wait4 looks through the tasks in one fixed order, and ones that stop again before the others' turn
 * would starve them.
 */
#include "tracee.h"
#include "message.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { LOOK_AFTER = 16 };

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void stamp(struct stop *stop)
{
	stop->wall_ns = clock_ns(CLOCK_REALTIME);
	stop->mono_ns = clock_ns(CLOCK_MONOTONIC);
}

static void enqueue(struct tracer *tracer, const struct stop *stop)
{
	if (tracer->queue_head + tracer->queue_count == tracer->queue_room) {
		tracer->queue_room = tracer->queue_room ? tracer->queue_room * 2 : 64;
		tracer->queue = realloc(tracer->queue, tracer->queue_room * sizeof *tracer->queue);
		if (!tracer->queue)
			fatal("Out of memory");
	}
	tracer->queue[tracer->queue_head + tracer->queue_count++] = *stop;
}

/* One wait; returns its result: a tid; 0, nothing pending; -1, see errno. */
static pid_t wait_once(struct tracer *tracer, int flags)
{
	struct stop stop;
	struct rusage usage;
	stop.tid = wait4(-1, &stop.status, __WALL | flags, tracer->want_stime ? &usage : NULL);
	if (stop.tid <= 0)
		return stop.tid;
	stamp(&stop);
	stop.stime_ns = tracer->want_stime ?
			usage.ru_stime.tv_sec * INT64_C(1000000000) + usage.ru_stime.tv_usec * 1000 : 0;
	enqueue(tracer, &stop);
	return stop.tid;
}

/*
 * Fills the empty queue, asleep if need be. A wait that finds nothing makes the kernel look through all
 * tasks, so all that is pending is asked for now and then only: where so many tasks were found before, after
 * as many stops as make that one wait cheap and leave each its turn.
 */
static bool gather(struct tracer *tracer)
{
	tracer->queue_head = 0;
	if (tracer->tasks.count > 1 && tracer->look_after-- <= 0) {
		while (wait_once(tracer, WNOHANG) > 0)
			;
		tracer->look_after = tracer->queue_count > 1 ? 2 * tracer->queue_count : LOOK_AFTER;
	}
	if (tracer->queue_count)
		return true;
	if (wait_once(tracer, 0) > 0)
		return true;
	if (errno == ECHILD)
		detach_abandon(tracer);	/* the kernel knows nothing of the tasks that are left */
	else if (errno != EINTR)
		fatal_errno("wait4(__WALL)");
	return false;
}

bool next_stop(struct tracer *tracer, struct stop *stop)
{
	tick_check(tracer);
	if (!tracer->queue_count && !gather(tracer))
		return false;
	*stop = tracer->queue[tracer->queue_head++];
	tracer->queue_count--;
	return true;
}
