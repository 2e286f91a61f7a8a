/*
 * The summary sink: -c and -C: a table an ABI of the calls that returned, their number, errors and times.
 */
#include "message.h"
#include "text.h"
#include <stdlib.h>

enum {
	FIRST_ROWS = 256, /* slots of the hash, a power of two */
	ROWS_MAX = 1 << 16, /* a tracee may call with any number: what is beyond counts in one row */
};

struct times {
	int64_t total, min, max;
};

struct row {
	bool used;
	enum abi abi;
	bool sub; /* of a multiplexer: key is its index, and it comes after the numbers */
	uint64_t key; /* number */
	uint32_t name; /* string; 0: the number has none */
	uint64_t calls, errors;
	struct times cpu, wall;
};

struct summary {
	struct sink base;
	const struct options *o;
	struct sink *notices; /* with -c alone, what the text sink would say of tasks beside their calls */
	struct output *out;
	struct row *rows; /* a hash, open addressing */
	size_t room, count;
	int name_width; /* of the table being put */
};

static struct summary *summary_of(struct sink *sink)
{
	return (struct summary *)sink;
}

/* ---- counting ---- */

static struct row *slot_of(struct row *rows, size_t room, enum abi abi, bool sub, uint64_t key)
{
	uint64_t hash = (key * 4 + abi * 2 + sub) * 0x9e3779b97f4a7c15;
	for (size_t i = hash >> 32;; i++) {
		struct row *row = &rows[i & (room - 1)];
		if (!row->used || (row->key == key && row->abi == abi && row->sub == sub))
			return row;
	}
}

static void grow(struct summary *s)
{
	size_t room = s->room ? s->room * 2 : FIRST_ROWS;
	struct row *rows = calloc(room, sizeof *rows);
	if (!rows)
		fatal_errno("allocate summary");
	for (size_t i = 0; i < s->room; i++)
		if (s->rows[i].used)
			*slot_of(rows, room, s->rows[i].abi, s->rows[i].sub, s->rows[i].key) = s->rows[i];
	free(s->rows);
	s->rows = rows;
	s->room = room;
}

static struct row *row_of(struct summary *s, const struct call *call)
{
	uint64_t key = call->subcall ? call->subcall : call->nr;
	if (s->count * 2 >= s->room)
		grow(s);
	if (s->count >= ROWS_MAX && !call->name)
		key = UINT64_MAX;
	struct row *row = slot_of(s->rows, s->room, call->abi, call->subcall, key);
	if (!row->used) {
		*row = (struct row){
			.used = true, .abi = call->abi, .sub = call->subcall, .key = key, .name = call->name
		};
		s->count++;
	}
	return row;
}

static void add_time(struct times *t, int64_t ns, bool first)
{
	t->total += ns;
	if (first || ns < t->min)
		t->min = ns;
	if (first || ns > t->max)
		t->max = ns;
}

/* Less what measuring itself takes, if -O says. */
static int64_t elapsed(const struct options *o, int64_t from, int64_t to)
{
	int64_t ns = to - from;
	if (o->overhead_ns > 0)
		ns -= o->overhead_ns;
	return ns < 0 ? 0 : ns;
}

static void summary_exit(struct sink *sink, const struct event *e)
{
	struct summary *s = summary_of(sink);
	const struct call *call = &e->task->call;
	if (call->unknown_exit)
		return;
	struct row *row = row_of(s, call);
	add_time(&row->cpu, elapsed(s->o, call->enter_stime_ns, call->exit_stime_ns), !row->calls);
	add_time(&row->wall, elapsed(s->o, call->enter_mono_ns, call->exit_mono_ns), !row->calls);
	row->calls++;
	row->errors += call->err != 0;
}

/* ---- the table ---- */

/* What a column shows of the row: -w switches the first kind of times. */
static const struct times *times_of(const struct options *o, const struct row *row, enum summary_column c)
{
	return o->wall_clock || c >= COLUMN_WALL_TOTAL ? &row->wall : &row->cpu;
}

static int64_t column_value(const struct options *o, const struct row *row, enum summary_column c)
{
	const struct times *t = times_of(o, row, c);
	switch (c) {
	case COLUMN_TIME_PERCENT:
	case COLUMN_TOTAL_TIME:
	case COLUMN_WALL_TOTAL: return t->total;
	case COLUMN_MIN_TIME:
	case COLUMN_WALL_MIN: return t->min;
	case COLUMN_MAX_TIME:
	case COLUMN_WALL_MAX: return t->max;
	case COLUMN_AVG_TIME:
	case COLUMN_WALL_AVG: return row->calls ? t->total / (int64_t)row->calls : 0;
	case COLUMN_CALLS: return row->calls;
	case COLUMN_ERRORS: return row->errors;
	default: return 0;
	}
}

static const char *row_name(const struct row *row, char buffer[static 32])
{
	if (row->name)
		return desc_str(row->name);
	if (row->key == UINT64_MAX)
		return "syscall_???";
	struct output *o = output_memory();
	put_literal(o, "syscall_0x");
	put_hex_digits(o, row->key, 1);
	memcpy(buffer, o->buffer, o->len);
	buffer[o->len] = 0;
	output_close(o);
	return buffer;
}

static int by_number(const struct row *a, const struct row *b)
{
	if (a->sub != b->sub)
		return a->sub - b->sub;
	return (a->key > b->key) - (a->key < b->key);
}

/* Greatest first, names from A on; what is equal stays in the order of numbers. */
static int compare(const void *x, const void *y, void *arg)
{
	const struct row *a = x, *b = y;
	const struct options *o = arg;
	char buffers[2][32];
	int order = 0;
	if (o->sort == COLUMN_NAME) {
		order = strcmp(row_name(a, buffers[0]), row_name(b, buffers[1]));
	} else if (o->sort != COLUMN_NOTHING) {
		int64_t va = column_value(o, a, o->sort), vb = column_value(o, b, o->sort);
		order = (va < vb) - (va > vb);
	}
	return order ? order : by_number(a, b);
}

struct column {
	const char *title;
	int width;
};
static const struct column columns[COLUMN_COUNT] = {
	[COLUMN_TIME_PERCENT] = { "% time", 6 },    [COLUMN_TOTAL_TIME] = { "seconds", 11 },
	[COLUMN_MIN_TIME] = { "shortest", 8 },      [COLUMN_MAX_TIME] = { "longest", 8 },
	[COLUMN_AVG_TIME] = { "usecs/call", 11 },   [COLUMN_CALLS] = { "calls", 9 },
	[COLUMN_ERRORS] = { "errors", 9 },          [COLUMN_NAME] = { "syscall", 16 },
	[COLUMN_WALL_TOTAL] = { "wall-total", 11 }, [COLUMN_WALL_MIN] = { "wall-min", 8 },
	[COLUMN_WALL_MAX] = { "wall-max", 8 },      [COLUMN_WALL_AVG] = { "wall-avg", 11 },
};
static const enum summary_column usual[] = { COLUMN_TIME_PERCENT, COLUMN_TOTAL_TIME, COLUMN_AVG_TIME,
					     COLUMN_CALLS,        COLUMN_ERRORS,     COLUMN_NAME };

/* Names have a column as wide as the longest needs, and one. */
static int column_width(const struct summary *s, enum summary_column c)
{
	return c == COLUMN_NAME && s->name_width > columns[c].width ? s->name_width : columns[c].width;
}

/* A number with as many digits after its point, rounded to the nearest. */
static void put_fixed(struct output *out, double v, int places, int width)
{
	static const uint32_t power[] = { [2] = 100, [6] = 1000000 };
	uint64_t n = v * power[places] + 0.5;
	put_padded(out, n / power[places], width - places - 1, ' ');
	put_char(out, '.');
	put_padded(out, n % power[places], places, '0');
}

static void put_cell(struct summary *s, const struct row *row, enum summary_column c, int64_t whole,
		     bool last)
{
	struct output *out = s->out;
	int64_t v = column_value(s->o, row, c);
	int width = column_width(s, c);
	switch (c) {
	case COLUMN_TIME_PERCENT:
		put_fixed(out, !row->used ? 100 : whole ? 100.0 * v / whole : 0, 2, width);
		break;
	case COLUMN_AVG_TIME:
	case COLUMN_WALL_AVG: put_padded(out, v / 1000, width, ' '); break;
	case COLUMN_CALLS: put_padded(out, v, width, ' '); break;
	case COLUMN_ERRORS:
		if (v)
			put_padded(out, v, width, ' ');
		else
			put_spaces(out, width);
		break;
	case COLUMN_NAME: {
		char buffer[32];
		const char *name = row->used ? row_name(row, buffer) : "total";
		size_t n = strlen(name);
		put_text(out, name, n);
		if (!last && n < (size_t)width)
			put_spaces(out, width - n);
		break;
	}
	default: put_fixed(out, v / 1e9, 6, width);
	}
}

enum line { LINE_TITLES, LINE_DASHES, LINE_CELLS };

static void put_line(struct summary *s, enum line line, const struct row *row, int64_t whole)
{
	const enum summary_column *list = s->o->column_count ? s->o->columns : usual;
	int count = s->o->column_count ? s->o->column_count : (int)(sizeof usual / sizeof *usual);
	struct output *out = s->out;
	for (int i = 0; i < count; i++) {
		const struct column *c = &columns[list[i]];
		bool last = i == count - 1, name = list[i] == COLUMN_NAME;
		int width = column_width(s, list[i]), pad = width - (int)strlen(c->title);
		if (i)
			put_char(out, ' ');
		if (line == LINE_CELLS) {
			put_cell(s, row, list[i], whole, last);
		} else if (line == LINE_DASHES) {
			for (int n = 0; n < width; n++)
				put_char(out, '-');
		} else {
			if (!name)
				put_spaces(out, pad);
			put_string(out, c->title);
			if (name && !last)
				put_spaces(out, pad);
		}
	}
	put_newline(out);
}

static void add_row(struct row *total, const struct row *row, bool first)
{
	const struct times *from[] = { &row->cpu, &row->wall };
	struct times *to[] = { &total->cpu, &total->wall };
	total->calls += row->calls;
	total->errors += row->errors;
	for (int i = 0; i < 2; i++) {
		to[i]->total += from[i]->total;
		if (first || from[i]->min < to[i]->min)
			to[i]->min = from[i]->min;
		if (first || from[i]->max > to[i]->max)
			to[i]->max = from[i]->max;
	}
}

static void put_table(struct summary *s, const struct row *rows, size_t count, enum abi abi)
{
	struct row total = { 0 };
	for (size_t i = 0; i < count; i++)
		add_row(&total, &rows[i], !i);
	int64_t whole = times_of(s->o, &total, COLUMN_TOTAL_TIME)->total;
	s->name_width = 0;
	for (size_t i = 0; i < count; i++) {
		char buffer[32];
		int width = strlen(row_name(&rows[i], buffer)) + 1;
		s->name_width = width > s->name_width ? width : s->name_width;
	}
	if (abi != ABI_X86_64) {
		put_literal(s->out, "System call usage summary for ");
		put_string(s->out, abi_info[abi].label);
		put_literal(s->out, " mode:");
		put_newline(s->out);
	}
	put_line(s, LINE_TITLES, NULL, 0);
	put_line(s, LINE_DASHES, NULL, 0);
	for (size_t i = 0; i < count; i++)
		put_line(s, LINE_CELLS, &rows[i], whole);
	put_line(s, LINE_DASHES, NULL, 0);
	put_line(s, LINE_CELLS, &total, whole);
}

static void put_tables(struct summary *s)
{
	struct row *sorted = malloc((s->count + 1) * sizeof *sorted);
	if (!sorted)
		fatal_errno("allocate summary");
	for (int abi = 0; abi < ABI_COUNT; abi++) {
		size_t n = 0;
		for (size_t i = 0; i < s->room; i++)
			if (s->rows[i].used && s->rows[i].abi == (enum abi)abi)
				sorted[n++] = s->rows[i];
		if (!n)
			continue;
		qsort_r(sorted, n, sizeof *sorted, compare, (void *)s->o);
		put_table(s, sorted, n, abi);
	}
	free(sorted);
}

/* ---- the sink ---- */

/* They keep what they know of a task in the summary's place. */
static struct sink *notices_of(struct sink *sink)
{
	struct summary *s = summary_of(sink);
	if (s->notices)
		s->notices->slot = sink->slot;
	return s->notices;
}

static void summary_enter(struct sink *sink, const struct event *e)
{
	struct sink *notices = notices_of(sink);
	if (notices)
		notices->enter(notices, e);
}

static void summary_signal(struct sink *sink, const struct event *e, const struct tape *info)
{
}

static void summary_exited(struct sink *sink, const struct event *e)
{
	struct sink *notices = notices_of(sink);
	if (notices)
		notices->exited(notices, e);
}

static void summary_other(struct sink *sink, const struct event *e)
{
	struct sink *notices = notices_of(sink);
	if (notices)
		notices->other(notices, e);
}

static void summary_flush(struct sink *sink)
{
	output_flush(summary_of(sink)->out);
}

static void summary_task_gone(struct sink *sink, struct task *task)
{
	struct sink *notices = notices_of(sink);
	if (notices)
		notices->task_gone(notices, task);
}

static bool summary_close(struct sink *sink)
{
	struct summary *s = summary_of(sink);
	bool good = true;
	put_tables(s);
	if (s->notices)
		good &= s->notices->close(s->notices);
	good &= output_release(s->out);
	free(s->rows);
	free(s);
	return good;
}

struct sink *sink_summary(const struct options *o)
{
	struct summary *s = calloc(1, sizeof *s);
	if (!s)
		fatal_errno("allocate sink");
	s->base = (struct sink){
		.enter = summary_enter,
		.exit = summary_exit,
		.signal = summary_signal,
		.exited = summary_exited,
		.other = summary_other,
		.flush = summary_flush,
		.task_gone = summary_task_gone,
		.close = summary_close,
	};
	s->o = o;
	s->out = output_share(o);
	if (o->summary == SUMMARY_ONLY)
		s->notices = sink_notices(o);
	return &s->base;
}
