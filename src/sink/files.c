/*
 * The files of -ff, one a task, see files.h.
 */
#include "files.h"
#include <sys/resource.h>

static unsigned most_files(void)
{
	struct rlimit limit;
	enum { OTHERS = 64, LEAST = 16, MOST = 4096 }; /* what the rest of strobe has open */
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < OTHERS + LEAST)
		return LEAST;
	return limit.rlim_cur - OTHERS < MOST ? limit.rlim_cur - OTHERS : MOST;
}

static void forget_open(struct task_files *s, struct task_file *t)
{
	if (!t->is_open)
		return;
	LIST_REMOVE(t, open);
	t->is_open = false;
	s->count--;
}

static void forget_unflushed(struct task_file *t)
{
	if (t->is_unflushed)
		LIST_REMOVE(t, unflushed);
	t->is_unflushed = false;
}

/* Is about to be open. */
static void count_open(struct task_files *s, struct task_file *t)
{
	if (t->is_open)
		return;
	if (!s->max)
		s->max = most_files();
	while (s->count >= s->max) {
		struct task_file *other = LIST_FIRST(&s->open);
		output_park(other->out);
		forget_unflushed(other);
		forget_open(s, other);
	}
	LIST_INSERT_HEAD(&s->open, t, open);
	t->is_open = true;
	s->count++;
}

struct output *files_open(struct task_files *s, struct task_file *t, const char *path, bool append, pid_t tid)
{
	count_open(s, t);
	return t->out = output_open(path, append, tid);
}

void files_close(struct task_files *s, struct task_file *t)
{
	if (!t->out)
		return;
	s->lost |= !output_close(t->out);
	t->out = NULL;
	forget_open(s, t);
	forget_unflushed(t);
}

void files_touch(struct task_files *s, struct task_file *t)
{
	count_open(s, t); /* writing opens it, if it was closed meanwhile */
	if (!t->is_unflushed)
		LIST_INSERT_HEAD(&s->unflushed, t, unflushed);
	t->is_unflushed = true;
}

void files_flush(struct task_files *s)
{
	while (!LIST_EMPTY(&s->unflushed)) {
		struct task_file *t = LIST_FIRST(&s->unflushed);
		output_flush(t->out);
		forget_unflushed(t);
	}
}
