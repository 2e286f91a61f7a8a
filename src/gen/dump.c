/*
 * dump.c: the compiled description in a form to read, for who works on the compiler or the decoder.
 */
#include "gen.h"

static const char *const opcodes[] = {
	"end", "imm", "imm64", "imm_abi", "member", "outer", "arg", "deref", "field", "entry", "self", "ret", "err", "ok",
	"erestart", "exit", "brief", "verbose", "size", "rest", "index", "page", "neg", "not", "inv", "add", "sub", "mul", "div",
	"mod", "udiv", "umod", "shl", "shr", "ushr", "and", "or", "xor", "eq", "ne", "lt", "le", "gt", "ge", "ult", "ule", "ugt",
	"uge", "jz", "jmp", "bool", "min", "readable", "nonzero", "lo", "hi", "ptr_at", "fdlink", "fdproto", "nlfamily", "genl",
	"isdev", "string",
};
_Static_assert(sizeof opcodes / sizeof *opcodes == X_STRING + 1, "a name for every opcode");

static void dump_expr(struct gen *g, FILE *f, const char *what, desc_expr e)
{
	if (!e)
		return;
	fprintf(f, " %s(", what);
	for (uint32_t i = e; g->out.code_is_imm.v[i] || g->out.code.v[i].op != X_END; i++) {
		const union desc_cell *c = &g->out.code.v[i];

		if (g->out.code_is_imm.v[i])
			fprintf(f, " %#llx", (unsigned long long)c->imm);
		else if (c->op == X_MEMBER || c->op == X_FIELD || c->op == X_PTR_AT)
			fprintf(f, " %s:%s#%d", opcodes[c->op], g->out.strings.v + g->out.members.v[c->b].ident, c->b);
		else if (c->op == X_OUTER || c->op == X_ARG || c->op == X_STRING)
			fprintf(f, " %s:%s", opcodes[c->op], g->out.strings.v + c->b);
		else if (c->b || c->op == X_IMM)
			fprintf(f, " %s:%d", opcodes[c->op], c->b);
		else
			fprintf(f, " %s%s", opcodes[c->op], c->a ? "+" : "");
	}
	fputs(" )", f);
}

static void dump_type(struct gen *g, FILE *f, uint32_t type)
{
	static const char *const ops[] = {
		"void", "int", "ptr", "struct", "array", "bytes", "str", "bits", "switch", "word", "attrs", "pair", "call",
	};
	const struct desc_type *t = &g->out.types.v[type];

	fprintf(f, "%s", ops[t->op]);
	if (t->size[0])
		fprintf(f, "%u/%u", t->size[0], t->size[1]);
	if (t->dir)
		fprintf(f, " dir %u", t->dir);
	if (t->extent)
		fprintf(f, " extent %u", t->extent);
	if (t->kind)
		fprintf(f, " kind %u", t->kind);
	if (t->flags)
		fprintf(f, " flags %#x", t->flags);
	if (t->op == T_INT && t->a)
		fprintf(f, " as %s", g->out.strings.v + g->out.tables.v[t->a].ident);
	if (t->op == T_STRUCT || t->op == T_CALL)
		fprintf(f, " %s#%u", g->out.strings.v + g->out.structs.v[t->a].ident, t->a);
	if (t->op == T_SWITCH || t->op == T_WORD || t->op == T_ATTRS)
		fprintf(f, " #%u", t->a);
	dump_expr(g, f, "e1", t->e1);
	dump_expr(g, f, "e2", t->e2);
	dump_expr(g, f, "operand", t->operand[0]);
	if (t->op == T_PTR || t->op == T_ARRAY || t->op == T_PAIR) {
		fputs(" {", f);
		dump_type(g, f, t->a);
		if (t->op == T_PAIR) {
			fputs(", ", f);
			dump_type(g, f, t->a2);
		}
		fputs("}", f);
	}
}

static void dump_members(struct gen *g, FILE *f, uint32_t first, uint32_t count, int depth);

static void dump_switch(struct gen *g, FILE *f, uint32_t index, int depth)
{
	const struct desc_switch *sw = &g->out.switches.v[index];

	fprintf(f, "%*sswitch#%u%s%s", depth, "", index, sw->sorted ? " sorted" : "", sw->exit ? " exit" : "");
	for (int i = 0; i < sw->nexpr; i++)
		dump_expr(g, f, "on", sw->expr[i]);
	fputc('\n', f);
	for (uint32_t i = 0; i <= sw->count; i++) {
		const struct desc_pattern *p = i < sw->count ? &g->out.patterns.v[sw->first + i] : NULL;
		const struct desc_case *c = &g->out.cases.v[p ? p->case_ : sw->else_];

		fprintf(f, "%*s", depth + 1, "");
		for (int k = 0; p && k < sw->nexpr; k++) {
			const struct desc_range *r = &g->out.ranges.v[p->first + k];

			if (r->str)
				fprintf(f, "\"%s\" ", g->out.strings.v + r->str);
			else
				fprintf(f, "%#llx..%#llx/%#llx ", (unsigned long long)r->lo, (unsigned long long)r->hi,
					(unsigned long long)r->mask);
		}
		fputs(p ? "=> " : "else => ", f);
		if (c->type)
			dump_type(g, f, c->type);
		dump_expr(g, f, "min", c->min);
		if (c->result)
			fprintf(f, " -> result#%u", c->result);
		fputc('\n', f);
		dump_members(g, f, c->first, c->count, depth + 2);
	}
}

static void dump_member(struct gen *g, FILE *f, uint32_t index, int depth)
{
	static const char *const forms[] = { "field", "computed", "skip", "let", "more", "group", "switch" };
	const struct desc_member *m = &g->out.members.v[index];

	fprintf(f, "%*s#%u %s %s off %u/%u reg %d,%d/%d,%d flags %#x ", depth, "", index, forms[m->form], g->out.strings.v + m->ident,
		m->off[0], m->off[1], (int8_t)m->reg[0][0], (int8_t)m->reg[0][1], (int8_t)m->reg[1][0], (int8_t)m->reg[1][1], m->flags);
	if (m->bit_width)
		fprintf(f, "bits %u+%u ", m->bit_off, m->bit_width);
	if (m->type)
		dump_type(g, f, m->type);
	dump_expr(g, f, "value", m->value);
	dump_expr(g, f, "if", m->if_);
	dump_expr(g, f, "when", m->when);
	dump_expr(g, f, "within", m->within);
	dump_expr(g, f, "budget", m->budget);
	dump_expr(g, f, "min", m->min);
	dump_expr(g, f, "then_when", m->then_when);
	fputc('\n', f);
	if (m->form == M_GROUP)
		dump_members(g, f, m->first, m->count, depth + 2);
	if (m->form == M_SWITCH)
		dump_switch(g, f, m->sw, depth + 2);
}

static void dump_members(struct gen *g, FILE *f, uint32_t first, uint32_t count, int depth)
{
	for (uint32_t i = 0; i < count; i++)
		dump_member(g, f, first + i, depth);
}

void emit_dump(struct gen *g, FILE *f)
{
	for (uint32_t i = 1; i < g->out.structs.n; i++) {
		const struct desc_struct *s = &g->out.structs.v[i];

		fprintf(f, "struct#%u %s size %u/%u align %u/%u flags %#x\n", i, g->out.strings.v + s->ident, s->size[0], s->size[1],
			s->align[0], s->align[1], s->flags);
		dump_members(g, f, s->first, s->count, 2);
	}
	for (uint32_t i = 1; i < g->out.calls.n; i++) {
		const struct desc_call *c = &g->out.calls.v[i];

		fprintf(f, "call#%u %s flags %#x first_exit %u result#%u\n", i, g->out.strings.v + c->name, c->flags, c->first_exit,
			c->result);
		dump_members(g, f, c->first, c->count, 2);
	}
	for (uint32_t i = 1; i < g->out.types.n; i++)
		if (g->out.types.v[i].op == T_SWITCH)
			dump_switch(g, f, g->out.types.v[i].a, 0);
}
