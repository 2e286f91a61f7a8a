/*
 * code.c: expressions to code for the decoder's stack machine.
 */
#include "code.h"

void emit(struct coder *c, enum desc_opcode op, int a, int64_t b)
{
	union desc_cell cell = { .imm = 0 };

	cell.op = op;
	cell.a = a;
	cell.b = b;
	push(&c->cells, cell);
	push(&c->is_imm, 0);
}

static void emit_raw(struct coder *c, uint64_t value)
{
	union desc_cell cell = { .imm = value };

	push(&c->cells, cell);
	push(&c->is_imm, 1);
}

static void emit_number(struct coder *c, const struct number *n)
{
	bool same = true;

	for (int i = 1; i < ABI_COUNT; i++)
		same &= n->v[i] == n->v[0];
	if (same && n->v[0] == (uint64_t)(int32_t)n->v[0]) {
		emit(c, X_IMM, 0, n->v[0]);
	} else if (same) {
		emit(c, X_IMM64, 0, 0);
		emit_raw(c, n->v[0]);
	} else {
		emit(c, X_IMM_ABI, 0, 0);
		for (int i = 0; i < ABI_COUNT; i++)
			emit_raw(c, n->v[i]);
	}
}

/* ---- operators ---- */

static uint32_t jump(struct coder *c, enum desc_opcode op)
{
	emit(c, op, 0, 0);
	return c->cells.n - 1;
}

static void land(struct coder *c, uint32_t from)
{
	c->cells.v[from].b = c->cells.n - from - 1;
}

static struct width code_logic(struct coder *c, struct expr *e)
{
	uint32_t zero, end;

	code_expr(c, e->a);
	zero = jump(c, X_JZ);
	if (e->punct == P_ANDAND) {
		code_expr(c, e->b);
		emit(c, X_BOOL, 0, 0);
		end = jump(c, X_JMP);
		land(c, zero);
		emit(c, X_IMM, 0, 0);
	} else {
		emit(c, X_IMM, 0, 1);
		end = jump(c, X_JMP);
		land(c, zero);
		code_expr(c, e->b);
		emit(c, X_BOOL, 0, 0);
	}
	land(c, end);
	return wide(true);
}

static struct width code_cond(struct coder *c, struct expr *e)
{
	uint32_t zero, end;
	struct width a, b;

	code_expr(c, e->a);
	zero = jump(c, X_JZ);
	a = code_expr(c, e->b);
	end = jump(c, X_JMP);
	land(c, zero);
	b = code_expr(c, e->c);
	land(c, end);
	return wide(!is_unsigned64(a) && !is_unsigned64(b));
}

/*
 * C compares an int with 0x80000000 as unsigned, and an unsigned int with -1 too: such a constant becomes
 * what the other side's cell holds.
 */
static void suit(struct number *n, struct width w)
{
	for (int i = 0; i < ABI_COUNT; i++) {
		if (w.size[i] != 4 || (n->v[i] >> 31 >> 1 != 0 && n->v[i] >> 31 >> 1 != UINT32_MAX))
			continue;
		n->v[i] = w.is_signed ? (uint64_t)(int32_t)n->v[i] : (uint32_t)n->v[i];
	}
}

static struct width code_equal(struct coder *c, struct expr *e)
{
	struct expr *a = e->a, *b = e->b;
	struct number n;

	if (fold(c->g, c->cx, a, &n)) {
		a = e->b;
		b = e->a;
	}
	if (fold(c->g, c->cx, b, &n)) {
		suit(&n, code_expr(c, a));
		emit_number(c, &n);
	} else {
		code_expr(c, a);
		code_expr(c, b);
	}
	emit(c, e->punct == P_EQ ? X_EQ : X_NE, 0, 0);
	return wide(true);
}

static enum desc_opcode opcode(int punct, bool is_unsigned)
{
	switch (punct) {
	case '|': return X_OR;
	case '^': return X_XOR;
	case '&': return X_AND;
	case '+': return X_ADD;
	case '-': return X_SUB;
	case '*': return X_MUL;
	case P_SHL: return X_SHL;
	case P_SHR: return is_unsigned ? X_USHR : X_SHR;
	case '/': return is_unsigned ? X_UDIV : X_DIV;
	case '%': return is_unsigned ? X_UMOD : X_MOD;
	case '<': return is_unsigned ? X_ULT : X_LT;
	case '>': return is_unsigned ? X_UGT : X_GT;
	case P_LE: return is_unsigned ? X_ULE : X_LE;
	default: return is_unsigned ? X_UGE : X_GE;
	}
}

static struct width code_binary(struct coder *c, struct expr *e)
{
	struct width a, b;
	bool is_unsigned;

	if (e->punct == P_ANDAND || e->punct == P_OROR)
		return code_logic(c, e);
	if (e->punct == P_EQ || e->punct == P_NE)
		return code_equal(c, e);
	a = code_expr(c, e->a);
	b = code_expr(c, e->b);
	is_unsigned = is_unsigned64(a) || (e->punct != P_SHR && is_unsigned64(b));
	emit(c, opcode(e->punct, is_unsigned), 0, 0);
	switch (e->punct) {
	case '<': case '>': case P_LE: case P_GE: return wide(true);
	case P_SHR: return a;
	default: return wide(!is_unsigned);
	}
}

static struct width code_unary(struct coder *c, struct expr *e)
{
	struct width w = code_expr(c, e->a);

	emit(c, e->punct == '-' ? X_NEG : e->punct == '~' ? X_INV : X_NOT, 0, 0);
	return wide(e->punct != '~' || !is_unsigned64(w));
}

/* ---- functions ---- */

static bool is_self(const struct expr *e)
{
	return e->op == E_NAME && !strcmp(e->name, "self");
}

static struct width code_nonzero(struct coder *c, struct expr *e)
{
	struct expr *arg = e->args.v[0];
	struct elem *elem = NULL;
	struct type *type = c->cx->self_type, *target;

	if (is_self(arg)) {
		emit(c, X_SELF, 0, 0);
	} else {
		code_path(c, arg, true, &elem);
		type = elem ? elem->type : NULL;
	}
	target = type ? pointer_target(c->g, type) : NULL;
	if (target)
		emit(c, X_NONZERO, 0, lower_type(c->g, c->cx, target));
	else
		error_at(arg->at, "expected a pointer");
	return wide(true);
}

static struct width code_ptr_at(struct coder *c, struct expr *e)
{
	struct expr *arg = e->args.v[0];
	struct elem *elem = NULL;

	if (is_self(arg))
		elem = c->cx->self;
	else if (arg->op == E_NAME)
		elem = scope_find(c->g, c->cx->scope, arg->name, arg->at);
	if (elem && elem->form == M_FIELD)
		emit(c, X_PTR_AT, 0, elem->index);
	else
		error_at(arg->at, "expected a member of this struct");
	return wide(false);
}

static struct width code_isdev(struct coder *c, struct expr *e)
{
	struct expr *kind = e->args.v[1];

	code_expr(c, e->args.v[0]);
	if (kind->op == E_NAME || kind->op == E_STR)
		emit(c, X_ISDEV, 0, string_index(c->g, kind->name));
	else
		error_at(kind->at, "expected the name of a kind of device");
	return wide(true);
}

static struct width code_min(struct coder *c, struct expr *e)
{
	struct width a = code_expr(c, e->args.v[0]), b = code_expr(c, e->args.v[1]);

	emit(c, X_MIN, 0, 0);
	return wide(!is_unsigned64(a) && !is_unsigned64(b));
}

static struct width code_readable(struct coder *c, struct expr *e)
{
	code_path(c, e->args.v[0], true, NULL);
	emit(c, X_READABLE, 0, 0);
	return wide(true);
}

static struct width code_call(struct coder *c, struct expr *e)
{
	static const struct {
		const char *name;
		uint32_t args;
		struct width (*code)(struct coder *, struct expr *);
		enum desc_opcode op;	/* where there is no more to it */
	} functions[] = {
		{ "min", 2, code_min, 0 }, { "isdev", 2, code_isdev, 0 }, { "nonzero", 1, code_nonzero, 0 },
		{ "ptr_at", 1, code_ptr_at, 0 }, { "readable", 1, code_readable, 0 }, { "lo", 1, NULL, X_LO },
		{ "hi", 1, NULL, X_HI }, { "fdlink", 1, NULL, X_FDLINK }, { "fdproto", 1, NULL, X_FDPROTO },
		{ "nlfamily", 1, NULL, X_NLFAMILY }, { "genl", 1, NULL, X_GENL },
	};
	size_t i = 0, n = sizeof functions / sizeof *functions;

	while (i < n && strcmp(functions[i].name, e->name) != 0)
		i++;
	if (i == n) {
		error_at(e->at, "unknown function '%s'", e->name);
	} else if (e->args.n != functions[i].args) {
		error_at(e->at, "expected %u operands of %s(), found %u", functions[i].args, e->name,
			 e->args.n);
	} else if (functions[i].code) {
		return functions[i].code(c, e);
	} else {
		code_expr(c, e->args.v[0]);
		emit(c, functions[i].op, 0, 0);
	}
	return wide(true);
}

struct width code_expr(struct coder *c, struct expr *e)
{
	struct number n;

	if (fold(c->g, c->cx, e, &n)) {
		emit_number(c, &n);
		return wide(!n.is_unsigned);
	}
	switch (e->op) {
	case E_NAME: case E_DOT: return code_path(c, e, false, NULL);
	case E_CALL: return code_call(c, e);
	case E_UNARY: return code_unary(c, e);
	case E_BINARY: return code_binary(c, e);
	case E_COND: return code_cond(c, e);
	default:
		error_at(e->at, "expected a number, found a string");
		return wide(true);
	}
}

/* ---- whole expressions ---- */

desc_expr lower_expr_width(struct gen *g, const struct ctx *cx, struct expr *e, struct width *width)
{
	struct coder c = { .g = g, .cx = cx };
	struct output *out = &g->out;
	uint32_t at, size;

	if (!e)
		return 0;
	*width = code_expr(&c, e);
	emit(&c, X_END, 0, 0);
	size = c.cells.n * sizeof *c.cells.v;
	at = *map_add(&out->code_map, c.cells.v, size, out->code.n);
	if (at == out->code.n)
		for (uint32_t i = 0; i < c.cells.n; i++) {
			push(&out->code, c.cells.v[i]);
			push(&out->code_is_imm, c.is_imm.v[i]);
			push(&out->code_flags, 0);
		}
	if (c.exits)
		out->code_flags.v[at] |= EXPR_EXIT;
	return at;
}

desc_expr lower_expr(struct gen *g, const struct ctx *cx, struct expr *e)
{
	struct width width;

	return lower_expr_width(g, cx, e, &width);
}

desc_expr lower_number(struct gen *g, uint64_t value)
{
	struct expr e = { .op = E_NUM, .num = value };

	return lower_expr(g, &(struct ctx){ 0 }, &e);
}

bool expr_exits(struct gen *g, desc_expr e)
{
	return e && g->out.code_flags.v[e] & EXPR_EXIT;
}
