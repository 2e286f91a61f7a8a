/*
 * The ptrace loop from start to end.
 */
#include "tracee.h"
#include "message.h"
#include <stdlib.h>
#include <sys/wait.h>

struct tracer *tracer_start(const struct options *o, const struct tracer_handler *handler)
{
	struct tracer *tracer = calloc(1, sizeof *tracer);
	if (!tracer)
		fatal("Out of memory");
	tracer->options = o;
	tracer->handler = *handler;
	tracer->want_stime = o->summary != SUMMARY_NONE && !o->wall_clock;
	tracer->want_siginfo = o->summary != SUMMARY_ONLY;
	stamp(&tracer->now);
	if (o->command)
		launch_prepare(tracer);
	interrupt_setup(o);
	/* Anywhere: a signal ends strobe as it stands, so nothing may wait. */
	tick_setup(&tracer->tick, o->interrupt == INTERRUPT_ANYWHERE);
	place_setup(tracer, o);
	attach_all(tracer);
	if (o->command && !interrupt_asked())
		launch_start(tracer);
	if (!tracer->tasks.count && !interrupt_asked())
		exit(1);	/* nothing could be attached to: said already */
	return tracer;
}

void tracer_run(struct tracer *tracer)
{
	struct stop stop;
	if (!tracer->tasks.count)	/* asked to end before anything was traced */
		tracer->end_signal = interrupt_asked();
	while (tracer->tasks.count) {
		if (interrupt_asked() && !tracer->ending)
			detach_begin(tracer, interrupt_asked());
		if (tracer->ending && interrupt_impatient())
			detach_abandon(tracer);
		if (tracer->tasks.count && next_stop(tracer, &stop))
			handle_stop(tracer, &stop);
	}
	interrupt_stop();
	tick_stop(&tracer->tick);
	place_end(tracer);
}

/*
 * The command's end is strobe's, also when others were traced longer; asked to end by a signal, strobe ends
 * by it.
 */
int tracer_end(struct tracer *tracer, int *death_signal)
{
	int status = tracer->command_status;
	*death_signal = 0;
	if (tracer->end_signal)
		*death_signal = tracer->end_signal;
	else if (WIFSIGNALED(status))
		*death_signal = WTERMSIG(status);
	int result = *death_signal ? 128 + *death_signal : WEXITSTATUS(status);
	free(tracer->tasks.slots);
	free(tracer->queue);
	free(tracer);
	return result;
}
