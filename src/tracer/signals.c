/*
 * The signals that ask strobe to end. A handler only notes them; as wait4(2) cannot atomically unblock a signal, the
 * handler also starts a timer, whose ticks interrupt a wait that began just after the note was looked at.
 */
#include "tracer_internal.h"
#include <sys/time.h>

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM };
enum { ENDING = sizeof ending / sizeof ending[0] };
static struct sigaction before[ENDING], alarm_before, tstp_before;
static volatile sig_atomic_t noted;

static void tick(int sig)
{
	(void) sig;
}

static void note(int sig)
{
	const struct itimerval soon = { .it_interval.tv_usec = 20000, .it_value.tv_usec = 20000 };
	noted = sig;
	setitimer(ITIMER_REAL, &soon, NULL);
}

void signals_setup(struct tracer *tr)
{
	enum interrupt how = tr->options->interrupt;
	bool never = how == INTERRUPT_NEVER || how == INTERRUPT_NEVER_TSTP;
	if (how == INTERRUPT_DEFAULT)	/* a command whose trace goes to a file gets its Ctrl-C for itself */
		never = tr->options->command && tr->options->output;
	struct sigaction act = { .sa_handler = never ? SIG_IGN : note };
	for (int i = 0; i < ENDING; i++) {
		sigaction(ending[i], NULL, &before[i]);
		if (before[i].sa_handler == SIG_IGN && ending[i] != SIGPIPE)
			continue;
		sigaction(ending[i], &act, NULL);
	}
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = tick }, &alarm_before);
	sigaction(SIGTSTP, how == INTERRUPT_NEVER_TSTP ? &(struct sigaction){ .sa_handler = SIG_IGN } : NULL, &tstp_before);
}

void signals_restore_for_child(void)
{
	for (int i = 0; i < ENDING; i++)
		sigaction(ending[i], &before[i], NULL);
	sigaction(SIGALRM, &alarm_before, NULL);
	sigaction(SIGTSTP, &tstp_before, NULL);
}

int signals_pending(void)
{
	return noted;
}
