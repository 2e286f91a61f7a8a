/*
 * harness.h: what every live test program includes: headers, raw calls, memory that ends at an unmapped page, and the marks
 * between which the trace is compared.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BAD ((void *)(uintptr_t)0xfffff000u)	/* 64-bit: nothing is mapped there; 32-bit: the kernel's */
#define k(...) syscall(__VA_ARGS__)

/* These map memory: call them in `+` lines, where their own calls are not compared. */
static inline void *edge(size_t size)
{
	size_t page = 4096, room = (size + page - 1) & ~(page - 1);
	if (!room)
		room = page;
	char *p = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(p + room, page);
	return p + room - size;
}

static inline void *edge_copy(const void *from, size_t size)
{
	return memcpy(edge(size), from, size);
}

static inline char *edge_str(const char *text)
{
	return edge_copy(text, strlen(text) + 1);
}

static inline void quiet_children(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

#ifdef __x86_64__
static inline void *low(size_t size)
{
	return mmap(NULL, (size + 4095) & ~(size_t)4095, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
}

static inline long int80(long nr, long a, long b, long c, long d, long e, long f)
{
	long ret;
	/* rbp carries the sixth argument; the kernel clobbers r8 to r11 on this path */
	__asm__ volatile("push %%rbp; mov %[f], %%rbp; int $0x80; pop %%rbp"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "r"(f)
			 : "r8", "r9", "r10", "r11", "memory");
	return (int)ret;
}
#else
static inline void *low(size_t size)
{
	return mmap(NULL, (size + 4095) & ~(size_t)4095, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static inline long int80(long nr, long a, long b, long c, long d, long e, long f)
{
	long ret = syscall(nr, a, b, c, d, e, f);
	return ret < 0 ? -errno : ret;
}
#endif

struct live_case {
	const char *name;
	void (*run)(void);
};

static inline void mark_begin(void)
{
	k(SYS_dup, -77);
}

static inline void mark_end(void)
{
	k(SYS_dup, -78);
}
