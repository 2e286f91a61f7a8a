/*
 * test_text_values.c: single values as text, in the three styles: numbers, constants, flags, words, strings, kinds, notes.
 * What is expected is what strace prints.
 */
#include "../../src/sink/render.h"
#include "tape_maker.h"
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct options options;
static struct tape tape;
static struct render r;

static void fresh(void)
{
	tape_free(&tape);
	options = (struct options){ .string_limit = 32, .column = 40 };
	r.o = &options;
	r.out = output_memory();
}

static void done(void)
{
	output_close(r.out);
}

/* What the tape shows so far; it is empty afterwards. */
static const char *shown(enum xlat_style style)
{
	static char text[1 << 16];
	options.xlat = style;
	output_clear(r.out);
	render_begin(&r, NULL, &tape, false);
	r.levels[0].kind = V_ARRAY;
	render_nodes(&r, 0, tape.count);
	ck_assert_uint_lt(r.out->len, sizeof text);
	memcpy(text, r.out->buffer, r.out->len);
	text[r.out->len] = 0;
	return text;
}

static void expect(const char *abbrev, const char *verbose, const char *raw)
{
	ck_assert_str_eq(shown(XLAT_ABBREV), abbrev);
	ck_assert_str_eq(shown(XLAT_VERBOSE), verbose);
	ck_assert_str_eq(shown(XLAT_RAW), raw);
	tape_reset(&tape);
}

static void same(const char *text)
{
	expect(text, text, text);
}

START_TEST(integers)
{
	add_int(&tape, NULL, -1, 'd', 4), same("-1");
	add_int(&tape, NULL, 0xffffffff, 'd', 4), same("-1");
	add_int(&tape, NULL, 0xffffffff, 'u', 4), same("4294967295");
	add_int(&tape, NULL, INT64_MIN, 'd', 8), same("-9223372036854775808");
	add_int(&tape, NULL, -1, 'u', 8), same("18446744073709551615");
	add_int(&tape, NULL, 0x1234, 'x', 4), same("0x1234");
	add_int(&tape, NULL, 0, 'x', 4), same("0");
	add_int(&tape, NULL, 0xfffff, '0', 4), same("0x0fffff");
	add_int(&tape, NULL, 0, '0', 4), same("00000000");
	add_int(&tape, NULL, 0644, 'o', 2), same("0644");
	add_int(&tape, NULL, 0, 'o', 2), same("000");
	add_int(&tape, NULL, 7, 'o', 2), same("007");
	add_int(&tape, NULL, 022, 'o', 2), same("022");
}
END_TEST

START_TEST(addresses_and_what_could_not_be_had)
{
	add(&tape, (struct value){ .kind = V_ADDR, .aux = ADDR_NULL }), same("NULL");
	add(&tape, (struct value){ .kind = V_ADDR, .num = 0x7f0000001000, .aux = ADDR_FAULT }),
		same("0x7f0000001000");
	add(&tape, (struct value){ .kind = V_UNKNOWN }), same("???");
	add(&tape, (struct value){ .kind = V_CUT, .desc = CUT_BRIEF }), same("...");
	add(&tape, (struct value){ .kind = V_CUT, .desc = CUT_FAULT, .num = 0x1000 }),
		same("... /* 0x1000 */");
	add(&tape, (struct value){ .kind = V_CUT, .desc = CUT_MISPLACED, .num = 0x10 }),
		same("??? /* misplaced 0x10 */");
}
END_TEST

START_TEST(constants)
{
	add_const(&tape, TABLE_ID_whence, 1), expect("SEEK_CUR", "0x1 /* SEEK_CUR */", "0x1");
	add_const(&tape, TABLE_ID_whence, 0), expect("SEEK_SET", "0 /* SEEK_SET */", "0");
	add_const(&tape, TABLE_ID_addrfams, 77), expect("0x4d /* AF_??? */", "0x4d /* AF_??? */", "0x4d");
	add_const(&tape, TABLE_ID_whence, 0x500000001),
		expect("SEEK_CUR", "0x1 /* SEEK_CUR */", "0x1"); /* an int's 32 bits */
	add_const(&tape, TABLE_ID_keyserials, -3);
	expect("KEY_SPEC_SESSION_KEYRING", "-3 /* KEY_SPEC_SESSION_KEYRING */", "-3");
	add_const(&tape, TABLE_ID_keyserials, 4711),
		same("4711"); /* a table without a label, in its own base */
}
END_TEST

START_TEST(flags)
{
	add_flags(&tape, TABLE_ID_mmap_prot, 3),
		expect("PROT_READ|PROT_WRITE", "0x3 /* PROT_READ|PROT_WRITE */", "0x3");
	add_flags(&tape, TABLE_ID_mmap_prot, 0), expect("PROT_NONE", "0 /* PROT_NONE */", "0");
	add_flags(&tape, TABLE_ID_mmap_prot, 0x101),
		expect("PROT_READ|0x100", "0x101 /* PROT_READ|0x100 */", "0x101");
	add_flags(&tape, TABLE_ID_mmap_prot, 0x100),
		expect("0x100 /* PROT_??? */", "0x100 /* PROT_??? */", "0x100");
	add_flags(&tape, TABLE_ID_wait_options, 0), same("0"); /* labelled, no name for 0 */
	add_flags(&tape, TABLE_ID_open_rest, 0), same(""); /* `unknown none` says nothing of 0 */
	add_flags(&tape, TABLE_ID_open_rest, 04010000 | 0200),
		expect("O_EXCL|O_SYNC", "0x101080 /* O_EXCL|O_SYNC */", "0x101080");
}
END_TEST

/* Several tables for one place are tried in turn. */
START_TEST(composite_flags_come_first)
{
	add_flags(&tape, TABLE_ID_open_rest, 020200000);
	ck_assert_str_eq(shown(XLAT_ABBREV), "O_TMPFILE");
	add_flags(&tape, TABLE_ID_open_rest, 0200000);
	ck_assert_str_eq(shown(XLAT_ABBREV), "O_TMPFILE, O_DIRECTORY");
	tape_reset(&tape);
}
END_TEST

static void add_mmap_flags(uint64_t type, uint64_t bits, unsigned huge, uint64_t whole)
{
	uint32_t w = begin_word(&tape, WORD_ID_mmap_flags, whole, 8);
	tape.nodes[add_const(&tape, TABLE_ID_map_type, type)].flags = VF_ABBREV;
	if (bits)
		tape.nodes[add_flags(&tape, TABLE_ID_map_bits, bits)].flags = VF_ABBREV;
	if (huge)
		add_int(&tape, NULL, huge, 'u', 4);
	tape_end(&tape, w);
}

START_TEST(words_that_are_one_value)
{
	add_mmap_flags(2, 0x20, 0, 0x22);
	expect("MAP_PRIVATE|MAP_ANONYMOUS", "0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */", "0x22");
	add_mmap_flags(2, 0x20, 21, 0x54000022);
	expect("MAP_PRIVATE|MAP_ANONYMOUS|21", "0x54000022 /* MAP_PRIVATE|MAP_ANONYMOUS|21 */", "0x54000022");
	add_mmap_flags(0, 0, 0, 0), expect("MAP_FILE", "0 /* MAP_FILE */", "0");
	add_mmap_flags(4, 0x8000, 0, 0x8004); /* a comment in the comment, as strace has it */
	expect("0x4 /* MAP_??? */|MAP_POPULATE", "0x8004 /* 0x4 /* MAP_??? */|MAP_POPULATE */", "0x8004");
	add_mmap_flags(2, 0x20, 0, 0x22),
		add_int(&tape, NULL, 5, 'd', 4); /* what follows the skipped parts */
	ck_assert_str_eq(shown(XLAT_RAW), "0x22, 5");
}
END_TEST

START_TEST(words_whose_parts_go_by_themselves)
{
	uint32_t w = begin_word(&tape, WORD_ID_clone_word, 0x1200011, 8);
	add_flags(&tape, TABLE_ID_clone_flags, 0x1200000);
	add_kind(&tape, KIND_signal, 17, 4);
	tape_end(&tape, w);
	expect("CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD",
	       "0x1200000 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID */|17 /* SIGCHLD */", "0x1200000|17");
}
END_TEST

START_TEST(strings)
{
	static const char bytes[] = "a\tb\nc\vd\fe\rf\"g\\h\0i\0015\1x\177\200\377<>'";
	add_bytes(&tape, KIND_bytes, NULL, bytes, sizeof bytes - 1, 0);
	same("\"a\\tb\\nc\\vd\\fe\\rf\\\"g\\\\h\\0i\\0015\\1x\\177\\200\\377<>'\"");
	add_bytes(&tape, KIND_bytes, NULL,
		  "\0"
		  "0",
		  2, 0),
		same("\"\\0000\"");
	add_bytes(&tape, KIND_bytes, NULL,
		  "\0"
		  "8",
		  2, 0),
		same("\"\\08\"");
	add_bytes(&tape, KIND_bytes, NULL, "", 0, 0), same("\"\"");
	add_bytes(&tape, KIND_bytes, NULL, "abc", 3, VF_CUT), same("\"abc\"...");
	add_string(&tape, NULL, "/tmp/x", VF_TERMINATED), same("\"/tmp/x\"");
	add_string(&tape, NULL, "abcdefgh", VF_CUT), same("\"abcdefgh\"...");
	add_bytes(&tape, KIND_bytes_hex, NULL, "\0\1z", 3, 0), same("\"\\x00\\x01\\x7a\"");
	add_bytes(&tape, KIND_drop0, NULL, "user\0", 5, 0), same("\"user\"");
	add_bytes(&tape, KIND_drop0, NULL, "user", 4, 0), same("\"user\"");
	add_bytes(&tape, KIND_drop0, NULL, "user\0\0", 6, 0), same("\"user\\0\"");
	add_bytes(&tape, KIND_str0, NULL, "eth0\0", 5, 0), same("\"eth0\"");
	add_bytes(&tape, KIND_str0, NULL, "eth0", 4, 0), same("\"eth0\"...");
}
END_TEST

START_TEST(strings_in_hexadecimal)
{
	options.hex_strings = HEX_NON_ASCII;
	add_bytes(&tape, KIND_bytes, NULL, "tab\tonly\v\f\r", 11, 0), same("\"tab\\tonly\\v\\f\\r\"");
	add_bytes(&tape, KIND_bytes, NULL, "caf\303\251", 5, 0), same("\"\\x63\\x61\\x66\\xc3\\xa9\"");
	add_bytes(&tape, KIND_bytes, NULL, "\33[0m", 4, 0), same("\"\\x1b\\x5b\\x30\\x6d\"");
	options.hex_strings = HEX_ALL;
	add_string(&tape, NULL, "plain", VF_TERMINATED), same("\"\\x70\\x6c\\x61\\x69\\x6e\"");
	options.hex_strings = HEX_NON_ASCII_CHARS;
	add_bytes(&tape, KIND_bytes, NULL,
		  "a\tb\0"
		  "0\1",
		  6, 0),
		same("\"a\\tb\\x000\\x01\"");
}
END_TEST

/* Whatever a tracee has in its memory: nothing but printable ASCII leaves. */
START_TEST(every_byte_is_escaped)
{
	char bytes[512];
	for (int i = 0; i < 512; i++)
		bytes[i] = i < 256 ? i : i * 7;
	for (int mode = HEX_NONE; mode <= HEX_NON_ASCII_CHARS; mode++) {
		options.hex_strings = mode;
		add_bytes(&tape, KIND_bytes, NULL, bytes, sizeof bytes, 0);
		for (const char *p = shown(XLAT_ABBREV); *p; p++)
			ck_assert_msg(*p >= ' ' && *p <= '~', "byte %#x in mode %d", (unsigned char)*p, mode);
		tape_reset(&tape);
	}
}
END_TEST

START_TEST(long_strings_pass_the_buffer)
{
	size_t n = 20000;
	char *bytes = malloc(n);
	memset(bytes, 1, n);
	add_bytes(&tape, KIND_bytes, NULL, bytes, n, 0);
	const char *text = shown(XLAT_ABBREV);
	ck_assert_uint_eq(strlen(text), 2 * n + 2);
	ck_assert(!strncmp(text + 2 * n - 7, "\\1\\1\\1\\1\"", 9));
	free(bytes);
}
END_TEST

START_TEST(signals_and_their_sets)
{
	add_kind(&tape, KIND_signal, 2, 4), expect("SIGINT", "2 /* SIGINT */", "2");
	add_kind(&tape, KIND_signal, 32, 4), expect("SIGRTMIN", "32 /* SIGRTMIN */", "32");
	add_kind(&tape, KIND_signal, 34, 4), expect("SIGRT_2", "34 /* SIGRT_2 */", "34");
	add_kind(&tape, KIND_signal, 69, 4), same("69");
	add_kind(&tape, KIND_signal, 0, 4), same("0");
	uint32_t set = tape_begin(&tape, (struct value){ .kind = V_BITS, .desc = KIND_sigset, .num = 64 });
	add_kind(&tape, KIND_signal, 2, 4);
	add_kind(&tape, KIND_signal, 35, 4);
	tape_end(&tape, set);
	expect("[INT RT_3]", "[2 /* INT */ 35 /* RT_3 */]", "[2 35]");
	set = tape_begin(
		&tape,
		(struct value){ .kind = V_BITS, .desc = KIND_sigset, .num = 64, .flags = VF_INVERTED });
	add_kind(&tape, KIND_signal, 32, 4);
	tape_end(&tape, set);
	expect("~[RTMIN]", "~[32 /* RTMIN */]", "~[32]");
	set = tape_begin(&tape, (struct value){ .kind = V_BITS, .desc = KIND_sigset, .num = 64 });
	tape_end(&tape, set);
	same("[]");
}
END_TEST

START_TEST(descriptors_and_identities)
{
	add_kind(&tape, KIND_fd, 3, 4), same("3");
	add_kind(&tape, KIND_fd, 0xffffffff, 4), same("-1");
	add_kind(&tape, KIND_dirfd, -100, 4), expect("AT_FDCWD", "-100 /* AT_FDCWD */", "-100");
	add_kind(&tape, KIND_dirfd, 5, 4), same("5");
	add_kind(&tape, KIND_tgid, 8403, 4), same("8403");
	add_kind(&tape, KIND_pidany, -5, 4), same("-5");
	add_kind(&tape, KIND_id, 1000, 4), same("1000");
	add_kind(&tape, KIND_id, 0xffffffff, 4), same("-1");
	add_kind(&tape, KIND_id, 0xffff, 2), same("-1");
	add_kind(&tape, KIND_id, 0xffff, 4), same("65535");
	add_kind(&tape, KIND_u64max, UINT64_MAX, 8),
		expect("UINT64_MAX", "18446744073709551615 /* UINT64_MAX */", "18446744073709551615");
	add_kind(&tape, KIND_keyserial, -2, 4),
		expect("KEY_SPEC_PROCESS_KEYRING", "-2 /* KEY_SPEC_PROCESS_KEYRING */", "-2");
	add_kind(&tape, KIND_keyserial, 0xdeadbeef, 4), same("-559038737");
}
END_TEST

START_TEST(modes_and_devices)
{
	add_kind(&tape, KIND_mode, 0100644, 4),
		expect("S_IFREG|0644", "0100644 /* S_IFREG|0644 */", "0100644");
	add_kind(&tape, KIND_mode, 0101600, 4),
		expect("S_IFREG|S_ISVTX|0600", "0101600 /* S_IFREG|S_ISVTX|0600 */", "0101600");
	add_kind(&tape, KIND_mode, 047777, 4);
	expect("S_IFDIR|S_ISUID|S_ISGID|S_ISVTX|0777", "047777 /* S_IFDIR|S_ISUID|S_ISGID|S_ISVTX|0777 */",
	       "047777");
	add_kind(&tape, KIND_mode, 0644, 4), expect("0644", "0644 /* 0644 */", "0644");
	add_kind(&tape, KIND_mode, 04755, 4), expect("S_ISUID|0755", "04755 /* S_ISUID|0755 */", "04755");
	add_kind(&tape, KIND_mode, 0170644, 4), same("0170644");
	add_kind(&tape, KIND_dev, 0x103, 8),
		expect("makedev(0x1, 0x3)", "0x103 /* makedev(0x1, 0x3) */", "0x103");
	add_kind(&tape, KIND_dev, 6, 8), expect("makedev(0, 0x6)", "0x6 /* makedev(0, 0x6) */", "0x6");
}
END_TEST

START_TEST(limits_and_priorities)
{
	add_kind(&tape, KIND_rlim, 8192 * 1024, 8), expect("8192*1024", "8388608 /* 8192*1024 */", "8388608");
	add_kind(&tape, KIND_rlim, 1024, 8), same("1024");
	add_kind(&tape, KIND_rlim, 3000, 8), same("3000");
	add_kind(&tape, KIND_rlim, -1, 8),
		expect("RLIM64_INFINITY", "18446744073709551615 /* RLIM64_INFINITY */",
		       "18446744073709551615");
	add_kind(&tape, KIND_rlim, 0xffffffff, 4),
		expect("RLIM_INFINITY", "4294967295 /* RLIM_INFINITY */", "4294967295");
	add_kind(&tape, KIND_ioprio, 16388, 4);
	expect("IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)",
	       "16388 /* IOPRIO_PRIO_VALUE(0x2 /* IOPRIO_CLASS_BE */, 4) */", "16388");
	add_kind(&tape, KIND_ioprio, 57348, 4);
	expect("IOPRIO_PRIO_VALUE(0x7 /* IOPRIO_CLASS_??? */, 4)",
	       "57348 /* IOPRIO_PRIO_VALUE(0x7 /* IOPRIO_CLASS_??? */, 4) */", "57348");
	add_kind(&tape, KIND_kversion, 0x60100, 4),
		expect("KERNEL_VERSION(6, 1, 0)", "0x60100 /* KERNEL_VERSION(6, 1, 0) */", "0x60100");
	add_kind(&tape, KIND_clockid, 1, 4), expect("CLOCK_MONOTONIC", "0x1 /* CLOCK_MONOTONIC */", "0x1");
	add_kind(&tape, KIND_clockid, -6, 4),
		expect("0xfffffffa /* CLOCK_??? */", "0xfffffffa /* CLOCK_??? */", "0xfffffffa");
	add_kind(&tape, KIND_errno, 2, 4), expect("ENOENT", "2 /* ENOENT */", "2");
	add_kind(&tape, KIND_negerrno, -2, 4), expect("-ENOENT", "-2 /* -ENOENT */", "-2");
	add_kind(&tape, KIND_negerrno, 0, 4), same("0");
}
END_TEST

START_TEST(times)
{
	add_kind(&tape, KIND_clock_t, 11, 8), expect("11 /* 0.11 s */", "11 /* 0.11 s */", "11");
	add_kind(&tape, KIND_clock_t, 12345, 8),
		expect("12345 /* 123.45 s */", "12345 /* 123.45 s */", "12345");
	add_kind(&tape, KIND_clock_t, 0, 8), same("0");
	add_int(&tape, NULL, 1234567890, 'd', 8);
	add(&tape, (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = 1234567890, .aux = 5 });
	same("1234567890 /* 2009-02-13T23:31:30.000000005+0000 */");
	add_int(&tape, NULL, 5, 'd', 8);
	add(&tape, (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = 5, .aux = ~0ull });
	same("5 /* 1970-01-01T00:00:05+0000 */");
	add_int(&tape, NULL, 0, 'd', 8);
	add(&tape, (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = 0, .aux = 0 });
	same("0");
	add_int(&tape, NULL, -1, 'd', 8);
	add(&tape, (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = -1, .aux = 5000000000 });
	same("-1");
	add_operand(&tape, KIND_utime, 0x3fffffff, 8, 0);
	expect("UTIME_NOW", "{tv_sec=0, tv_nsec=1073741823} /* UTIME_NOW */",
	       "{tv_sec=0, tv_nsec=1073741823}");
}
END_TEST

START_TEST(wait_statuses)
{
	add_kind(&tape, KIND_waitstatus, 3 << 8, 4), same("{WIFEXITED(s) && WEXITSTATUS(s) == 3}");
	add_kind(&tape, KIND_waitstatus, 0xff, 4), same("0xff");
	add_kind(&tape, KIND_waitstatus, 0x1ff, 4), same("0x1ff");
	add_kind(&tape, KIND_waitstatus, 0x7f05057f, 4),
		same("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|0x7f05 /* PTRACE_EVENT_??? */<<16");
	add_kind(&tape, KIND_waitstatus, 9 | 0x80, 4),
		same("{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL && WCOREDUMP(s)}");
	add_kind(&tape, KIND_waitstatus, 2, 4), same("{WIFSIGNALED(s) && WTERMSIG(s) == SIGINT}");
	add_kind(&tape, KIND_waitstatus, 0x857f, 4), same("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | 0x80}");
	add_kind(&tape, KIND_waitstatus, 0x80057f, 4),
		same("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|PTRACE_EVENT_STOP<<16");
	add_kind(&tape, KIND_waitstatus, 0x3057f, 4),
		same("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP}|PTRACE_EVENT_CLONE<<16");
	add_kind(&tape, KIND_waitstatus, 0xffff, 4), same("{WIFCONTINUED(s)}");
}
END_TEST

START_TEST(network_numbers)
{
	add_kind(&tape, KIND_port, 53, 2),
		expect("htons(53)", "\"\\x00\\x35\" /* htons(53) */", "\"\\x00\\x35\"");
	add_kind(&tape, KIND_htonl, 7, 4),
		expect("htonl(7)", "\"\\x00\\x00\\x00\\x07\" /* htonl(7) */", "\"\\x00\\x00\\x00\\x07\"");
	add_operand(&tape, KIND_htons, 0x800, 2, TABLE_ID_ethernet_protocols);
	expect("htons(ETH_P_IP)", "\"\\x08\\x00\" /* htons(ETH_P_IP) */", "\"\\x08\\x00\"");
	add_operand(&tape, KIND_htons, 0x10300, 4,
		    TABLE_ID_ethernet_protocols); /* socket's argument, turned round */
	expect("htons(ETH_P_ALL)", "htons(0x3 /* ETH_P_ALL */)", "htons(0x3)");
	add_kind(&tape, KIND_htons, 5, 2), same("htons(5)");
}
END_TEST

START_TEST(addresses_of_the_network)
{
	static const uint8_t loopback[16] = { [15] = 1 };
	add_bytes(&tape, KIND_ipv4, "sin_addr", "\177\0\0\1", 4, 0);
	ck_assert_str_eq(shown(XLAT_ABBREV), "sin_addr=inet_addr(\"127.0.0.1\")");
	ck_assert_str_eq(shown(XLAT_VERBOSE),
			 "sin_addr=\"\\x7f\\x00\\x00\\x01\" /* inet_addr(\"127.0.0.1\") */");
	tape_reset(&tape);
	add_bytes(&tape, KIND_ipv6, "sin6_addr", loopback, 16, 0);
	ck_assert_str_eq(shown(XLAT_ABBREV), "inet_pton(AF_INET6, \"::1\", &sin6_addr)");
	ck_assert_str_eq(
		shown(XLAT_VERBOSE),
		"sin6_addr="
		"\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\""
		" /* inet_pton(AF_INET6, \"::1\") */");
	tape_reset(&tape);
	add_bytes(&tape, KIND_ipv6, NULL, loopback, 16, 0);
	ck_assert_str_eq(shown(XLAT_ABBREV), "inet_pton(AF_INET6, \"::1\")");
	tape_reset(&tape);
	add_bytes(&tape, KIND_mac, NULL, "\1\2\3\4\5\377", 6, 0);
	expect("01:02:03:04:05:ff", "\"\\x01\\x02\\x03\\x04\\x05\\xff\" /* 01:02:03:04:05:ff */",
	       "\"\\x01\\x02\\x03\\x04\\x05\\xff\"");
	add_bytes(&tape, KIND_hwaddr, NULL, "\1\0\0\0\1\2\3\4\5\6\7\10", 12, VF_OPERAND); /* ARPHRD_ETHER */
	ck_assert_str_eq(shown(XLAT_ABBREV), "01:02:03:04:05:06");
	tape_reset(&tape);
	add_bytes(&tape, KIND_uuid, NULL, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16, 0);
	same("00010203-0405-0607-0809-0a0b0c0d0e0f");
}
END_TEST

START_TEST(paths_of_unix_sockets)
{
	add_bytes(&tape, KIND_sunpath, "sun_path", "/tmp/q\0junk", 11, 0), same("sun_path=\"/tmp/q\"");
	add_bytes(&tape, KIND_sunpath, "sun_path", "\0abc\0\0", 6, 0), same("sun_path=@\"abc\\0\\0\"");
	add_bytes(&tape, KIND_sunpath, "sun_path", "", 0, 0), same("");
	add_int(&tape, NULL, 1, 'd', 4), add_bytes(&tape, KIND_sunpath, "sun_path", "", 0, 0), same("1");
}
END_TEST

START_TEST(ioctl_numbers)
{
	add_kind(&tape, KIND_ioctlnr, 0x5401, 4), expect("TCGETS", "0x5401 /* TCGETS */", "0x5401");
	add_kind(&tape, KIND_ioctlnr, 0x12, 4),
		expect("_IOC(_IOC_NONE, 0, 0x12, 0)", "0x12 /* _IOC(_IOC_NONE, 0, 0x12, 0) */", "0x12");
	add_kind(&tape, KIND_ioctlnr, 0xc0184520, 4);
	expect("_IOC(_IOC_READ|_IOC_WRITE, 0x45, 0x20, 0x18)",
	       "0xc0184520 /* _IOC(_IOC_READ|_IOC_WRITE, 0x45, 0x20, 0x18) */", "0xc0184520");
	add_kind(&tape, KIND_ioctlnr, 0x80204506, 4),
		expect("EVIOCGNAME(32)", "0x80204506 /* EVIOCGNAME(32) */", "0x80204506");
	add_kind(&tape, KIND_ioctlnr, 0x80604521, 4),
		expect("EVIOCGBIT(EV_KEY, 96)", "0x80604521 /* EVIOCGBIT(EV_KEY, 96) */", "0x80604521");
	add_kind(&tape, KIND_ioctlnr, 0x80104520, 4),
		expect("EVIOCGBIT(0, 16)", "0x80104520 /* EVIOCGBIT(0, 16) */", "0x80104520");
	add_kind(&tape, KIND_ioctlnr, 0x8060452f, 4);
	expect("EVIOCGBIT(0xf /* EV_??? */, 96)", "0x8060452f /* EVIOCGBIT(0xf, 96) */", "0x8060452f");
	add_kind(&tape, KIND_ioctlnr, 0x80184575, 4);
	expect("EVIOCGABS(ABS_MT_POSITION_X)", "0x80184575 /* EVIOCGABS(ABS_MT_POSITION_X) */", "0x80184575");
}
END_TEST

static void add_instruction(uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	struct {
		uint16_t code;
		uint8_t jt, jf;
		uint32_t k;
	} i = { code, jt, jf, k };
	add_bytes(&tape, KIND_insn, NULL, &i, sizeof i, 0);
}

START_TEST(bpf_instructions)
{
	add_instruction(0x20, 0, 0, 0);
	expect("BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0)",
	       "BPF_STMT(0 /* BPF_LD */|0 /* BPF_W */|0x20 /* BPF_ABS */, 0)", "BPF_STMT(0|0|0x20, 0)");
	add_instruction(0x15, 0, 1, 999);
	expect("BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x3e7, 0, 0x1)",
	       "BPF_JUMP(0x5 /* BPF_JMP */|0 /* BPF_K */|0x10 /* BPF_JEQ */, 0x3e7, 0, 0x1)",
	       "BPF_JUMP(0x5|0|0x10, 0x3e7, 0, 0x1)");
	add_instruction(6, 0, 0, 0x7fff0000);
	expect("BPF_STMT(BPF_RET|BPF_K, 0x7fff0000)", "BPF_STMT(0x6 /* BPF_RET */|0 /* BPF_K */, 0x7fff0000)",
	       "BPF_STMT(0x6|0, 0x7fff0000)");
	add_instruction(0xffff, 0, 0, 3);
	expect("BPF_STMT(BPF_MISC|0xf8 /* BPF_??? */|0xff00 /* BPF_??? */, 0x3)",
	       "BPF_STMT(0x7 /* BPF_MISC */|0xf8 /* BPF_??? */|0xff00 /* BPF_??? */, 0x3)",
	       "BPF_STMT(0x7|0xf8|0xff00 /* BPF_??? */, 0x3)");
	add_instruction(0x102, 0, 0, 3);
	ck_assert_str_eq(shown(XLAT_ABBREV), "BPF_STMT(BPF_ST|0x100 /* BPF_??? */, 0x3)");
	tape_reset(&tape);
	add_instruction(0x20, 0, 0, 0xfffff004);
	expect("BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_AD_OFF+SKF_AD_PKTTYPE)",
	       "BPF_STMT(0 /* BPF_LD */|0 /* BPF_W */|0x20 /* BPF_ABS */, 0xfffff000 /* SKF_AD_OFF */+0x4 /* "
	       "SKF_AD_PKTTYPE */)",
	       "BPF_STMT(0|0|0x20, 0xfffff000+0x4)");
	add_instruction(0x20, 0, 0, 0xffe00007);
	ck_assert_str_eq(shown(XLAT_ABBREV), "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, SKF_LL_OFF+7)");
}
END_TEST

START_TEST(netlink_headers)
{
	add_operand(&tape, KIND_nltype, 0x12, 2, 0), expect("RTM_GETLINK", "0x12 /* RTM_GETLINK */", "0x12");
	add_operand(&tape, KIND_nltype, 0x12, 2, (uint32_t)-1),
		expect("0x12 /* NLMSG_??? */", "0x12 /* NLMSG_??? */", "0x12");
	add_operand(&tape, KIND_nltype, 3, 2, 0), expect("NLMSG_DONE", "0x3 /* NLMSG_DONE */", "0x3");
	add_operand(&tape, KIND_nlflags, 0x301, 2, 0x12);
	expect("NLM_F_REQUEST|NLM_F_DUMP", "0x301 /* NLM_F_REQUEST|NLM_F_DUMP */", "0x301");
	add_operand(&tape, KIND_nlflags, 0x301, 2,
		    0x12 | 0xffffffffull << 32); /* whose family is not known */
	expect("NLM_F_REQUEST|0x300", "0x301 /* NLM_F_REQUEST|0x300 */", "0x301");
	add_operand(&tape, KIND_nlflags, 0xf304, 2, 0x10);
	expect("NLM_F_ACK|NLM_F_REPLACE|NLM_F_EXCL|0xf000",
	       "0xf304 /* NLM_F_ACK|NLM_F_REPLACE|NLM_F_EXCL|0xf000 */", "0xf304");
	add_operand(&tape, KIND_nlflags, 0, 2, 0x10), same("0");
}
END_TEST

START_TEST(structs_and_arrays)
{
	uint32_t s = begin(&tape, V_STRUCT, NULL), in = begin(&tape, V_STRUCT, "it_interval");
	add_int(&tape, "tv_sec", 1, 'd', 8);
	add_int(&tape, "tv_nsec", 2, 'u', 8);
	tape_end(&tape, in);
	uint32_t list = begin(&tape, V_ARRAY, "msg_iov");
	add_int(&tape, NULL, 1, 'd', 4);
	add(&tape, (struct value){ .kind = V_CUT, .desc = CUT_FAULT, .num = 0x1000 });
	tape_end(&tape, list);
	add(&tape, (struct value){ .kind = V_CUT, .desc = CUT_BRIEF });
	tape_end(&tape, s);
	same("{it_interval={tv_sec=1, tv_nsec=2}, msg_iov=[1, ... /* 0x1000 */], ...}");
	s = begin(&tape, V_STRUCT, NULL), tape_end(&tape, s), same("{}");
	s = begin(&tape, V_ARRAY, NULL), tape_end(&tape, s), same("[]");
}
END_TEST

START_TEST(what_changes)
{
	uint32_t d = begin(&tape, V_DEREF, NULL);
	add_int(&tape, NULL, 100, 'd', 4);
	add(&tape, (struct value){ .kind = V_ARROW });
	add_int(&tape, NULL, 16, 'd', 4);
	tape_end(&tape, d);
	add_int(&tape, NULL, 5, 'd', 4);
	same("[100 => 16], 5");
	uint32_t s = begin(&tape, V_STRUCT, NULL);
	add_int(&tape, "tv_sec", 128, 'd', 4);
	tape_end(&tape, s);
	add(&tape, (struct value){ .kind = V_ARROW, .flags = VF_THEN });
	s = begin(&tape, V_STRUCT, NULL);
	add_int(&tape, "tv_sec", 8, 'd', 4);
	tape_end(&tape, s);
	same("{tv_sec=128} => {tv_sec=8}");
}
END_TEST

START_TEST(indexes_notes_and_surplus)
{
	uint32_t list = begin(&tape, V_ARRAY, NULL);
	add(&tape, (struct value){ .kind = V_INDEX, .num = 1, .desc = TABLE_ID_whence });
	add_int(&tape, NULL, 3, 'x', 1);
	add(&tape, (struct value){ .kind = V_INDEX, .num = 17, .desc = TABLE_ID_whence });
	add_int(&tape, NULL, 0, 'x', 1);
	tape_end(&tape, list);
	ck_assert_str_eq(shown(XLAT_ABBREV), "[[SEEK_CUR]=0x3, [17]=0]");
	tape_reset(&tape);
	uint32_t s = begin(&tape, V_STRUCT, NULL);
	add_int(&tape, "tv_sec", 1, 'd', 8);
	add(&tape, (struct value){ .kind = V_SURPLUS, .num = 88, .aux = 89 });
	add_bytes(&tape, KIND_bytes_hex, NULL, "\0\1", 2, 0);
	tape_end(&tape, s);
	same("{tv_sec=1, /* bytes 88..89 */ \"\\x00\\x01\"}");
	add(&tape, (struct value){ .kind = V_SURPLUS, .num = 88, .aux = 89, .name = name_of("tv_sec") });
	add_bytes(&tape, KIND_bytes_hex, NULL, "\0\1", 2, 0);
	same("tv_sec=\"\\x00\\x01\" /* bytes 88..89 */");
	add_int(&tape, NULL, 2, 'd', 4);
	add(&tape, (struct value){ .kind = V_NOTE, .desc = NOTE_KIND, .num = 2, .aux = KIND_precise_ip });
	same("2 /* requested to have 0 skid */");
}
END_TEST

static void add_remark(struct value first, struct value second)
{
	uint32_t m = tape_begin(&tape, (struct value){ .kind = V_REMARK });
	add(&tape, first);
	if (second.kind != V_END)
		add(&tape, second);
	tape_end(&tape, m);
}

START_TEST(remarks)
{
	const struct value nothing = { .kind = V_END }, in = { .kind = V_TEXT, .num = LABEL_IN };
	struct value signal = {
		.kind = V_KIND, .desc = KIND_signal, .num = 10, .size = 4, .flags = VF_ABBREV
	};
	add_remark(signal, nothing), same(" (SIGUSR1)");
	signal.num = 99;
	add_remark(signal, nothing), same(""); /* nothing to say */
	add_remark((struct value){ .kind = V_FLAGS,
				   .desc = TABLE_ID_mmap_prot,
				   .num = 1,
				   .size = 4,
				   .flags = VF_ABBREV },
		   nothing);
	expect(" (PROT_READ)", " (0x1 /* PROT_READ */)", " (0x1)");
	add_remark(
		(struct value){
			.kind = V_KIND, .desc = KIND_ioprio, .num = 16388, .size = 4, .flags = VF_ABBREV },
		nothing);
	expect(" (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))",
	       " (IOPRIO_PRIO_VALUE(0x2 /* IOPRIO_CLASS_BE */, 4))", "");
	uint32_t m = tape_begin(&tape, (struct value){ .kind = V_REMARK });
	add(&tape, in);
	uint32_t set = tape_begin(&tape, (struct value){ .kind = V_BITS, .desc = KIND_fd });
	add_kind(&tape, KIND_fd, 3, 4);
	add_kind(&tape, KIND_fd, 5, 4);
	tape_end(&tape, set);
	add(&tape, (struct value){ .kind = V_TEXT, .num = LABEL_LEFT });
	uint32_t s = begin(&tape, V_STRUCT, NULL);
	add_int(&tape, "tv_sec", 1, 'd', 8);
	tape_end(&tape, s);
	tape_end(&tape, m);
	same(" (in [3 5], left {tv_sec=1})");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		integers,
		addresses_and_what_could_not_be_had,
		constants,
		flags,
		composite_flags_come_first,
		words_that_are_one_value,
		words_whose_parts_go_by_themselves,
		strings,
		strings_in_hexadecimal,
		every_byte_is_escaped,
		long_strings_pass_the_buffer,
		signals_and_their_sets,
		descriptors_and_identities,
		modes_and_devices,
		limits_and_priorities,
		times,
		wait_statuses,
		network_numbers,
		addresses_of_the_network,
		paths_of_unix_sockets,
		ioctl_numbers,
		bpf_instructions,
		netlink_headers,
		structs_and_arrays,
		what_changes,
		indexes_notes_and_surplus,
		remarks,
	};
	TCase *cases = tcase_create("values");
	tcase_add_checked_fixture(cases, fresh, done);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(cases, tests[i]);
	Suite *suite = suite_create("text of values");
	suite_add_tcase(suite, cases);
	setenv("TZ", "UTC0", 1);
	tzset();
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
