/*
 * test_text_lines.c: events as lines: columns, halves and who interrupts whom, prefixes, signals, ends, files a task.
 */
#include "sink_run.h"
#include <sys/resource.h>

static struct run run;

static void start(void)
{
	run_options(&run);
}

static void open_sink(void)
{
	run.sink = sink_text(&run.options);
}

static void enter_read(struct task *task)
{
	enter_call(&run, task, "read", 0);
	add_kind(&task->tape, KIND_fd, 3, 4);
	task->tape.more = true;
	tell_enter(&run, task);
}

static void exit_read(struct task *task, const char *bytes)
{
	add_bytes(&task->tape, KIND_bytes, NULL, bytes, strlen(bytes), 0);
	add_int(&task->tape, NULL, 10, 'u', 8);
	tell_exit(&run, task, strlen(bytes), 0);
}

static void enter_close(struct task *task)
{
	enter_call(&run, task, "close", 3);
	add_kind(&task->tape, KIND_fd, 3, 4);
	tell_enter(&run, task);
}

START_TEST(a_call_and_its_column)
{
	struct task *task = new_task(100);
	open_sink();
	enter_close(task), tell_exit(&run, task, 0, 0);
	enter_close(task), tell_exit(&run, task, -1, EBADF);
	enter_read(task),
		exit_read(task, "0123456789012345678"); /* 39 characters: still in front of the column */
	enter_read(task), exit_read(task, "01234567890123456789");
	enter_read(task), exit_read(task, "0123456789012345678901");
	tell_end(&run, task, 3);
	task_over(&run, task);
	ck_assert_str_eq(written(&run),
			 "close(3)                                = 0\n"
			 "close(3)                                = -1 EBADF (Bad file descriptor)\n"
			 "read(3, \"0123456789012345678\", 10)      = 19\n"
			 "read(3, \"01234567890123456789\", 10)     = 20\n"
			 "read(3, \"0123456789012345678901\", 10)   = 22\n"
			 "+++ exited with 3 +++\n");
}
END_TEST

START_TEST(no_column)
{
	struct task *task = new_task(100);
	run.options.column = 0;
	open_sink();
	enter_close(task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "close(3) = 0\n");
}
END_TEST

START_TEST(results)
{
	static const struct {
		int64_t ret;
		int err;
		const char *text;
	} cases[] = {
		{ 5, 0, "5" },
		{ -1, 2, "-1 ENOENT (No such file or directory)" },
		{ -1, 11, "-1 EAGAIN (Resource temporarily unavailable)" },
		{ -1, 600, "-1 (errno 600)" },
		{ -1, 524, "-1 ENOTSUPP (Unknown error 524)" },
		{ -1, 512, "? ERESTARTSYS (To be restarted if SA_RESTART is set)" },
		{ -1, 513, "? ERESTARTNOINTR (To be restarted)" },
		{ -1, 514, "? ERESTARTNOHAND (To be restarted if no handler)" },
		{ -1, 516, "? ERESTART_RESTARTBLOCK (Interrupted by signal)" },
	};
	char expected[2048] = "";
	struct task *task = new_task(100);
	run.options.column = 0;
	open_sink();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enter_close(task), tell_exit(&run, task, cases[i].ret, cases[i].err);
		strcat(strcat(strcat(expected, "close(3) = "), cases[i].text), "\n");
	}
	task_over(&run, task);
	ck_assert_str_eq(written(&run), expected);
}
END_TEST

START_TEST(results_by_their_type)
{
	struct task *task = new_task(100);
	run.options.column = 0;
	open_sink();
	enter_call(&run, task, "umask", 95), tell_enter(&run, task), tell_exit(&run, task, 022, 0);
	enter_call(&run, task, "mmap", 9), tell_enter(&run, task), tell_exit(&run, task, 0x7f0000000000, 0);
	enter_call(&run, task, "mmap", 9), task->call.raw = true, tell_enter(&run, task),
					   tell_exit(&run, task, 0x7f0000000000, 0);
	enter_call(&run, task, "read", 9), task->call.raw = true, tell_enter(&run, task),
					   tell_exit(&run, task, 20, 0);
	enter_call(&run, task, "exit", 60), tell_enter(&run, task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "umask() = 022\nmmap() = 0x7f0000000000\nmmap() = "
					"0x7f0000000000\nread() = 0x14\nexit() = ?\n");
}
END_TEST

START_TEST(numbers_without_a_name)
{
	struct task *task = new_task(100);
	open_sink();
	task->call = (struct call){ .nr = 1000 };
	tape_reset(&task->tape);
	for (int i = 0; i < 3; i++)
		add_int(&task->tape, NULL, i, 'x', 8);
	tell_enter(&run, task), tell_exit(&run, task, -1, ENOSYS);
	task_over(&run, task);
	ck_assert_str_eq(written(&run),
			 "syscall_0x3e8(0, 0x1, 0x2)              = -1 ENOSYS (Function not implemented)\n");
}
END_TEST

/* What is known at entry shows at once, with the separator that the next argument needs. */
START_TEST(the_entry_half_shows_at_once)
{
	struct task *task = new_task(100);
	open_sink();
	enter_read(task);
	run.sink->flush(run.sink);
	ck_assert_str_eq(file_text(run.path), "read(3, ");
	exit_read(task, "x");
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "read(3, \"x\", 10)                        = 1\n");
}
END_TEST

START_TEST(tasks_interrupt_each_other)
{
	struct task *a = new_task(100), *b = new_task(12345);
	run.options.follow_forks = true;
	open_sink();
	enter_read(a);
	enter_close(b), tell_exit(&run, b, 0, 0);
	exit_read(a, "x");
	task_over(&run, a), task_over(&run, b);
	ck_assert_str_eq(written(&run), "100   read(3,  <unfinished ...>\n"
					"12345 close(3)                          = 0\n"
					"100   <... read resumed>\"x\", 10)        = 1\n");
}
END_TEST

/* A struct that the call fills in part is open when the half line ends. */
START_TEST(a_struct_is_open_at_the_seam)
{
	struct task *a = new_task(100), *b = new_task(101);
	run.options.follow_forks = true;
	run.options.column = 0;
	open_sink();
	for (int interrupted = 0; interrupted < 2; interrupted++) {
		enter_call(&run, a, "name_to_handle_at", 303);
		add_kind(&a->tape, KIND_dirfd, -100, 4);
		uint32_t s = begin(&a->tape, V_STRUCT, NULL);
		add_int(&a->tape, "handle_bytes", 4, 'u', 4);
		tell_enter(&run, a);
		if (interrupted)
			enter_close(b), tell_exit(&run, b, 0, 0);
		add(&a->tape, (struct value){ .kind = V_ARROW });
		add_int(&a->tape, NULL, 8, 'u', 4);
		add_int(&a->tape, "handle_type", 1, 'd', 4);
		tape_end(&a->tape, s);
		uint32_t d = begin(&a->tape, V_DEREF, NULL);
		add_int(&a->tape, NULL, 22, 'd', 4);
		tape_end(&a->tape, d);
		tell_exit(&run, a, 0, 0);
	}
	task_over(&run, a), task_over(&run, b);
	ck_assert_str_eq(written(&run),
			 "100   name_to_handle_at(AT_FDCWD, {handle_bytes=4 => 8, handle_type=1}, [22]) = 0\n"
			 "100   name_to_handle_at(AT_FDCWD, {handle_bytes=4 <unfinished ...>\n"
			 "101   close(3) = 0\n"
			 "100   <... name_to_handle_at resumed> => 8, handle_type=1}, [22]) = 0\n");
}
END_TEST

START_TEST(a_task_dies_in_a_call)
{
	struct task *a = new_task(100), *b = new_task(101);
	struct event e;
	run.options.follow_forks = true;
	open_sink();
	enter_read(a); /* more was to come */
	enter_close(b); /* nothing but the result was */
	tell_death_in_call(&run, a);
	tell_death_in_call(&run, b);
	e = event_of(&run, EVENT_KILLED, a);
	e.killed.number = 9;
	run.sink->exited(run.sink, &e);
	e = event_of(&run, EVENT_KILLED, b);
	e.killed.number = 11;
	e.killed.core_dumped = true;
	run.sink->exited(run.sink, &e);
	task_over(&run, a), task_over(&run, b);
	ck_assert_str_eq(written(&run), "100   read(3,  <unfinished ...>\n"
					"101   close(3 <unfinished ...>\n"
					"100   <... read resumed> <unfinished ...>) = ?\n"
					"101   <... close resumed>)              = ?\n"
					"100   +++ killed by SIGKILL +++\n"
					"101   +++ killed by SIGSEGV (core dumped) +++\n");
}
END_TEST

START_TEST(detached_in_a_call)
{
	struct task *a = new_task(100);
	struct event e;
	run.options.quiet.bits[0] = 1 << QUIET_ATTACH;
	open_sink();
	enter_read(a);
	e = event_of(&run, EVENT_DETACHED, a);
	run.sink->exited(run.sink, &e);
	task_over(&run, a);
	ck_assert_str_eq(written(&run), "read(3,  <detached ...>\n");
}
END_TEST

START_TEST(names_of_arguments)
{
	struct task *task = new_task(100);
	run.options.arg_names = true;
	open_sink();
	enter_call(&run, task, "close", 3);
	add(&task->tape,
	    (struct value){ .kind = V_KIND, .desc = KIND_fd, .num = 3, .size = 4, .name = name_of("fd") });
	tell_enter(&run, task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "close(fd=3)                             = 0\n");
}
END_TEST

START_TEST(times_before_and_after)
{
	struct task *task = new_task(100);
	run.options.clock = TIME_UNIX;
	run.options.clock_precision = PRECISION_US;
	run.options.relative = run.options.call_times = true;
	open_sink();
	enter_close(task);
	run.now += 12345678;
	tell_exit(&run, task, 0, 0);
	enter_close(task), tell_exit(&run, task, 0, 0);
	run.now += 3000000000;
	tell_end(&run, task, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "1000.000000 (+     0.000000) close(3)   = 0 <0.012345>\n"
					"1000.012345 (+     0.012345) close(3)   = 0 <0.000000>\n"
					"1003.012345 (+     3.000000) +++ exited with 0 +++\n");
}
END_TEST

START_TEST(precisions)
{
	static const char *const expected[] = {
		"00:16:40 (+     0) close(3)             = 0 <0>\n",
		"00:16:40.000 (+     0.000) close(3)     = 0 <0.012>\n",
		"00:16:40.000000 (+     0.000000) close(3) = 0 <0.012345>\n",
		"00:16:40.000000000 (+     0.000000000) close(3) = 0 <0.012345678>\n",
	};
	for (int p = PRECISION_S; p <= PRECISION_NS; p++) {
		struct task *task = new_task(100);
		start();
		run.options.clock = TIME_OF_DAY;
		run.options.clock_precision = run.options.relative_precision =
			run.options.call_times_precision = p;
		run.options.relative = run.options.call_times = true;
		open_sink();
		enter_close(task);
		run.now += 12345678;
		tell_exit(&run, task, 0, 0);
		task_over(&run, task);
		ck_assert_str_eq(written(&run), expected[p]);
	}
}
END_TEST

START_TEST(number_and_instruction_pointer)
{
	struct task *task = new_task(100);
	run.options.show_number = run.options.show_ip = run.options.relative = true;
	open_sink();
	enter_close(task), tell_exit(&run, task, 0, 0);
	tell_end(&run, task, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "     0.000000 [   3] [00007f0000401000] close(3) = 0\n"
					"     0.000000 [   3] [????????????????] +++ exited with 0 +++\n");
}
END_TEST

START_TEST(pids_show_always)
{
	struct task *task = new_task(47);
	run.options.always_show_pid = true;
	open_sink();
	enter_close(task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "47    close(3)                          = 0\n");
}
END_TEST

START_TEST(signals_and_stops)
{
	struct task *task = new_task(100);
	struct tape info = { 0 };
	struct event e;
	open_sink();
	uint32_t s = begin(&info, V_STRUCT, NULL);
	add(&info,
	    (struct value){
		    .kind = V_KIND, .desc = KIND_signal, .num = 15, .size = 4, .name = name_of("si_signo") });
	add(&info, (struct value){ .kind = V_KIND,
				   .desc = KIND_si_code,
				   .num = (uint32_t)-6,
				   .size = 4,
				   .name = name_of("si_code"),
				   .aux = 15,
				   .flags = VF_OPERAND });
	tape_end(&info, s);
	e = event_of(&run, EVENT_SIGNAL, task);
	e.signal.number = 15;
	run.sink->signal(run.sink, &e, &info);
	e = event_of(&run, EVENT_GROUP_STOP, task);
	e.signal.number = 20;
	run.sink->signal(run.sink, &e, NULL);
	tape_free(&info);
	task_over(&run, task);
	ck_assert_str_eq(
		written(&run),
		"--- SIGTERM {si_signo=SIGTERM, si_code=SI_TKILL} ---\n--- stopped by SIGTSTP ---\n");
}
END_TEST

START_TEST(another_abi)
{
	struct task *task = new_task(100);
	struct event e = event_of(&run, EVENT_ABI, task);
	open_sink();
	task->abi = ABI_I386;
	run.sink->other(run.sink, &e);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "[ Process PID=100 runs in 32 bit mode. ]\n");
}
END_TEST

START_TEST(quiet_exits)
{
	struct task *task = new_task(100);
	struct event e;
	run.options.quiet.bits[0] = 1 << QUIET_EXIT;
	open_sink();
	tell_end(&run, task, 0);
	e = event_of(&run, EVENT_KILLED, task);
	e.killed.number = 15;
	run.sink->exited(run.sink, &e);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "+++ killed by SIGTERM +++\n");
}
END_TEST

/* execve by a thread that is not the leader: its line goes on under the leader's number, and in the leader's file. */
static void exec_by_thread(void)
{
	struct task *leader = new_task(100), *thread = new_task(101);
	struct event e;
	open_sink();
	enter_read(leader);
	enter_call(&run, thread, "execve", 59);
	add_string(&thread->tape, NULL, "/bin/true", VF_TERMINATED);
	tell_enter(&run, thread);
	tell_death_in_call(&run, leader);
	e = event_of(&run, EVENT_SUPERSEDED, leader);
	e.other = 101;
	run.sink->exited(run.sink, &e);
	task_over(&run, leader);
	thread->tid = 100;
	e = event_of(&run, EVENT_EXEC, thread);
	e.other = 101;
	run.sink->other(run.sink, &e);
	tell_exit(&run, thread, 0, 0);
	tell_end(&run, thread, 0);
	task_over(&run, thread);
}

START_TEST(a_thread_takes_its_leaders_place)
{
	run.options.follow_forks = true;
	exec_by_thread();
	ck_assert_str_eq(written(&run), "100   read(3,  <unfinished ...>\n"
					"101   execve(\"/bin/true\" <unfinished ...>\n"
					"100   <... read resumed> <unfinished ...>) = ?\n"
					"100   +++ superseded by execve in pid 101 +++\n"
					"100   <... execve resumed>)             = 0\n"
					"100   +++ exited with 0 +++\n");
}
END_TEST

START_TEST(a_file_a_task)
{
	char name[128];
	run.options.output_separately = true;
	exec_by_thread();
	ck_assert(run.sink->close(run.sink));
	snprintf(name, sizeof name, "%s.100", run.path);
	ck_assert_str_eq(file_text(name), "read(3,  <unfinished ...>)              = ?\n"
					  "+++ superseded by execve in pid 101 +++\n"
					  "<... execve resumed>)                   = 0\n"
					  "+++ exited with 0 +++\n");
	unlink(name);
	snprintf(name, sizeof name, "%s.101", run.path);
	ck_assert_str_eq(file_text(name), "execve(\"/bin/true\" <pid changed to 100 ...>\n");
	unlink(name);
	ck_assert(access(run.path, F_OK));
}
END_TEST

/* More tasks than files may be open: none of their lines is lost. */
START_TEST(more_tasks_than_files)
{
	enum { TASKS = 200 };
	struct task *tasks[TASKS];
	struct rlimit limit = { 96, 96 };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	run.options.output_separately = true;
	open_sink();
	for (int i = 0; i < TASKS; i++)
		tasks[i] = new_task(1000 + i), enter_read(tasks[i]);
	run.sink->flush(run.sink);
	for (int i = 0; i < TASKS; i++)
		exit_read(tasks[i], "x"), tell_end(&run, tasks[i], 0), task_over(&run, tasks[i]);
	ck_assert(run.sink->close(run.sink));
	for (int i = 0; i < TASKS; i++) {
		char name[128];
		snprintf(name, sizeof name, "%s.%d", run.path, 1000 + i);
		ck_assert_str_eq(file_text(name),
				 "read(3, \"x\", 10)                        = 1\n+++ exited with 0 +++\n");
		unlink(name);
	}
	unlink(run.path);
}
END_TEST

START_TEST(output_goes_to_a_command)
{
	char command[128];
	struct task *task = new_task(100);
	snprintf(command, sizeof command, "|sed s/close/CLOSE/ > %s", run.path);
	run.options.output = command;
	open_sink();
	enter_close(task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "CLOSE(3)                                = 0\n");
}
END_TEST

START_TEST(output_is_appended)
{
	for (int i = 0; i < 2; i++) {
		struct task *task = new_task(100);
		run.options.append = true;
		open_sink();
		tell_end(&run, task, i);
		task_over(&run, task);
		ck_assert(run.sink->close(run.sink));
	}
	ck_assert_str_eq(file_text(run.path), "+++ exited with 0 +++\n+++ exited with 1 +++\n");
	unlink(run.path);
}
END_TEST

START_TEST(lost_output_is_told)
{
	struct task *task = new_task(100);
	unlink(run.path);
	run.options.output = "/dev/full";
	open_sink();
	tell_end(&run, task, 0);
	task_over(&run, task);
	ck_assert(!run.sink->close(run.sink));
}
END_TEST

/* A call that is chosen by how it ended shows whole at its exit. */
START_TEST(no_entry_half_was_shown)
{
	struct task *task = new_task(100);
	open_sink();
	enter_call(&run, task, "read", 0);
	add_kind(&task->tape, KIND_fd, 3, 4);
	task->tape.seam = 1;
	exit_read(task, "x");
	task_over(&run, task);
	ck_assert_str_eq(written(&run), "read(3, \"x\", 10)                        = 1\n");
}
END_TEST

START_TEST(much_output_passes_the_buffer)
{
	struct task *task = new_task(100);
	char *bytes = malloc(200001);
	memset(bytes, 'x', 200000);
	bytes[200000] = 0;
	open_sink();
	enter_read(task), exit_read(task, bytes);
	for (int i = 0; i < 1000; i++)
		enter_close(task), tell_exit(&run, task, 0, 0);
	task_over(&run, task);
	ck_assert(run.sink->close(run.sink));
	FILE *f = fopen(run.path, "r");
	char line[512] = "";
	size_t lines = 0, bad = 0, first = 0;
	for (int c; (c = getc(f)) != '\n'; first++)
		;
	while (fgets(line, sizeof line, f))
		lines++, bad += strcmp(line, "close(3)                                = 0\n") != 0;
	fclose(f);
	unlink(run.path);
	free(bytes);
	ck_assert_uint_eq(first, strlen("read(3, \"\", 10) = 200000") + 200000);
	ck_assert_uint_eq(lines, 1000);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_call_and_its_column,
		no_column,
		results,
		results_by_their_type,
		numbers_without_a_name,
		the_entry_half_shows_at_once,
		tasks_interrupt_each_other,
		a_struct_is_open_at_the_seam,
		a_task_dies_in_a_call,
		detached_in_a_call,
		names_of_arguments,
		times_before_and_after,
		precisions,
		number_and_instruction_pointer,
		pids_show_always,
		signals_and_stops,
		another_abi,
		quiet_exits,
		a_thread_takes_its_leaders_place,
		a_file_a_task,
		more_tasks_than_files,
		output_goes_to_a_command,
		output_is_appended,
		lost_output_is_told,
		no_entry_half_was_shown,
		much_output_passes_the_buffer,
	};
	TCase *cases = tcase_create("lines");
	tcase_add_checked_fixture(cases, start, NULL);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(cases, tests[i]);
	Suite *suite = suite_create("text of events");
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
