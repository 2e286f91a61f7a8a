/*
 * everyday: what ordinary programs do, by the C library: files, directories, pipes, children, signals, sockets, timers, memory.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void files(void)
{
	struct stat st;
	struct statvfs vfs;
	char buffer[64];
	mkdir("everyday.d", 0755);
	chdir("everyday.d");
	int fd = open("a", O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0640);
	write(fd, "one\ntwo\tthree\0four\377", 19);
	pwrite(fd, "PW", 2, 3);
	lseek(fd, -4, SEEK_END);
	read(fd, buffer, sizeof(buffer));
	pread(fd, buffer, 5, 1);
	struct iovec parts[3] = { { "abc", 3 }, { "", 0 }, { "defgh", 5 } };
	writev(fd, parts, 3);
	ftruncate(fd, 100);
	posix_fallocate(fd, 0, 200);
	fsync(fd);
	fdatasync(fd);
	flock(fd, LOCK_EX | LOCK_NB);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10 };
	fcntl(fd, F_SETLK, &lock);
	fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 20);
	fchmod(fd, 0600);
	fchown(fd, -1, -1);
	link("a", "b");
	symlink("a", "s");
	readlink("s", buffer, sizeof(buffer));
	rename("b", "c");
	lstat("s", &st);
	stat("missing", &st);
	fstat(fd, &st);
	statvfs(".", &vfs);
	access("a", R_OK | W_OK);
	utimensat(AT_FDCWD, "a", (struct timespec[2]){ { 1000000000, 5 }, { 0, UTIME_NOW } }, 0);
	umask(022);
	int out = open("/dev/null", O_WRONLY);
	lseek(fd, 0, SEEK_SET);
	sendfile(out, fd, NULL, 10);
	DIR *directory = opendir(".");
	while (readdir(directory))
		;
	closedir(directory);
	close(copy);
	close(out);
	close(fd);
	unlink("a");
	unlink("c");
	unlink("s");
	chdir("..");
	rmdir("everyday.d");
	getcwd(buffer, 2);
}

static void handler(int sig)
{
}

static void signals(void)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN + 3);
	sigaction(SIGUSR1, &action, NULL);
	sigprocmask(SIG_BLOCK, &set, &old);
	kill(getpid(), SIGUSR1);
	sigpending(&set);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaltstack(NULL, &(stack_t){ 0 });
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 5000 } }, NULL);
	action.sa_flags = 0;
	sigaction(SIGALRM, &action, NULL);
	pause();
	nanosleep(&(struct timespec){ 0, 1000 }, NULL);
	clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 0, 1000 }, NULL);
}

static void memory(void)
{
	char *p = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(p + 4096, 4096, PROT_NONE);
	madvise(p, 4096, MADV_DONTNEED);
	msync(p, 4096, MS_SYNC);
	p = mremap(p, 4096, 8192, MREMAP_MAYMOVE);
	munmap(p, 8192);
	free(malloc(1 << 20));
}

static void sockets(void)
{
	int pair[2], one = 1;
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/nonexistent/socket" };
	struct sockaddr_un abstract = { .sun_family = AF_UNIX, .sun_path = "\0everyday" };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(0x7f000001) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(53), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	char data[32], control[CMSG_SPACE(2 * sizeof(int))] = "";
	socklen_t size = sizeof(one);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
	struct iovec part = { "hello", 5 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(header), (int[2]){ 1, 2 }, sizeof(int[2]));
	sendmsg(pair[0], &message, 0);
	part = (struct iovec){ data, sizeof(data) };
	recvmsg(pair[1], &message, MSG_CMSG_CLOEXEC);
	recv(pair[1], data, sizeof(data), MSG_DONTWAIT);
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	connect(s, (void *)&un, sizeof(un));
	bind(s, (void *)&abstract, offsetof(struct sockaddr_un, sun_path) + 9);
	getsockname(s, (void *)&un, &(socklen_t){ sizeof(un) });
	close(s);
	s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	setsockopt(s, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one));
	getsockopt(s, SOL_SOCKET, SO_TYPE, &one, &size);
	sendto(s, "x", 1, 0, (void *)&in, sizeof(in));
	connect(s, (void *)&in, sizeof(in));
	getpeername(s, (void *)&in, &(socklen_t){ sizeof(in) });
	close(s);
	s = socket(AF_INET6, SOCK_DGRAM, 0);
	connect(s, (void *)&in6, sizeof(in6));
	close(s);
	s = socket(AF_NETLINK, SOCK_RAW, 0);
	close(s);
	close(pair[0]);
	poll(&(struct pollfd){ pair[1], POLLIN | POLLOUT, 0 }, 1, 10);
	fd_set set;
	FD_ZERO(&set);
	FD_SET(pair[1], &set);
	select(pair[1] + 1, &set, NULL, NULL, &(struct timeval){ 1, 0 });
	ioctl(pair[1], FIONREAD, &one);
	close(pair[1]);
}

static void process(void)
{
	struct rusage usage;
	struct utsname name;
	struct sysinfo info;
	struct rlimit limit;
	struct termios terminal;
	char bytes[4];
	cpu_set_t cpus;
	int status, ends[2];
	pipe2(ends, O_NONBLOCK);
	read(ends[0], bytes, 4);
	write(ends[1], "pipe", 4);
	read(ends[0], bytes, 4);
	pid_t child = fork();
	if (!child) {
		close(ends[0]);
		_exit(7);
	}
	waitpid(child, &status, 0);
	child = fork();
	if (!child) {
		signal(SIGTERM, SIG_DFL);
		raise(SIGTERM);
	}
	waitid(P_PID, child, &(siginfo_t){ 0 }, WEXITED);
	if (!(child = vfork())) {
		execl("/bin/true", "true", "one", "two words", (char *)NULL);
		_exit(127);
	}
	wait4(child, &status, 0, &usage);
	wait4(-1, &status, WNOHANG, NULL);
	uname(&name);
	sysinfo(&info);
	getrlimit(RLIMIT_NOFILE, &limit);
	setpriority(PRIO_PROCESS, 0, 1);
	sched_getaffinity(0, sizeof(cpus), &cpus);
	sched_yield();
	getrandom(bytes, sizeof(bytes), GRND_NONBLOCK);
	tcgetattr(0, &terminal);
	setsid();
	getsid(0);
	getpgid(0);
	getgroups(0, NULL);
	setuid(getuid());
	setgid(getgid());
	times(NULL);
	clock_getres(CLOCK_REALTIME, &(struct timespec){ 0 });
	int watch = inotify_init1(IN_CLOEXEC);
	inotify_add_watch(watch, "/nonexistent", IN_CREATE | IN_DELETE);
	close(watch);
}

int main(void)
{
	files();
	signals();
	memory();
	sockets();
	process();
	return 42;
}
