/*
 * A tracee's memory by process_vm_readv(2), in pieces that end at page boundaries, so that a range that runs into what is
 * not mapped gives its readable beginning.
 */
#include "tracer_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PAGE = 4096, PIECES = 16 };

/* Where process_vm_readv is forbidden or absent, /proc/TID/mem may still serve. */
static size_t read_by_file(pid_t tid, uint64_t address, void *buffer, size_t size)
{
	char path[32];
	snprintf(path, sizeof path, "/proc/%d/mem", tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = pread(fd, buffer, size, address);
	close(fd);
	return n < 0 ? 0 : n;
}

static size_t tracee_read(void *ctx, uint64_t address, void *buffer, size_t size)
{
	const struct task *task = ctx;
	size_t done = 0;
	while (done < size) {
		struct iovec remote[PIECES], local;
		size_t chunk = 0;
		int n = 0;
		while (n < PIECES && done + chunk < size) {
			uint64_t at = address + done + chunk;
			size_t piece = PAGE - at % PAGE;
			if (piece > size - done - chunk)
				piece = size - done - chunk;
			remote[n++] = (struct iovec){ (void *) at, piece };
			chunk += piece;
		}
		local = (struct iovec){ (char *) buffer + done, chunk };
		ssize_t got = process_vm_readv(task->tid, &local, 1, remote, n, 0);
		if (got < 0 && (errno == EPERM || errno == ENOSYS))
			return done + read_by_file(task->tid, address + done, (char *) buffer + done, size - done);
		if (got <= 0)
			break;
		done += got;
		if ((size_t) got < chunk)
			break;
	}
	return done;
}

void memory_reader(struct task *task)
{
	task->mem = (struct mem){ .ctx = task, .read = tracee_read };
}
