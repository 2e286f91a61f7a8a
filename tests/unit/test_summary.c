/*
 * test_summary.c: the tables of -c: counting, columns, sorting, rounding, two ABIs. What is expected is what strace prints.
 */
#include "sink_run.h"

static struct run run;
static struct task *task;

static void start(void)
{
	run_options(&run);
	run.options.summary = SUMMARY_ONLY;
	run.options.sort = COLUMN_TIME_PERCENT;
	task = new_task(100);
}

static void open_sink(void)
{
	run.sink = sink_summary(&run.options);
}

/* A call that took that much of the CPU and of the clock. */
static void call(const char *name, uint64_t nr, int64_t cpu_ns, int64_t wall_ns, int err)
{
	enter_call(&run, task, name, nr);
	task->call.abi = task->abi;
	tell_enter(&run, task);
	run.now += wall_ns;
	task->call.exit_stime_ns = cpu_ns;
	tell_exit(&run, task, err ? -1 : 0, err);
}

static const char *table(void)
{
	task_over(&run, task);
	return written(&run);
}

START_TEST(calls_and_errors)
{
	open_sink();
	call("read", 0, 0, 5, 0);
	call("access", 21, 0, 5, ENOENT);
	call("read", 0, 0, 5, 0);
	call("read", 0, 0, 5, 512);
	ck_assert_str_eq(table(), "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "  0.00    0.000000           0         3         1 read\n"
				  "  0.00    0.000000           0         1         1 access\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.000000           0         4         2 total\n");
}
END_TEST

START_TEST(times_are_rounded_and_averages_cut)
{
	open_sink();
	call("read", 0, 324600, 9, 0);
	call("close", 3, 39700, 9, 0);
	call("close", 3, 39900, 9, 0);
	ck_assert_str_eq(table(), "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  " 80.31    0.000325         324         1           read\n"
				  " 19.69    0.000080          39         2           close\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.000404         134         3           total\n");
}
END_TEST

START_TEST(wall_clock)
{
	run.options.wall_clock = true;
	open_sink();
	call("read", 0, 9, 1000000, 0);
	call("close", 3, 9, 3000000, 0);
	ck_assert_str_eq(table(), "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  " 75.00    0.003000        3000         1           close\n"
				  " 25.00    0.001000        1000         1           read\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.004000        2000         2           total\n");
}
END_TEST

START_TEST(overhead_is_taken_off)
{
	run.options.wall_clock = true;
	run.options.overhead_ns = 2000000;
	open_sink();
	call("read", 0, 9, 1000000, 0);
	call("close", 3, 9, 3000000, 0);
	call("close", 3, 9, 4000000, 0);
	ck_assert_str_eq(table(), "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.003000        1500         2           close\n"
				  "  0.00    0.000000           0         1           read\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.003000        1000         3           total\n");
}
END_TEST

static void columns(const enum summary_column *list, int count)
{
	memcpy(run.options.columns, list, count * sizeof *list);
	run.options.column_count = count;
}

START_TEST(every_column)
{
	static const enum summary_column list[] = { COLUMN_TIME_PERCENT, COLUMN_MIN_TIME,   COLUMN_MAX_TIME,
						    COLUMN_AVG_TIME,     COLUMN_TOTAL_TIME, COLUMN_CALLS,
						    COLUMN_ERRORS,       COLUMN_NAME };
	columns(list, 8);
	open_sink();
	call("read", 0, 1000000, 9, 0);
	call("read", 0, 2000000, 9, EAGAIN);
	ck_assert_str_eq(
		table(),
		"% time shortest  longest  usecs/call     seconds     calls    errors syscall\n"
		"------ -------- -------- ----------- ----------- --------- --------- ----------------\n"
		"100.00 0.001000 0.002000        1500    0.003000         2         1 read\n"
		"------ -------- -------- ----------- ----------- --------- --------- ----------------\n"
		"100.00 0.001000 0.002000        1500    0.003000         2         1 total\n");
}
END_TEST

START_TEST(columns_of_the_wall_clock)
{
	static const enum summary_column list[] = { COLUMN_WALL_TOTAL, COLUMN_WALL_MIN, COLUMN_WALL_MAX,
						    COLUMN_WALL_AVG,   COLUMN_CALLS,    COLUMN_NAME };
	columns(list, 6);
	run.options.sort = COLUMN_WALL_TOTAL;
	open_sink();
	call("close", 3, 9, 46000, 0);
	call("openat", 257, 9, 100000, 0);
	call("openat", 257, 9, 11000, 0);
	ck_assert_str_eq(table(), " wall-total wall-min wall-max    wall-avg     calls syscall\n"
				  "----------- -------- -------- ----------- --------- ----------------\n"
				  "   0.000111 0.000011 0.000100          55         2 openat\n"
				  "   0.000046 0.000046 0.000046          46         1 close\n"
				  "----------- -------- -------- ----------- --------- ----------------\n"
				  "   0.000157 0.000011 0.000100          52         3 total\n");
}
END_TEST

START_TEST(name_first)
{
	static const enum summary_column list[] = { COLUMN_NAME, COLUMN_CALLS, COLUMN_ERRORS };
	columns(list, 3);
	run.options.sort = COLUMN_CALLS;
	open_sink();
	call("access", 21, 0, 0, ENOENT);
	call("set_robust_list", 273, 0, 0, 0);
	call("close", 3, 0, 0, 0);
	call("close", 3, 0, 0, 0);
	ck_assert_str_eq(table(), "syscall              calls    errors\n"
				  "---------------- --------- ---------\n"
				  "close                    2          \n"
				  "access                   1         1\n"
				  "set_robust_list          1          \n"
				  "---------------- --------- ---------\n"
				  "total                    4         1\n");
}
END_TEST

/* The names in the order in which the table has them. */
static const char *order(enum summary_column sort)
{
	static const enum summary_column list[] = { COLUMN_NAME };
	static char names[256];
	start();
	columns(list, 1);
	run.options.sort = sort;
	open_sink();
	call("write", 1, 500, 10, 0);
	call("read", 0, 100, 900, 0);
	call("read", 0, 300, 100, 0);
	call("read", 0, 0, 5, EBADF);
	call("close", 3, 450, 20, EBADF);
	call("close", 3, 0, 1, EBADF);
	call("access", 21, 500, 10, 0);
	strcpy(names, "");
	char *line = strtok((char *)table(), "\n");
	for (int i = 0; line; i++, line = strtok(NULL, "\n"))
		if (i > 1 && *line != '-' && strncmp(line, "total", 5))
			strncat(strcat(names, *names ? " " : ""), line, strcspn(line, " "));
	return names;
}

START_TEST(sorts_by_each_column)
{
	free(task); /* each order has its own run */
	unlink(run.path);
	ck_assert_str_eq(order(COLUMN_TIME_PERCENT), "write access close read");
	ck_assert_str_eq(order(COLUMN_CALLS), "read close write access");
	ck_assert_str_eq(order(COLUMN_ERRORS), "close read write access");
	ck_assert_str_eq(order(COLUMN_NAME), "access close read write");
	ck_assert_str_eq(order(COLUMN_NOTHING), "read write close access");
	ck_assert_str_eq(order(COLUMN_MAX_TIME), "write access close read");
	ck_assert_str_eq(order(COLUMN_MIN_TIME), "write access read close");
	ck_assert_str_eq(order(COLUMN_AVG_TIME), "write access close read");
	ck_assert_str_eq(order(COLUMN_WALL_TOTAL), "read close write access");
	ck_assert_str_eq(order(COLUMN_WALL_MAX), "read close write access");
	ck_assert_str_eq(order(COLUMN_WALL_MIN), "write access read close");
}
END_TEST

START_TEST(a_table_an_abi)
{
	open_sink();
	call("read", 0, 0, 0, 0);
	task->abi = ABI_I386;
	call("close", 6, 0, 0, 0);
	ck_assert_str_eq(table(), "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "  0.00    0.000000           0         1           read\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.000000           0         1           total\n"
				  "System call usage summary for 32 bit mode:\n"
				  "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "  0.00    0.000000           0         1           close\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.000000           0         1           total\n");
}
END_TEST

START_TEST(nothing_called_nothing_shown)
{
	open_sink();
	enter_call(&run, task, "read", 0);
	tell_enter(&run, task);
	tell_death_in_call(&run, task); /* never returned */
	ck_assert_str_eq(table(), "");
}
END_TEST

/* A tracee may call with any number: each is a row, up to a bound. */
START_TEST(numbers_of_no_table)
{
	static const enum summary_column list[] = { COLUMN_CALLS, COLUMN_NAME };
	columns(list, 2);
	run.options.sort = COLUMN_CALLS;
	open_sink();
	for (uint64_t nr = 0; nr < 70000; nr++) {
		task->call = (struct call){ .nr = 100000 + nr };
		tape_reset(&task->tape);
		tell_exit(&run, task, -1, ENOSYS);
	}
	char *text = (char *)table(), *row = strchr(strchr(text, '\n') + 1, '\n') + 1;
	ck_assert(!strncmp(row, "     4464 syscall_???\n        1 syscall_0x186a0\n", 47));
}
END_TEST

/* -C: the trace and then the table, in one file. */
START_TEST(follows_the_trace)
{
	run.options.summary = SUMMARY_TOO;
	struct sink *text = sink_text(&run.options);
	open_sink();
	text->slot = 1;
	struct sink *summary = run.sink;
	enter_call(&run, task, "close", 3);
	add_kind(&task->tape, KIND_fd, 3, 4);
	run.sink = text, tell_enter(&run, task), tell_exit(&run, task, 0, 0);
	run.sink = summary;
	struct event e = event_of(&run, EVENT_CALL_EXIT, task);
	summary->exit(summary, &e);
	text->task_gone(text, task);
	ck_assert(text->close(text));
	ck_assert_str_eq(table(), "close(3)                                = 0\n"
				  "% time     seconds  usecs/call     calls    errors syscall\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "  0.00    0.000000           0         1           close\n"
				  "------ ----------- ----------- --------- --------- ----------------\n"
				  "100.00    0.000000           0         1           total\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		calls_and_errors,    times_are_rounded_and_averages_cut,
		wall_clock,          overhead_is_taken_off,
		every_column,        columns_of_the_wall_clock,
		name_first,          sorts_by_each_column,
		a_table_an_abi,      nothing_called_nothing_shown,
		numbers_of_no_table, follows_the_trace,
	};
	TCase *cases = tcase_create("tables");
	tcase_add_checked_fixture(cases, start, NULL);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(cases, tests[i]);
	Suite *suite = suite_create("summary");
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
