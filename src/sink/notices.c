/*
 * Messages about tasks coming and going.
 */
#include "notices.h"
#include "message.h"

void notice_attached(const struct options *o, const struct event *e)
{
	if (!e->other && !o->attach_count)	/* the command itself */
		return;
	if (!small_set_has(&o->quiet, QUIET_ATTACH))
		message("Process %d attached", e->task->tid);
}

void notice_detached(const struct options *o, const struct event *e)
{
	if (!small_set_has(&o->quiet, QUIET_ATTACH))
		message("Process %d detached", e->task->tid);
}
