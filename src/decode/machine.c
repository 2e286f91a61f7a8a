/*
 * Expressions of the description language: a stack machine over the members of the frames around.
 */
#include "decoder.h"
#include "resolve.h"
#include <string.h>

enum { PAGE_SIZE_OF_HOST = 4096 };

uint64_t integer_cut(const struct desc_type *t, enum abi abi, uint64_t value)
{
	unsigned size = t->size[abi];
	if (!size || size >= 8)
		return value;
	unsigned shift = 64 - size * 8;
	return t->flags & TYPE_SIGNED ? (uint64_t)((int64_t)(value << shift) >> shift)
				      : value << shift >> shift;
}

uint64_t integer_load(const struct desc_type *t, enum abi abi, const uint8_t *bytes)
{
	unsigned size = t->size[abi] ? t->size[abi] : t->mem_size[abi];
	uint64_t v = 0;
	if (size > 8)
		size = 8;
	if (t->flags & TYPE_BIG_ENDIAN)
		for (unsigned i = 0; i < size; i++)
			v = v << 8 | bytes[i];
	else
		memcpy(&v, bytes, size); /* every host strobe runs on is little-endian, as its tracees are */
	return integer_cut(t, abi, v);
}

static uint64_t register_value(struct decoder *d, const struct desc_member *m)
{
	const struct desc_type *t = &desc_types[m->type];
	uint8_t low = m->reg[d->abi][0], high = m->reg[d->abi][1];
	uint64_t v = low < 6 ? d->call->sub_args[low] : 0;
	if (high < 6)
		v = (v & UINT32_MAX) | d->call->sub_args[high] << 32;
	if (t->op == T_PTR)
		return v;
	return integer_cut(t, d->abi, v);
}

uint64_t member_value(struct decoder *d, struct frame *f, const struct desc_member *m)
{
	if (m->form == M_LET || m->form == M_COMPUTED) {
		struct frame *inner = d->frame;
		uint64_t self = d->self;
		d->frame = f;
		if (f->number)
			d->self = *f->number;
		uint64_t v = expr_value(d, m->value);
		d->frame = inner;
		d->self = self;
		return v;
	}
	if (!f->s)
		return register_value(d, m);
	const struct desc_type *t = &desc_types[m->type];
	uint32_t off = m->off[d->abi];
	unsigned size = t->size[d->abi] ? t->size[d->abi] : t->mem_size[d->abi];
	const uint8_t *p = NULL;
	if (size > 8 || !size)
		size = 8;
	if (d->exit && d->entry_view && f->address)
		p = memory_get(d, f->address + off, size);
	else if (off + size <= f->avail)
		p = f->bytes + off;
	else if (!f->extensible && f->address)
		p = memory_get(d, f->address + off, size);
	if (!p)
		return 0;
	uint64_t v = integer_load(t, d->abi, p);
	if (m->bit_width) {
		v = v >> m->bit_off;
		if (m->bit_width < 64)
			v &= (1ull << m->bit_width) - 1;
	}
	return v;
}

static const struct desc_member *find(struct decoder *d, struct frame *f, uint32_t first, uint32_t count,
				      uint32_t ident)
{
	for (uint32_t i = first; i < first + count; i++) {
		const struct desc_member *m = &desc_members[i];
		if (m->ident == ident && m->form != M_GROUP && m->form != M_SWITCH)
			return m;
		if (m->form == M_GROUP) {
			const struct desc_member *in = find(d, f, m->first, m->count, ident);
			if (in)
				return in;
		}
		if (m->form == M_SWITCH) {
			struct frame *inner = d->frame;
			d->frame = f;
			const struct desc_case *c = switch_pick(d, &desc_switches[m->sw]);
			d->frame = inner;
			const struct desc_member *in = c ? find(d, f, c->first, c->count, ident) : NULL;
			if (in)
				return in;
		}
	}
	return NULL;
}

const struct desc_member *frame_find(struct decoder *d, struct frame *f, uint32_t ident)
{
	if (d->depth >= DEPTH_MAX)
		return NULL;
	d->depth++; /* a case is chosen by an expression, which may ask for a member … */
	const struct desc_member *m = find(d, f, f->first, f->count, ident);
	d->depth--;
	return m;
}

static uint64_t outer_value(struct decoder *d, uint32_t ident, bool call_only)
{
	for (struct frame *f = d->frame; f; f = f->up) {
		if (call_only && f->s)
			continue;
		const struct desc_member *m = frame_find(d, f, ident);
		if (m)
			return member_value(d, f, m);
	}
	return 0;
}

static const char *kept_string(struct decoder *d, uint32_t ident)
{
	for (unsigned i = d->kept_count; i--;)
		if (d->kept[i].ident == ident)
			return d->kept[i].text;
	return "";
}

static uint64_t memory_word(struct decoder *d, uint64_t address, const struct desc_type *t)
{
	unsigned size = t->size[d->abi] ? t->size[d->abi] : t->mem_size[d->abi];
	const uint8_t *p = address && size && size <= 8 ? memory_get(d, address, size) : NULL;
	return p ? integer_load(t, d->abi, p) : 0;
}

static uint64_t field_at(struct decoder *d, uint64_t address, const struct desc_member *m)
{
	struct frame f = { .s = &desc_structs[0], .address = address };
	return address ? member_value(d, &f, m) : 0;
}

static uint64_t frame_u32(struct decoder *d, uint64_t i)
{
	struct frame *f = d->frame;
	const uint8_t *p = NULL;
	uint32_t v = 0;
	if (i < 1024 && (i + 1) * 4 <= f->avail)
		p = f->bytes + i * 4;
	else if (i < 1024 && f->address)
		p = memory_get(d, f->address + i * 4, 4);
	if (p)
		memcpy(&v, p, 4);
	return v;
}

static uint64_t pointer_at(struct decoder *d, const struct desc_member *m)
{
	struct frame *f = d->frame;
	unsigned size = abi_info[d->abi].ptr;
	uint32_t off = m->off[d->abi];
	uint64_t v = 0;
	const uint8_t *p = off + size <= f->avail ? f->bytes + off
			   : f->address           ? memory_get(d, f->address + off, size)
						  : NULL;
	if (p)
		memcpy(&v, p, size);
	return v;
}

static bool any_nonzero(struct decoder *d, uint64_t address, const struct desc_type *t)
{
	size_t size = t->op == T_PTR ? desc_types[t->a].mem_size[d->abi] : t->mem_size[d->abi];
	const uint8_t *p = address && size ? memory_get(d, address, size) : NULL;
	for (size_t i = 0; p && i < size; i++)
		if (p[i])
			return true;
	return false;
}

static uint64_t binary(uint16_t op, uint64_t a, uint64_t b)
{
	int64_t s = a, t = b;
	switch (op) {
	case X_ADD: return a + b;
	case X_SUB: return a - b;
	case X_MUL: return a * b;
	case X_DIV: return t == 0 || (t == -1 && s == INT64_MIN) ? 0 : s / t;
	case X_MOD: return t == 0 || t == -1 ? 0 : s % t;
	case X_UDIV: return b ? a / b : 0;
	case X_UMOD: return b ? a % b : 0;
	case X_SHL: return b < 64 ? a << b : 0;
	case X_SHR: return s >> (b < 64 ? b : 63);
	case X_USHR: return b < 64 ? a >> b : 0;
	case X_AND: return a & b;
	case X_OR: return a | b;
	case X_XOR: return a ^ b;
	case X_EQ: return a == b;
	case X_NE: return a != b;
	case X_LT: return s < t;
	case X_LE: return s <= t;
	case X_GT: return s > t;
	case X_GE: return s >= t;
	case X_ULT: return a < b;
	case X_ULE: return a <= b;
	case X_UGT: return a > b;
	case X_UGE: return a >= b;
	case X_MIN: return a < b ? a : b;
	}
	return 0;
}

/* What needs only the decoder's state. */
static uint64_t state_value(struct decoder *d, uint16_t op)
{
	const struct call *c = d->call;
	switch (op) {
	case X_SELF: return d->self;
	case X_RET: return d->exit ? c->ret : 0;
	case X_ERR: return d->exit ? c->err : 0;
	case X_SUCCESS: return d->exit && !c->err;
	case X_ERESTART: return d->exit && c->err >= 512 && c->err <= 516;
	case X_EXIT: return d->exit;
	case X_BRIEF: return c->brief;
	case X_VERBOSE: return !c->brief;
	case X_SIZE: return d->size;
	case X_REST: return d->granted;
	case X_INDEX: return d->index;
	case X_PAGE: return PAGE_SIZE_OF_HOST;
	case X_SP: return c->sp;
	}
	return 0;
}

static uint64_t lookup(struct decoder *d, union desc_cell cell, uint64_t a)
{
	d->string = "";
	switch (cell.op) {
	case X_FDLINK: {
		size_t n = resolve_fd_link(d->task, a, d->link, sizeof d->link - 1);
		d->link[n] = 0;
		d->string = d->link;
		return 0;
	}
	case X_FDPROTO: d->string = resolve_fd_protocol(d->task, a); return 0;
	case X_NLFAMILY: return (int64_t)resolve_netlink_family(d->task, a);
	case X_STRING: d->string = kept_string(d, cell.b); return 0;
	}
	return 0;
}

uint64_t expr_value(struct decoder *d, desc_expr e)
{
	uint64_t stack[STACK_MAX + 1] = { 0 };
	unsigned n = 0; /* cells in use; stack[0] stays 0, so that an empty pop is harmless */
	bool view = d->entry_view;
	if (!e)
		return 0;
	for (const union desc_cell *c = &desc_code[e]; c->op != X_END && n < STACK_MAX; c++) {
		switch (c->op) {
		case X_IMM: stack[++n] = (int64_t)c->b; break;
		case X_IMM64: stack[++n] = (++c)->imm; break;
		case X_IMM_ABI:
			stack[++n] = c[1 + d->abi].imm;
			c += ABI_COUNT;
			break;
		case X_MEMBER: {
			struct frame *f = d->frame;
			for (unsigned up = c->a; up && f->up; up--)
				f = f->up;
			stack[++n] = member_value(d, f, &desc_members[c->b]);
			break;
		}
		case X_OUTER: stack[++n] = outer_value(d, c->b, false); break;
		case X_ARG: stack[++n] = outer_value(d, c->b, true); break;
		case X_DEREF: stack[n] = memory_word(d, stack[n], &desc_types[c->b]); break;
		case X_FIELD: stack[n] = field_at(d, stack[n], &desc_members[c->b]); break;
		case X_ENTRY: d->entry_view = c->a ? true : view; break;
		case X_NEG: stack[n] = -stack[n]; break;
		case X_NOT: stack[n] = !stack[n]; break;
		case X_INV: stack[n] = ~stack[n]; break;
		case X_BOOL: stack[n] = !!stack[n]; break;
		case X_JZ:
			if (!stack[n])
				c += c->b;
			n -= n > 0;
			break;
		case X_JMP: c += c->b; break;
		case X_READABLE: stack[n] = stack[n] && memory_get(d, stack[n], 1); break;
		case X_NONZERO: stack[n] = any_nonzero(d, stack[n], &desc_types[c->b]); break;
		case X_LO: stack[n] = frame_u32(d, stack[n]); break;
		case X_HI: stack[n] = frame_u32(d, stack[n]) << 32; break;
		case X_PTR_AT: stack[++n] = pointer_at(d, &desc_members[c->b]); break;
		case X_FDLINK:
		case X_FDPROTO:
		case X_NLFAMILY:
		case X_GENL:
		case X_ISDEV: stack[n] = lookup(d, *c, stack[n]); break;
		case X_STRING: stack[++n] = lookup(d, *c, 0); break;
		default:
			if ((c->op >= X_ADD && c->op <= X_UGE) || c->op == X_MIN) {
				if (n < 2)
					break;
				stack[n - 1] = binary(c->op, stack[n - 1], stack[n]);
				n--;
			} else {
				stack[++n] = state_value(d, c->op);
			}
		}
	}
	d->entry_view = view;
	return stack[n];
}

bool expr_true(struct decoder *d, desc_expr e, bool otherwise)
{
	return e ? expr_value(d, e) != 0 : otherwise;
}

bool expr_needs_exit(desc_expr e)
{
	if (!e)
		return false;
	for (const union desc_cell *c = &desc_code[e]; c->op != X_END; c++) {
		if (c->op == X_IMM64)
			c++;
		else if (c->op == X_IMM_ABI)
			c += ABI_COUNT;
		else if (c->op == X_RET || c->op == X_ERR || c->op == X_SUCCESS || c->op == X_ERESTART ||
			 c->op == X_EXIT)
			return true;
	}
	return false;
}

static bool range_has(const struct decoder *d, const struct desc_range *r, uint64_t v)
{
	if (r->str || (r->lo == 1 && r->hi == 0))
		return d->string && !strcmp(d->string, desc_str(r->str));
	return (v & r->mask) >= r->lo && (v & r->mask) <= r->hi;
}

static const struct desc_pattern *pick_sorted(const struct desc_switch *sw, uint64_t v)
{
	uint32_t low = 0, high = sw->count;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		const struct desc_pattern *p = &desc_patterns[sw->first + mid];
		const struct desc_range *r = &desc_ranges[p->first];
		if (v < r->lo)
			high = mid;
		else if (v > r->hi)
			low = mid + 1;
		else
			return p;
	}
	return NULL;
}

const struct desc_case *switch_pick(struct decoder *d, const struct desc_switch *sw)
{
	uint64_t v[4] = { 0 };
	const char *strings[4] = { 0 };
	for (unsigned i = 0; i < sw->nexpr; i++) {
		d->string = NULL;
		v[i] = expr_value(d, sw->expr[i]);
		strings[i] = d->string;
	}
	if (sw->sorted) {
		const struct desc_pattern *p = pick_sorted(sw, v[0]);
		return p ? &desc_cases[p->case_] : sw->else_ ? &desc_cases[sw->else_] : NULL;
	}
	for (uint32_t i = sw->first; i < sw->first + sw->count; i++) {
		const struct desc_pattern *p = &desc_patterns[i];
		bool match = true;
		for (unsigned k = 0; match && k < sw->nexpr; k++) {
			d->string = strings[k];
			match = range_has(d, &desc_ranges[p->first + k], v[k]);
		}
		const struct desc_case *c = &desc_cases[p->case_];
		if (match && (!c->min || expr_value(d, c->min) <= d->granted))
			return c;
	}
	return sw->else_ ? &desc_cases[sw->else_] : NULL;
}
