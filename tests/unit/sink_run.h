/*
 * sink_run.h: a sink fed with events made by hand, writing to a file of the test's; and the calls that happen in it.
 */
#ifndef STROBE_TESTS_SINK_RUN_H
#define STROBE_TESTS_SINK_RUN_H

#include "sink.h"
#include "tape_maker.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct run {
	struct options options;
	struct sink *sink;
	char path[64];
	int64_t now; /* both clocks, nanoseconds */
	uint64_t seq;
};

static inline void run_options(struct run *run)
{
	*run = (struct run){
		.now = 1000000000ll * 1000,
		.options = { .column = 40, .string_limit = 32, .overhead_ns = -1, .follow_forks = false }
	};
	memset(&run->options.signals, 0xff, sizeof run->options.signals);
	strcpy(run->path, "/tmp/strobe-sink-XXXXXX");
	int fd = mkstemp(run->path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	unlink(run->path); /* the sink makes it */
	run->options.output = run->path;
	run->options.clock_precision = PRECISION_S;
	run->options.relative_precision = run->options.call_times_precision = PRECISION_US;
}

static inline struct task *new_task(pid_t tid)
{
	struct task *task = calloc(1, sizeof *task);
	task->tid = task->tgid = tid;
	return task;
}

static inline struct event event_of(struct run *run, enum event_kind kind, struct task *task)
{
	return (struct event){
		.kind = kind, .task = task, .seq = ++run->seq, .wall_ns = run->now, .mono_ns = run->now
	};
}

/* The task enters that call (which is described). */
static inline void enter_call(struct run *run, struct task *task, const char *name, uint64_t nr)
{
	struct call *call = &task->call;
	uint32_t string = call_string(name);
	tape_reset(&task->tape);
	*call = (struct call){ .nr = nr,
			       .name = string,
			       .ip = 0x7f0000401000,
			       .brief = true,
			       .decode_pointers = true,
			       .enter_mono_ns = run->now };
	for (uint32_t i = 1; i < DESC_CALL_COUNT; i++)
		if (desc_calls[i].name == string)
			call->desc = &desc_calls[i];
	call->result = call->desc->result;
}

/* Its entry half is on the tape. */
static inline void tell_enter(struct run *run, struct task *task)
{
	struct event e = event_of(run, EVENT_CALL_ENTER, task);
	task->tape.seam = task->tape.count;
	run->sink->enter(run->sink, &e);
}

/* Its exit half is on the tape, but for the result. */
static inline void tell_exit(struct run *run, struct task *task, int64_t ret, int err)
{
	struct event e = event_of(run, EVENT_CALL_EXIT, task);
	task->call.ret = ret;
	task->call.err = err;
	task->call.exit_mono_ns = run->now;
	task->tape.result = add(&task->tape, (struct value){ .kind = V_RESULT,
							     .num = ret,
							     .aux = err,
							     .desc = desc_results[task->call.result].type });
	run->sink->exit(run->sink, &e);
}

static inline void tell_death_in_call(struct run *run, struct task *task)
{
	struct event e = event_of(run, EVENT_CALL_EXIT, task);
	task->call.unknown_exit = true;
	run->sink->exit(run->sink, &e);
}

static inline void tell_end(struct run *run, struct task *task, int status)
{
	struct event e = event_of(run, EVENT_EXIT, task);
	e.status = status;
	run->sink->exited(run->sink, &e);
}

static inline void task_over(struct run *run, struct task *task)
{
	run->sink->task_gone(run->sink, task);
	tape_free(&task->tape);
	free(task);
}

static inline char *file_text(const char *path)
{
	static char text[1 << 16];
	FILE *f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s is not there", path);
	text[fread(text, 1, sizeof text - 1, f)] = 0;
	fclose(f);
	return text;
}

/* Closes the sink; what it wrote. */
static inline char *written(struct run *run)
{
	ck_assert(run->sink->close(run->sink));
	char *text = file_text(run->path);
	unlink(run->path);
	return text;
}

static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	setenv("TZ", "UTC0", 1);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
