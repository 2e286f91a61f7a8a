/*
 * strobe: the wiring. options -> tracer -> event -> select -> decode -> sinks.
 */
#include "decode.h"
#include "message.h"
#include "options.h"
#include "select.h"
#include "sink.h"
#include "tracer.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct run {
	struct options options;
	struct decode_options decode;
	struct sink *sinks[8];
	int sink_count;
	bool values; /* some sink wants calls decoded */
	bool by_status; /* calls are chosen by how they ended: nothing is shown before */
	struct tape siginfo;
};

static void call_enter(struct run *run, const struct event *e)
{
	struct call *call = &e->task->call;
	decode_identify(e->task);
	select_enter(&run->options, call);
	if (!call->shown)
		return;
	if (run->values)
		decode_enter(e->task, &run->decode);
	for (int i = 0; i < run->sink_count; i++)
		if (!run->by_status || !run->sinks[i]->values)
			run->sinks[i]->enter(run->sinks[i], e);
}

static void call_exit(struct run *run, const struct event *e)
{
	struct call *call = &e->task->call;
	if (call->classes >> CLASS_never_fails & 1)
		call->err = 0;
	if (!call->shown || !select_exit(&run->options, call))
		return;
	if (run->values)
		decode_exit(e->task, &run->decode);
	for (int i = 0; i < run->sink_count; i++)
		run->sinks[i]->exit(run->sinks[i], e);
}

/* The task ended within a call: where calls are shown by how they end, that is how. */
static void call_unfinished(struct run *run, const struct event *e)
{
	const struct call *call = &e->task->call;
	if (!run->by_status || !call->shown || !call->unknown_exit ||
	    !small_set_has(&run->options.statuses, STATUS_UNFINISHED))
		return;
	for (int i = 0; i < run->sink_count; i++)
		if (run->sinks[i]->values)
			run->sinks[i]->exit(run->sinks[i], e);
}

static void signalled(struct run *run, const struct event *e)
{
	const struct tape *info = NULL;
	if (!small_set_has(&run->options.signals, e->signal.number))
		return;
	if (run->values && e->kind == EVENT_SIGNAL && e->signal.has_info) {
		decode_siginfo(&run->siginfo, &e->signal.info, &run->decode);
		info = &run->siginfo;
	}
	for (int i = 0; i < run->sink_count; i++)
		run->sinks[i]->signal(run->sinks[i], e, info);
}

static bool on_event(void *ctx, const struct event *e)
{
	struct run *run = ctx;
	switch (e->kind) {
	case EVENT_CALL_ENTER: call_enter(run, e); return e->task->call.shown;
	case EVENT_CALL_EXIT: call_exit(run, e); break;
	case EVENT_SIGNAL:
	case EVENT_GROUP_STOP: signalled(run, e); break;
	case EVENT_EXIT:
	case EVENT_KILLED: call_unfinished(run, e); /* fall through */
	case EVENT_SUPERSEDED:
	case EVENT_DETACHED:
		for (int i = 0; i < run->sink_count; i++)
			run->sinks[i]->exited(run->sinks[i], e);
		break;
	default:
		for (int i = 0; i < run->sink_count; i++)
			run->sinks[i]->other(run->sinks[i], e);
	}
	return true;
}

static void on_idle(void *ctx)
{
	struct run *run = ctx;
	for (int i = 0; i < run->sink_count; i++)
		run->sinks[i]->flush(run->sinks[i]);
}

static void on_gone(void *ctx, struct task *task)
{
	struct run *run = ctx;
	for (int i = 0; i < run->sink_count; i++)
		run->sinks[i]->task_gone(run->sinks[i], task);
	decode_forget(task);
}

static void add_sink(struct run *run, struct sink *sink)
{
	sink->slot = run->sink_count;
	run->values |= sink->values;
	run->sinks[run->sink_count++] = sink;
}

static void open_sinks(struct run *run)
{
	const struct options *o = &run->options;
	run->decode.string_limit = o->string_limit;
	for (int s = 0; s < STATUS_COUNT; s++)
		run->by_status |= !small_set_has(&o->statuses, s);
	if (o->summary != SUMMARY_ONLY)
		add_sink(run, o->json ? sink_json(o) : sink_text(o));
	if (o->summary != SUMMARY_NONE)
		add_sink(run, sink_summary(o));
}

/* Ends as the command did, so that a shell sees the same; without a core file of strobe's own. */
static void die_by(int sig)
{
	sigset_t set;
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int main(int argc, char **argv)
{
	static struct run run;
	struct tracer_handler handler = { .ctx = &run, .event = on_event, .idle = on_idle, .gone = on_gone };
	int death_signal = 0;
	bool written = true;
	message_name(argv[0]);
	options_parse(&run.options, argc, argv);
	open_sinks(&run);
	struct tracer *tracer = tracer_start(&run.options, &handler);
	tracer_run(tracer);
	int status = tracer_end(tracer, &death_signal);
	for (int i = 0; i < run.sink_count; i++)
		written &= run.sinks[i]->close(run.sinks[i]);
	tape_free(&run.siginfo);
	if (death_signal)
		die_by(death_signal);
	return written || status ? status : 1;
}
