/*
 * test_recorded: what recorded calls become on the tape, in both ABIs: the values themselves, whatever a sink makes of them.
 */
#include "recorded.h"
#include "hooks.h"
#include <errno.h>

#define IS(text, ...) ck_assert_str_eq(decoded(__VA_ARGS__), text)

START_TEST(string_flags_and_an_absent_argument)
{
	struct recording r = { { { 0x1000, "/etc/passwd", 12 } } };
	IS("dirfd=-100:dirfd pathname=\"/etc/passwd\" flags=(0:access_mode 0x80000:open_rest) | = 3",
	   &r, ABI_X86_64, "openat", ARGS(-100ull, 0x1000, 02000000, 0666), 3, 0);
}
END_TEST

START_TEST(a_mode_when_the_flags_want_one)
{
	struct recording r = { { { 0x1000, "x", 2 } } };
	const char *text = decoded(&r, ABI_I386, "openat", ARGS(0xffffff9c, 0x1000, 0102, 0640), -EACCES, EACCES);
	ck_assert_msg(strstr(text, "mode=416:octal") || strstr(text, "mode=416"), "%s", text);
	ck_assert_msg(strstr(text, ":13"), "%s", text);
}
END_TEST

START_TEST(what_a_call_wrote_is_taken_at_its_exit)
{
	struct recording r = { { { 0x2000, "hello", 5 } } };
	struct task task = task_of(&r);
	call_enter(&task, ABI_X86_64, number_of(ABI_X86_64, "read"), ARGS(3, 0x2000, 100));
	ck_assert_uint_eq(r.reads, 0);
	ck_assert_uint_eq(task.tape.seam ? task.tape.seam : task.tape.count, 1);
	r.regions[0].bytes = "HELLO";
	call_exit(&task, 5, 0);
	ck_assert_str_eq(dump_tape(&task.tape), "fd=3:fd | buf=\"HELLO\" count=100 = 5");
	task_end(&task);
}
END_TEST

START_TEST(what_a_call_read_is_taken_at_its_entry)
{
	struct recording r = { { { 0x1000, "/bin/true", 10 } } };
	struct task task = task_of(&r);
	call_enter(&task, ABI_X86_64, number_of(ABI_X86_64, "chdir"), ARGS(0x1000));
	r.regions[0].bytes = NULL;
	call_exit(&task, 0, 0);
	ck_assert_str_eq(dump_tape(&task.tape), "path=\"/bin/true\" | = 0");
	task_end(&task);
}
END_TEST

START_TEST(a_failed_call_shows_where_it_would_have_written)
{
	struct recording r = { { { 0x2000, "hello", 5 } } };
	IS("fd=3:fd | buf=@0x2000 count=100 = -1:9", &r, ABI_X86_64, "read", ARGS(3, 0x2000, 100), -1, EBADF);
	IS("fd=3:fd | buf=NULL count=100 = -1:9", &r, ABI_X86_64, "read", ARGS(3, 0, 100), -1, EBADF);
}
END_TEST

START_TEST(memory_that_is_not_there_shows_its_address)
{
	struct recording r = { { { 0x1ff8, "no end..", 8 } } };
	IS("path=!0x1ff8 | = -1:14", &r, ABI_X86_64, "chdir", ARGS(0x1ff8), -1, EFAULT);
	IS("path=NULL | = -1:14", &r, ABI_X86_64, "chdir", ARGS(0), -1, EFAULT);
	IS("fd=1:fd buf=!0x1ff8 count=9 | = -1:14", &r, ABI_X86_64, "write", ARGS(1, 0x1ff8, 9), -1, EFAULT);
}
END_TEST

START_TEST(a_struct_has_its_abi_s_layout)
{
	/* the same description: iovec is two words, of 8 bytes or of 4 */
	const uint64_t wide[2] = { 0x3000, 3 };
	const uint32_t narrow[2] = { 0x3000, 3 };
	struct recording r64 = { { { 0x1000, wide, 16 }, { 0x3000, "abc", 3 } } };
	struct recording r32 = { { { 0x1000, narrow, 8 }, { 0x3000, "abc", 3 } } };
	const char *text = "fd=1:fd iov=[{iov_base=\"abc\" iov_len=3}] iovcnt=1 | = 3";
	IS(text, &r64, ABI_X86_64, "writev", ARGS(1, 0x1000, 1), 3, 0);
	IS(text, &r32, ABI_I386, "writev", ARGS(1, 0x1000, 1), 3, 0);
}
END_TEST

START_TEST(an_array_ends_where_memory_does)
{
	const uint64_t iov[4] = { 0x3000, 3, 0x3000, 2 };
	struct recording r = { { { 0x1000, iov, 32 }, { 0x3000, "abc", 3 } } };
	IS("fd=1:fd iov=[{iov_base=\"abc\" iov_len=3} {iov_base=\"ab\" iov_len=2} ~] iovcnt=3 | = -1:14",
	   &r, ABI_X86_64, "writev", ARGS(1, 0x1000, 3), -1, EFAULT);
	IS("fd=1:fd iov=[] iovcnt=0 | = 0", &r, ABI_X86_64, "writev", ARGS(1, 0x9000, 0), 0, 0);
}
END_TEST

START_TEST(a_64_bit_argument_takes_two_registers_where_it_must)
{
	struct recording r = { { { 0x2000, "ab", 2 } } };
	const char *text = "fd=3:fd | buf=\"ab\" count=2 offset=0x100000002 = 2";
	ck_assert_msg(strstr(decoded(&r, ABI_X86_64, "pread64", ARGS(3, 0x2000, 2, 0x100000002), 2, 0), "4294967298"), "not whole");
	ck_assert_msg(strstr(decoded(&r, ABI_I386, "pread64", ARGS(3, 0x2000, 2, 2, 1), 2, 0), "4294967298"), "not joined, as in %s", text);
}
END_TEST

START_TEST(a_multiplexer_is_the_call_it_stands_for)
{
	const uint32_t block[3] = { 1, 1, 0 };	/* AF_UNIX, SOCK_STREAM, 0 */
	struct recording r = { { { 0x1000, block, 12 } } };
	struct task task = task_of(&r);
	call_enter(&task, ABI_I386, number_of(ABI_I386, "socketcall"), ARGS(1, 0x1000));
	ck_assert_str_eq(desc_str(task.call.name), "socket");
	task_end(&task);
}
END_TEST

START_TEST(hooks_are_few)
{
	ck_assert_int_le(HOOK_COUNT - 1, 30);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("recorded");
	tcase_add_test(t, string_flags_and_an_absent_argument);
	tcase_add_test(t, a_mode_when_the_flags_want_one);
	tcase_add_test(t, what_a_call_wrote_is_taken_at_its_exit);
	tcase_add_test(t, what_a_call_read_is_taken_at_its_entry);
	tcase_add_test(t, a_failed_call_shows_where_it_would_have_written);
	tcase_add_test(t, memory_that_is_not_there_shows_its_address);
	tcase_add_test(t, a_struct_has_its_abi_s_layout);
	tcase_add_test(t, an_array_ends_where_memory_does);
	tcase_add_test(t, a_64_bit_argument_takes_two_registers_where_it_must);
	tcase_add_test(t, a_multiplexer_is_the_call_it_stands_for);
	tcase_add_test(t, hooks_are_few);
	return run_tests("recorded", t);
}
