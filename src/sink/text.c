/*
 * The text sink: strace's lines. This file turns events into lines; line.c has what surrounds them, render.c the values.
 */
#include "text.h"
#include "message.h"
#include "notices.h"
#include "tables.h"
#include <stdlib.h>

static struct text_sink *text_of(struct sink *sink)
{
	return (struct text_sink *)sink;
}

/* ---- tasks ---- */

static void open_file(struct text_sink *s, struct text_task *t, bool append)
{
	t->out = files_open(&s->files, &t->file, s->o->output, append, t->tid);
}

static void close_file(struct text_sink *s, struct text_task *t)
{
	files_close(&s->files, &t->file);
	t->out = NULL;
}

static struct text_task *task_of(struct text_sink *s, struct task *task)
{
	struct text_task *t = task->sink_state[s->base.slot];
	if (t && !t->out) /* more of a task whose file was closed */
		open_file(s, t, true);
	if (t)
		return t;
	t = calloc(1, sizeof *t);
	if (!t)
		fatal_errno("allocate task");
	t->tid = task->tid;
	if (s->shared)
		t->out = s->shared;
	else
		open_file(s, t, s->o->append);
	task->sink_state[s->base.slot] = t;
	s->tasks++;
	return t;
}

/* No more lines of it: it does not count as one of several any longer. */
static void forget(struct text_sink *s, struct text_task *t)
{
	if (!t->gone)
		s->tasks--;
	t->gone = true;
}

static void text_task_gone(struct sink *sink, struct task *task)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task->sink_state[s->base.slot];
	if (!t)
		return;
	forget(s, t);
	if (!s->shared)
		close_file(s, t);
	else if (s->shared->owner == t)
		s->shared->owner = NULL;
	free(t);
	task->sink_state[s->base.slot] = NULL;
}

/* A task that is traced beside others on standard error sees its output at once, as it would with strace. */
static void done(struct text_sink *s, struct text_task *t)
{
	if (!s->shared)
		files_touch(&s->files, &t->file);
	else if (!s->o->output)
		output_flush(t->out);
}

/* ---- calls ---- */

static void put_call_name(struct output *out, const struct call *call)
{
	if (call->name) {
		put_string(out, desc_str(call->name));
	} else {
		put_literal(out, "syscall_0x");
		put_hex_digits(out, call->nr, 1);
	}
}

/* Has the call more to show at its exit than its result? strace says so of a task that dies in it. */
static bool shows_more_at_exit(const struct call *call, const struct tape *tape, uint32_t depth)
{
	const struct desc_call *d = call->desc;
	if (call->raw || !d)
		return false;
	if (tape->more || depth || desc_results[call->result].count)
		return true;
	return d->first_exit < d->count && desc_members[d->first + d->first_exit].then_type;
}

/* Does the separator stand already when the entry half ends? Before a plain argument it does, before what depends on others
   (ioctl's, fcntl's) it does not. */
static bool separates_at_seam(const struct call *call, const struct tape *tape, uint32_t depth)
{
	const struct desc_call *d = call->desc;
	if (!tape->more || call->raw || !d || depth || !tape->seam || d->first_exit >= d->count ||
	    call_is_named(call))
		return false;
	return desc_members[d->first + d->first_exit].form == M_FIELD;
}

static void text_enter(struct sink *sink, const struct event *e)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task_of(s, e->task);
	const struct call *call = &e->task->call;
	line_begin(s, t, e);
	put_call_name(t->out, call);
	put_char(t->out, '(');
	s->render.out = t->out;
	render_begin(&s->render, e->task, &e->task->tape, true);
	render_nodes(&s->render, 0, e->task->tape.seam);
	t->separated = separates_at_seam(call, &e->task->tape, s->render.depth);
	if (t->separated)
		put_literal(t->out, ", ");
	t->undecoded = shows_more_at_exit(call, &e->task->tape, s->render.depth);
	t->entered = true;
	t->out->owner = t;
	done(s, t);
}

/* Begins, or goes on with, the line of a call that ends now. */
static void resume_line(struct text_sink *s, struct text_task *t, const struct event *e)
{
	if (t->entered && t->out->owner == t)
		return;
	line_begin(s, t, e);
	if (t->entered)
		put_literal(t->out, "<... ");
	put_call_name(t->out, &e->task->call);
	put_string(t->out, t->entered ? " resumed>" : "(");
}

/* The containers that are open at the seam are known by walking the entry half again, into nothing. */
static void reopen(struct text_sink *s, struct text_task *t, const struct event *e)
{
	struct render *r = &s->render;
	r->out = s->rewalk.out;
	render_nodes(r, 0, e->task->tape.seam);
	output_clear(r->out);
	r->out = t->out;
	if (t->separated)
		r->levels[0].any = false;
}

/* The task died in the call: what was shown of it is all there is. */
static void end_unfinished(struct text_sink *s, struct text_task *t)
{
	if (t->undecoded)
		put_literal(t->out, " <unfinished ...>");
	line_result(s, t);
	put_char(t->out, '?');
	line_end(s, t);
	t->entered = false;
}

static void text_exit(struct sink *sink, const struct event *e)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task_of(s, e->task);
	const struct call *call = &e->task->call;
	const struct tape *tape = &e->task->tape;
	struct render *r = &s->render;
	bool half = t->entered;
	resume_line(s, t, e);
	r->out = t->out;
	render_begin(r, e->task, tape, true);
	if (call->unknown_exit) {
		if (!half) {
			render_nodes(r, 0, tape->seam);
			if (separates_at_seam(call, tape, r->depth))
				put_literal(t->out, ", ");
			t->undecoded = shows_more_at_exit(call, tape, r->depth);
		}
		end_unfinished(s, t);
		done(s, t);
		return;
	}
	if (half)
		reopen(s, t, e);
	uint32_t result = tape->result < tape->count ? tape->result : tape->count;
	render_nodes(r, half ? tape->seam : 0, result);
	line_result(s, t);
	if (result < tape->count)
		render_result(r, &tape->nodes[result]);
	render_nodes(r, result + 1, tape->count);
	if (s->o->call_times)
		line_call_time(s, t->out, call);
	line_end(s, t);
	t->entered = false;
	done(s, t);
}

/* ---- signals and ends ---- */

static void text_signal(struct sink *sink, const struct event *e, const struct tape *info)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task_of(s, e->task);
	line_begin(s, t, e);
	put_string(t->out, e->kind == EVENT_GROUP_STOP ? "--- stopped by " : "--- ");
	render_signal(t->out, e->signal.number);
	if (info) {
		put_char(t->out, ' ');
		s->render.out = t->out;
		render_begin(&s->render, e->task, info, false);
		render_nodes(&s->render, 0, info->count);
	}
	put_literal(t->out, " ---");
	line_end(s, t);
	done(s, t);
}

static void put_end(struct text_sink *s, struct text_task *t, const struct event *e)
{
	struct output *out = t->out;
	line_begin(s, t, e);
	if (e->kind == EVENT_EXIT) {
		put_literal(out, "+++ exited with ");
		put_signed(out, e->status);
	} else if (e->kind == EVENT_KILLED) {
		put_literal(out, "+++ killed by ");
		render_signal(out, e->killed.number);
		if (e->killed.core_dumped)
			put_literal(out, " (core dumped)");
	} else {
		put_literal(out, "+++ superseded by execve in pid ");
		put_signed(out, e->other);
	}
	put_literal(out, " +++");
	line_end(s, t);
}

/* Detached: if its half line stands, that is said at the end of it. */
static void put_detached(struct text_sink *s, struct text_task *t, const struct event *e)
{
	notice_detached(s->o, e);
	if (t->out->owner != t)
		return;
	put_literal(t->out, " <detached ...>");
	line_end(s, t);
}

static void text_exited(struct sink *sink, const struct event *e)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task_of(s, e->task);
	bool quiet = (e->kind == EVENT_EXIT && small_set_has(&s->o->quiet, QUIET_EXIT)) ||
		     (e->kind == EVENT_KILLED && !small_set_has(&s->o->signals, e->killed.number)) ||
		     (e->kind == EVENT_SUPERSEDED && small_set_has(&s->o->quiet, QUIET_THREAD_EXECVE));
	if (e->kind == EVENT_DETACHED) {
		put_detached(s, t, e);
	} else {
		if (t->entered) {
			resume_line(s, t, e);
			end_unfinished(s, t);
		}
		if (e->kind ==
		    EVENT_SUPERSEDED) /* it counts no more when this is said, unlike one that exits */
			forget(s, t);
		if (!quiet)
			put_end(s, t, e);
	}
	done(s, t);
	forget(s, t);
	if (!s->shared && e->kind != EVENT_SUPERSEDED)
		close_file(s, t);
}

/* The thread goes on under its leader's number, and so in the leader's file. */
static void change_pid(struct text_sink *s, struct text_task *t, const struct event *e)
{
	if (!e->other || e->other == e->task->tid)
		return;
	t->tid = e->task->tid;
	if (s->shared)
		return;
	if (t->out->owner == t) {
		put_literal(t->out, " <pid changed to ");
		put_signed(t->out, t->tid);
		put_literal(t->out, " ...>");
		line_end(s, t);
	}
	close_file(s, t);
	open_file(s, t, true);
}

static void text_other(struct sink *sink, const struct event *e)
{
	struct text_sink *s = text_of(sink);
	struct text_task *t = task_of(s, e->task);
	if (e->kind == EVENT_NEW_TASK) {
		notice_attached(s->o, e);
	} else if (e->kind == EVENT_EXEC) {
		change_pid(s, t, e);
	} else if (e->kind == EVENT_ABI && !small_set_has(&s->o->quiet, QUIET_PERSONALITY)) {
		line_begin(s, t, e);
		put_literal(t->out, "[ Process PID=");
		put_signed(t->out, e->task->tid);
		put_literal(t->out, " runs in ");
		put_string(t->out, abi_info[e->task->abi].label);
		put_literal(t->out, " mode. ]");
		line_end(s, t);
		done(s, t);
	}
}

/* ---- the sink ---- */

static void text_flush(struct sink *sink)
{
	struct text_sink *s = text_of(sink);
	if (s->shared)
		output_flush(s->shared);
	else
		files_flush(&s->files);
}

static bool text_close(struct sink *sink)
{
	struct text_sink *s = text_of(sink);
	bool good = !s->files.lost;
	if (s->shared && s->shared->owner) {
		put_literal(s->shared, " <unfinished ...>");
		put_newline(s->shared);
	}
	if (s->shared)
		good &= output_release(s->shared);
	output_close(s->rewalk.out);
	free(s);
	return good;
}

struct sink *sink_text(const struct options *o)
{
	struct text_sink *s = calloc(1, sizeof *s);
	if (!s)
		fatal_errno("allocate sink");
	s->base = (struct sink){
		.values = true,
		.enter = text_enter,
		.exit = text_exit,
		.signal = text_signal,
		.exited = text_exited,
		.other = text_other,
		.flush = text_flush,
		.task_gone = text_task_gone,
		.close = text_close,
	};
	s->o = s->render.o = s->rewalk.o = o;
	s->rewalk.out = output_memory();
	if (!o->output_separately || !o->output)
		s->shared = output_share(o);
	return &s->base;
}

/* ---- beside the summary: tasks are counted, calls are not shown ---- */

static void notices_enter(struct sink *sink, const struct event *e)
{
	task_of(text_of(sink), e->task);
}

static void notices_exited(struct sink *sink, const struct event *e)
{
	struct text_sink *s = text_of(sink);
	forget(s, task_of(s, e->task));
	if (e->kind == EVENT_DETACHED)
		notice_detached(s->o, e);
}

struct sink *sink_notices(const struct options *o)
{
	struct sink *sink = sink_text(o);
	sink->values = false;
	sink->enter = notices_enter;
	sink->exited = notices_exited;
	return sink;
}
