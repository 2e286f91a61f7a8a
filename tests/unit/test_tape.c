/*
 * test_tape.c: the value tape: growth, bounds, re-walking, and what belongs to a value.
 */
#include "tape_maker.h"
#include <stdlib.h>

START_TEST(grows_and_keeps_what_is_there)
{
	struct tape t = { 0 };
	for (int i = 0; i < 5000; i++)
		ck_assert_uint_eq(add_int(&t, NULL, i, 'd', 4), i);
	for (int i = 0; i < 5000; i++)
		ck_assert_uint_eq(t.nodes[i].num, i);
	tape_reset(&t);
	ck_assert_uint_eq(t.count, 0);
	tape_free(&t);
}
END_TEST

START_TEST(copies_bytes_to_its_pool)
{
	struct tape t = { 0 };
	uint32_t a = add_bytes(&t, KIND_bytes, NULL, "abc", 3, 0),
		 b = add_bytes(&t, KIND_bytes, NULL, "defg", 4, 0);
	ck_assert(!memcmp(t.pool + t.nodes[a].off, "abc", 3));
	ck_assert(!memcmp(t.pool + t.nodes[b].off, "defg", 4));
	ck_assert_uint_eq(t.nodes[b].len, 4);
	tape_free(&t);
}
END_TEST

START_TEST(is_bounded_and_stays_well_formed)
{
	struct tape t = { 0 };
	uint32_t open = begin(&t, V_ARRAY, NULL);
	for (uint32_t i = 0; i < TAPE_MAX_NODES + 5000; i++) {
		uint32_t inner = begin(&t, V_ARRAY, NULL);
		add_int(&t, NULL, i, 'd', 4);
		tape_end(&t, inner);
	}
	tape_end(&t, open);
	ck_assert(t.full);
	ck_assert_uint_le(t.count, TAPE_MAX_NODES);
	ck_assert_uint_eq(t.nodes[open].aux, t.count - 1);
	ck_assert_uint_eq(t.nodes[t.count - 1].kind, V_END);
	uint32_t depth = 0, cuts = 0;
	for (uint32_t i = 0; i < t.count; i++) {
		depth += t.nodes[i].kind == V_ARRAY;
		ck_assert(t.nodes[i].kind != V_END || depth--);
		cuts += t.nodes[i].kind == V_CUT && t.nodes[i].desc == CUT_SIZE;
	}
	ck_assert_uint_eq(depth, 0);
	ck_assert_uint_eq(cuts, 1);
	tape_free(&t);
}
END_TEST

START_TEST(cuts_bytes_beyond_its_bound)
{
	struct tape t = { 0 };
	char *big = calloc(1, TAPE_MAX_POOL + 1);
	uint32_t a = add_bytes(&t, KIND_bytes, NULL, big, TAPE_MAX_POOL + 1, 0),
		 b = add_bytes(&t, KIND_bytes, NULL, "x", 1, 0);
	ck_assert_uint_eq(t.nodes[a].len, TAPE_MAX_POOL);
	ck_assert_uint_eq(t.nodes[a].flags & VF_CUT, VF_CUT);
	ck_assert_uint_eq(t.nodes[b].len, 0);
	ck_assert_uint_eq(t.nodes[b].flags & VF_CUT, VF_CUT);
	free(big);
	tape_free(&t);
}
END_TEST

START_TEST(passes_over_nodes_when_walked_again)
{
	struct tape t = { 0 };
	uint32_t open = begin(&t, V_STRUCT, NULL);
	add_int(&t, NULL, 1, 'd', 4);
	t.cursor = 0;
	ck_assert_uint_eq(begin(&t, V_STRUCT, NULL), open);
	ck_assert_uint_eq(add_int(&t, NULL, 99, 'd', 4), 1);
	ck_assert_uint_eq(t.nodes[1].num, 1); /* what was shown stands */
	add_int(&t, NULL, 2, 'd', 4);
	tape_end(&t, open);
	ck_assert_uint_eq(t.count, 4);
	ck_assert_uint_eq(t.nodes[open].aux, 3);
	tape_free(&t);
}
END_TEST

START_TEST(keeps_nothing_while_muted)
{
	struct tape t = { .mute = true };
	uint32_t open = begin(&t, V_STRUCT, NULL);
	add_int(&t, NULL, 1, 'd', 4);
	add_bytes(&t, KIND_bytes, NULL, "abc", 3, 0);
	tape_end(&t, open);
	ck_assert_uint_eq(t.count, 0);
	ck_assert_uint_eq(t.pool_count, 0);
	tape_free(&t);
}
END_TEST

START_TEST(next_takes_what_belongs_to_a_value)
{
	struct tape t = { 0 };
	add(&t, (struct value){ .kind = V_INDEX, .num = 3 });
	uint32_t s = begin(&t, V_STRUCT, NULL);
	add_int(&t, NULL, 1, 'd', 4);
	tape_end(&t, s);
	add(&t, (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = 1, .aux = 2 });
	add(&t, (struct value){ .kind = V_ARROW });
	uint32_t a = begin(&t, V_ARRAY, NULL);
	tape_end(&t, a);
	uint32_t second = add_int(&t, NULL, 7, 'd', 4);
	ck_assert_uint_eq(tape_next(&t, 0), second);
	ck_assert_uint_eq(tape_next(&t, second), t.count);
	tape_free(&t);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("tape");
	tcase_add_test(tests, grows_and_keeps_what_is_there);
	tcase_add_test(tests, copies_bytes_to_its_pool);
	tcase_add_test(tests, is_bounded_and_stays_well_formed);
	tcase_add_test(tests, cuts_bytes_beyond_its_bound);
	tcase_add_test(tests, passes_over_nodes_when_walked_again);
	tcase_add_test(tests, keeps_nothing_while_muted);
	tcase_add_test(tests, next_takes_what_belongs_to_a_value);
	Suite *suite = suite_create("tape");
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
