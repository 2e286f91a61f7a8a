/*
 * Buffered output to standard error, a file or a command, see output.h.
 */
#include "output.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096, FULL_ROOM = 64 << 10 };

static struct output *new_output(int fd, const char *path)
{
	struct output *o = calloc(1, sizeof *o);
	if (!o || !(o->buffer = malloc(FIRST_ROOM)))
		fatal_errno("allocate output");
	o->room = FIRST_ROOM;
	o->fd = fd;
	o->path = path ? strdup(path) : NULL;
	return o;
}

/* The command reads what is written to the returned descriptor. */
static int start_command(const char *command, pid_t *child)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		fatal_errno("pipe");
	*child = fork();
	if (*child < 0)
		fatal_errno("fork");
	if (!*child) {
		dup2(ends[0], 0);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(ends[0]);
	return ends[1];
}

/* Kept clear of 0, 1 and 2, which are the command's to have. */
static int above_standard(int fd)
{
	if (fd < 0 || fd > 2)
		return fd;
	int other = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	close(fd);
	return other;
}

static int open_file(const char *path, int how)
{
	return above_standard(open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666));
}

struct output *output_open(const char *path, bool append, pid_t suffix)
{
	char *full = NULL;
	pid_t child = 0;
	int fd = 2;
	if (path && (*path == '|' || *path == '!')) {
		fd = above_standard(start_command(path + 1, &child));
	} else if (path) {
		if (suffix && asprintf(&full, "%s.%d", path, suffix) < 0)
			fatal_errno("allocate output");
		if (full)
			path = full;
		fd = open_file(path, append ? O_APPEND : O_TRUNC);
		if (fd < 0)
			fatal_errno("Can't fopen '%s'", path);
	}
	struct output *o = new_output(fd, path);
	o->child = child;
	free(full);
	return o;
}

struct output *output_memory(void)
{
	struct output *o = new_output(-1, NULL);
	o->memory = true;
	return o;
}

void output_clear(struct output *o)
{
	o->len = 0;
	o->line = 0;
}

static void lost(struct output *o)
{
	if (!o->failed)
		message_errno("%s", o->path ? o->path : "write");
	o->failed = true;
}

static void write_all(struct output *o, const char *bytes, size_t len)
{
	size_t done = 0;
	while (done < len && !o->failed && !o->unread) {
		ssize_t n = write(o->fd, bytes + done, len - done);
		if (n >= 0)
			done += n;
		else if (errno == EAGAIN)
			usleep(1000); /* a terminal or pipe that its other user made non-blocking */
		else if (errno == EPIPE && o->child)
			o->unread = true;
		else if (errno != EINTR)
			lost(o);
	}
}

/* A command that has read enough (head) must not end the trace: its signal is taken here. The disposition is not touched,
   for tracees inherit it. */
static void write_to_command(struct output *o, const char *bytes, size_t len)
{
	sigset_t pipe, before;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	write_all(o, bytes, len);
	if (o->unread)
		sigtimedwait(&pipe, NULL, &(struct timespec){ 0 });
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void output_flush(struct output *o)
{
	size_t len = o->len;
	if (o->memory || !len)
		return;
	if (o->fd < 0 && (o->fd = open_file(o->path, O_APPEND)) < 0)
		lost(o);
	o->line -= len;
	o->len = 0; /* first: the message that writing failed may flush, too */
	if (o->child)
		write_to_command(o, o->buffer, len);
	else
		write_all(o, o->buffer, len);
}

void output_grow(struct output *o, size_t n)
{
	if (o->room >= FULL_ROOM)
		output_flush(o);
	size_t room = o->room;
	while (room - o->len < n)
		room *= 2;
	if (room == o->room)
		return;
	char *buffer = realloc(o->buffer, room);
	if (!buffer)
		fatal_errno("allocate output");
	o->buffer = buffer;
	o->room = room;
}

void output_park(struct output *o)
{
	output_flush(o);
	if (o->fd > 2 && close(o->fd))
		lost(o);
	o->fd = -1;
}

bool output_close(struct output *o)
{
	output_flush(o);
	if (o->fd > 2 && close(o->fd))
		lost(o);
	bool good = !o->failed;
	if (o->child)
		while (waitpid(o->child, NULL, 0) < 0 && errno == EINTR)
			;
	free(o->buffer);
	free(o->path);
	free(o);
	return good;
}

/* ---- the run's one output ---- */

static struct output *shared;
static unsigned sharers;

static void before_message(void)
{
	if (shared)
		output_flush(shared);
}

struct output *output_share(const struct options *o)
{
	if (!sharers++) {
		shared = output_open(o->output, o->append, 0);
		message_before = o->output ? NULL : before_message;
	}
	return shared;
}

bool output_release(struct output *o)
{
	if (--sharers)
		return true;
	message_before = NULL;
	shared = NULL;
	return output_close(o);
}

/* ---- numbers ---- */

void put_spaces(struct output *o, size_t n)
{
	memset(output_at(o, n), ' ', n);
	o->len += n;
}

static unsigned digits_of(char end[static 24], uint64_t v)
{
	char *p = end + 24;
	do
		*--p = '0' + v % 10;
	while (v /= 10);
	return end + 24 - p;
}

void put_unsigned(struct output *o, uint64_t v)
{
	char digits[24];
	if (v < 10) {
		put_char(o, '0' + v);
		return;
	}
	unsigned n = digits_of(digits, v);
	put_text(o, digits + 24 - n, n);
}

void put_signed(struct output *o, int64_t v)
{
	if (v < 0)
		put_char(o, '-');
	put_unsigned(o, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void put_padded(struct output *o, uint64_t v, int width, char pad)
{
	char digits[24];
	int n = digits_of(digits, v);
	for (; n < width; width--)
		put_char(o, pad);
	put_text(o, digits + 24 - n, n);
}

void put_hex_digits(struct output *o, uint64_t v, int width)
{
	static const char digit[] = "0123456789abcdef";
	char text[16];
	int n = 0;
	do
		text[15 - n++] = digit[v & 15];
	while ((v >>= 4));
	for (; width > n; width--)
		put_char(o, '0');
	put_text(o, text + 16 - n, n);
}

void put_hex(struct output *o, uint64_t v)
{
	if (v)
		put_literal(o, "0x");
	put_hex_digits(o, v, 1);
}

void put_octal(struct output *o, uint64_t v)
{
	char text[24];
	int n = 0;
	for (; v || n < 2; v >>= 3)
		text[23 - n++] = '0' + (v & 7);
	text[23 - n++] = '0';
	put_text(o, text + 24 - n, n);
}
