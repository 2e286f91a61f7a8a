/*
 * Numbers that are several in one: wait status, ioctl numbers, netlink types, BPF instructions.
 */
#include "kinds.h"
#include "strings.h"
#include "tables.h"
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

/* ---- wait status: wait(2), ptrace(2) for the event in the high half ---- */

static void put_wait_event(struct output *out, uint32_t event)
{
	static const char *const events[] = { [1] = "FORK", "VFORK", "CLONE", "EXEC", "VFORK_DONE", "EXIT", "SECCOMP", [128] = "STOP" };
	if (!event)
		return;
	put_char(out, '|');
	if (event < sizeof events / sizeof *events && events[event]) {
		put_literal(out, "PTRACE_EVENT_");
		put_string(out, events[event]);
	} else {
		put_hex(out, event);
	}
	put_literal(out, "<<16");
}

void put_wait_status(struct output *out, uint32_t status)
{
	uint32_t left = status;
	if (status == 0xffff) {
		put_literal(out, "{WIFCONTINUED(s)}");
		return;
	}
	if (WIFEXITED(status)) {
		put_literal(out, "{WIFEXITED(s) && WEXITSTATUS(s) == ");
		put_unsigned(out, WEXITSTATUS(status));
		left &= ~0xff7fu;
	} else if (WIFSTOPPED(status)) {
		uint32_t sig = WSTOPSIG(status);
		put_literal(out, "{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		render_signal(out, sig & 0x7f);
		if (sig & 0x80)
			put_literal(out, " | 0x80");
		left &= ~0xffffu;
	} else {
		put_literal(out, "{WIFSIGNALED(s) && WTERMSIG(s) == ");
		render_signal(out, WTERMSIG(status));
		if (WCOREDUMP(status))
			put_literal(out, " && WCOREDUMP(s)");
		left &= ~0xffu;
	}
	put_char(out, '}');
	put_wait_event(out, left >> 16);
	left &= 0xffff;
	if (left) {
		put_char(out, '|');
		put_hex(out, left);
	}
}

/* ---- ioctl ---- */

bool ioctl_has_name(uint32_t number)
{
	return const_find(TABLE_IOCTL_NUMBERS, number) != NULL;
}

static void put_ioc(struct output *out, uint32_t number)
{
	static const char *const dirs[] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE" };
	put_literal(out, "_IOC(");
	put_string(out, dirs[_IOC_DIR(number)]);
	put_literal(out, ", ");
	put_hex(out, _IOC_TYPE(number));
	put_literal(out, ", ");
	put_hex(out, _IOC_NR(number));
	put_literal(out, ", ");
	put_hex(out, _IOC_SIZE(number));
	put_char(out, ')');
}

/* One number may belong to several drivers: all its names show. */
void put_ioctl_name(struct render *r, uint32_t number)
{
	const struct desc_table *t = &desc_tables[TABLE_IOCTL_NUMBERS];
	const struct desc_const *c = const_find(TABLE_IOCTL_NUMBERS, number);
	if (!c) {
		put_ioc(r->out, number);
		return;
	}
	for (const struct desc_const *first = c; c < t->consts + t->count && (uint32_t) c->value == number; c++) {
		if (c != first)
			put_literal(r->out, " or ");
		put_text(r->out, desc_str(c->str), c->len);
	}
}

/* ---- netlink(7) ---- */

void put_netlink_type(struct render *r, uint16_t type, int family, enum xlat_style style)
{
	uint32_t table = TABLE_NLMSG_TYPES;
	if (type >= NLMSG_MIN_TYPE) {
		if (family == NETLINK_ROUTE)
			table = TABLE_RTM_TYPES;
		else if (family == NETLINK_SOCK_DIAG)
			table = TABLE_SOCK_DIAG_TYPES;
		else if (family == NETLINK_GENERIC)
			table = TABLE_GENL_IDS;
	}
	render_const(r, table, type, 2, style);
}

/* The flags of the high byte depend on what is asked for: rtnetlink's verbs go NEW, DEL, GET, SET. */
static uint32_t netlink_verb_flags(uint16_t type, int family)
{
	enum { VERB_NEW, VERB_DEL, VERB_GET, VERB_SET };
	if (type == NLMSG_ERROR)
		return TABLE_NLM_ACK_FLAGS;
	if (type < NLMSG_MIN_TYPE)
		return 0;
	if (family == NETLINK_SOCK_DIAG)
		return TABLE_NLM_GET_FLAGS;
	if (family == NETLINK_ROUTE) {
		switch (type & 3) {
		case VERB_NEW: return TABLE_NLM_NEW_FLAGS;
		case VERB_DEL: return TABLE_NLM_DELETE_FLAGS;
		case VERB_GET: return TABLE_NLM_GET_FLAGS;
		}
	}
	return 0;
}

void put_netlink_flags(struct render *r, uint16_t flags, uint16_t type, int family, enum xlat_style style)
{
	uint32_t verb = netlink_verb_flags(type, family);
	uint16_t low = verb ? flags & 0xff : flags, high = flags & ~low;
	if (low || !flags)
		render_flags(r, TABLE_NLM_FLAGS, low, 2, style);
	if (high && low)
		put_char(r->out, '|');
	if (high)
		render_flags(r, verb, high, 2, style);
}

/* ---- classic BPF: <linux/filter.h> ---- */

static void put_part(struct render *r, uint32_t table, uint32_t value, enum xlat_style style)
{
	render_const(r, table, value, 4, style);
}

static void put_rest(struct render *r, uint32_t rest)
{
	if (!rest)
		return;
	put_char(r->out, '|');
	put_hex(r->out, rest);
	put_comment(r->out, "BPF_???");
}

static void put_bpf_code(struct render *r, uint16_t code, enum xlat_style style)
{
	uint32_t class = BPF_CLASS(code);
	put_part(r, TABLE_BPF_CLASS, class, style);
	switch (class) {
	case BPF_LD:
	case BPF_LDX:
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_SIZE, BPF_SIZE(code), style);
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_MODE, BPF_MODE(code), style);
		code &= ~0xff;
		break;
	case BPF_ALU:
	case BPF_JMP:
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_SRC, BPF_SRC(code), style);
		put_char(r->out, '|');
		put_part(r, class == BPF_ALU ? TABLE_BPF_OP_ALU : TABLE_BPF_OP_JMP, BPF_OP(code), style);
		code &= ~0xff;
		break;
	case BPF_RET:
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_RVAL, BPF_RVAL(code), style);
		code &= ~(7 | 0x18);
		break;
	case BPF_MISC:
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_MISCOP, BPF_MISCOP(code), style);
		code &= ~(7 | 0xf8);
		break;
	default:	/* BPF_ST, BPF_STX */
		code &= ~7;
	}
	put_rest(r, code);
}

void put_bpf_instruction(struct render *r, const uint8_t *bytes, size_t size, enum xlat_style style)
{
	struct sock_filter f;
	if (size < sizeof f) {
		put_quoted(r->out, r->o, bytes, size, QUOTE_HEX);
		return;
	}
	memcpy(&f, bytes, sizeof f);
	bool jump = f.jt || f.jf;
	put_string(r->out, jump ? "BPF_JUMP(" : "BPF_STMT(");
	put_bpf_code(r, f.code, style);
	put_literal(r->out, ", ");
	put_hex(r->out, f.k);
	if (jump) {
		put_literal(r->out, ", ");
		put_hex(r->out, f.jt);
		put_literal(r->out, ", ");
		put_hex(r->out, f.jf);
	}
	put_char(r->out, ')');
}
