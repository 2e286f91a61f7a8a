/*
 * test_select.c: sets of calls and of names, and what they select.
 */
#include "options.h"
#include "select.h"
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The call of that name, or number NR of no table; of a multiplexer, the sub-call. */
static struct call call_named(enum abi abi, const char *name)
{
	struct call call = { .abi = abi };
	for (uint32_t nr = 0; nr < desc_sysent_count[abi]; nr++) {
		const struct desc_sysent *row = desc_sysent(abi, nr);
		if (row && strcmp(desc_str(row->name), name) == 0) {
			call.nr = nr;
			call.sysent = row;
			return call;
		}
	}
	ck_abort_msg("no call %s", name);
}

static struct call subcall_named(const char *multiplexer, const char *name)
{
	struct call call = call_named(ABI_I386, multiplexer);
	const struct desc_multiplex *m = &desc_multiplexes[desc_calls[call.sysent->call].multiplex];
	for (uint32_t i = m->first; i < m->first + m->count; i++)
		if (strcmp(desc_str(desc_subcalls[i].name), name) == 0) {
			call.subcall = i;
			return call;
		}
	ck_abort_msg("%s has no sub-call %s", multiplexer, name);
}

static struct call_set parsed(const char *text)
{
	struct call_set set;
	bool usage;
	const char *error;
	memset(&set, 0x55, sizeof set);	/* what was there must not matter */
	error = call_set_parse(&set, text, &usage);
	ck_assert_msg(!error, "%s: %s", text, error);
	ck_assert(!usage);
	return set;
}

static bool in(const char *text, enum abi abi, const char *name)
{
	struct call_set set = parsed(text);
	struct call call = call_named(abi, name);
	return call_set_has(&set, &call);
}

static bool in64(const char *text, const char *name)
{
	return in(text, ABI_X86_64, name);
}

static bool in32(const char *text, const char *name)
{
	return in(text, ABI_I386, name);
}

static void assert_wrong(const char *text, const char *expected, bool hint)
{
	struct call_set set, before;
	bool usage;
	memset(&set, 0x55, sizeof set);
	before = set;
	const char *error = call_set_parse(&set, text, &usage);
	ck_assert_msg(error, "%s is taken", text);
	ck_assert_str_eq(error, expected);
	ck_assert_int_eq(usage, hint);
	ck_assert(memcmp(&set, &before, sizeof set) == 0);
}

START_TEST(names)
{
	ck_assert(in64("openat,close", "openat"));
	ck_assert(in64("openat,close", "close"));
	ck_assert(in32("openat,close", "close"));
	ck_assert(!in64("openat,close", "read"));
	ck_assert(!in64("open", "openat"));
	ck_assert(in64(",close,,read,", "read"));
	ck_assert(in32("ugetrlimit", "ugetrlimit"));
}
END_TEST

START_TEST(all_and_none)
{
	ck_assert(in64("all", "read"));
	ck_assert(in64("close,all", "read"));
	ck_assert(!in64("none", "read"));
	ck_assert(!in64("!all", "read"));
	ck_assert(in64("!none", "read"));
}
END_TEST

START_TEST(negation)
{
	ck_assert(!in64("!openat,close", "openat"));
	ck_assert(!in64("!openat,close", "close"));
	ck_assert(in64("!openat,close", "read"));
	ck_assert(in64("!!openat", "openat"));
	ck_assert(!in64("!!openat", "read"));
	ck_assert(in64("!?nosuchcall", "read"));
}
END_TEST

START_TEST(replaces)
{
	struct call_set set = parsed("close");
	struct call closing = call_named(ABI_X86_64, "close"), opening = call_named(ABI_X86_64, "openat");
	bool usage;
	ck_assert(!call_set_parse(&set, "openat", &usage));
	ck_assert(call_set_has(&set, &opening));
	ck_assert(!call_set_has(&set, &closing));
}
END_TEST

START_TEST(classes)
{
	static const struct { const char *class, *member, *stranger; } cases[] = {
		{ "%file", "openat", "read" }, { "file", "openat", "read" }, { "%desc", "read", "getpid" },
		{ "%process", "execve", "read" }, { "process", "execve", "read" },
		{ "%memory", "mmap", "read" }, { "%network", "socket", "read" },
		{ "%net", "socket", "read" }, { "network", "socket", "read" },
		{ "%signal", "rt_sigaction", "read" }, { "%ipc", "shmget", "read" },
		{ "ipc", "shmget", "read" }, { "%creds", "setuid", "read" },
		{ "%clock", "clock_gettime", "read" }, { "%pure", "getpid", "read" },
		{ "%stat", "stat", "lstat" }, { "%lstat", "lstat", "stat" },
		{ "%fstat", "newfstatat", "stat" }, { "%%stat", "lstat", "statfs" },
		{ "%statfs", "statfs", "fstatfs" }, { "%fstatfs", "fstatfs", "statfs" },
		{ "%%statfs", "ustat", "stat" },
		/* without the % these are calls */
		{ "stat", "stat", "lstat" }, { "fstat", "fstat", "newfstatat" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *class = cases[i].class, *member = cases[i].member, *stranger = cases[i].stranger;
		ck_assert_msg(in64(class, member), "%s has no %s", class, member);
		ck_assert_msg(!in64(class, stranger), "%s has %s", class, stranger);
	}
}
END_TEST

START_TEST(abis)
{
	ck_assert(in64("close@64", "close"));
	ck_assert(!in32("close@64", "close"));
	ck_assert(!in64("close@32", "close"));
	ck_assert(in32("close@32", "close"));
	ck_assert(!in64("close@x32", "close"));
	ck_assert(in64("close@x32,read", "read"));
	ck_assert(in64("%file@64,close@32", "openat"));
	ck_assert(!in32("%file@64,close@32", "openat"));
	ck_assert(in32("/^clo@32", "close"));
	ck_assert(!in64("all@32", "close"));
}
END_TEST

START_TEST(numbers)
{
	ck_assert(in64("3", "close"));
	ck_assert(in32("3", "read"));
	ck_assert(in64("03", "close"));
	ck_assert(!in32("3@64", "read"));
	ck_assert(in32("6@32", "close"));
	ck_assert(!in64("6@32", "lstat"));
	parsed("512");		/* x32's own */
	parsed("?9999");
}
END_TEST

START_TEST(regexes)
{
	ck_assert(in64("/^open", "openat"));
	ck_assert(in64("/^open", "open"));
	ck_assert(!in64("/^open", "mq_open"));
	ck_assert(in64("/open", "mq_open"));
	ck_assert(in64("/^(read|close)$", "read"));
	ck_assert(!in64("/^(read|close)$", "readv"));
	ck_assert(in64("/", "readv"));
	parsed("?/nosuchcall");
}
END_TEST

/* The calls that ipc and socketcall stand for go by their own names. */
START_TEST(subcalls)
{
	struct call send = subcall_named("socketcall", "send"), semop = subcall_named("ipc", "semop");
	struct call unknown = call_named(ABI_I386, "socketcall");
	struct call_set set = parsed("send");
	ck_assert(call_set_has(&set, &send));
	ck_assert(!call_set_has(&set, &semop));
	ck_assert(!call_set_has(&set, &unknown));
	set = parsed("%ipc");
	ck_assert(call_set_has(&set, &semop));
	ck_assert(!call_set_has(&set, &send));
	set = parsed("socketcall");
	ck_assert(call_set_has(&set, &unknown));
	ck_assert(!call_set_has(&set, &send));
	set = parsed("!send");
	ck_assert(call_set_has(&set, &semop));
	ck_assert(!call_set_has(&set, &send));
	set = parsed("semop@64");
	ck_assert(!call_set_has(&set, &semop));
	assert_wrong("send@64", "invalid system call 'send@64'", false);
}
END_TEST

START_TEST(wrong_ones)
{
	static const char *const invalid[] = {
		"", ",", "!", "!!", "nosuch", "%nosuch", "%", "%%", "%%desc", "net", "creds", "pure", "%all",
		"%FILE", "CLOSE", "9999", "0x3", "-3", "3x", " close", "@64", "/nosuchcall", "ugetrlimit@64",
		"999999999999999999999",
	};
	char expected[64];
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
		snprintf(expected, sizeof expected, "invalid system call '%s'", invalid[i]);
		assert_wrong(invalid[i], expected, false);
	}
	assert_wrong("close,none", "invalid system call 'none'", false);
	assert_wrong("?nosuch,other,third", "invalid system call 'other'", false);
	assert_wrong("!nosuch", "invalid system call 'nosuch'", false);
	assert_wrong("/[", "regcomp: [: Invalid regular expression", false);
	assert_wrong("?/(", "regcomp: (: Unmatched ( or \\(", false);
	assert_wrong("close@foo",
		     "incorrect personality designator 'foo' in qualification 'close@foo'", true);
	assert_wrong("?close@", "incorrect personality designator '' in qualification 'close@'", true);
}
END_TEST

/* Far longer than any name: it must be refused, not overrun. */
START_TEST(long_ones)
{
	char text[5000];
	struct call_set set;
	bool usage;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	ck_assert(call_set_parse(&set, text, &usage));
	text[0] = '/';
	ck_assert(call_set_parse(&set, text, &usage));
	text[0] = '?';
	ck_assert(!call_set_parse(&set, text, &usage));
	memset(text, ',', sizeof text - 1);
	ck_assert(call_set_parse(&set, text, &usage));
}
END_TEST

static int letter(const char *word, size_t length)
{
	return length == 1 ? *word - 'a' : -1;
}

START_TEST(small_sets)
{
	struct small_set set = { { 0 } };
	const char *bad;
	size_t length;
	ck_assert(small_set_parse(&set, "a,c,,d,", letter, 26, &bad, &length));
	ck_assert_uint_eq(set.bits[0], 1 << 0 | 1 << 2 | 1 << 3);
	ck_assert(small_set_parse(&set, "!a", letter, 26, &bad, &length));
	ck_assert(!small_set_has(&set, 0) && small_set_has(&set, 1));
	ck_assert(small_set_has(&set, 127) && !small_set_has(&set, 128));
	ck_assert(small_set_parse(&set, "none", letter, 26, &bad, &length));
	ck_assert(!small_set_has(&set, 0));
	ck_assert(small_set_parse(&set, "!none", letter, 26, &bad, &length));
	ck_assert(small_set_has(&set, 0));
	ck_assert(small_set_parse(&set, "all", letter, 26, &bad, &length));
	ck_assert(small_set_has(&set, 0));
}
END_TEST

START_TEST(wrong_small_sets)
{
	static const struct { const char *text, *bad; } cases[] = {
		{ "", "" }, { ",", "," }, { "!", "!" }, { "a,zz,b", "zz" }, { "!zz", "zz" },
		{ "all,a", "all" }, { "A", "A" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct small_set set = { { 42, 43 } };
		const char *bad;
		size_t length;
		ck_assert(!small_set_parse(&set, cases[i].text, letter, 26, &bad, &length));
		ck_assert_uint_eq(length, strlen(cases[i].bad));
		ck_assert(strncmp(bad, cases[i].bad, length) == 0);
		ck_assert_uint_eq(set.bits[0], 42);
	}
}
END_TEST

START_TEST(entering)
{
	struct options o = {
		.trace = parsed("close"), .abbrev = parsed("all"),
		.verbose = parsed("!close"), .raw = parsed("close"),
	};
	struct call closing = call_named(ABI_X86_64, "close"), reading = call_named(ABI_X86_64, "read");
	struct call unknown = { .abi = ABI_X86_64, .nr = 9999 };
	select_enter(&o, &closing);
	ck_assert(closing.shown && closing.brief && !closing.decode_pointers && closing.raw);
	select_enter(&o, &reading);
	ck_assert(!reading.shown);
	select_enter(&o, &unknown);
	ck_assert(unknown.shown);
}
END_TEST

START_TEST(exiting)
{
	struct options o = { .statuses = { { 1 << STATUS_SUCCESSFUL } } };
	struct call call = { .ret = 3 };
	ck_assert(select_exit(&o, &call));
	call.err = ENOENT;
	ck_assert(!select_exit(&o, &call));
	o.statuses.bits[0] = 1 << STATUS_FAILED;
	ck_assert(select_exit(&o, &call));
	call.err = 512;		/* ERESTARTSYS */
	ck_assert(select_exit(&o, &call));
	call.unknown_exit = true;
	ck_assert(!select_exit(&o, &call));
	o.statuses.bits[0] = 1 << STATUS_UNAVAILABLE;
	ck_assert(select_exit(&o, &call));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("select");
	TCase *calls = tcase_create("calls"), *words = tcase_create("words"), *use = tcase_create("use");
	tcase_add_test(calls, names);
	tcase_add_test(calls, all_and_none);
	tcase_add_test(calls, negation);
	tcase_add_test(calls, replaces);
	tcase_add_test(calls, classes);
	tcase_add_test(calls, abis);
	tcase_add_test(calls, numbers);
	tcase_add_test(calls, regexes);
	tcase_add_test(calls, subcalls);
	tcase_add_test(calls, wrong_ones);
	tcase_add_test(calls, long_ones);
	tcase_add_test(words, small_sets);
	tcase_add_test(words, wrong_small_sets);
	tcase_add_test(use, entering);
	tcase_add_test(use, exiting);
	suite_add_tcase(suite, calls);
	suite_add_tcase(suite, words);
	suite_add_tcase(suite, use);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
