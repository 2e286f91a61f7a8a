/*
 * killed: a handled fault, a signal from itself, and an end by a signal.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static sigjmp_buf back;

static void fault(int sig, siginfo_t *info, void *context)
{
	siglongjmp(back, 1);
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	sigaction(SIGSEGV, &action, NULL);
	signal(SIGUSR1, SIG_IGN);
	if (!sigsetjmp(back, 1))
		*(volatile int *)16 = 1;
	kill(getpid(), SIGUSR1);
	raise(SIGWINCH);
	signal(SIGALRM, SIG_DFL);
	alarm(1);
	pause();
	return 0;
}
