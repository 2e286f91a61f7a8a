/*
 * The signals that ask strobe to end, as -I says.
 *
 * The loop sleeps in wait4, which takes no signal mask, so a signal that comes between the loop's look at
 * `asked` and its sleep would be slept over. Blocking it meanwhile only moves the gap. So the first one
 * starts a timer that goes on ticking until the loop has ended: a wakeup that was lost is repeated one tick
 * later, and a stop costs no further request. The same ticks bound how long the loop waits for tasks that do
 * not stop.
 */
#include "tracee.h"
#include <signal.h>
#include <string.h>
#include <time.h>

enum { TICK_MS = 20, PATIENCE = 2000 / TICK_MS };

/* What a signal handler needs: it has no other way to them. */
static volatile sig_atomic_t asked, asked_times, ticks;
static timer_t ticker;
static bool ticking;		/* there is a ticker */

static const int fatal_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM };
enum { FATAL_COUNT = sizeof fatal_signals / sizeof *fatal_signals };

static void on_fatal(int sig)
{
	struct itimerspec often = { { 0, TICK_MS * 1000000 }, { 0, TICK_MS * 1000000 } };
	if (!asked && ticking)
		timer_settime(ticker, 0, &often, NULL);
	asked = asked ? asked : sig;
	asked_times++;
}

static void on_tick(int sig)
{
	ticks++;
}

static enum interrupt mode_of(const struct options *o)
{
	if (o->interrupt != INTERRUPT_DEFAULT)
		return o->interrupt;
	if (o->daemonize)
		return INTERRUPT_NEVER_TSTP;
	return o->output && o->command ? INTERRUPT_NEVER : INTERRUPT_WHILE_WAITING;
}

static void dispose(int sig, void (*handler)(int))
{
	struct sigaction action;	/* without SA_RESTART: wait4 has to return */
	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	sigaction(sig, &action, NULL);
}

static void catch_fatal(void)
{
	struct sigevent how;
	sigset_t wanted;
	memset(&how, 0, sizeof how);
	how.sigev_notify = SIGEV_SIGNAL;
	how.sigev_signo = SIGALRM;
	ticking = !timer_create(CLOCK_MONOTONIC, &how, &ticker);
	dispose(SIGALRM, on_tick);
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGALRM);
	for (int i = 0; i < FATAL_COUNT; i++) {
		dispose(fatal_signals[i], on_fatal);
		sigaddset(&wanted, fatal_signals[i]);
	}
	sigprocmask(SIG_UNBLOCK, &wanted, NULL);
}

void interrupt_setup(const struct options *o)
{
	enum interrupt mode = mode_of(o);
	dispose(SIGCHLD, SIG_DFL);	/* ignored, tasks would be reaped without a word */
	dispose(SIGTTOU, SIG_IGN);	/* the command may take the terminal; strobe goes on writing to it */
	dispose(SIGTTIN, SIG_IGN);
	if (mode == INTERRUPT_WHILE_WAITING)
		catch_fatal();
	for (int i = 0; i < FATAL_COUNT && (mode == INTERRUPT_NEVER || mode == INTERRUPT_NEVER_TSTP); i++)
		dispose(fatal_signals[i], SIG_IGN);
	if (mode == INTERRUPT_NEVER_TSTP)
		dispose(SIGTSTP, SIG_IGN);
}

int interrupt_asked(void)
{
	return asked;
}

bool interrupt_impatient(void)
{
	return asked_times > 1 || ticks > PATIENCE;
}

void interrupt_stop(void)
{
	if (ticking && asked)
		timer_settime(ticker, 0, &(struct itimerspec){ 0 }, NULL);
}
