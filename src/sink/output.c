/*
 * The output buffer and the conversion of numbers: no stdio on the hot path.
 */
#include "output.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUFFER = 64 << 10 };

static struct output *output_new(int fd, const char *name)
{
	struct output *o = calloc(1, sizeof *o);
	if (!o || !(o->buffer = malloc(BUFFER)) || !(o->name = strdup(name)))
		fatal("out of memory");
	o->fd = fd;
	o->room = BUFFER;
	return o;
}

struct output *output_stderr(void)
{
	return output_new(STDERR_FILENO, "standard error");
}

struct output *output_file(const char *path, bool append)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666);
	if (fd < 0)
		fatal_errno("Can't fopen '%s'", path);
	return output_new(fd, path);
}

struct output *output_command(const char *command)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC))
		fatal_errno("pipe2");
	pid_t pid = fork();
	if (pid < 0)
		fatal_errno("fork");
	if (!pid) {
		dup2(fds[0], STDIN_FILENO);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	close(fds[0]);
	struct output *o = output_new(fds[1], command);
	o->pid = pid;
	return o;
}

void output_flush(struct output *o)
{
	size_t done = 0;
	while (done < o->count && !o->failed) {
		ssize_t n = write(o->fd, o->buffer + done, o->count - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->failed = true;
			if (errno != EPIPE)
				message_errno("write to %s", o->name);
			break;
		}
		done += n;
	}
	o->written += o->count;
	o->count = 0;
}

bool output_close(struct output *o)
{
	output_flush(o);
	bool ok = !o->failed;
	if (o->fd != STDERR_FILENO && close(o->fd) && ok) {
		message_errno("write to %s", o->name);
		ok = false;
	}
	while (o->pid && waitpid(o->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(o->buffer);
	free((char *) o->name);
	free(o);
	return ok;
}

void output_room(struct output *o, size_t size)
{
	if (o->count + size > o->room)
		output_flush(o);
	if (size <= o->room)
		return;
	char *buffer = realloc(o->buffer, size);
	if (!buffer)
		fatal("out of memory for a line of %zu bytes", size);
	o->buffer = buffer;
	o->room = size;
}

void put_text(struct output *o, const char *text, size_t len)
{
	if (o->mute)
		return;
	output_room(o, len);
	memcpy(o->buffer + o->count, text, len);
	o->count += len;
}

void put_string(struct output *o, const char *text)
{
	put_text(o, text, strlen(text));
}

void put_padded(struct output *o, uint64_t v, unsigned width, char pad)
{
	char digits[24], *p = digits + sizeof digits;
	do
		*--p = '0' + v % 10;
	while (v /= 10);
	size_t n = digits + sizeof digits - p;
	for (; width > n; width--)
		put_char(o, pad);
	put_text(o, p, n);
}

void put_unsigned(struct output *o, uint64_t v)
{
	put_padded(o, v, 0, ' ');
}

void put_decimal(struct output *o, int64_t v)
{
	if (v < 0)
		put_char(o, '-');
	put_unsigned(o, v < 0 ? -(uint64_t) v : (uint64_t) v);
}

void put_hex_digits(struct output *o, uint64_t v, unsigned width)
{
	char digits[16];
	unsigned n = 0;
	do
		digits[15 - n++] = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	for (; width > n; width--)
		put_char(o, '0');
	put_text(o, digits + 16 - n, n);
}

void put_hex(struct output *o, uint64_t v)
{
	put_text(o, "0x", 2);
	put_hex_digits(o, v, 0);
}

void put_octal(struct output *o, uint64_t v)
{
	char digits[23];
	unsigned n = 0;
	put_char(o, '0');
	for (; v; v >>= 3)
		digits[22 - n++] = '0' + (v & 7);
	put_text(o, digits + 23 - n, n);
}

void put_spaces(struct output *o, size_t count)
{
	while (count--)
		put_char(o, ' ');
}

void put_newline(struct output *o)
{
	put_char(o, '\n');
	o->line = o->written + o->count;
}
