/*
 * Messages about tasks coming and going.
 */
#include "notices.h"
#include "message.h"

bool notice_is_quiet(const struct options *o, enum quiet what)
{
	if (small_set_has(&o->quiet, what))
		return true;
	/* strace(1), -q: "happens automatically when output is redirected to a file and the command is run directly" */
	return what != QUIET_EXIT && o->output && o->command && !o->attach_count;
}

void notice_attached(const struct options *o, const struct event *e)
{
	if (!e->other && !o->attach_count)	/* the command itself */
		return;
	if (!notice_is_quiet(o, QUIET_ATTACH))
		message("Process %d attached", e->task->tid);
}

void notice_detached(const struct options *o, const struct event *e)
{
	if (!notice_is_quiet(o, QUIET_ATTACH))
		message("Process %d detached", e->task->tid);
}
