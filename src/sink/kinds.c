/*
 * Numbers by what they mean: descriptors, signals, modes, devices, times and so on, in three styles.
 */
#include "kinds.h"
#include "arch.h"
#include "resolve.h"
#include "strings.h"
#include "tables.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

void put_comment(struct output *out, const char *text)
{
	put_literal(out, " /* ");
	put_string(out, text);
	put_literal(out, " */");
}

void render_signal(struct output *out, int number)
{
	const char *name = const_name(TABLE_SIGNALS, number);
	if (name)
		put_string(out, name);
	else
		put_signed(out, number);
}

/* ---- what stands for a number: each writes it, or returns false when there is nothing but the number ---- */

static bool signal_name(struct render *r, uint32_t number)
{
	const char *name = const_name(TABLE_SIGNALS, number);
	if (!name)
		return false;
	put_string(r->out, r->levels[r->depth].kind == V_BITS && !strncmp(name, "SIG", 3) ? name + 3 : name);
	return true;
}

static bool name_in(struct render *r, uint32_t table, uint64_t number)
{
	const struct desc_const *c = const_find(table, number);
	if (c)
		put_text(r->out, desc_str(c->str), c->len);
	return c != NULL;
}

/* S_IFREG|S_ISUID|0755 */
static bool mode_name(struct render *r, uint32_t mode)
{
	static const struct {
		uint16_t bit;
		char name[12];
	} bits[] = { { S_ISUID, "S_ISUID|" }, { S_ISGID, "S_ISGID|" }, { S_ISVTX, "S_ISVTX|" } };
	if (mode & S_IFMT) {
		if (!name_in(r, TABLE_MODE_TYPES, mode & S_IFMT))
			return false;
		put_char(r->out, '|');
	}
	for (int i = 0; i < 3; i++)
		if (mode & bits[i].bit)
			put_string(r->out, bits[i].name);
	put_octal(r->out, mode & ~(uint32_t)(S_IFMT | S_ISUID | S_ISGID | S_ISVTX));
	return true;
}

static bool device_name(struct render *r, uint64_t dev)
{
	put_literal(r->out, "makedev(");
	put_hex(r->out, major(dev));
	put_literal(r->out, ", ");
	put_hex(r->out, minor(dev));
	put_char(r->out, ')');
	return true;
}

static bool interface_name(struct render *r, uint32_t index)
{
	char name[16];
	if (!resolve_ifindex(index, name))
		return false;
	put_literal(r->out, "if_nametoindex(");
	put_quoted(r->out, r->o, (const uint8_t *)name, strnlen(name, sizeof name), QUOTE_AS_ASKED);
	put_char(r->out, ')');
	return true;
}

static bool kernel_version(struct render *r, uint32_t version)
{
	put_literal(r->out, "KERNEL_VERSION(");
	put_unsigned(r->out, version >> 16);
	put_literal(r->out, ", ");
	put_unsigned(r->out, version >> 8 & 255);
	put_literal(r->out, ", ");
	put_unsigned(r->out, version & 255);
	put_char(r->out, ')');
	return true;
}

static bool io_priority(struct render *r, uint32_t priority)
{
	put_literal(r->out, "IOPRIO_PRIO_VALUE(");
	render_const(r, TABLE_IOPRIO_CLASS, priority >> 13, 4, r->style);
	put_literal(r->out, ", ");
	put_unsigned(r->out, priority & 0x1fff);
	put_char(r->out, ')');
	return true;
}

static bool system_call_name(struct render *r, uint64_t number, const struct value *v)
{
	int abi = v->flags & VF_OPERAND ? arch_abi(v->aux) : r->task ? (int)r->task->call.abi : 0;
	const struct desc_sysent *row = abi >= 0 ? desc_sysent(abi, number) : NULL;
	if (!row)
		return false;
	put_literal(r->out, "__NR_");
	put_string(r->out, desc_str(row->name));
	return true;
}

/* What si_code's numbers mean depends on the signal. */
static uint32_t si_code_table(uint64_t signal)
{
	switch (signal) {
	case SIGILL: return TABLE_SIGILL_CODES;
	case SIGFPE: return TABLE_SIGFPE_CODES;
	case SIGSEGV: return TABLE_SIGSEGV_CODES;
	case SIGBUS: return TABLE_SIGBUS_CODES;
	case SIGTRAP: return TABLE_SIGTRAP_CODES;
	case SIGCHLD: return TABLE_SIGCHLD_CODES;
	case SIGIO: return TABLE_SIGPOLL_CODES;
	case SIGSYS: return TABLE_SIGSYS_CODES;
	}
	return 0;
}

static bool si_code_name(struct render *r, int32_t code, uint64_t signal)
{
	uint32_t table = si_code_table(signal);
	return name_in(r, TABLE_SIGINFO_CODES, code) || (table && code > 0 && name_in(r, table, code));
}

/* One character as C writes it. */
static bool character(struct render *r, uint8_t c)
{
	put_char(r->out, '\'');
	if (c == '\'')
		put_literal(r->out, "\\'");
	else if (c == '"')
		put_char(r->out, '"');
	else
		put_escaped(r->out, r->o, &c, 1, QUOTE_AS_ASKED);
	put_char(r->out, '\'');
	return true;
}

static bool four_characters(struct render *r, uint32_t code)
{
	put_literal(r->out, "v4l2_fourcc(");
	for (int i = 0; i < 4; i++) {
		if (i)
			put_literal(r->out, ", ");
		character(r, code >> i * 8);
	}
	put_char(r->out, ')');
	return true;
}

static bool keyring_name(struct render *r, int32_t serial)
{
	return name_in(r, TABLE_KEYSERIALS, (uint32_t)serial);
}

/* The meaning of number n (cut to the type's size) of v's kind. */
static bool meaning(struct render *r, const struct value *v, uint64_t n)
{
	switch (v->desc) {
	case KIND_signal: return signal_name(r, n);
	case KIND_mode: return mode_name(r, n);
	case KIND_dirfd:
		if ((int32_t)n == AT_FDCWD)
			put_literal(r->out, "AT_FDCWD");
		return (int32_t)n == AT_FDCWD;
	case KIND_errno: return name_in(r, TABLE_ERRNOS, n);
	case KIND_negerrno:
		if ((int32_t)n >= 0 || !const_find(TABLE_ERRNOS, -(int32_t)n))
			return false;
		put_char(r->out, '-');
		return name_in(r, TABLE_ERRNOS, -(int32_t)n);
	case KIND_dev: return device_name(r, n);
	case KIND_ifindex: return interface_name(r, n);
	case KIND_kversion: return kernel_version(r, n);
	case KIND_ioprio: return io_priority(r, n);
	case KIND_keyserial: return keyring_name(r, n);
	case KIND_sysnr: return system_call_name(r, n, v);
	case KIND_si_code: return si_code_name(r, n, v->aux);
	case KIND_ioctlnr: put_ioctl_name(r, n, style_of(r, v)); return true;
	case KIND_u64max:
		if (n == UINT64_MAX)
			put_literal(r->out, "UINT64_MAX");
		return n == UINT64_MAX;
	case KIND_rlim:
		if (n == cut(UINT64_MAX, v->size))
			put_string(r->out, v->size == 4 ? "RLIM_INFINITY" : "RLIM64_INFINITY");
		else if (n > 1024 && n % 1024 == 0) {
			put_unsigned(r->out, n / 1024);
			put_literal(r->out, "*1024");
		} else
			return false;
		return true;
	case KIND_utime: put_string(r->out, n == 0x3fffffff ? "UTIME_NOW" : "UTIME_OMIT"); return true;
	}
	return false;
}

static void plain_number(struct render *r, const struct value *v, uint64_t n)
{
	switch (v->desc) {
	case KIND_mode:
	case KIND_octal: put_octal(r->out, n); break;
	case KIND_dev:
	case KIND_kversion:
	case KIND_ioctlnr:
	case KIND_hex:
	case KIND_x:
	case KIND_si_code:
	case KIND_str_at: put_hex(r->out, n); break;
	case KIND_sysnr:
	case KIND_ifindex:
	case KIND_rlim:
	case KIND_u64max:
	case KIND_u: put_unsigned(r->out, n); break;
	case KIND_utime: /* the struct that it stands for */
		put_literal(r->out, "{tv_sec=");
		put_signed(r->out, v->aux);
		put_literal(r->out, ", tv_nsec=");
		put_unsigned(r->out, n);
		put_char(r->out, '}');
		break;
	default: put_signed(r->out, with_sign(n, v->size));
	}
}

/* abbrev: the meaning, else the number; verbose: both; raw: the number. */
static void render_meaning(struct render *r, const struct value *v, enum xlat_style style)
{
	uint64_t n = cut(v->num, v->size);
	size_t before;
	bool remark = r->levels[r->depth].kind == V_REMARK; /* there the number stands before */
	if (style == XLAT_ABBREV || (style == XLAT_VERBOSE && remark)) {
		if (!meaning(r, v, n))
			plain_number(r, v, n);
		return;
	}
	plain_number(r, v, n);
	if (style == XLAT_RAW)
		return;
	output_at(r->out,
		  1024); /* so that nothing is flushed before it is known whether there is a meaning */
	before = r->out->len;
	put_literal(r->out, " /* ");
	if (meaning(r, v, n))
		put_literal(r->out, " */");
	else
		r->out->len = before;
}

/* ---- numbers in network order ---- */

static void network_bytes(struct render *r, uint64_t number, unsigned size)
{
	uint8_t bytes[8];
	for (unsigned i = 0; i < size; i++) /* the decoder turned it round: back */
		bytes[i] = number >> (size - 1 - i) * 8;
	put_quoted(r->out, r->o, bytes, size, QUOTE_HEX);
}

static void render_network(struct render *r, const struct value *v, enum xlat_style style)
{
	static const char *const names[] = { [KIND_port] = "htons(",
					     [KIND_htonl] = "htonl(",
					     [KIND_htobe64] = "htobe64(",
					     [KIND_htobs] = "htobs(",
					     [KIND_l2psm] = "htobs(" };
	bool little = v->desc == KIND_htobs || v->desc == KIND_l2psm;
	uint64_t n = cut(v->num, v->size);
	if (style != XLAT_ABBREV) {
		network_bytes(r, little ? n >> 8 | (n & 255) << 8 : n, v->size);
		if (style == XLAT_RAW)
			return;
		put_literal(r->out, " /* ");
	}
	put_string(r->out, names[v->desc]);
	if (v->desc == KIND_l2psm)
		render_const(r, TABLE_L2CAP_PSMS, n, v->size, XLAT_ABBREV);
	else
		put_unsigned(r->out, n);
	put_char(r->out, ')');
	if (style != XLAT_ABBREV)
		put_literal(r->out, " */");
}

/* A protocol: the two bytes of a field and what they say; an argument, an int that the caller turned round, goes by the style
   inside; without a table the number alone. */
static void render_htons(struct render *r, const struct value *v, enum xlat_style style)
{
	bool table = v->flags & VF_OPERAND, field = v->size == 2;
	uint16_t n = field ? v->num : ntohs(v->num);
	bool bytes = table && field && style != XLAT_ABBREV;
	if (bytes) {
		network_bytes(r, n, 2);
		if (style == XLAT_RAW)
			return;
		put_literal(r->out, " /* ");
	}
	put_literal(r->out, "htons(");
	if (table)
		render_const(r, v->aux, n, 2, bytes ? XLAT_ABBREV : style);
	else
		put_unsigned(r->out, n);
	put_char(r->out, ')');
	if (bytes)
		put_literal(r->out, " */");
}

/* ---- the rest ---- */

static void render_ticks(struct render *r, uint64_t n, unsigned size, enum xlat_style style)
{
	enum { TICKS = 100 }; /* USER_HZ */
	put_unsigned(r->out, n);
	if (!n || style == XLAT_RAW)
		return;
	put_literal(r->out, " /* ");
	put_unsigned(r->out, n / TICKS);
	put_char(r->out, '.');
	put_padded(r->out, n % TICKS, 2, '0');
	put_literal(r->out, " s */");
}

/* In a remark the time alone: the number stands before. */
static void render_moment(struct render *r, int64_t seconds)
{
	if (r->levels[r->depth].kind == V_REMARK) {
		put_time(r->out, seconds, ~0ull, 0);
		return;
	}
	put_signed(r->out, seconds);
	render_time(r->out, seconds, ~0ull, 0);
}

void render_fd(struct render *r, int fd)
{
	put_signed(r->out, fd); /* -y and its kind (resolve/) add <…> here */
}

static void render_dirfd(struct render *r, const struct value *v, enum xlat_style style)
{
	if ((int32_t)v->num == AT_FDCWD)
		render_meaning(r, v, style);
	else
		render_fd(r, v->num);
}

void render_kind(struct render *r, const struct value *v)
{
	enum xlat_style style = style_of(r, v);
	uint64_t n = cut(v->num, v->size);
	switch (v->desc) {
	case KIND_fd: render_fd(r, n); break;
	case KIND_dirfd: render_dirfd(r, v, style); break;
	case KIND_tid:
	case KIND_tgid:
	case KIND_pgid:
	case KIND_sid:
	case KIND_pidany:
		put_signed(r->out, (int32_t)n); /* -Y and --pidns-translation add here */
		break;
	case KIND_id:
		if (n == cut(UINT64_MAX, v->size))
			put_literal(r->out, "-1");
		else
			put_unsigned(r->out, n);
		break;
	case KIND_port:
	case KIND_htonl:
	case KIND_htobe64:
	case KIND_htobs:
	case KIND_l2psm: render_network(r, v, style); break;
	case KIND_htons: render_htons(r, v, style); break;
	case KIND_clockid: render_const(r, TABLE_CLOCKNAMES, n, v->size, style); break;
	case KIND_time: render_moment(r, with_sign(v->num, v->size)); break;
	case KIND_clock_t: render_ticks(r, n, v->size, style); break;
	case KIND_waitstatus: put_wait_status(r->out, n); break;
	case KIND_scaled: put_hex(r->out, v->num * v->aux); break;
	case KIND_masked: put_unsigned(r->out, n & v->aux); break;
	case KIND_nltype: put_netlink_type(r, n, v->aux, style); break;
	case KIND_nlflags: put_netlink_flags(r, n, v->aux, v->aux >> 32, style); break;
	case KIND_nlattr_type: render_const(r, v->aux, n, v->size, style); break;
	case KIND_fourcc:
	case KIND_char:
		if (style == XLAT_RAW)
			put_hex(r->out, n);
		else if (v->desc == KIND_char)
			character(r, n);
		else
			four_characters(r, n);
		break;
	case KIND_x0: render_integer(r->out, n, v->size, false, '0'); break;
	case KIND_addr:
		if (n)
			put_hex(r->out, n);
		else
			put_literal(r->out, "NULL");
		break;
	case KIND_none_result: put_char(r->out, '?'); break;
	default: render_meaning(r, v, style);
	}
}
