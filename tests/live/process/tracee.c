/*
 * The programs that the process tests trace, chosen by the first argument.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char **args;
static volatile sig_atomic_t counted;

static int number(int i, int otherwise)
{
	return args[i] ? atoi(args[i]) : otherwise;
}

/* Copies standard input to standard output a byte at a time: alive is who answers. */
static int do_echo(void)
{
	char byte;
	while (read(0, &byte, 1) == 1)
		if (write(1, &byte, 1) != 1)
			return 1;
	return 0;
}

static int do_sleep(void)
{
	struct timespec t = { number(2, 1000) / 1000, number(2, 1000) % 1000 * 1000000L };
	return nanosleep(&t, NULL) ? 1 : 0;
}

static int do_die(void)
{
	signal(number(2, SIGTERM), SIG_DFL);
	kill(getpid(), number(2, SIGTERM));
	pause();
	return 1;
}

static void *calls(void *unused)
{
	for (int i = 0; i < 5; i++)
		getppid();
	return unused;
}

static void *pauses(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void start(int count, void *(*body)(void *), pthread_t *threads)
{
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 65536);
	for (int i = 0; i < count; i++)
		if (pthread_create(threads + i, &small, body, NULL))
			exit(9);
}

static int do_threads(void)
{
	int count = number(2, 10);
	pthread_t *threads = calloc(count, sizeof *threads);
	start(count, calls, threads);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int do_idle(void)
{
	int count = number(2, 10);
	start(count, pauses, calloc(count, sizeof(pthread_t)));
	return do_echo();
}

static void *execs(void *unused)
{
	usleep(50000);	/* so that the leader is in its pause */
	execl(args[0], args[0], "done", NULL);
	return unused;
}

static int do_exec_thread(void)
{
	pthread_t thread;
	start(1, execs, &thread);
	pause();
	return 1;
}

static int do_done(void)
{
	return 6;
}

static int do_vfork(void)
{
	int status;
	pid_t pid = vfork();
	if (!pid) {
		execl(args[0], args[0], "done", NULL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 6 ? 0 : 1;
}

/* Processes and threads by the dozen, some killed at birth. */
static void storm(int depth)
{
	pthread_t threads[4];
	start(4, calls, threads);
	for (int i = 0; depth && i < 3; i++) {
		pid_t pid = fork();
		if (!pid) {
			storm(depth - 1);
			_exit(0);
		}
		if (i == 2)
			kill(pid, SIGKILL);
	}
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	while (wait(NULL) > 0)
		;
}

static int do_storm(void)
{
	storm(number(2, 3));
	return 5;
}

static void count(int sig)
{
	counted++;
}

/* Counts realtime signals, which queue, until a byte comes; then says how many. */
static int do_count(void)
{
	char byte;
	struct sigaction action;
	memset(&action, 0, sizeof action);
	action.sa_handler = count;
	action.sa_flags = SA_RESTART;
	sigaction(SIGRTMIN, &action, NULL);
	printf("ready\n");
	fflush(stdout);
	while (read(0, &byte, 1) < 0 && errno == EINTR)
		;
	printf("%d\n", (int)counted);
	return 0;
}

static void *outlives(void *unused)
{
	usleep(100000);
	exit(8);
	return unused;
}

static int do_leader_exit(void)
{
	pthread_t thread;
	start(1, outlives, &thread);
	pthread_exit(NULL);
}

static void *chats(void *unused)
{
	for (;;)
		getppid();
	return unused;
}

static int do_chatty(void)
{
	pthread_t *threads = calloc(number(2, 1), sizeof *threads);
	alarm(120);
	start(number(2, 1) - 1, chats, threads);
	chats(NULL);
	return 0;
}

/* For a second it makes calls; then none. */
static int do_computing(void)
{
	time_t begin = time(NULL);
	alarm(60);
	while (time(NULL) < begin + 2)
		getppid();
	for (volatile unsigned long sum = 0;; sum++)
		;
}

static int do_write(void)
{
	for (int i = number(2, 100); i > 0; i--)
		if (write(1, "a few bytes\n", 12) != 12)
			return 1;
	return 0;
}

static int do_affinity(void)
{
	cpu_set_t mask;
	for (int i = 0; i < 200; i++)
		getppid();
	if (sched_getaffinity(0, sizeof mask, &mask))
		return 1;
	printf("%d\n", CPU_COUNT(&mask));
	return 0;
}

#ifdef __x86_64__
static int do_int80(void)
{
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");	/* getpid */
	return result == getpid() ? 0 : 1;
}
#endif

static const struct { const char *name; int (*run)(void); } programs[] = {
	{ "echo", do_echo }, { "sleep", do_sleep }, { "die", do_die }, { "threads", do_threads },
	{ "idle", do_idle },
	{ "exec-thread", do_exec_thread }, { "done", do_done }, { "vfork", do_vfork }, { "storm", do_storm },
	{ "chatty", do_chatty }, { "computing", do_computing }, { "affinity", do_affinity },
	{ "write", do_write },
	{ "count", do_count }, { "leader-exit", do_leader_exit },
#ifdef __x86_64__
	{ "int80", do_int80 },
#endif
};

int main(int argc, char **argv)
{
	args = argv;
	for (size_t i = 0; argc > 1 && i < sizeof programs / sizeof *programs; i++)
		if (!strcmp(programs[i].name, argv[1]))
			return programs[i].run();
	return 99;
}
