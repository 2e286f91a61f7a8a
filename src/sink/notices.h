/*
 * notices.h: what strobe says on standard error about the tasks it attaches to and lets go, whatever sinks listen.
 */
#ifndef STROBE_SINK_NOTICES_H
#define STROBE_SINK_NOTICES_H

#include "event.h"
#include "options.h"

/* Is that quiet: by -q and -e quiet=, or because the trace of a command goes to a file? */
bool notice_is_quiet(const struct options *, enum quiet);
/* EVENT_NEW_TASK: `Process N attached`; EVENT_DETACHED: `Process N detached`. */
void notice_attached(const struct options *, const struct event *);
void notice_detached(const struct options *, const struct event *);

#endif
