/*
 * Messages about tasks coming and going.
 */
#include "notices.h"
#include "message.h"

void notice_attached(const struct options *o, const struct event *e)
{
	if (!e->other && !e->threads) /* the command itself, or a thread counted in its process's notice */
		return;
	if (small_set_has(&o->quiet, QUIET_ATTACH))
		return;
	if (e->threads > 1)
		message("Process %d attached with %u threads", e->task->tid, e->threads);
	else
		message("Process %d attached", e->task->tid);
}

void notice_detached(const struct options *o, const struct event *e)
{
	if (!small_set_has(&o->quiet, QUIET_ATTACH))
		message("Process %d detached", e->task->tid);
}
