/*
 * Numbers and bytes by what they mean: part 5 of syscalls/README.md, in the three styles of -X.
 */
#include "render.h"
#include "resolve.h"
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static uint64_t cut(uint64_t value, uint8_t size)
{
	return size && size < 8 ? value & ((1ull << size * 8) - 1) : value;
}

static int64_t extended(uint64_t value, uint8_t size)
{
	unsigned shift = size && size < 8 ? 64 - size * 8 : 0;
	return (int64_t) (value << shift) >> shift;
}

static void put_name(struct output *o, const struct desc_const *c)
{
	put_text(o, desc_str(c->str), c->len);
}

/* A number that has a name: the name, the number with the name in a comment, or the number. */
static void put_named(struct output *o, int64_t number, const char *name, enum xlat_style xlat)
{
	if (name && xlat == XLAT_ABBREV) {
		put_string(o, name);
		return;
	}
	put_decimal(o, number);
	if (!name || xlat == XLAT_RAW)
		return;
	put_text(o, " /* ", 4);
	put_string(o, name);
	put_text(o, " */", 3);
}

static const char *name_in(uint32_t table, uint64_t value)
{
	const struct desc_const *c = table_find(table, value, 8);
	return c ? desc_str(c->str) : NULL;
}

void render_signal(struct output *o, uint64_t number, enum xlat_style xlat, bool in_set)
{
	const char *name = name_in(TABLE_ID_signals, (uint32_t) number);
	if (in_set && name && !strncmp(name, "SIG", 3))
		name += 3;
	put_named(o, (int32_t) number, name, xlat);
}

void render_time_note(struct output *o, int64_t seconds, uint64_t nanoseconds)
{
	struct tm tm;
	char text[64];
	time_t t = seconds;
	if ((!seconds && (!nanoseconds || nanoseconds == UINT64_MAX)) || (nanoseconds != UINT64_MAX && nanoseconds > 999999999) ||
	    !localtime_r(&t, &tm))
		return;
	put_text(o, " /* ", 4);
	strftime(text, sizeof text, "%FT%T", &tm);
	put_string(o, text);
	if (nanoseconds && nanoseconds != UINT64_MAX) {
		put_char(o, '.');
		put_padded(o, nanoseconds, 9, '0');
	}
	strftime(text, sizeof text, "%z", &tm);
	put_string(o, text);
	put_text(o, " */", 3);
}

static void put_mode_bits(struct output *o, uint64_t mode)
{
	static const struct { unsigned bit; const char *name; } bits[] = { { 04000, "S_ISUID" }, { 02000, "S_ISGID" }, { 01000, "S_ISVTX" } };
	static const char *const types[16] = { [1] = "S_IFIFO", [2] = "S_IFCHR", [4] = "S_IFDIR", [6] = "S_IFBLK", [8] = "S_IFREG",
					       [10] = "S_IFLNK", [12] = "S_IFSOCK" };
	put_string(o, types[mode >> 12 & 15]);
	for (int i = 0; i < 3; i++)
		if (mode & bits[i].bit) {
			put_char(o, '|');
			put_string(o, bits[i].name);
		}
	put_char(o, '|');
	put_char(o, '0');
	put_char(o, '0' + (mode >> 6 & 7));
	put_char(o, '0' + (mode >> 3 & 7));
	put_char(o, '0' + (mode & 7));
}

/* Permissions have three digits at the least: `000`, `022`, `0644`. */
static void put_permissions(struct output *o, uint64_t mode)
{
	if (mode >> 6) {
		put_octal(o, mode);
		return;
	}
	put_char(o, '0');
	put_char(o, '0' + (mode >> 3 & 7));
	put_char(o, '0' + (mode & 7));
}

static void render_mode(struct output *o, uint64_t mode, enum xlat_style xlat)
{
	static const unsigned known = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 12;
	bool named = mode >> 12 < 16 && known >> (mode >> 12 & 15) & 1;
	if (!named || xlat != XLAT_ABBREV)
		put_permissions(o, mode);
	if (!named || xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_mode_bits(o, mode);
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_dev(struct output *o, uint64_t dev, enum xlat_style xlat)
{
	if (xlat != XLAT_ABBREV)
		dev ? put_hex(o, dev) : put_char(o, '0');
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_text(o, "makedev(", 8);
	major(dev) ? put_hex(o, major(dev)) : put_char(o, '0');
	put_text(o, ", ", 2);
	minor(dev) ? put_hex(o, minor(dev)) : put_char(o, '0');
	put_char(o, ')');
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_wait_status(struct output *o, uint32_t s)
{
	unsigned sig = s & 0x7f, stop = s >> 8 & 0xff;
	if (s == 0xffff) {
		put_string(o, "{WIFCONTINUED(s)}");
		return;
	}
	if (!sig) {
		put_string(o, "{WIFEXITED(s) && WEXITSTATUS(s) == ");
		put_unsigned(o, stop);
		put_char(o, '}');
	} else if (sig == 0x7f) {
		put_string(o, "{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		render_signal(o, stop & 0x7f, XLAT_ABBREV, false);
		if (stop & 0x80)
			put_string(o, " | 0x80");
		put_char(o, '}');
	} else {
		put_string(o, "{WIFSIGNALED(s) && WTERMSIG(s) == ");
		render_signal(o, sig, XLAT_ABBREV, false);
		if (s & 0x80)
			put_string(o, " && WCOREDUMP(s)");
		put_char(o, '}');
	}
	uint32_t rest = !sig ? s & ~0xff00u : sig == 0x7f ? s & ~0xffffu : s & ~0xffu;
	if (rest) {
		put_char(o, '|');
		put_hex(o, rest);
	}
}

static void render_clock_t(struct output *o, uint64_t ticks, enum xlat_style xlat)
{
	unsigned hz = sysconf(_SC_CLK_TCK);
	put_unsigned(o, ticks);
	if (!ticks || xlat == XLAT_RAW)
		return;
	put_text(o, " /* ", 4);
	put_unsigned(o, ticks / hz);
	put_char(o, '.');
	put_padded(o, ticks % hz * 100 / hz, 2, '0');
	put_text(o, " s */", 5);
}

static void render_rlim(struct output *o, uint64_t v, uint8_t size, enum xlat_style xlat)
{
	bool infinite = v == (size == 4 ? UINT32_MAX : UINT64_MAX);
	const char *name = size == 4 ? "RLIM_INFINITY" : "RLIM64_INFINITY";
	bool scaled = v > 1024 && v % 1024 == 0;
	if ((!infinite && !scaled) || xlat != XLAT_ABBREV)
		put_unsigned(o, v);
	if ((!infinite && !scaled) || xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	if (infinite) {
		put_string(o, name);
	} else {
		put_unsigned(o, v / 1024);
		put_text(o, "*1024", 5);
	}
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

/* The bytes as they lie in memory, `"\x00\x35"`: raw and verbose forms of numbers in network order. */
static void put_network_bytes(struct output *o, uint64_t v, unsigned size)
{
	uint8_t bytes[8];
	for (unsigned i = 0; i < size; i++)
		bytes[i] = v >> (size - 1 - i) * 8;
	render_quoted(o, bytes, size, HEX_NONE, QUOTE_HEX);
}

static void render_network(struct output *o, const char *function, uint64_t v, unsigned size, enum xlat_style xlat)
{
	if (xlat != XLAT_ABBREV)
		put_network_bytes(o, v, size);
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_string(o, function);
	put_char(o, '(');
	put_unsigned(o, v);
	put_char(o, ')');
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_ifindex(struct output *o, uint32_t index, enum xlat_style xlat)
{
	char name[16];
	bool named = xlat != XLAT_RAW && resolve_ifindex(index, name);
	if (!named || xlat == XLAT_VERBOSE)
		put_unsigned(o, index);
	if (!named)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_string(o, "if_nametoindex(");
	render_quoted(o, (const uint8_t *) name, strnlen(name, sizeof name), HEX_NONE, 0);
	put_char(o, ')');
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

/* ---- ioctl numbers ---- */

static void put_ioc(struct output *o, uint32_t nr)
{
	static const char *const dirs[4] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE" };
	unsigned fields[3] = { nr >> 8 & 0xff, nr & 0xff, nr >> 16 & 0x3fff };
	put_text(o, "_IOC(", 5);
	put_string(o, dirs[nr >> 30]);
	for (int i = 0; i < 3; i++) {
		put_text(o, ", ", 2);
		fields[i] ? put_hex(o, fields[i]) : put_char(o, '0');
	}
	put_char(o, ')');
}

/* Several names may share a number: `A or B`. */
static bool put_ioctl_names(struct output *o, uint32_t table, uint32_t nr)
{
	const struct desc_table *t = &desc_tables[table];
	const struct desc_const *c = table_find(table, nr, 4);
	if (!c)
		return false;
	put_name(o, c);
	while (++c < t->consts + t->count && (uint32_t) c->value == nr) {
		put_text(o, " or ", 4);
		put_name(o, c);
	}
	return true;
}

static void render_ioctl_number(struct output *o, uint32_t nr, enum xlat_style xlat)
{
	if (xlat != XLAT_ABBREV)
		nr ? put_hex(o, nr) : put_char(o, '0');
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	if (!put_ioctl_names(o, TABLE_ID_ioctl_numbers, nr))
		put_ioc(o, nr);
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

/* ---- codes that depend on something else ---- */

static uint32_t si_code_table(uint64_t signal)
{
	switch (signal) {
	case SIGILL: return TABLE_ID_sigill_codes;
	case SIGFPE: return TABLE_ID_sigfpe_codes;
	case SIGSEGV: return TABLE_ID_sigsegv_codes;
	case SIGBUS: return TABLE_ID_sigbus_codes;
	case SIGTRAP: return TABLE_ID_sigtrap_codes;
	case SIGCHLD: return TABLE_ID_sigchld_codes;
	case SIGIO: return TABLE_ID_sigpoll_codes;
	case SIGSYS: return TABLE_ID_sigsys_codes;
	}
	return 0;
}

static void render_si_code(struct output *o, const struct value *v, enum xlat_style xlat)
{
	const struct desc_const *c = table_find(TABLE_ID_siginfo_codes, (uint32_t) v->num, 4);
	uint32_t table = si_code_table(v->aux);
	if (!c && table)
		c = table_find(table, (uint32_t) v->num, 4);
	put_named(o, (int32_t) v->num, c ? desc_str(c->str) : NULL, xlat);
}

static void render_errno(struct output *o, int64_t number, bool negative, enum xlat_style xlat)
{
	const char *name = number > 0 ? strerrorname_np(number) : NULL;
	char text[32];
	if (name) {
		snprintf(text, sizeof text, "%s%s", negative ? "-" : "", name);
		name = text;
	}
	put_named(o, negative ? -number : number, name, xlat);
}

static void render_syscall_number(struct output *o, const struct value *v, enum xlat_style xlat)
{
	const struct desc_sysent *row = desc_sysent(v->aux == 0x40000003 ? ABI_I386 : ABI_X86_64, cut(v->num, v->size));
	char name[64];
	if (row)
		snprintf(name, sizeof name, "__NR_%s", desc_str(row->name));
	put_named(o, v->num, row ? name : NULL, xlat);
}

static void render_htons_table(struct output *o, const struct value *v, enum xlat_style xlat)
{
	const struct desc_const *c = table_find(v->aux, v->num, 8);
	if (!c) {
		render_network(o, "htons", v->num, v->size, xlat);
		return;
	}
	if (xlat != XLAT_ABBREV)
		put_network_bytes(o, v->num, v->size);
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_text(o, "htons(", 6);
	put_name(o, c);
	put_char(o, ')');
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_char(struct output *o, uint8_t c, enum xlat_style xlat)
{
	if (xlat == XLAT_RAW) {
		put_hex(o, c);
		return;
	}
	put_char(o, '\'');
	if (c == '\'')
		put_char(o, '\\');
	render_quoted(o, &c, 1, HEX_NON_ASCII_CHARS, QUOTE_BARE);
	put_char(o, '\'');
}

static void render_nlattr_type(struct output *o, const struct value *v, enum xlat_style xlat)
{
	uint32_t nested = v->num & 0x8000, net = v->num & 0x4000, type = v->num & 0x3fff;
	if (nested)
		put_string(o, "NLA_F_NESTED|");
	if (net)
		put_string(o, "NLA_F_NET_BYTEORDER|");
	if (v->aux)
		render_const(o, v->aux, type, 2, xlat);
	else
		type ? put_hex(o, type) : put_char(o, '0');
}

void render_kind(struct renderer *r, const struct value *v, enum xlat_style xlat)
{
	struct output *o = r->out;
	uint64_t u = cut(v->num, v->size);
	int64_t s = extended(v->num, v->size);
	switch (v->desc) {
	case KIND_dirfd: put_named(o, s, s == -100 ? "AT_FDCWD" : NULL, xlat); break;
	case KIND_fd: case KIND_tid: case KIND_tgid: case KIND_pgid: case KIND_sid: case KIND_pidany: put_decimal(o, s); break;
	case KIND_id: s == -1 ? put_decimal(o, -1) : put_unsigned(o, u); break;
	case KIND_signal: render_signal(o, u, xlat, false); break;
	case KIND_errno: render_errno(o, s, false, xlat); break;
	case KIND_negerrno: render_errno(o, -s, true, xlat); break;
	case KIND_mode: render_mode(o, u, xlat); break;
	case KIND_dev: render_dev(o, u, xlat); break;
	case KIND_ifindex: render_ifindex(o, u, xlat); break;
	case KIND_port: render_network(o, "htons", u, 2, xlat); break;
	case KIND_htonl: render_network(o, "htonl", u, 4, xlat); break;
	case KIND_htobe64: render_network(o, "htobe64", u, 8, xlat); break;
	case KIND_htons: v->aux ? render_htons_table(o, v, xlat) : render_network(o, "htons", u, 2, xlat); break;
	case KIND_clock_t: render_clock_t(o, u, xlat); break;
	case KIND_rlim: render_rlim(o, u, v->size, xlat); break;
	case KIND_waitstatus: render_wait_status(o, u); break;
	case KIND_ioctlnr: render_ioctl_number(o, u, xlat); break;
	case KIND_sysnr: render_syscall_number(o, v, xlat); break;
	case KIND_u64max: put_named(o, u, u == UINT64_MAX ? "UINT64_MAX" : NULL, xlat); break;
	case KIND_scaled: u * v->aux ? put_hex(o, u * v->aux) : put_char(o, '0'); break;
	case KIND_masked: put_unsigned(o, u & v->aux); break;
	case KIND_si_code: render_si_code(o, v, xlat); break;
	case KIND_char: render_char(o, u, xlat); break;
	case KIND_nlattr_type: render_nlattr_type(o, v, xlat); break;
	case KIND_utime: put_named(o, s, u == 0x3fffffff ? "UTIME_NOW" : "UTIME_OMIT", xlat); break;
	case KIND_time: put_decimal(o, s); render_time_note(o, s, v->flags & VF_OPERAND ? v->aux : UINT64_MAX); break;
	default: v->flags & VF_SIGNED ? put_decimal(o, s) : u ? put_hex(o, u) : put_char(o, '0');
	}
}

/* ---- bytes ---- */

static void render_address(struct renderer *r, const struct value *v, int family, const uint8_t *bytes, enum xlat_style xlat)
{
	char text[INET6_ADDRSTRLEN];
	struct output *o = r->out;
	inet_ntop(family, bytes, text, sizeof text);
	if (xlat != XLAT_ABBREV)
		render_quoted(o, bytes, family == AF_INET ? 4 : 16, HEX_NONE, QUOTE_HEX);
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	put_string(o, family == AF_INET ? "inet_addr(\"" : "inet_pton(AF_INET6, \"");
	put_string(o, text);
	put_char(o, '"');
	if (family == AF_INET6 && xlat == XLAT_ABBREV && v->name) {
		put_text(o, ", &", 3);
		put_text(o, desc_str(desc_names[v->name].str), desc_names[v->name].len);
	}
	put_char(o, ')');
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_mac(struct output *o, const uint8_t *bytes, size_t size, enum xlat_style xlat)
{
	if (xlat != XLAT_ABBREV)
		render_quoted(o, bytes, size, HEX_NONE, QUOTE_HEX);
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		put_text(o, " /* ", 4);
	for (size_t i = 0; i < size; i++) {
		if (i)
			put_char(o, ':');
		put_hex_digits(o, bytes[i], 2);
	}
	if (xlat == XLAT_VERBOSE)
		put_text(o, " */", 3);
}

static void render_sun_path(struct renderer *r, const uint8_t *bytes, size_t size)
{
	enum hex_strings hex = r->style->hex;
	if (size && !bytes[0]) {
		put_char(r->out, '@');
		render_quoted(r->out, bytes + 1, size - 1, hex, 0);
		return;
	}
	size_t n = strnlen((const char *) bytes, size);
	render_quoted(r->out, bytes, n, hex, 0);
}

static void put_classic_code(struct output *o, uint16_t code)
{
	static const char *const classes[8] = { "BPF_LD", "BPF_LDX", "BPF_ST", "BPF_STX", "BPF_ALU", "BPF_JMP", "BPF_RET", "BPF_MISC" };
	static const char *const sizes[4] = { "BPF_W", "BPF_H", "BPF_B", "BPF_DW" };
	static const char *const modes[8] = { "BPF_IMM", "BPF_ABS", "BPF_IND", "BPF_MEM", "BPF_LEN", "BPF_MSH", NULL, NULL };
	static const char *const alu[16] = { "BPF_ADD", "BPF_SUB", "BPF_MUL", "BPF_DIV", "BPF_OR", "BPF_AND", "BPF_LSH", "BPF_RSH", "BPF_NEG",
					     "BPF_MOD", "BPF_XOR" };
	static const char *const jumps[16] = { "BPF_JA", "BPF_JEQ", "BPF_JGT", "BPF_JGE", "BPF_JSET" };
	unsigned class = code & 7, rest = code & ~7u;
	const char *second = NULL, *third = NULL;
	if (class < 4) {
		second = sizes[code >> 3 & 3];
		third = modes[code >> 5 & 7];
		rest = code & ~0xffu;
	} else if (class == 4 || class == 5) {
		second = code & 8 ? "BPF_X" : "BPF_K";
		third = (class == 4 ? alu : jumps)[code >> 4 & 15];
		rest = code & (third ? ~0xffu : ~0xfu);
	} else if (class == 6) {
		second = (code & 0x18) == 0x10 ? "BPF_A" : (code & 0x18) == 8 ? "BPF_X" : (code & 0x18) == 0 ? "BPF_K" : NULL;
		rest = code & ~(second ? 0x1fu : 7u);
	} else {
		second = (code & 0xf8) == 0x80 ? "BPF_TXA" : (code & 0xf8) == 0 ? "BPF_TAX" : NULL;
		rest = code & ~(second ? 0xffu : 7u);
	}
	put_string(o, classes[class]);
	if (second) {
		put_char(o, '|');
		put_string(o, second);
	}
	if (third) {
		put_char(o, '|');
		put_string(o, third);
	}
	if (rest) {
		put_char(o, '|');
		put_hex(o, rest);
	}
}

static void put_hex0(struct output *o, uint64_t v)
{
	v ? put_hex(o, v) : put_char(o, '0');
}

/* struct sock_filter: code u16, jt u8, jf u8, k u32 */
static void render_classic_insn(struct output *o, const uint8_t *bytes)
{
	uint16_t code;
	uint32_t k;
	memcpy(&code, bytes, 2);
	memcpy(&k, bytes + 4, 4);
	put_string(o, bytes[2] || bytes[3] ? "BPF_JUMP(" : "BPF_STMT(");
	put_classic_code(o, code);
	put_text(o, ", ", 2);
	put_hex0(o, k);
	if (bytes[2] || bytes[3]) {
		put_text(o, ", ", 2);
		put_hex0(o, bytes[2]);
		put_text(o, ", ", 2);
		put_hex0(o, bytes[3]);
	}
	put_char(o, ')');
}

static void render_uuid(struct output *o, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			put_char(o, '-');
		put_hex_digits(o, bytes[i], 2);
	}
}

void render_bytes(struct renderer *r, const struct value *v, enum xlat_style xlat)
{
	const uint8_t *bytes = r->tape->pool + v->off;
	size_t size = v->len;
	unsigned dots = v->flags & VF_CUT ? QUOTE_ELLIPSIS : 0;
	if (v->flags & VF_OPERAND && size >= 4) {	/* the operand stands before the bytes */
		bytes += 4;
		size -= 4;
	}
	switch (v->desc) {
	case KIND_ipv4: size == 4 ? render_address(r, v, AF_INET, bytes, xlat) : render_quoted(r->out, bytes, size, r->style->hex, dots); break;
	case KIND_ipv6: size == 16 ? render_address(r, v, AF_INET6, bytes, xlat) : render_quoted(r->out, bytes, size, r->style->hex, dots); break;
	case KIND_mac: case KIND_hwaddr: render_mac(r->out, bytes, size, xlat); break;
	case KIND_uuid: render_uuid(r->out, bytes, size); break;
	case KIND_sunpath: render_sun_path(r, bytes, size); break;
	case KIND_insn: size == 8 ? render_classic_insn(r->out, bytes) : render_quoted(r->out, bytes, size, r->style->hex, dots); break;
	case KIND_bytes_hex: render_quoted(r->out, bytes, size, HEX_NONE, QUOTE_HEX | dots); break;
	case KIND_drop0: render_quoted(r->out, bytes, size && !bytes[size - 1] && !dots ? size - 1 : size, r->style->hex, dots); break;
	case KIND_str0:
		if (size && !bytes[size - 1] && !dots)
			render_quoted(r->out, bytes, size - 1, r->style->hex, 0);
		else
			render_quoted(r->out, bytes, size, r->style->hex, QUOTE_ELLIPSIS);
		break;
	default: render_quoted(r->out, bytes, size, r->style->hex, dots);
	}
}
