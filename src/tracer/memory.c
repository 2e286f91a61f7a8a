/*
 * The tracee's memory: process_vm_readv and _writev, and a word at a time by ptrace where a sandbox forbids that.
 */
#include "tracee.h"
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

enum { PAGE = 4096, PIECES = 64 };

/* By words, aligned so that none straddles a page; what cannot be read ends it. */
static size_t peek(pid_t tid, uint64_t address, char *buffer, size_t size)
{
	size_t done = 0;
	while (done < size) {
		size_t skip = (address + done) % sizeof(long), part = sizeof(long) - skip;
		errno = 0;
		long word = ptrace(PTRACE_PEEKDATA, tid, address + done - skip, 0);
		if (errno)
			break;
		if (part > size - done)
			part = size - done;
		memcpy(buffer + done, (char *)&word + skip, part);
		done += part;
	}
	return done;
}

/*
 * A piece ends at each page's end: process_vm_readv never splits a piece, so a range that runs into an
 * unmapped page gives the readable pages before it only if it was asked for page by page.
 */
size_t tracee_read(void *ctx, uint64_t address, void *buffer, size_t size)
{
	struct tracee *t = ctx;
	bool *forbidden = &t->tracer->no_vm_read;
	size_t done = 0;
	if (size > UINT64_MAX - address)
		size = UINT64_MAX - address;
	while (done < size && !*forbidden) {
		struct iovec pieces[PIECES], local = { (char *)buffer + done, 0 };
		int count = 0;
		for (; count < PIECES && done + local.iov_len < size; count++) {
			uint64_t from = address + done + local.iov_len;
			size_t length = PAGE - from % PAGE;
			if (length > size - done - local.iov_len)
				length = size - done - local.iov_len;
			pieces[count] = (struct iovec){ (void *)from, length };
			local.iov_len += length;
		}
		ssize_t got = process_vm_readv(t->task.tid, &local, 1, pieces, count, 0);
		if (got < 0 && (errno == ENOSYS || errno == EPERM)) {
			*forbidden = true;
			break;
		}
		if (got > 0)
			done += got;
		if (got < (ssize_t)local.iov_len)
			return done;
	}
	if (*forbidden)
		done += peek(t->task.tid, address + done, (char *)buffer + done, size - done);
	return done;
}

/* What cannot be written stays as it is. */
void tracee_write(struct tracee *t, uint64_t address, const void *bytes, size_t size)
{
	struct iovec local = { (void *)bytes, size }, remote = { (void *)address, size };
	ssize_t done = process_vm_writev(t->task.tid, &local, 1, &remote, 1, 0);
	for (size_t i = done > 0 ? done : 0; i < size;) {
		size_t skip = (address + i) % sizeof(long), part = sizeof(long) - skip;
		errno = 0;
		long word = ptrace(PTRACE_PEEKDATA, t->task.tid, address + i - skip, 0);
		if (errno)
			return;
		if (part > size - i)
			part = size - i;
		memcpy((char *)&word + skip, (const char *)bytes + i, part);
		ptrace(PTRACE_POKEDATA, t->task.tid, address + i - skip, word);
		i += part;
	}
}
