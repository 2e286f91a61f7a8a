/*
 * text.h: the inside of the text sink, shared by its files: whose line stands where, and what begins a line.
 */
#ifndef STROBE_SINK_TEXT_H
#define STROBE_SINK_TEXT_H

#include "files.h"
#include "render.h"
#include "sink.h"

/* What the sink keeps for a task: task->sink_state. */
struct text_task {
	struct output *out; /* the shared one, or its own with -ff */
	pid_t tid; /* whose name that file has */
	bool entered; /* the entry half of a call was shown, its exit was not */
	bool separated; /* … and the separator after it too */
	bool undecoded; /* … and the call has more to show at its exit */
	bool gone; /* its last line was written */
	struct task_file file; /* with -ff */
};

struct text_sink {
	struct sink base;
	const struct options *o;
	struct output *shared; /* NULL with -ff */
	struct render render;
	struct render rewalk; /* renders into nothing, to find the containers that are open at the seam */
	unsigned tasks; /* seen and not gone */
	int64_t clock_second; /* the second that clock_text says */
	char clock_text[16];
	int64_t last_ns; /* time of the line before, for -r */
	struct task_files files;
};

/* ---- text.c ---- */

/* Says what is said of tasks beside their calls (their coming, going and ABI); for the summary, whose slot it shares. */
struct sink *sink_notices(const struct options *);

/* ---- line.c ---- */

/* Begins a line of the task: what stands unfinished is ended as such, then pid, time, number and instruction pointer. */
void line_begin(struct text_sink *, struct text_task *, const struct event *);
/* Pads to the column and writes ` = `, the closing parenthesis before it. */
void line_result(struct text_sink *, struct text_task *);
/* ` <0.000012>`, from the call's entry to its exit. */
void line_call_time(struct text_sink *, struct output *, const struct call *);
void line_end(struct text_sink *, struct text_task *);

#endif
