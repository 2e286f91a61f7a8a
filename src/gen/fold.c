/*
 * fold.c: expressions whose value is known at build time, perhaps one an ABI.
 */
#include "gen.h"

static bool number(struct number *out, uint64_t value, bool is_unsigned)
{
	for (int i = 0; i < ABI_COUNT; i++)
		out->v[i] = value;
	out->is_unsigned = is_unsigned;
	return true;
}

static bool is_local(struct gen *g, const struct ctx *cx, const char *name)
{
	return cx && cx->scope && name_find(g, cx->scope, name, (struct place){ 0 }).elem;
}

static bool fold_name(struct gen *g, const struct ctx *cx, struct expr *e, struct number *out)
{
	struct entry *entry = is_local(g, cx, e->name) ? NULL : const_find(g, e->name);

	return entry && number(out, entry->num, (int64_t)entry->num < 0 && entry->value->op == E_NUM);
}

static bool fold_abi(struct gen *g, const struct ctx *cx, struct expr *e, struct number *out)
{
	if (e->a->op != E_NAME || strcmp(e->a->name, "abi") != 0 || is_local(g, cx, e->a->name))
		return false;
	out->is_unsigned = false;
	for (int i = 0; i < ABI_COUNT; i++) {
		const struct abi_info *row = &g->abis[i].info;

		if (!strcmp(e->name, "long"))
			out->v[i] = row->lng;
		else if (!strcmp(e->name, "klong"))
			out->v[i] = row->klong;
		else if (!strcmp(e->name, "ptr"))
			out->v[i] = row->ptr;
		else
			error_at(e->at, "unknown property '%s' of an ABI", e->name);
	}
	return true;
}

static bool fold_layout(struct gen *g, struct expr *e, struct number *out)
{
	struct record *record = e->op == E_OFFSETOF ? type_record(g, e->type) : NULL;
	struct layout l = layout_type(g, e->type);
	struct elem *member = record ? frame_find(g, &record->frame, e->name, e->at) : NULL;

	if (e->op == E_OFFSETOF && (!member || member->form != M_FIELD)) {
		error_at(e->at, "no member '%s' in the struct", e->name);
		return number(out, 0, false);
	}
	out->is_unsigned = false;
	for (int i = 0; i < ABI_COUNT; i++)
		out->v[i] = member ? member->off[i] : l.size[i];
	return true;
}

static uint64_t unary(int punct, uint64_t a)
{
	return punct == '-' ? -a : punct == '~' ? ~a : !a;
}

static uint64_t divide(struct expr *e, uint64_t a, uint64_t b, bool is_unsigned)
{
	if (!b) {
		error_at(e->at, "division by zero");
		return 0;
	}
	if (is_unsigned)
		return e->punct == '/' ? a / b : a % b;
	if (b == UINT64_MAX)
		return e->punct == '/' ? -a : 0;
	return e->punct == '/' ? (int64_t)a / (int64_t)b : (int64_t)a % (int64_t)b;
}

static bool less(uint64_t a, uint64_t b, bool is_unsigned)
{
	return is_unsigned ? a < b : (int64_t)a < (int64_t)b;
}

static uint64_t binary(struct expr *e, uint64_t a, uint64_t b, bool is_unsigned)
{
	switch (e->punct) {
	case '|': return a | b;
	case '^': return a ^ b;
	case '&': return a & b;
	case P_EQ: return a == b;
	case P_NE: return a != b;
	case '<': return less(a, b, is_unsigned);
	case '>': return less(b, a, is_unsigned);
	case P_LE: return !less(b, a, is_unsigned);
	case P_GE: return !less(a, b, is_unsigned);
	case P_SHL: return b < 64 ? a << b : 0;
	case P_SHR: return b >= 64 ? 0 : is_unsigned ? a >> b : (uint64_t)((int64_t)a >> b);
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	case '/': case '%': return divide(e, a, b, is_unsigned);
	default: return 0;
	}
}

static bool same(const struct number *n, bool truth)
{
	for (int i = 0; i < ABI_COUNT; i++)
		if (!n->v[i] == truth)
			return false;
	return true;
}

/* a && b, a || b: known when a decides, or both are known. */
static bool fold_logic(struct gen *g, const struct ctx *cx, struct expr *e, struct number *out)
{
	struct number a, b;

	if (!fold(g, cx, e->a, &a))
		return false;
	if (same(&a, e->punct == P_OROR))
		return number(out, e->punct == P_OROR, false);
	if (!fold(g, cx, e->b, &b))
		return false;
	out->is_unsigned = false;
	for (int i = 0; i < ABI_COUNT; i++)
		out->v[i] = e->punct == P_OROR ? a.v[i] || b.v[i] : a.v[i] && b.v[i];
	return true;
}

static bool fold_cond(struct gen *g, const struct ctx *cx, struct expr *e, struct number *out)
{
	struct number test, b, c;

	if (!fold(g, cx, e->a, &test) || !fold(g, cx, e->b, &b) || !fold(g, cx, e->c, &c))
		return false;
	for (int i = 0; i < ABI_COUNT; i++)
		out->v[i] = test.v[i] ? b.v[i] : c.v[i];
	out->is_unsigned = b.is_unsigned || c.is_unsigned;
	return true;
}

static bool fold_two(struct gen *g, const struct ctx *cx, struct expr *e, struct expr *ea, struct expr *eb,
		     struct number *out)
{
	struct number a, b;

	if (!fold(g, cx, ea, &a) || !fold(g, cx, eb, &b))
		return false;
	out->is_unsigned = a.is_unsigned || b.is_unsigned;
	for (int i = 0; i < ABI_COUNT; i++) {
		if (e->op == E_CALL)
			out->v[i] = a.v[i] < b.v[i] ? a.v[i] : b.v[i];
		else
			out->v[i] = binary(e, a.v[i], b.v[i], out->is_unsigned);
	}
	return true;
}

bool fold(struct gen *g, const struct ctx *cx, struct expr *e, struct number *out)
{
	*out = (struct number){ 0 };
	switch (e->op) {
	case E_NUM: return number(out, e->num, (int64_t)e->num < 0);
	case E_NAME: return fold_name(g, cx, e, out);
	case E_DOT: return fold_abi(g, cx, e, out);
	case E_SIZEOF: case E_OFFSETOF: return fold_layout(g, e, out);
	case E_COND: return fold_cond(g, cx, e, out);
	case E_CALL:
		return !strcmp(e->name, "min") && e->args.n == 2 &&
		       fold_two(g, cx, e, e->args.v[0], e->args.v[1], out);
	case E_UNARY:
		if (!fold(g, cx, e->a, out))
			return false;
		for (int i = 0; i < ABI_COUNT; i++)
			out->v[i] = unary(e->punct, out->v[i]);
		out->is_unsigned &= e->punct == '~';
		return true;
	case E_BINARY:
		if (e->punct == P_ANDAND || e->punct == P_OROR)
			return fold_logic(g, cx, e, out);
		return fold_two(g, cx, e, e->a, e->b, out);
	default: return false;
	}
}

uint64_t fold_const(struct gen *g, struct expr *e)
{
	struct number n;

	if (!fold(g, NULL, e, &n)) {
		if (e->op == E_NAME)
			error_at(e->at, "unknown constant '%s'", e->name);
		else
			error_at(e->at, "expected a constant");
		return 0;
	}
	for (int i = 1; i < ABI_COUNT; i++)
		if (n.v[i] != n.v[0])
			error_at(e->at, "expected a constant that is the same on all ABIs");
	return n.v[0];
}
