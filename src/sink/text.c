/*
 * The classic text: one line a call, as strace prints it.
 */
#include "message.h"
#include "render.h"
#include "sink.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct text {
	struct sink sink;
	const struct options *options;
	struct style style;
	struct output *out;		/* shared by all tasks; NULL with -ff */
	struct task *printing;		/* its call stands unfinished at the end of out */
	unsigned tasks;			/* traced now */
	bool several;			/* there was more than one: pids are shown */
	int64_t last_mono_ns;		/* of the line before, for -r */
	bool lost;			/* some output could not be written */
};

/* Per task: where it writes, and whether its call's first half stands there. */
struct text_task {
	struct output *out;
	bool begun;		/* the entry half was printed */
	bool suspended;		/* and ended with <unfinished ...> */
};

static struct text *on_stderr;	/* for message_before: there is one standard error */

static struct text *text_of(struct sink *s)
{
	return (struct text *) s;
}

static struct text_task *state_of(struct text *x, struct task *task)
{
	struct text_task **slot = (struct text_task **) &task->sink_state[x->sink.slot];
	if (*slot)
		return *slot;
	*slot = calloc(1, sizeof **slot);
	if (!*slot)
		fatal("out of memory");
	(*slot)->out = x->out;
	if (!x->out) {
		char path[4096];
		snprintf(path, sizeof path, "%s.%d", x->options->output, task->tid);
		(*slot)->out = output_file(path, x->options->append);
	}
	x->tasks++;
	x->several |= x->tasks > 1;
	return *slot;
}

/* ---- what stands before a line ---- */

static unsigned fraction_digits(enum precision p)
{
	return p == PRECISION_S ? 0 : p == PRECISION_MS ? 3 : p == PRECISION_US ? 6 : 9;
}

static void put_fraction(struct output *o, int64_t ns, enum precision p)
{
	static const int64_t unit[] = { 1000000000, 1000000, 1000, 1 };
	if (p == PRECISION_S)
		return;
	put_char(o, '.');
	put_padded(o, ns % 1000000000 / unit[p], fraction_digits(p), '0');
}

static void put_clock(struct text *x, struct output *o, const struct event *e)
{
	time_t seconds = e->wall_ns / 1000000000;
	if (x->options->clock == TIME_UNIX) {
		put_unsigned(o, seconds);
	} else {
		struct tm tm;
		localtime_r(&seconds, &tm);
		put_padded(o, tm.tm_hour, 2, '0');
		put_char(o, ':');
		put_padded(o, tm.tm_min, 2, '0');
		put_char(o, ':');
		put_padded(o, tm.tm_sec, 2, '0');
	}
	put_fraction(o, e->wall_ns, x->options->clock_precision);
	put_char(o, ' ');
}

static void put_relative(struct text *x, struct output *o, const struct event *e)
{
	int64_t since = x->last_mono_ns ? e->mono_ns - x->last_mono_ns : 0;
	bool both = x->options->clock != TIME_NONE;
	x->last_mono_ns = e->mono_ns;
	if (both)
		put_text(o, "(+", 2);
	put_padded(o, since / 1000000000, 6, ' ');
	put_fraction(o, since, x->options->relative_precision);
	put_text(o, both ? ") " : " ", both ? 2 : 1);
}

static void put_pid(struct text *x, struct output *o, pid_t pid)
{
	if (x->options->output_separately && !x->options->always_show_pid)
		return;
	if (x->options->output || x->options->always_show_pid) {
		if (!x->options->follow_forks && !x->several && x->options->attach_count < 2 && !x->options->always_show_pid)
			return;
		size_t width = 5;
		char digits[16];
		size_t n = snprintf(digits, sizeof digits, "%d", pid);
		put_text(o, digits, n);
		put_spaces(o, n < width ? width - n : 0);
		put_char(o, ' ');
	} else if (x->several) {
		put_text(o, "[pid ", 5);
		put_padded(o, pid, 5, ' ');
		put_text(o, "] ", 2);
	}
}

static void put_prefix(struct text *x, struct output *o, const struct event *e, bool has_ip)
{
	put_pid(x, o, e->task->tid);
	if (x->options->clock != TIME_NONE)
		put_clock(x, o, e);
	if (x->options->relative)
		put_relative(x, o, e);
	if (x->options->show_number && has_ip) {
		put_char(o, '[');
		put_padded(o, e->task->call.nr, 4, ' ');
		put_text(o, "] ", 2);
	}
	if (x->options->show_ip) {
		put_char(o, '[');
		if (has_ip)
			put_hex_digits(o, e->task->call.ip, abi_info[e->task->call.abi].ptr * 2);
		else
			put_text(o, "????????????????", abi_info[e->task->abi].ptr * 2);
		put_text(o, "] ", 2);
	}
}

static void end_half_line(struct text *x, struct output *o)
{
	if (o != x->out || !x->printing)
		return;
	struct text_task *t = state_of(x, x->printing);
	put_string(o, " <unfinished ...>");
	put_newline(o);
	t->suspended = true;
	x->printing = NULL;
}

static void before_message(void)
{
	struct text *x = on_stderr;
	if (!x)
		return;
	end_half_line(x, x->out);
	output_flush(x->out);
}

/* ---- calls ---- */

static void put_call_name(struct output *o, const struct call *call)
{
	if (call->name) {
		put_string(o, desc_str(call->name));
	} else {
		put_string(o, "syscall_");
		put_hex(o, call->nr);
	}
}

static void begin_call(struct text *x, struct text_task *t, const struct event *e, uint32_t end)
{
	struct tape *tape = &e->task->tape;
	struct renderer r = { t->out, &x->style, tape, 0, end };
	end_half_line(x, t->out);
	put_prefix(x, t->out, e, true);
	put_call_name(t->out, &e->task->call);
	put_char(t->out, '(');
	render_args(&r);
	t->begun = true;
	t->suspended = false;
	if (x->out)
		x->printing = e->task;
}

static bool at_top(const struct tape *tape)
{
	uint32_t i = 0;
	while (i < tape->seam) {
		const struct value *v = &tape->nodes[i];
		if (v->kind >= V_STRUCT && v->kind <= V_REMARK && !v->aux)
			return false;
		i = tape_next(tape, i);
	}
	return true;
}

static void text_enter(struct sink *s, const struct event *e)
{
	struct text *x = text_of(s);
	struct text_task *t = state_of(x, e->task);
	struct tape *tape = &e->task->tape;
	begin_call(x, t, e, tape->count);
	if (tape->more && tape->count && at_top(tape))
		put_text(t->out, ", ", 2);
	else
		tape->more = false;
}

static const struct { int number; const char *name, *text; } restarts[] = {
	{ 512, "ERESTARTSYS", "To be restarted if SA_RESTART is set" },
	{ 513, "ERESTARTNOINTR", "To be restarted" },
	{ 514, "ERESTARTNOHAND", "To be restarted if no handler" },
	{ 516, "ERESTART_RESTARTBLOCK", "Interrupted by signal" },
};

static void put_error(struct output *o, int err)
{
	for (size_t i = 0; i < sizeof restarts / sizeof restarts[0]; i++)
		if (restarts[i].number == err) {
			put_string(o, "? ");
			put_string(o, restarts[i].name);
			put_text(o, " (", 2);
			put_string(o, restarts[i].text);
			put_char(o, ')');
			return;
		}
	const char *name = strerrorname_np(err);
	put_string(o, "-1 ");
	if (!name) {
		put_string(o, "(errno ");
		put_unsigned(o, err);
		put_char(o, ')');
		return;
	}
	put_string(o, name);
	put_text(o, " (", 2);
	put_string(o, strerror(err));
	put_char(o, ')');
}

static void put_success(struct renderer *r, const struct call *call, const struct value *v)
{
	const struct desc_type *t = &desc_types[v->desc];
	if (desc_results[call->result].hidden) {
		put_char(r->out, '?');
	} else if (call->raw || t->kind == KIND_x || t->kind == KIND_hex || t->kind == KIND_addr) {
		put_hex(r->out, v->num);
	} else if (t->a && t->kind == KIND_none) {
		render_const(r->out, t->a, v->num, 8, r->style->xlat);
	} else if (t->kind == KIND_octal) {
		put_octal(r->out, v->num);
	} else {
		put_decimal(r->out, v->num);
	}
}

static void put_result(struct text *x, struct output *o, const struct task *task)
{
	const struct tape *tape = &task->tape;
	const struct value *v = &tape->nodes[tape->result];
	struct renderer r = { o, &x->style, tape, 0, tape->count };
	if (v->aux) {
		put_error(o, v->aux);
		return;
	}
	put_success(&r, &task->call, v);
	for (uint32_t i = tape->result + 1; i < tape->count; i = tape_next(tape, i))
		if (tape->nodes[i].kind == V_REMARK)
			render_remark(&r, i);
}

static void put_equals(struct text *x, struct output *o)
{
	size_t column = output_column(o);
	put_char(o, ')');
	column++;
	if (column + 1 < (size_t) x->options->column)	/* the = stands in that column */
		put_spaces(o, x->options->column - 1 - column);
	put_text(o, " = ", 3);
}

static void resume_line(struct text *x, struct text_task *t, const struct event *e)
{
	end_half_line(x, t->out);
	put_prefix(x, t->out, e, true);
	put_text(t->out, "<... ", 5);
	put_call_name(t->out, &e->task->call);
	put_text(t->out, " resumed>", 9);
}

static void put_call_time(struct text *x, struct output *o, const struct call *call)
{
	int64_t ns = call->exit_mono_ns - call->enter_mono_ns;
	if (!x->options->call_times)
		return;
	put_text(o, " <", 2);
	put_unsigned(o, ns / 1000000000);
	put_fraction(o, ns, x->options->call_times_precision);
	put_char(o, '>');
}

static void text_exit(struct sink *s, const struct event *e)
{
	struct text *x = text_of(s);
	struct task *task = e->task;
	struct tape *tape = &task->tape;
	struct text_task *t = state_of(x, task);
	if (!t->begun) {
		tape->more = false;
		begin_call(x, t, e, tape->result);
	} else {
		struct renderer r = { t->out, &x->style, tape, tape->seam, tape->result };
		if (t->suspended || (x->out && x->printing != task))
			resume_line(x, t, e);
		render_args(&r);
	}
	put_equals(x, t->out);
	put_result(x, t->out, task);
	put_call_time(x, t->out, &task->call);
	put_newline(t->out);
	t->begun = t->suspended = false;
	x->printing = NULL;
}

/* ---- signals and ends ---- */

static void text_signal(struct sink *s, const struct event *e, const struct tape *info)
{
	struct text *x = text_of(s);
	struct text_task *t = state_of(x, e->task);
	end_half_line(x, t->out);
	put_prefix(x, t->out, e, false);
	put_text(t->out, "--- ", 4);
	if (e->kind == EVENT_GROUP_STOP)
		put_string(t->out, "stopped by ");
	render_signal(t->out, e->signal.number, XLAT_ABBREV, false);
	if (info) {
		struct renderer r = { t->out, &x->style, info, 0, info->count };
		put_char(t->out, ' ');
		render_value(&r, 0);
	}
	put_text(t->out, " ---", 4);
	put_newline(t->out);
}

/* A call that will not return, because its task is gone: = ? */
static void abandon_call(struct text *x, struct text_task *t, const struct event *e)
{
	if (!t->begun)
		return;
	if (e->kind == EVENT_DETACHED) {
		if (!t->suspended && (!x->out || x->printing == e->task)) {
			put_string(t->out, " <detached ...>");
			put_newline(t->out);
		}
	} else {
		if (t->suspended || (x->out && x->printing != e->task))
			resume_line(x, t, e);
		put_equals(x, t->out);
		put_char(t->out, '?');
		put_newline(t->out);
	}
	t->begun = t->suspended = false;
	if (x->printing == e->task)
		x->printing = NULL;
}

static void text_exited(struct sink *s, const struct event *e)
{
	struct text *x = text_of(s);
	struct text_task *t = state_of(x, e->task);
	if (e->kind != EVENT_SUPERSEDED)
		abandon_call(x, t, e);
	if (e->kind == EVENT_DETACHED) {
		if (!small_set_has(&x->options->quiet, QUIET_ATTACH))
			message("Process %d detached", e->task->tid);
		return;
	}
	if (e->kind == EVENT_EXIT && small_set_has(&x->options->quiet, QUIET_EXIT))
		return;
	if (e->kind == EVENT_SUPERSEDED && small_set_has(&x->options->quiet, QUIET_THREAD_EXECVE))
		return;
	end_half_line(x, t->out);
	put_prefix(x, t->out, e, false);
	if (e->kind == EVENT_EXIT) {
		put_string(t->out, "+++ exited with ");
		put_unsigned(t->out, e->status);
	} else if (e->kind == EVENT_KILLED) {
		put_string(t->out, "+++ killed by ");
		render_signal(t->out, e->killed.number, XLAT_ABBREV, false);
		if (e->killed.core_dumped)
			put_string(t->out, " (core dumped)");
	} else {
		put_string(t->out, "+++ superseded by execve in pid ");
		put_unsigned(t->out, e->other);
	}
	put_string(t->out, " +++");
	put_newline(t->out);
}

static void text_other(struct sink *s, const struct event *e)
{
	struct text *x = text_of(s);
	struct text_task *t = state_of(x, e->task);
	if (e->kind == EVENT_NEW_TASK && !small_set_has(&x->options->quiet, QUIET_ATTACH))
		message("Process %d attached", e->task->tid);
	if (e->kind == EVENT_ABI && !small_set_has(&x->options->quiet, QUIET_PERSONALITY)) {
		end_half_line(x, t->out);
		put_string(t->out, "[ Process PID=");
		put_unsigned(t->out, e->task->tid);
		put_string(t->out, " runs in ");
		put_string(t->out, abi_info[e->task->abi].label);
		put_string(t->out, " mode. ]");
		put_newline(t->out);
	}
}

static void text_flush(struct sink *s)
{
	struct text *x = text_of(s);
	if (x->out)
		output_flush(x->out);
}

static void text_task_gone(struct sink *s, struct task *task)
{
	struct text *x = text_of(s);
	struct text_task *t = task->sink_state[s->slot];
	if (!t)
		return;
	if (!x->out)
		x->lost |= !output_close(t->out);
	if (x->printing == task)
		x->printing = NULL;
	x->tasks--;
	free(t);
	task->sink_state[s->slot] = NULL;
}

static bool text_close(struct sink *s)
{
	struct text *x = text_of(s);
	bool ok = !x->lost;
	on_stderr = NULL;
	message_before = NULL;
	if (x->out)
		ok &= output_close(x->out);
	free(x);
	return ok;
}

static struct output *open_output(const struct options *o)
{
	if (!o->output)
		return output_stderr();
	if (o->output[0] == '|' || o->output[0] == '!')
		return output_command(o->output + 1);
	return output_file(o->output, o->append);
}

struct sink *sink_text(const struct options *o)
{
	struct text *x = calloc(1, sizeof *x);
	if (!x)
		fatal("out of memory");
	x->sink = (struct sink){ .values = true, .enter = text_enter, .exit = text_exit, .signal = text_signal, .exited = text_exited,
				 .other = text_other, .flush = text_flush, .task_gone = text_task_gone, .close = text_close };
	x->options = o;
	x->style = (struct style){ o->xlat, o->hex_strings, o->arg_names };
	if (!(o->output_separately && o->output))
		x->out = open_output(o);
	if (x->out && !o->output) {
		on_stderr = x;
		message_before = before_message;
	}
	return &x->sink;
}
