/*
 * What surrounds a line of the trace: the end of a half line that stands there, the pid, the time, the number and address
 * of the call, and the column of the result.
 */
#include "text.h"
#include <time.h>

enum { MIN_SECONDS_WIDTH = 6 };

static const uint32_t nanoseconds[] = {
	[PRECISION_S] = 1000000000,
	[PRECISION_MS] = 1000000,
	[PRECISION_US] = 1000,
	[PRECISION_NS] = 1,
};
static const int digits[] = { [PRECISION_S] = 0, [PRECISION_MS] = 3, [PRECISION_US] = 6, [PRECISION_NS] = 9 };

static void put_fraction(struct output *out, uint64_t ns, enum precision precision)
{
	if (precision == PRECISION_S)
		return;
	put_char(out, '.');
	put_padded(out, ns % 1000000000 / nanoseconds[precision], digits[precision], '0');
}

/* HH:MM:SS: worked out once a second. */
static const char *time_of_day(struct text_sink *s, int64_t seconds)
{
	time_t t = seconds;
	struct tm tm;
	if (s->clock_text[0] && s->clock_second == seconds)
		return s->clock_text;
	s->clock_second = seconds;
	if (!localtime_r(&t, &tm) || !strftime(s->clock_text, sizeof s->clock_text, "%T", &tm))
		strcpy(s->clock_text, "00:00:00");
	return s->clock_text;
}

static void put_clock(struct text_sink *s, struct output *out, int64_t ns)
{
	int64_t seconds = ns / 1000000000;
	if (s->o->clock == TIME_UNIX)
		put_signed(out, seconds);
	else
		put_string(out, time_of_day(s, seconds));
	put_fraction(out, ns, s->o->clock_precision);
	put_char(out, ' ');
}

static void put_relative(struct text_sink *s, struct output *out, int64_t ns)
{
	int64_t since = s->last_ns ? ns - s->last_ns : 0;
	s->last_ns = ns;
	if (since < 0)
		since = 0;
	if (s->o->clock != TIME_NONE)
		put_literal(out, "(+");
	put_padded(out, since / 1000000000, MIN_SECONDS_WIDTH, ' ');
	put_fraction(out, since, s->o->relative_precision);
	put_string(out, s->o->clock != TIME_NONE ? ") " : " ");
}

static void put_pid(const struct text_sink *s, const struct text_task *t, struct output *out)
{
	bool column =
		s->o->always_show_pid || (s->o->output && s->shared && (s->o->follow_forks || s->tasks > 1));
	if (column) {
		size_t before = out->len;
		put_unsigned(out, t->tid);
		size_t n = out->len - before;
		put_spaces(out, n < 5 ? 6 - n : 1);
	} else if (s->shared && s->tasks > 1) {
		put_literal(out, "[pid ");
		put_padded(out, t->tid, 5, ' ');
		put_literal(out, "] ");
	}
}

static void put_address(struct output *out, const struct event *e)
{
	bool known = e->kind == EVENT_CALL_ENTER || e->kind == EVENT_CALL_EXIT || e->kind == EVENT_SIGNAL ||
		     e->kind == EVENT_GROUP_STOP;
	int width = abi_info[e->task->call.abi].ptr * 2;
	put_char(out, '[');
	if (known)
		put_hex_digits(out, e->task->call.ip, width);
	else
		put_text(out, "????????????????", width);
	put_literal(out, "] ");
}

void line_begin(struct text_sink *s, struct text_task *t, const struct event *e)
{
	struct output *out = t->out;
	output_at(out, 128); /* so that what is measured below is not flushed away meanwhile */
	if (out->owner) {
		put_literal(out, " <unfinished ...>");
		put_newline(out);
		out->owner = NULL;
	}
	output_at(out, 128);
	put_pid(s, t, out);
	if (s->o->clock != TIME_NONE)
		put_clock(s, out, e->wall_ns);
	if (s->o->relative)
		put_relative(s, out, e->mono_ns);
	if (s->o->show_number) {
		put_char(out, '[');
		put_padded(out, e->task->call.nr, 4, ' ');
		put_literal(out, "] ");
	}
	if (s->o->show_ip)
		put_address(out, e);
}

void line_result(struct text_sink *s, struct text_task *t)
{
	struct output *out = t->out;
	size_t column = output_column(out) + 1;
	put_char(out, ')');
	if (s->o->column > 0 && column + 1 < (size_t)s->o->column)
		put_spaces(out, s->o->column - 1 - column);
	put_literal(out, " = ");
}

void line_call_time(struct text_sink *s, struct output *out, const struct call *call)
{
	int64_t ns = call->exit_mono_ns - call->enter_mono_ns;
	if (ns < 0)
		ns = 0;
	put_literal(out, " <");
	put_unsigned(out, ns / 1000000000);
	put_fraction(out, ns, s->o->call_times_precision);
	put_char(out, '>');
}

void line_end(struct text_sink *s, struct text_task *t)
{
	put_newline(t->out);
	t->out->owner = NULL;
}
