/*
 * select.c: which calls are shown, and how.
 */
#include "select.h"
#include "options.h"

void select_enter(const struct options *o, struct call *call)
{
	call->shown = !call->sysent || call_set_has(&o->trace, call);
	if (!call->shown)
		return;
	call->brief = call_set_has(&o->abbrev, call);
	call->decode_pointers = call_set_has(&o->verbose, call);
	call->raw = call_set_has(&o->raw, call);
}

/* A call that is to be restarted counts as failed. */
bool select_exit(const struct options *o, const struct call *call)
{
	enum status status = call->err ? STATUS_FAILED : STATUS_SUCCESSFUL;
	if (call->unknown_exit)
		status = STATUS_UNAVAILABLE;
	return small_set_has(&o->statuses, status);
}
