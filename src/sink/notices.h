/*
 * notices.h: what strobe says on standard error about the tasks it attaches to and lets go, whatever sinks listen.
 */
#ifndef STROBE_SINK_NOTICES_H
#define STROBE_SINK_NOTICES_H

#include "event.h"
#include "options.h"

/* EVENT_NEW_TASK: `Process N attached`; EVENT_DETACHED: `Process N detached`. */
void notice_attached(const struct options *, const struct event *);
void notice_detached(const struct options *, const struct event *);

#endif
