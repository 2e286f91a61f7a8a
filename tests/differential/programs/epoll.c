/*
 * epoll: an event loop that serves itself: clients connect, ask and hang up, all in one task, so that the order of its
 * calls is the same every time.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <signal.h>
#include <unistd.h>

enum { CLIENTS = 5 };

static int watch(int epoll, int fd, unsigned events)
{
	struct epoll_event event = { .events = events, .data.u64 = (unsigned)fd };
	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/* One client from its connect to its end: what is ready is always one thing. */
static void serve_one(int epoll, int listener, const struct sockaddr_in *address)
{
	struct epoll_event events[8];
	char buffer[256];
	int one = 1, done = 0;
	int client = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	connect(client, (const void *)address, sizeof(*address));
	for (int rounds = 0; !done && rounds < 10; rounds++) {
		int n = epoll_wait(epoll, events, 8, 1000);
		for (int i = 0; i < n; i++) {
			int fd = (int)events[i].data.u64;
			if (fd == listener) {
				struct sockaddr_in peer;
				socklen_t size = sizeof(peer);
				fd = accept4(listener, (void *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
				watch(epoll, fd, EPOLLIN | EPOLLRDHUP);
				send(client, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL);
				continue;
			}
			if (recv(fd, buffer, sizeof(buffer), 0) > 0) {
				struct iovec parts[2] = { { "HTTP/1.1 200 OK\r\n", 17 }, { "\r\nhello\n", 8 } };
				struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
				sendmsg(fd, &message, MSG_NOSIGNAL);
				recv(client, buffer, sizeof(buffer), 0);
				shutdown(client, SHUT_WR);
			} else {
				epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
				close(fd);
				done = 1;
			}
		}
	}
	close(client);
}

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int one = 1;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	bind(listener, (void *)&address, size);
	listen(listener, 128);
	getsockname(listener, (void *)&address, &size);
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(epoll, listener, EPOLLIN);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	watch(epoll, signalfd(-1, &set, SFD_CLOEXEC), EPOLLIN);
	watch(epoll, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), EPOLLIN | EPOLLET);
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	timerfd_settime(timer, 0, &(struct itimerspec){ .it_value = { 100, 5 } }, NULL);
	watch(epoll, timer, EPOLLIN);
	for (int i = 0; i < CLIENTS; i++)
		serve_one(epoll, listener, &address);
	return 0;
}
