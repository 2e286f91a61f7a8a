/*
 * The JSON sink: an object an event, a line an object (schema/strobe-event.schema.json, strobe-json(5)). A line is made in
 * memory and handed to the output whole, so that no half of one is ever written. A call is one event, at its end.
 */
#include "json.h"
#include "files.h"
#include "message.h"
#include "notices.h"
#include "sink.h"
#include <stdlib.h>

struct json_task { /* task->sink_state */
	struct output *out; /* the shared one, or its own with -ff */
	struct task_file file;
	pid_t tid; /* whose name that file has */
	bool entered; /* in a call whose end is to be told */
	uint64_t enter_seq;
};

struct json_sink {
	struct sink base;
	const struct options *o;
	struct output *shared; /* NULL with -ff */
	struct task_files files;
	struct json json;
};

static struct json_sink *json_of(struct sink *sink)
{
	return (struct json_sink *)sink;
}

/* ---- tasks ---- */

static struct json_task *task_of(struct json_sink *s, struct task *task)
{
	struct json_task *t = task->sink_state[s->base.slot];
	if (!t) {
		t = calloc(1, sizeof *t);
		if (!t)
			fatal_errno("allocate task");
		t->tid = task->tid;
		t->out = s->shared ? s->shared :
				     files_open(&s->files, &t->file, s->o->output, s->o->append, t->tid);
		task->sink_state[s->base.slot] = t;
	} else if (!t->out) { /* more of a task whose file was closed */
		t->out = files_open(&s->files, &t->file, s->o->output, true, t->tid);
	}
	return t;
}

static void close_file(struct json_sink *s, struct json_task *t)
{
	if (s->shared)
		return;
	files_close(&s->files, &t->file);
	t->out = NULL;
}

static void json_task_gone(struct sink *sink, struct task *task)
{
	struct json_sink *s = json_of(sink);
	struct json_task *t = task->sink_state[s->base.slot];
	if (!t)
		return;
	close_file(s, t);
	free(t);
	task->sink_state[s->base.slot] = NULL;
}

/* ---- lines ---- */

static void put_times(struct json *j, int64_t wall_ns, int64_t mono_ns)
{
	put_literal(j->line, ",\"wall_ns\":\""); /* strings, always: the one is beyond 2^53, the other may be */
	put_signed(j->line, wall_ns);
	put_literal(j->line, "\",\"mono_ns\":\"");
	put_signed(j->line, mono_ns);
	put_char(j->line, '"');
}

static struct json *begin(struct json_sink *s, const struct event *e, const char *event, int64_t wall_ns,
			  int64_t mono_ns)
{
	struct json *j = &s->json;
	const struct task *task = e->task;
	output_clear(j->line);
	put_literal(j->line, "{\"event\":\"");
	put_string(j->line, event);
	put_literal(j->line, "\",\"seq\":");
	json_unsigned(j, e->seq);
	put_literal(j->line, ",\"pid\":");
	put_unsigned(j->line, task->tgid ? task->tgid : task->tid);
	put_literal(j->line, ",\"tid\":");
	put_unsigned(j->line, task->tid);
	put_times(j, wall_ns, mono_ns);
	return j;
}

static void end(struct json_sink *s, struct json_task *t)
{
	struct output *line = s->json.line;
	put_literal(line, "}\n");
	put_text(t->out, line->buffer, line->len);
	if (!s->shared)
		files_touch(&s->files, &t->file);
	else if (!s->o->output)
		output_flush(t->out);
}

/* ---- calls ---- */

static void on_call_enter(struct sink *sink, const struct event *e)
{
	struct json_sink *s = json_of(sink);
	struct json_task *t = task_of(s, e->task);
	t->entered = true;
	t->enter_seq = e->seq;
}

static void put_call(struct json_sink *s, struct json_task *t, const struct event *e, bool unfinished)
{
	const struct call *call = &e->task->call;
	int64_t wall = call->enter_wall_ns ? call->enter_wall_ns : e->wall_ns;
	int64_t mono = call->enter_mono_ns ? call->enter_mono_ns : e->mono_ns;
	int64_t until = unfinished ? e->mono_ns : call->exit_mono_ns;
	struct json *j = begin(s, e, "call", wall, mono);
	json_member(j, "duration_ns");
	json_unsigned(j, until > mono ? until - mono : 0);
	if (t->entered) {
		json_member(j, "enter_seq");
		json_unsigned(j, t->enter_seq);
	}
	if (s->o->show_ip) {
		json_member(j, "ip");
		json_address(j, call->ip);
	}
	json_call(j, e->task, unfinished);
	end(s, t);
	t->entered = false;
}

static void on_call_exit(struct sink *sink, const struct event *e)
{
	struct json_sink *s = json_of(sink);
	put_call(s, task_of(s, e->task), e, e->task->call.unknown_exit);
}

/* ---- signals and ends ---- */

static void on_signal(struct sink *sink, const struct event *e, const struct tape *info)
{
	struct json_sink *s = json_of(sink);
	struct json_task *t = task_of(s, e->task);
	struct json *j = begin(s, e, e->kind == EVENT_GROUP_STOP ? "stopped" : "signal", e->wall_ns, e->mono_ns);
	json_signal_name(j, e->signal.number);
	if (info && info->count) {
		json_begin(j, e->task, info);
		json_member(j, "info");
		json_value(j, 0, info->count);
	}
	end(s, t);
}

static bool is_quiet(const struct options *o, const struct event *e)
{
	return (e->kind == EVENT_EXIT && small_set_has(&o->quiet, QUIET_EXIT)) ||
	       (e->kind == EVENT_KILLED && !small_set_has(&o->signals, e->killed.number)) ||
	       (e->kind == EVENT_SUPERSEDED && small_set_has(&o->quiet, QUIET_THREAD_EXECVE));
}

static void put_end(struct json_sink *s, struct json_task *t, const struct event *e)
{
	static const char *const names[] = { [EVENT_EXIT] = "exited",
					     [EVENT_KILLED] = "killed",
					     [EVENT_SUPERSEDED] = "superseded",
					     [EVENT_DETACHED] = "detached" };
	struct json *j = begin(s, e, names[e->kind], e->wall_ns, e->mono_ns);
	if (e->kind == EVENT_EXIT) {
		json_member(j, "status");
		json_signed(j, e->status);
	} else if (e->kind == EVENT_KILLED) {
		json_signal_name(j, e->killed.number);
		json_member(j, "core_dumped");
		put_string(j->line, e->killed.core_dumped ? "true" : "false");
	} else if (e->kind == EVENT_SUPERSEDED) {
		json_member(j, "by");
		json_signed(j, e->other);
	}
	end(s, t);
}

static void on_exited(struct sink *sink, const struct event *e)
{
	struct json_sink *s = json_of(sink);
	struct json_task *t = task_of(s, e->task);
	if (t->entered)
		put_call(s, t, e, true);
	if (!is_quiet(s->o, e))
		put_end(s, t, e);
	if (e->kind == EVENT_DETACHED && s->o->output)
		notice_detached(s->o, e);
	if (e->kind != EVENT_SUPERSEDED)
		close_file(s, t);
}

/* The thread goes on under its leader's number, and so in the leader's file. */
static void change_tid(struct json_sink *s, struct json_task *t, const struct event *e)
{
	if (!e->other || e->other == e->task->tid)
		return;
	t->tid = e->task->tid;
	if (s->shared)
		return;
	close_file(s, t);
	t->out = files_open(&s->files, &t->file, s->o->output, true, t->tid);
}

static void on_other(struct sink *sink, const struct event *e)
{
	struct json_sink *s = json_of(sink);
	struct json_task *t = task_of(s, e->task);
	struct json *j;
	if (e->kind == EVENT_EXEC)
		change_tid(s, t, e);
	if (e->kind == EVENT_NEW_TASK && s->o->output)
		notice_attached(s->o, e);
	j = begin(s, e, e->kind == EVENT_EXEC ? "exec" : e->kind == EVENT_NEW_TASK ? "attached" : "abi", e->wall_ns,
		  e->mono_ns);
	if (e->kind == EVENT_ABI) {
		const struct abi_info *abi = &abi_info[e->task->abi];
		json_member(j, "abi");
		json_name(j, abi->name, strlen(abi->name));
	} else if (e->other) {
		json_key(j, e->kind == EVENT_EXEC ? "former_tid" : "parent", e->kind == EVENT_EXEC ? 10 : 6);
		json_signed(j, e->other);
	}
	if (e->kind == EVENT_NEW_TASK && e->threads) {
		json_member(j, "threads");
		json_unsigned(j, e->threads);
	}
	end(s, t);
}

/* ---- the sink ---- */

static void on_flush(struct sink *sink)
{
	struct json_sink *s = json_of(sink);
	if (s->shared)
		output_flush(s->shared);
	else
		files_flush(&s->files);
}

static bool on_close(struct sink *sink)
{
	struct json_sink *s = json_of(sink);
	bool good = !s->files.lost;
	if (s->shared)
		good &= output_release(s->shared);
	output_close(s->json.line);
	output_close(s->json.scratch);
	free(s);
	return good;
}

struct sink *sink_json(const struct options *o)
{
	struct json_sink *s = calloc(1, sizeof *s);
	if (!s)
		fatal_errno("allocate sink");
	s->base = (struct sink){
		.values = true,
		.enter = on_call_enter,
		.exit = on_call_exit,
		.signal = on_signal,
		.exited = on_exited,
		.other = on_other,
		.flush = on_flush,
		.task_gone = json_task_gone,
		.close = on_close,
	};
	s->o = o;
	s->json.line = output_memory();
	s->json.scratch = output_memory();
	s->json.plain = *o;
	s->json.plain.xlat = XLAT_ABBREV;
	s->json.plain.hex_strings = HEX_NONE;
	if (!o->output_separately || !o->output)
		s->shared = output_share(o);
	return &s->base;
}
