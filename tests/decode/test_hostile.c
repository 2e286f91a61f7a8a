/*
 * test_hostile: whatever a tracee puts into registers and memory, decoding ends soon, reads in bounds and leaves a well-formed tape.
 * Every described call of both ABIs is fed with numbers and bytes made to hurt; the sanitizers' run is where it counts most.
 */
#include "recorded.h"
#include "hooks.h"
#include <time.h>

enum { ROUNDS = 24, PAGES = 16, PAGE = 4096, BASE = 0x10000 };

static uint64_t seed;

static uint64_t next_random(void)	/* splitmix64: the same in every run */
{
	uint64_t z = seed += 0x9e3779b97f4a7c15ull;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Numbers at the edges of types, small ones, and addresses in the mapped pages, at their end or wild. */
static uint64_t nasty(void)
{
	static const uint64_t edges[] = {
		0, 1, 2, 3, 4, 8, 16, 24, 64, 255, 256, 4096, 65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000,
		0x7fffffffffffffff, 0x8000000000000000, -1ull, -2ull, -16ull, -4096ull, BASE, BASE + PAGES * PAGE - 1, BASE + PAGES * PAGE - 8,
	};
	uint64_t r = next_random();
	switch (r % 4) {
	case 0: return edges[(r >> 8) % (sizeof(edges) / sizeof(*edges))];
	case 1: return BASE + (r >> 8) % (PAGES * PAGE);
	case 2: return (r >> 8) % 128;
	default: return r;
	}
}

static void fill(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 8 <= size; i += 8) {
		uint64_t v = nasty();
		if (next_random() % 2)	/* two 32-bit numbers, as a 32-bit program's structs have */
			v = (uint32_t)v | (uint64_t)(uint32_t)nasty() << 32;
		memcpy(bytes + i, &v, 8);
	}
}

/* Containers nest and point to their ends, ranges lie in the pool, descriptors exist. */
static void check_tape(const struct tape *tape)
{
	ck_assert_uint_le(tape->count, TAPE_MAX_NODES + 64);
	ck_assert_uint_le(tape->pool_count, TAPE_MAX_POOL);
	ck_assert_uint_le(tape->seam, tape->count);
	uint32_t open[512], depth = 0;
	for (uint32_t i = 0; i < tape->count; i++) {
		const struct value *v = &tape->nodes[i];
		ck_assert_uint_le(v->kind, V_TEXT);
		if (v->kind == V_STR || v->kind == V_BYTES) {
			ck_assert_uint_le(v->off, tape->pool_count);
			ck_assert_uint_le(v->len, tape->pool_count - v->off);
		} else if (v->kind >= V_STRUCT && v->kind <= V_REMARK) {
			ck_assert_uint_gt(v->aux, i);
			ck_assert_uint_lt(v->aux, tape->count);
			ck_assert_uint_eq(tape->nodes[v->aux].kind, V_END);
			ck_assert_uint_lt(depth, 512);
			open[depth++] = (uint32_t)v->aux;
		} else if (v->kind == V_END) {
			ck_assert_uint_gt(depth, 0);
			ck_assert_uint_eq(open[--depth], i);
		}
	}
	ck_assert_uint_eq(depth, 0);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void hurt(enum abi abi, uint64_t nr)
{
	static uint8_t pages[PAGES * PAGE];
	struct recording r = { { { BASE, pages, sizeof(pages) } } };
	struct task task = task_of(&r);
	seed = nr * 2 + abi;
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t args[6];
		for (int i = 0; i < 6; i++)
			args[i] = abi == ABI_I386 ? (uint32_t)nasty() : nasty();
		fill(pages, sizeof(pages));
		double begin = seconds();
		call_enter(&task, abi, nr, args);
		fill(pages, round % 2 ? sizeof(pages) : 64);	/* what was read at entry may be another at exit */
		bool fails = round % 3 == 0;
		call_exit(&task, fails ? -1 : (int64_t)nasty(), fails ? (int)(next_random() % 530 + 1) : 0);
		ck_assert_msg(seconds() - begin < 5, "call %d of abi %d takes %.1f s", (int)nr, abi, seconds() - begin);
		check_tape(&task.tape);
	}
	ck_assert_uint_le(r.largest, 16 << 20);
	task_end(&task);
}

START_TEST(every_call_survives)
{
	for (uint64_t nr = 0; nr < desc_sysent_count[_i]; nr++)
		hurt(_i, nr);
	hurt(_i, 5000);
	hurt(_i, -1ull);
}
END_TEST

START_TEST(counts_beyond_all_memory)
{
	static uint8_t page[PAGE];
	struct recording r = { { { 0x1000, page, sizeof(page) } } };
	static const uint64_t counts[] = { 1 << 20, 0x7fffffff, 0xffffffff, 1ull << 40, 1ull << 61, -1ull };
	for (unsigned i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		double begin = seconds();
		decoded(&r, ABI_X86_64, "writev", ARGS(1, 0x1000, counts[i]), -1, 22);
		decoded(&r, ABI_X86_64, "write", ARGS(1, 0x1000, counts[i]), -1, 14);
		decoded(&r, ABI_X86_64, "poll", ARGS(0x1000, counts[i], 0), -1, 14);
		decoded(&r, ABI_X86_64, "read", ARGS(1, 0x1000, 10), (int64_t)counts[i], 0);
		ck_assert_msg(seconds() - begin < 3, "count %llx takes %.1f s", (unsigned long long)counts[i], seconds() - begin);
	}
}
END_TEST

START_TEST(pointers_at_the_end_of_all_addresses)
{
	struct recording r = { 0 };
	decoded(&r, ABI_X86_64, "write", ARGS(1, -1ull, -1ull), -1, 14);
	decoded(&r, ABI_X86_64, "writev", ARGS(1, -8ull, 16), -1, 14);
	decoded(&r, ABI_X86_64, "chdir", ARGS(-1ull), -1, 14);
	decoded(&r, ABI_I386, "writev", ARGS(1, 0xfffffff8, 16), -1, 14);
	decoded(&r, ABI_X86_64, "execve", ARGS(-1ull, -1ull, -8ull), -1, 14);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("hostile");
	tcase_set_timeout(t, 100);
	tcase_add_loop_test(t, every_call_survives, 0, ABI_COUNT);
	tcase_add_test(t, counts_beyond_all_memory);
	tcase_add_test(t, pointers_at_the_end_of_all_addresses);
	return run_tests("hostile", t);
}
