/*
 * The made workloads, by name: each does a fixed amount of work, and none depends on what is installed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char **args;

static int number(int i, int otherwise)
{
	return args[i] ? atoi(args[i]) : otherwise;
}

static int do_write(void)
{
	int fd = open("/dev/null", O_WRONLY);
	for (int i = number(2, 100000); i > 0; i--)
		if (write(fd, "thirty-one bytes of some text.\n", 31) != 31)
			return 1;
	return 0;
}

/* As much of a file as there is, in pages. */
static int do_read(void)
{
	static char page[4096];
	int fd = open(args[2], O_RDONLY);
	while (read(fd, page, sizeof page) > 0)
		;
	return fd < 0;
}

/* Rounds of arithmetic that take about the time asked for; how many, is found out once. */
static unsigned long spin(unsigned long rounds)
{
	volatile unsigned long sum = 0;
	for (unsigned long i = 0; i < rounds; i++)
		sum += i;
	return sum;
}

enum { ROUNDS_A_US = 1600 };	/* the same for every run: an amount of work and not of time */

static void *computes(void *unused)
{
	for (int i = 0; i < number(2, 800); i++) {
		spin(ROUNDS_A_US * 1000);
		if (i % 10 == 0)
			getppid();
	}
	return unused;
}

static void *works_and_calls(void *unused)
{
	for (int i = 0; i < number(2, 20000); i++) {
		spin(ROUNDS_A_US * 20);
		getppid();
	}
	return unused;
}

static int two(void *(*body)(void *))
{
	pthread_t threads[2];
	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, body, NULL))
			return 1;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int do_compute(void)
{
	return two(computes);
}

static int do_calls(void)
{
	return two(works_and_calls);
}

static void *sleeps(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static int do_idle(void)
{
	pthread_attr_t small;
	pthread_t thread;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 65536);
	for (int i = number(2, 4000); i > 0; i--)
		if (pthread_create(&thread, &small, sleeps, NULL))
			return 1;
	args[2] = args[2] ? args[3] : NULL;
	args[2] = args[2] ? args[2] : (char[]){ "20000" };
	return do_write();
}

static void client(int fd, int count)
{
	char byte = 'x';
	while (count-- > 0)
		if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
			_exit(1);
	_exit(0);
}

/* A server that waits by epoll and echoes, and its clients, each a process. */
static int do_echo(void)
{
	enum { CLIENTS = 4 };
	int poll = epoll_create1(0), open_ones = CLIENTS;
	for (int i = 0; i < CLIENTS; i++) {
		int ends[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
			return 1;
		if (!fork()) {
			close(ends[0]);
			client(ends[1], number(2, 2500));
		}
		close(ends[1]);
		struct epoll_event event = { .events = EPOLLIN, .data.fd = ends[0] };
		epoll_ctl(poll, EPOLL_CTL_ADD, ends[0], &event);
	}
	while (open_ones > 0) {
		struct epoll_event events[CLIENTS];
		int n = epoll_wait(poll, events, CLIENTS, -1);
		for (int i = 0; i < n; i++) {
			char byte;
			int fd = events[i].data.fd;
			if (read(fd, &byte, 1) == 1 && write(fd, &byte, 1) == 1)
				continue;
			epoll_ctl(poll, EPOLL_CTL_DEL, fd, NULL);
			close(fd);
			open_ones--;
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

static const struct { const char *name; int (*run)(void); } works[] = {
	{ "write", do_write }, { "read", do_read }, { "compute", do_compute }, { "calls", do_calls },
	{ "idle", do_idle }, { "echo", do_echo },
};

int main(int argc, char **argv)
{
	args = argv;
	for (size_t i = 0; argc > 1 && i < sizeof works / sizeof *works; i++)
		if (!strcmp(works[i].name, argv[1]))
			return works[i].run();
	return 99;
}
