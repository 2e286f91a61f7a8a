/*
 * emit.c: the last pass: the arrays of desc.h as a C file. Only what is not zero is written, by field name,
 * so that the order of fields in desc.h does not matter.
 */
#include "gen.h"

static void field(FILE *f, const char *name, uint64_t value)
{
	if (value)
		fprintf(f, ".%s=%llu%s,", name, (unsigned long long)value, value > UINT32_MAX ? "u" : "");
}

static void columns8(FILE *f, const char *name, const uint8_t v[ABI_COUNT])
{
	if (v[0] || v[1])
		fprintf(f, ".%s={%u,%u},", name, v[0], v[1]);
}

static void columns(FILE *f, const char *name, const uint32_t v[ABI_COUNT])
{
	if (v[0] || v[1])
		fprintf(f, ".%s={%u,%u},", name, v[0], v[1]);
}

#define FIELD(f, s, name) field(f, #name, (s)->name)

/* `const TYPE NAME[] = { … };`, an element a line */
#define ARRAY(f, type, name, vec, each) do { \
	fprintf(f, "const %s %s[] = {\n", type, name); \
	for (uint32_t i_ = 0; i_ < (vec)->n; i_++) { \
		fputc('{', f); \
		each(f, &(vec)->v[i_]); \
		fputs("},\n", f); \
	} \
	fputs("};\n", f); \
} while (0)

/* ---- strings, constants, code ---- */

static void emit_text(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\' || *text == '?')
			fprintf(f, "\\%c", *text);
		else if (*text < ' ' || *text > '~')
			fprintf(f, "\\%03o", (unsigned char)*text);
		else
			fputc(*text, f);
	}
	fputs("\\0\"\n", f);
}

static void emit_strings(struct output *out, FILE *f)
{
	fputs("const char desc_strings[] =\n", f);
	for (uint32_t i = 0; i < out->strings.n; i += strlen(out->strings.v + i) + 1)
		emit_text(f, out->strings.v + i);
	fputs(";\n", f);
	fputs("const struct desc_name desc_names[] = {\n", f);
	for (uint32_t i = 0; i < out->names.n; i++)
		fprintf(f, "{%u,%u},\n", out->names.v[i].str, out->names.v[i].len);
	fputs("};\n", f);
}

static void emit_tables(struct output *out, FILE *f)
{
	fputs("static const struct desc_const consts[] = {\n", f);
	for (uint32_t i = 0; i < out->consts.n; i++)
		fprintf(f, "{%#llxu,%u,%u},\n", (unsigned long long)out->consts.v[i].value,
			out->consts.v[i].str, out->consts.v[i].len);
	fputs("};\nconst struct desc_table desc_tables[] = {\n", f);
	for (uint32_t i = 0; i < out->tables.n; i++) {
		const struct desc_table *t = &out->tables.v[i];

		fprintf(f, "{%u,%u,%u,'%c',%u,%u,consts+%u,%u},\n", t->ident, t->label, t->flags, t->format,
			t->size, t->count, out->table_consts.v[i], t->also);
	}
	fputs("};\nconst uint32_t desc_lists[] = {\n", f);
	for (uint32_t i = 0; i < out->lists.n; i++)
		fprintf(f, "%u,%s", out->lists.v[i], out->lists.v[i] ? "" : "\n");
	fputs("};\n", f);
}

static void emit_code(struct output *out, FILE *f)
{
	fputs("const union desc_cell desc_code[] = {\n", f);
	for (uint32_t i = 0; i < out->code.n; i++) {
		const union desc_cell *c = &out->code.v[i];

		if (out->code_is_imm.v[i])
			fprintf(f, "{.imm=(int64_t)%#llxu},\n", (unsigned long long)c->imm);
		else
			fprintf(f, "{{%u,%u,%d}},\n", c->op, c->a, c->b);
	}
	fputs("};\n", f);
}

/* ---- types, members, structs ---- */

static void emit_type(FILE *f, const struct desc_type *t)
{
	FIELD(f, t, op);
	FIELD(f, t, dir);
	FIELD(f, t, extent);
	columns8(f, "size", t->size);
	FIELD(f, t, kind);
	FIELD(f, t, flags);
	FIELD(f, t, a);
	FIELD(f, t, a2);
	FIELD(f, t, e1);
	FIELD(f, t, e2);
	columns(f, "operand", t->operand);
	columns(f, "mem_size", t->mem_size);
	columns(f, "mem_align", t->mem_align);
}

static void emit_regs(FILE *f, const struct desc_member *m)
{
	if (!m->form && !m->type)
		return;
	fputs(".reg={", f);
	for (int i = 0; i < ABI_COUNT; i++)
		fprintf(f, "{%u,%u},", m->reg[i][0], m->reg[i][1]);
	fputs("},", f);
}

static void emit_member(FILE *f, const struct desc_member *m)
{
	FIELD(f, m, form);
	FIELD(f, m, dir);
	FIELD(f, m, bit_off);
	FIELD(f, m, bit_width);
	FIELD(f, m, flags);
	FIELD(f, m, name);
	FIELD(f, m, ident);
	FIELD(f, m, type);
	FIELD(f, m, sw);
	FIELD(f, m, first);
	FIELD(f, m, count);
	columns(f, "off", m->off);
	emit_regs(f, m);
	FIELD(f, m, if_);
	FIELD(f, m, when);
	FIELD(f, m, within);
	FIELD(f, m, budget);
	FIELD(f, m, at);
	FIELD(f, m, min);
	FIELD(f, m, value);
	FIELD(f, m, else_type);
	FIELD(f, m, then_type);
	FIELD(f, m, then_when);
	FIELD(f, m, note);
	FIELD(f, m, note_kind);
	FIELD(f, m, hook);
	FIELD(f, m, note_arg);
	columns(f, "hook_arg", m->hook_arg);
	FIELD(f, m, index);
	FIELD(f, m, set);
}

static void emit_struct(FILE *f, const struct desc_struct *s)
{
	FIELD(f, s, ident);
	FIELD(f, s, flags);
	FIELD(f, s, tail);
	FIELD(f, s, first);
	FIELD(f, s, count);
	FIELD(f, s, show);
	columns(f, "size", s->size);
	columns(f, "align", s->align);
	FIELD(f, s, min);
	FIELD(f, s, max);
	FIELD(f, s, extra_name);
	FIELD(f, s, size_member);
}

/* ---- switches ---- */

static void emit_range(FILE *f, const struct desc_range *r)
{
	FIELD(f, r, lo);
	FIELD(f, r, hi);
	FIELD(f, r, mask);
	FIELD(f, r, str);
}

static void emit_pattern(FILE *f, const struct desc_pattern *p)
{
	FIELD(f, p, first);
	FIELD(f, p, case_);
}

static void emit_case(FILE *f, const struct desc_case *c)
{
	FIELD(f, c, type);
	FIELD(f, c, first);
	FIELD(f, c, count);
	FIELD(f, c, result);
	FIELD(f, c, min);
	FIELD(f, c, member);
}

static void emit_switch(FILE *f, const struct desc_switch *s)
{
	FIELD(f, s, nexpr);
	FIELD(f, s, sorted);
	FIELD(f, s, exit);
	if (s->expr[0])
		fprintf(f, ".expr={%u,%u,%u,%u},", s->expr[0], s->expr[1], s->expr[2], s->expr[3]);
	FIELD(f, s, first);
	FIELD(f, s, count);
	FIELD(f, s, else_);
}

/* ---- words, attributes, calls ---- */

static void emit_part(FILE *f, const struct desc_part *p)
{
	FIELD(f, p, mask);
	FIELD(f, p, shift);
	FIELD(f, p, flags);
	FIELD(f, p, type);
	FIELD(f, p, tail);
	FIELD(f, p, if_);
}

static void emit_word(FILE *f, const struct desc_word *w)
{
	FIELD(f, w, ident);
	FIELD(f, w, each);
	FIELD(f, w, format);
	FIELD(f, w, first);
	FIELD(f, w, count);
}

static void emit_attrs(FILE *f, const struct desc_attrs *a)
{
	FIELD(f, a, ident);
	FIELD(f, a, types);
	FIELD(f, a, sw);
}

static void emit_remark(FILE *f, const struct desc_remark *r)
{
	FIELD(f, r, hook);
	FIELD(f, r, str);
	FIELD(f, r, type);
	FIELD(f, r, value);
	FIELD(f, r, if_);
}

static void emit_result(FILE *f, const struct desc_result *r)
{
	FIELD(f, r, type);
	FIELD(f, r, sw);
	FIELD(f, r, hidden);
	FIELD(f, r, first);
	FIELD(f, r, count);
}

static void emit_call(FILE *f, const struct desc_call *c)
{
	FIELD(f, c, name);
	FIELD(f, c, flags);
	FIELD(f, c, first_exit);
	FIELD(f, c, first);
	FIELD(f, c, count);
	FIELD(f, c, result);
	columns8(f, "from_size", c->from_size);
	FIELD(f, c, from_count);
	FIELD(f, c, multiplex);
}

static void emit_multiplex(FILE *f, const struct desc_multiplex *m)
{
	FIELD(f, m, select);
	FIELD(f, m, from);
	FIELD(f, m, shift);
	FIELD(f, m, first);
	FIELD(f, m, count);
}

static void emit_subcall(FILE *f, const struct desc_subcall *s)
{
	FIELD(f, s, number);
	FIELD(f, s, call);
	FIELD(f, s, name);
	FIELD(f, s, classes);
	FIELD(f, s, nargs);
}

static void emit_sysent(FILE *f, const struct desc_sysent *s)
{
	FIELD(f, s, name);
	FIELD(f, s, call);
	FIELD(f, s, classes);
	FIELD(f, s, nargs);
}

static void emit_abis(struct gen *g, FILE *f)
{
	for (int i = 0; i < ABI_COUNT; i++)
		ARRAY(f, "struct desc_sysent", i == ABI_X86_64 ? "sysents_x86_64" : "sysents_i386",
		      &g->out.sysents[i], emit_sysent);
	fputs("const struct desc_sysent *const desc_sysents[ABI_COUNT] = { sysents_x86_64, sysents_i386 };\n",
	      f);
	fprintf(f, "const uint32_t desc_sysent_count[ABI_COUNT] = { %u, %u };\n", g->out.sysents[0].n,
		g->out.sysents[1].n);
	fputs("const struct abi_info abi_info[ABI_COUNT] = {\n", f);
	for (int i = 0; i < ABI_COUNT; i++) {
		const struct abi_info *a = &g->abis[i].info;
		const char *label = g->abis[i].label ? g->abis[i].label : "";

		fprintf(f, "{\"%s\",\"%s\",%u,%u,%u,%u,%u},\n", a->name, label, a->ptr, a->lng, a->klong,
			a->align8, a->pair);
	}
	fputs("};\n", f);
}

void emit_c(struct gen *g, FILE *f)
{
	struct output *out = &g->out;

	fputs("/* Made by strobe-gen from syscalls/; not to be edited. */\n#include \"desc.h\"\n\n", f);
	emit_strings(out, f);
	emit_tables(out, f);
	emit_code(out, f);
	ARRAY(f, "struct desc_type", "desc_types", &out->types, emit_type);
	ARRAY(f, "struct desc_member", "desc_members", &out->members, emit_member);
	ARRAY(f, "struct desc_struct", "desc_structs", &out->structs, emit_struct);
	ARRAY(f, "struct desc_range", "desc_ranges", &out->ranges, emit_range);
	ARRAY(f, "struct desc_pattern", "desc_patterns", &out->patterns, emit_pattern);
	ARRAY(f, "struct desc_case", "desc_cases", &out->cases, emit_case);
	ARRAY(f, "struct desc_switch", "desc_switches", &out->switches, emit_switch);
	ARRAY(f, "struct desc_part", "desc_parts", &out->parts, emit_part);
	ARRAY(f, "struct desc_word", "desc_words", &out->words, emit_word);
	ARRAY(f, "struct desc_attrs", "desc_attrs", &out->attrs, emit_attrs);
	ARRAY(f, "struct desc_remark", "desc_remarks", &out->remarks, emit_remark);
	ARRAY(f, "struct desc_result", "desc_results", &out->results, emit_result);
	ARRAY(f, "struct desc_call", "desc_calls", &out->calls, emit_call);
	ARRAY(f, "struct desc_multiplex", "desc_multiplexes", &out->multiplexes, emit_multiplex);
	ARRAY(f, "struct desc_subcall", "desc_subcalls", &out->subcalls, emit_subcall);
	emit_abis(g, f);
}
