/*
 * columns.c: the names of the summary's columns, for -S and -U.
 */
#include "command_line.h"
#include <string.h>

static const struct { const char *name; enum summary_column column; } names[] = {
	{ "time", COLUMN_TIME_PERCENT }, { "time-percent", COLUMN_TIME_PERCENT },
	{ "total-time", COLUMN_TOTAL_TIME }, { "time-total", COLUMN_TOTAL_TIME },
	{ "min-time", COLUMN_MIN_TIME }, { "time-min", COLUMN_MIN_TIME }, { "shortest", COLUMN_MIN_TIME },
	{ "max-time", COLUMN_MAX_TIME }, { "time-max", COLUMN_MAX_TIME }, { "longest", COLUMN_MAX_TIME },
	{ "avg-time", COLUMN_AVG_TIME }, { "time-avg", COLUMN_AVG_TIME },
	{ "calls", COLUMN_CALLS }, { "count", COLUMN_CALLS },
	{ "errors", COLUMN_ERRORS }, { "error", COLUMN_ERRORS },
	{ "name", COLUMN_NAME }, { "syscall", COLUMN_NAME }, { "syscall-name", COLUMN_NAME },
	{ "wall-total", COLUMN_WALL_TOTAL }, { "total-wall", COLUMN_WALL_TOTAL },
	{ "wall-min", COLUMN_WALL_MIN }, { "min-wall", COLUMN_WALL_MIN },
	{ "wall-max", COLUMN_WALL_MAX }, { "max-wall", COLUMN_WALL_MAX },
	{ "wall-avg", COLUMN_WALL_AVG }, { "avg-wall", COLUMN_WALL_AVG },
	{ "nothing", COLUMN_NOTHING }, { "none", COLUMN_NOTHING },	/* to sort by only */
};

static int find(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == length && memcmp(names[i].name, word, length) == 0)
			return names[i].column;
	return -1;
}

void parse_sort(struct command_line *line, const char *value)
{
	int column = find(value, strlen(value));
	if (column < 0)
		fatal_usage("invalid sortby: '%s'", value);
	line->options->sort = column;
	line->sort_given = true;
}

/* Each at most once; the name is shown even when nobody asks for it. */
void parse_columns(struct command_line *line, const char *value)
{
	struct options *o = line->options;
	bool seen[COLUMN_COUNT] = { false };
	o->column_count = 0;
	for (const char *word = value;; word++) {
		size_t length = strcspn(word, ",");
		int column = find(word, length);
		if (column < 0 || column == COLUMN_NOTHING)
			fatal_usage("unknown column name: '%.*s'", (int) length, word);
		if (seen[column])
			fatal_usage("call summary column has been provided more than once: '%.*s' "
				    "(-U option residual: '%s')", (int) length, word, word);
		seen[column] = true;
		o->columns[o->column_count++] = column;
		word += length;
		if (!*word)
			break;
	}
	if (!seen[COLUMN_NAME])
		o->columns[o->column_count++] = COLUMN_NAME;
	line->columns_given = true;
}
