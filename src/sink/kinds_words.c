/*
 * Numbers that are several in one: wait status, netlink types, BPF instructions.
 */
#include "kinds.h"
#include "strings.h"
#include "tables.h"
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/wait.h>

/* ---- wait status: wait(2), ptrace(2) for the event in the high half ---- */

static void put_wait_event(struct output *out, uint32_t event)
{
	static const char *const events[] = {
		[1] = "FORK", "VFORK", "CLONE", "EXEC", "VFORK_DONE", "EXIT", "SECCOMP", [128] = "STOP",
	};
	if (!event)
		return;
	put_char(out, '|');
	if (event < sizeof events / sizeof *events && events[event]) {
		put_literal(out, "PTRACE_EVENT_");
		put_string(out, events[event]);
	} else {
		put_hex(out, event);
		put_literal(out, " /* PTRACE_EVENT_??? */");
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
	} else if (!WIFSIGNALED(status)) {	/* 0x7f with the core bit: no status at all */
		put_hex(out, status);
		return;
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
	const uint32_t tables[] = { TABLE_NLM_FLAGS, netlink_verb_flags(type, family), 0 };
	render_flags_of(r, tables, flags, 2, style);
}

/* ---- classic BPF: <linux/filter.h> ---- */

static void put_part(struct render *r, uint32_t table, uint32_t value, enum xlat_style style)
{
	if (const_find(table, value)) {
		render_const(r, table, value, 4, style);
		return;
	}
	put_hex(r->out, value);
	if (style != XLAT_RAW)
		put_comment(r->out, "BPF_???");
}

static void put_code(struct render *r, uint16_t code, enum xlat_style style)
{
	uint32_t class = BPF_CLASS(code), known = 0xff;
	put_part(r, TABLE_BPF_CLASS, class, style);
	if (class != BPF_ST && class != BPF_STX)
		put_char(r->out, '|');
	switch (class) {
	case BPF_LD:
	case BPF_LDX:
		put_part(r, TABLE_BPF_SIZE, BPF_SIZE(code), style);
		put_char(r->out, '|');
		put_part(r, TABLE_BPF_MODE, BPF_MODE(code), style);
		break;
	case BPF_ALU:
	case BPF_JMP:
		put_part(r, TABLE_BPF_SRC, BPF_SRC(code), style);
		put_char(r->out, '|');
		put_part(r, class == BPF_ALU ? TABLE_BPF_OP_ALU : TABLE_BPF_OP_JMP, BPF_OP(code), style);
		break;
	case BPF_RET:
		put_part(r, TABLE_BPF_RVAL, BPF_RVAL(code), style);
		known = 0x1f;
		break;
	case BPF_MISC: put_part(r, TABLE_BPF_MISCOP, BPF_MISCOP(code), style); break;
	default: known = 7;
	}
	if (code & ~known) { /* labelled in every style */
		put_char(r->out, '|');
		put_hex(r->out, code & ~known);
		put_comment(r->out, "BPF_???");
	}
}

static void put_base(struct render *r, uint32_t base, const char *name, enum xlat_style style)
{
	if (style == XLAT_ABBREV) {
		put_string(r->out, name);
	} else {
		put_hex(r->out, base);
		if (style == XLAT_VERBOSE)
			put_comment(r->out, name);
	}
	put_char(r->out, '+');
}

/* What lies beside the packet is loaded from offsets at the top of the range. */
static void put_operand(struct render *r, uint16_t code, uint32_t k, enum xlat_style style)
{
	const uint32_t ad = SKF_AD_OFF, net = SKF_NET_OFF, ll = SKF_LL_OFF;
	if (BPF_CLASS(code) != BPF_LD || BPF_MODE(code) != BPF_ABS || k < ll) {
		put_hex(r->out, k);
	} else if (k >= ad) {
		put_base(r, ad, "SKF_AD_OFF", style);
		render_const(r, TABLE_SKF_AD, k - ad, 4, style);
	} else {
		put_base(r, k >= net ? net : ll, k >= net ? "SKF_NET_OFF" : "SKF_LL_OFF", style);
		put_unsigned(r->out, k - (k >= net ? net : ll));
	}
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
	put_code(r, f.code, style);
	put_literal(r->out, ", ");
	put_operand(r, f.code, f.k, style);
	if (jump) {
		put_literal(r->out, ", ");
		put_hex(r->out, f.jt);
		put_literal(r->out, ", ");
		put_hex(r->out, f.jf);
	}
	put_char(r->out, ')');
}
