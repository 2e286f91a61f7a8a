/*
 * dump.c: the compiled description in a form to read, for who works on the compiler or the decoder.
 */
#include "gen.h"

static const char *const opcodes[] = {
	"end",   "imm",  "imm64",  "imm_abi", "member",  "outer",    "arg",  "deref",    "field",
	"entry", "self", "ret",    "err",     "ok",      "erestart", "exit", "brief",    "verbose",
	"size",  "rest", "index",  "page",    "sp",      "neg",     "not",      "inv",  "add",      "sub",
	"mul",   "div",  "mod",    "udiv",    "umod",    "shl",      "shr",  "ushr",     "and",
	"or",    "xor",  "eq",     "ne",      "lt",      "le",       "gt",   "ge",       "ult",
	"ule",   "ugt",  "uge",    "jz",      "jmp",     "bool",     "min",  "readable", "nonzero",
	"lo",    "hi",   "ptr_at", "fdlink",  "fdproto", "nlfamily", "genl", "isdev",    "string",
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
			fprintf(f, " %s:%s#%d", opcodes[c->op],
				g->out.strings.v + g->out.members.v[c->b].ident, c->b);
		else if (c->op == X_OUTER || c->op == X_ARG || c->op == X_STRING)
			fprintf(f, " %s:%s", opcodes[c->op], g->out.strings.v + c->b);
		else if (c->b || c->op == X_IMM)
			fprintf(f, " %s:%d", opcodes[c->op], c->b);
		else
			fprintf(f, " %s%s", opcodes[c->op], c->a ? "+" : "");
	}
	fputs(" )", f);
}

/* The names of the bits that are set, lowest first. */
static void dump_flags(FILE *f, unsigned flags, const char *const names[], unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (flags >> i & 1)
			fprintf(f, " %s", names[i]);
}

static const char *const type_flags[] = {
	"signed", "big-endian", "lone", "path", "EXIT", "scalar", "chars", "full",
};
static const char *const member_flags[] = {
	"nz",    "bare",   "full", "changed",   "partial",     "brief-addr", "brief-count", "EXIT",
	"named", "hidden", "out",  "note-time", "NEEDS-ENTRY", "set",        "pair",
};
static const char *const struct_flags[] = { "extensible", "union", "pair", "call", "open" };
static const char *const call_flags[] = { "from", "multiplex", "ENTRY-MEMORY", "PREFETCH" };
#define DUMP_FLAGS(f, flags, names) dump_flags(f, flags, names, sizeof names / sizeof *names)

static void dump_type(struct gen *g, FILE *f, uint32_t type)
{
	static const char *const dirs[] = { "", "in ", "out ", "inout ", "late ", "inherit " };
	static const char *const extents[] = { "", "count", "until", "rest", "budget", "chain" };
	static const char *const ops[] = {
		"void", "int",    "ptr",  "struct", "array", "bytes", "str",
		"bits", "switch", "word", "attrs",  "pair",  "call",
	};
	const struct desc_type *t = &g->out.types.v[type];

	fprintf(f, "%s%s", dirs[t->dir], ops[t->op]);
	if (t->size[0])
		fprintf(f, "%u/%u", t->size[0], t->size[1]);
	if (t->extent)
		fprintf(f, " %s", extents[t->extent]);
	if (t->kind)
		fprintf(f, " kind %s", kind_name(t->kind));
	DUMP_FLAGS(f, t->flags, type_flags);
	if ((t->op == T_INT || t->op == T_BITS) && t->a)
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

static void dump_member(struct gen *g, FILE *f, uint32_t index, int depth);
static void dump_members(struct gen *g, FILE *f, uint32_t first, uint32_t count, int depth);
static void dump_switch(struct gen *g, FILE *f, uint32_t index, int depth);

static void dump_result(struct gen *g, FILE *f, uint32_t index, int depth)
{
	const struct desc_result *r = &g->out.results.v[index];

	if (!index)
		return;
	fprintf(f, "%*s-> ", depth, "");
	if (r->hidden)
		fputs("none", f);
	else if (r->type)
		dump_type(g, f, r->type);
	fputc('\n', f);
	if (r->sw)
		dump_switch(g, f, r->sw, depth + 2);
	for (uint32_t i = r->first; i < r->first + r->count; i++) {
		const struct desc_remark *m = &g->out.remarks.v[i];

		fprintf(f, "%*sremark \"%s\"", depth + 2, "", g->out.strings.v + m->str);
		if (m->type) {
			fputc(' ', f);
			dump_type(g, f, m->type);
		}
		dump_expr(g, f, "value", m->value);
		dump_expr(g, f, "if", m->if_);
		fputc('\n', f);
	}
}

static void dump_switch(struct gen *g, FILE *f, uint32_t index, int depth)
{
	const struct desc_switch *sw = &g->out.switches.v[index];

	fprintf(f, "%*sswitch#%u%s%s", depth, "", index, sw->sorted ? " sorted" : "",
		sw->exit ? " exit" : "");
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
				fprintf(f, "%#llx..%#llx/%#llx ", (unsigned long long)r->lo,
					(unsigned long long)r->hi, (unsigned long long)r->mask);
		}
		fputs(p ? "=> " : "else => ", f);
		if (c->type)
			dump_type(g, f, c->type);
		dump_expr(g, f, "min", c->min);
		fputc('\n', f);
		if (c->member)
			dump_member(g, f, c->member, depth + 2);
		dump_members(g, f, c->first, c->count, depth + 2);
		dump_result(g, f, c->result, depth + 2);
	}
}

static void dump_place(FILE *f, const struct desc_member *m)
{
	if (m->form != M_FIELD && m->form != M_SKIP)
		return;
	if (m->reg[0][0] == REG_NONE) {
		fprintf(f, " @%u/%u", m->off[0], m->off[1]);
		if (m->bit_width)
			fprintf(f, " bits %u+%u", m->bit_off, m->bit_width);
		return;
	}
	for (int i = 0; i < ABI_COUNT; i++) {
		fprintf(f, "%s%u", i ? "/" : " reg ", m->reg[i][0]);
		if (m->reg[i][1] != REG_NONE)
			fprintf(f, "+%u", m->reg[i][1]);
	}
}

static void dump_hooks(struct gen *g, FILE *f, const struct desc_member *m)
{
	if (m->hook)
		fprintf(f, " via %u", m->hook);
	if (m->note)
		fprintf(f, " note \"%s\"", g->out.strings.v + m->note);
	if (m->note_kind)
		fprintf(f, " note %s", kind_name(m->note_kind));
	if (m->set)
		fprintf(f, " set %s", g->out.strings.v + m->set);
	if (m->else_type) {
		fputs(" else ", f);
		dump_type(g, f, m->else_type);
	}
	if (m->then_type) {
		fputs(" then ", f);
		dump_type(g, f, m->then_type);
	}
	dump_expr(g, f, "note", m->note_arg);
}

static void dump_member(struct gen *g, FILE *f, uint32_t index, int depth)
{
	static const char *const forms[] = { "field", "computed", "skip", "let", "more", "group", "switch" };
	const struct desc_member *m = &g->out.members.v[index];

	fprintf(f, "%*s%s", depth, "", forms[m->form]);
	if (m->ident)
		fprintf(f, " %s#%u", g->out.strings.v + m->ident, index);
	dump_place(f, m);
	if (m->type) {
		fputs(": ", f);
		dump_type(g, f, m->type);
	}
	DUMP_FLAGS(f, m->flags, member_flags);
	dump_hooks(g, f, m);
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

static void dump_tables(struct gen *g, FILE *f)
{
	static const char *const flags[] = { "flags", "unlabelled", "verbose", "has-zero" };

	for (uint32_t i = 1; i < g->out.tables.n; i++) {
		const struct desc_table *t = &g->out.tables.v[i];

		fprintf(f, "table#%u %s \"%s\" %c size %u count %u", i, g->out.strings.v + t->ident,
			g->out.strings.v + t->label, t->format, t->size, t->count);
		DUMP_FLAGS(f, t->flags, flags);
		for (uint32_t k = 0; k < t->count; k++) {
			const struct desc_const *c = &g->out.consts.v[g->out.table_consts.v[i] + k];

			fprintf(f, " %s=%#llx", g->out.strings.v + c->str, (unsigned long long)c->value);
		}
		for (const uint32_t *also = &g->out.lists.v[t->also]; *also; also++)
			fprintf(f, " +%s", g->out.strings.v + g->out.tables.v[*also].ident);
		fputc('\n', f);
	}
	for (uint32_t i = 1; i < g->out.words.n; i++) {
		const struct desc_word *w = &g->out.words.v[i];

		fprintf(f, "word#%u %s %s %c\n", i, g->out.strings.v + w->ident, w->each ? "each" : "one",
			w->format);
		for (uint32_t k = w->first; k < w->first + w->count; k++) {
			const struct desc_part *p = &g->out.parts.v[k];

			fprintf(f, "  mask %#llx shift %u flags %u \"%s\" ", (unsigned long long)p->mask,
				p->shift, p->flags, g->out.strings.v + p->tail);
			dump_type(g, f, p->type);
			dump_expr(g, f, "if", p->if_);
			fputc('\n', f);
		}
	}
}

void emit_dump(struct gen *g, FILE *f)
{
	dump_tables(g, f);
	for (uint32_t i = 1; i < g->out.structs.n; i++) {
		const struct desc_struct *s = &g->out.structs.v[i];

		fprintf(f, "struct#%u %s size %u/%u align %u/%u", i, g->out.strings.v + s->ident, s->size[0],
			s->size[1], s->align[0], s->align[1]);
		DUMP_FLAGS(f, s->flags, struct_flags);
		dump_expr(g, f, "min", s->min);
		dump_expr(g, f, "max", s->max);
		fputc('\n', f);
		dump_members(g, f, s->first, s->count, 2);
	}
	for (uint32_t i = 1; i < g->out.calls.n; i++) {
		const struct desc_call *c = &g->out.calls.v[i];

		fprintf(f, "call#%u %s first exit %u", i, g->out.strings.v + c->name, c->first_exit);
		DUMP_FLAGS(f, c->flags, call_flags);
		fputc('\n', f);
		dump_members(g, f, c->first, c->count, 2);
		dump_result(g, f, c->result, 2);
	}
	for (uint32_t i = 1; i < g->out.types.n; i++)
		if (g->out.types.v[i].op == T_SWITCH)
			dump_switch(g, f, g->out.types.v[i].a, 0);
}
