/*
 * sink.h: where events go: text, JSON, summary, later others. Several may listen to one run; they do not know each
 * other. All quoting and escaping of what comes from a tracee lives in sinks; nothing else writes trace output.
 */
#ifndef STROBE_SINK_H
#define STROBE_SINK_H

#include "event.h"
#include "options.h"

struct sink {
	uint8_t slot;	/* its place in task->sink_state */
	bool values;	/* wants calls decoded; the summary does not */
	void (*enter)(struct sink *, const struct event *);	/* task->call, task->tape: entry half */
	void (*exit)(struct sink *, const struct event *);	/* the whole tape */
	void (*signal)(struct sink *, const struct event *, const struct tape *info); /* EVENT_SIGNAL and EVENT_GROUP_STOP */
	void (*exited)(struct sink *, const struct event *);	/* EVENT_EXIT, KILLED, SUPERSEDED, DETACHED: the task's last */
	void (*other)(struct sink *, const struct event *);	/* EVENT_ABI, EXEC, NEW_TASK */
	void (*flush)(struct sink *);	/* write what was gathered: the tracer is about to sleep */
	void (*task_gone)(struct sink *, struct task *);	/* free sink_state */
	/* Writes what is left, closes, frees. Returns false when output was lost (a full disk), having said so. */
	bool (*close)(struct sink *);
};

struct sink *sink_text(const struct options *);		/* never NULL: exits with a message when -o cannot be opened */
struct sink *sink_json(const struct options *);		/* --json, in place of text; as sink_text */
struct sink *sink_summary(const struct options *);	/* -c, -C */

#endif
