/*
 * The files of -ff, one a task. There may be more tasks than strobe may have files open, and the limit is not to be raised,
 * for tracees inherit it: then all are closed, and each is opened again when there is something to write.
 */
#include "text.h"
#include <sys/resource.h>

static unsigned most_files(void)
{
	struct rlimit limit;
	enum { OTHERS = 64, LEAST = 16, MOST = 4096 }; /* what the rest of strobe has open */
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < OTHERS + LEAST)
		return LEAST;
	return limit.rlim_cur - OTHERS < MOST ? limit.rlim_cur - OTHERS : MOST;
}

static void forget_open(struct text_sink *s, struct text_task *t)
{
	if (!t->is_open)
		return;
	LIST_REMOVE(t, open);
	t->is_open = false;
	s->files--;
}

static void forget_unflushed(struct text_task *t)
{
	if (t->is_unflushed)
		LIST_REMOVE(t, unflushed);
	t->is_unflushed = false;
}

/* Is about to be open. */
static void count_open(struct text_sink *s, struct text_task *t)
{
	if (t->is_open)
		return;
	if (!s->files_max)
		s->files_max = most_files();
	while (s->files >= s->files_max) {
		struct text_task *other = LIST_FIRST(&s->open);
		output_park(other->out);
		forget_unflushed(other);
		forget_open(s, other);
	}
	LIST_INSERT_HEAD(&s->open, t, open);
	t->is_open = true;
	s->files++;
}

void files_open(struct text_sink *s, struct text_task *t, bool append)
{
	count_open(s, t);
	t->out = output_open(s->o->output, append, t->tid);
}

void files_close(struct text_sink *s, struct text_task *t)
{
	if (!t->out)
		return;
	s->lost |= !output_close(t->out);
	t->out = NULL;
	forget_open(s, t);
	forget_unflushed(t);
}

void files_touch(struct text_sink *s, struct text_task *t)
{
	count_open(s, t); /* writing opens it, if it was closed meanwhile */
	if (!t->is_unflushed)
		LIST_INSERT_HEAD(&s->unflushed, t, unflushed);
	t->is_unflushed = true;
}

void files_flush(struct text_sink *s)
{
	while (!LIST_EMPTY(&s->unflushed)) {
		struct text_task *t = LIST_FIRST(&s->unflushed);
		output_flush(t->out);
		forget_unflushed(t);
	}
}
