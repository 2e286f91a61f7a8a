/*
 * Which tasks share the tracer's CPU: a function of measured numbers, see place_rule.h.
 *
 * The figures: a run seen from the tracer is longer than the task's own by a wakeup at each end when it is
 * apart, so a task that makes call after call there shows some 100 µs. By Little's law task_ns / elapsed_ns
 * is how many tasks ran or queued at a time; what a run waited for others is its share of the rest.
 */
#include "place_rule.h"

static const double TOGETHER_NS = 150e3, APART_NS = 300e3;
static const double WAKEUPS_NS = 100e3;		/* of a run: its begin and its end */

double place_average(double average_ns, int64_t run_ns)
{
	return average_ns < 0 ? run_ns : average_ns * 0.75 + run_ns * 0.25;
}

bool place_short(bool here, double average_ns)
{
	return average_ns >= 0 && average_ns < (here ? APART_NS : TOGETHER_NS);
}

static double at_a_time(const struct place_load *load)
{
	return load->elapsed_ns > 0 ? (double)load->task_ns / load->elapsed_ns : 0;
}

/* As the task sees it: its turns and its waits for them. A window without an end of one is one long run. */
static double mean_run(const struct place_load *load)
{
	return (double)load->task_ns / (load->runs > 0 ? load->runs : 1);
}

bool place_crowded(const struct place_load *load)
{
	double n = at_a_time(load);
	return n > 1 && mean_run(load) * (n - 1) / n > WAKEUPS_NS;
}

int place_surplus(const struct place_load *load, int bound)
{
	double n = at_a_time(load), own = n > 1 ? mean_run(load) / n : mean_run(load);
	int fit = own > 0 ? 1 + WAKEUPS_NS / own : bound, surplus = (int)(n + 0.5) - fit;
	if (surplus > bound / 2)
		surplus = bound / 2;
	return surplus > 1 ? surplus : 1;
}

bool place_has_room(const struct place_load *load)
{
	double n = at_a_time(load);
	return mean_run(load) * (n < 1 ? n : 1) < WAKEUPS_NS / 2;
}

bool place_pressed(int64_t waited_ns, int64_t elapsed_ns)
{
	return elapsed_ns > 0 && waited_ns > elapsed_ns / 5;
}

int64_t place_patience_ns(int times)
{
	return INT64_C(100000000) << (times > 5 ? 5 : times);
}
