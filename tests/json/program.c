/*
 * Calls whose every value the tests of JSON know: run as `program PORT DIRECTORY`, it connects to a port where nobody
 * listens, and ends in a call that never returns.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void slow(long ms)
{
	nanosleep(&(struct timespec){ 0, ms * 1000000 }, NULL);
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { AF_INET, htons(atoi(argv[1])), { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_un abstract = { AF_UNIX, "\0a name" };
	int tcp = socket(AF_INET, SOCK_STREAM, 0), local = socket(AF_UNIX, SOCK_DGRAM, 0), null, ends[2];
	chdir(argv[2]);
	connect(tcp, (struct sockaddr *)&to, sizeof to);
	connect(local, (struct sockaddr *)&abstract, 9);
	open("missing", O_RDONLY);
	open("h\303\266chst \"seltsam\"\n\x7f\302\205", O_RDONLY);
	open("latin \366", O_RDONLY);
	open((char *)16, O_RDONLY);
	open(NULL, O_RDONLY);
	open("new", O_WRONLY | O_CREAT | O_TRUNC, 0640);
	null = open("/dev/null", O_RDWR);
	pwrite(null, "x", 1, 0x7ffffffffffffffe);
	write(null, "0123456789012345678901234567890\303\266 and more", 42); /* -s 32 cuts the letter in two */
	write(null, "\377\376", 2);
	struct iovec iov[] = { { "one", 3 }, { "two", 3 } };
	pipe(ends);
	sendmsg(tcp, &(struct msghdr){ .msg_iov = iov, .msg_iovlen = 2 }, MSG_NOSIGNAL);
	madvise((void *)0x7fff00000000, 4096, 4711);
	slow(30), slow(10), slow(50), slow(20), slow(40);
	pid_t child = fork();
	if (!child) {
		read(ends[0], (char[1]){ 0 }, 1); /* killed in it */
		_exit(0);
	}
	slow(5);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	signal(SIGUSR1, SIG_IGN);
	kill(0x7ffffff0, SIGUSR1);
	raise(SIGUSR1);
	_exit(7);
}
