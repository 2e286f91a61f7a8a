/*
 * place_rule.h: which tasks share the tracer's CPU: the rule alone, of measured numbers. Times in nanoseconds.
 *
 * A tracer on a CPU of its own wakes a sleeping CPU twice a stop, some 40 to 60 µs each; on the tracee's it is
 * a switch of 2. What that costs a task is its turn: it waits while the tracer and the others there run.
 */
#ifndef STROBE_PLACE_RULE_H
#define STROBE_PLACE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* How busy the shared CPU was over a window: by the tasks bound to it that were neither in a call nor stopped. */
struct place_load {
	int64_t elapsed_ns;
	int64_t task_ns;	/* the sum of those tasks' times: above elapsed_ns, they stood in a queue */
	int64_t runs;		/* from one call's exit to the next's entry, that ended in it */
};

/* The moving average of a task's runs, with one more; negative: none yet. */
double place_average(double average_ns, int64_t run_ns);
/* Are a task's runs short enough to share? Once they are, they have to grow to twice that. */
bool place_short(bool here, double average_ns);
/* Do the bound tasks wait for each other longer than being woken elsewhere takes? The longest runs are to go. */
bool place_crowded(const struct place_load *);
/* How many of `bound` tasks: at least one, at most half. */
int place_surplus(const struct place_load *, int bound);
/* Would one more task wait for less than half of that? Below it, tasks may join. */
bool place_has_room(const struct place_load *);

/*
 * Does somebody else want the shared CPU? The tracer, which is short, waited for so long to get it; alone with
 * its tasks it hardly does, but where they queue.
 */
bool place_pressed(int64_t waited_ns, int64_t elapsed_ns);
/* How long until that is asked again, after so many times in a row that it did: moving may not have helped. */
int64_t place_patience_ns(int times);

#endif
