/*
 * The tick: what the handler has gathered is written at the latest 50 ms later, and a task that computes on
 * the shared CPU is noticed, also where the tracer sleeps by then.
 *
 * A timer's signal interrupts the wait. It is started by the first event told, costs a stop nothing while it
 * runs, and ends once a whole tick went by without an event, so a quiet tracer is not woken. wait4 takes no
 * signal mask: a tick that falls between the loop's look at it and its sleep is slept over, and the next
 * makes up for it, which is why a tick is half the time promised.
 */
#include "tracee.h"
#include <signal.h>
#include <string.h>
#include <time.h>

enum { TICK_NS = 25 * 1000000 };

static volatile sig_atomic_t due;	/* what a signal handler needs: it has no other way to it */

static void on_tick(int sig)
{
	due = 1;
}

void tick_setup(struct tick *tick, bool at_once)
{
	struct sigaction action;	/* without SA_RESTART: wait4 has to return */
	struct sigevent how;
	sigset_t wanted;
	memset(&action, 0, sizeof action);
	memset(&how, 0, sizeof how);
	action.sa_handler = on_tick;
	sigaction(SIGVTALRM, &action, NULL);
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGVTALRM);
	sigprocmask(SIG_UNBLOCK, &wanted, NULL);
	how.sigev_notify = SIGEV_SIGNAL;
	how.sigev_signo = SIGVTALRM;
	tick->at_once = at_once;
	tick->works = !timer_create(CLOCK_MONOTONIC, &how, &tick->timer);
}

static void set(struct tick *tick, long ns)
{
	if (tick->works)
		timer_settime(tick->timer, 0, &(struct itimerspec){ { 0, ns }, { 0, ns } }, NULL);
	tick->runs = ns > 0;
}

void tick_check(struct tracer *tracer)
{
	struct tick *tick = &tracer->tick;
	if (tick->gathered && !tick->runs)
		set(tick, TICK_NS);
	if (tick->gathered && (due || tick->at_once || !tick->works) && tracer->handler.idle)
		tracer->handler.idle(tracer->handler.ctx);
	if (due) {
		due = 0;
		if (!place_tick(tracer) && !tick->gathered)
			set(tick, 0);
		tick->gathered = false;
	}
}

void tick_stop(struct tick *tick)
{
	if (tick->works)
		timer_delete(tick->timer);
}
