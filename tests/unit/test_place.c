/*
 * test_place.c: which tasks share the tracer's CPU, by numbers as they are measured.
 */
#include "../../src/tracer/place_rule.h"
#include <check.h>

enum { US = 1000, MS = 1000 * US, WINDOW = 20 * MS };

/* A window in which so many tasks, with runs of so many µs of their own, took turns on the CPU all the time. */
static struct place_load turns(int tasks, int own_us)
{
	return (struct place_load){
		.elapsed_ns = WINDOW, .task_ns = (int64_t)tasks * WINDOW, .runs = WINDOW / (own_us * US),
	};
}

START_TEST(first_run_counts_whole)
{
	ck_assert(place_average(-1, 400) == 400);
	ck_assert(place_average(400, 800) == 500);
}
END_TEST

START_TEST(unknown_is_not_short)
{
	ck_assert(!place_short(false, -1));
	ck_assert(!place_short(true, -1));
}
END_TEST

START_TEST(hysteresis)
{
	ck_assert(place_short(false, 149 * US));
	ck_assert(!place_short(false, 151 * US));
	ck_assert(place_short(true, 299 * US));
	ck_assert(!place_short(true, 301 * US));
}
END_TEST

START_TEST(one_long_run_lets_go_and_short_ones_bring_back)
{
	double average = place_average(5 * US, 5 * MS);
	int calls = 0;
	ck_assert(!place_short(true, average));
	for (; !place_short(false, average); calls++)
		average = place_average(average, 20 * US);
	ck_assert_int_gt(calls, 5);
	ck_assert_int_lt(calls, 20);
}
END_TEST

START_TEST(one_task_never_crowds)
{
	for (int own = 1; own < 10000; own *= 3) {
		struct place_load load = turns(1, own);
		ck_assert(!place_crowded(&load));
	}
}
END_TEST

START_TEST(two_chatty_ones_share)
{
	struct place_load load = turns(2, 50);
	ck_assert(!place_crowded(&load));
}
END_TEST

START_TEST(sixteen_compilers_do_not_queue)
{
	struct place_load load = turns(16, 50);
	ck_assert(place_crowded(&load));
	ck_assert(!place_has_room(&load));
	ck_assert_int_ge(place_surplus(&load, 16), 6);
	ck_assert_int_le(place_surplus(&load, 16), 8);	/* at most half of them at a time */
}
END_TEST

START_TEST(many_tiny_runs_do_share)
{
	struct place_load load = turns(16, 5);	/* 75 µs of waiting, less than two wakeups */
	ck_assert(!place_crowded(&load));
}
END_TEST

START_TEST(what_went_does_not_come_back_at_once)
{
	struct place_load load = turns(3, 49);	/* not crowded any more, and not room for one more either */
	ck_assert(!place_crowded(&load));
	ck_assert(!place_has_room(&load));
}
END_TEST

START_TEST(room)
{
	struct place_load idle = { .elapsed_ns = WINDOW }, none = { 0 }, one = turns(1, 20), slow = turns(1, 200);
	ck_assert(place_has_room(&idle));
	ck_assert(place_has_room(&none));
	ck_assert(place_has_room(&one));
	ck_assert(!place_has_room(&slow));
}
END_TEST

START_TEST(one_that_computes_all_the_window_leaves_no_room)
{
	struct place_load load = { .elapsed_ns = WINDOW, .task_ns = WINDOW };
	ck_assert(!place_has_room(&load));
	ck_assert(!place_crowded(&load));
}
END_TEST

START_TEST(at_least_one_goes)
{
	struct place_load load = turns(2, 150);
	ck_assert(place_crowded(&load));
	ck_assert_int_eq(place_surplus(&load, 2), 1);
}
END_TEST

START_TEST(pressed_by_others)
{
	ck_assert(!place_pressed(2 * MS, 1000 * MS));	/* as measured alone with a task */
	ck_assert(place_pressed(390 * MS, 1000 * MS));	/* and beside one that computes */
	ck_assert(!place_pressed(0, 0));
}
END_TEST

START_TEST(patience_grows_and_ends_growing)
{
	ck_assert_int_eq(place_patience_ns(0), 100 * MS);
	for (int times = 0; times < 5; times++)
		ck_assert_int_gt(place_patience_ns(times + 1), place_patience_ns(times));
	ck_assert_int_eq(place_patience_ns(1000000), 3200 * INT64_C(1000000));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("place");
	TCase *runs = tcase_create("runs"), *load = tcase_create("load");
	tcase_add_test(runs, first_run_counts_whole);
	tcase_add_test(runs, unknown_is_not_short);
	tcase_add_test(runs, hysteresis);
	tcase_add_test(runs, one_long_run_lets_go_and_short_ones_bring_back);
	tcase_add_test(load, one_task_never_crowds);
	tcase_add_test(load, two_chatty_ones_share);
	tcase_add_test(load, sixteen_compilers_do_not_queue);
	tcase_add_test(load, many_tiny_runs_do_share);
	tcase_add_test(load, what_went_does_not_come_back_at_once);
	tcase_add_test(load, room);
	tcase_add_test(load, one_that_computes_all_the_window_leaves_no_room);
	tcase_add_test(load, at_least_one_goes);
	tcase_add_test(load, pressed_by_others);
	tcase_add_test(load, patience_grows_and_ends_growing);
	suite_add_tcase(suite, runs);
	suite_add_tcase(suite, load);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
