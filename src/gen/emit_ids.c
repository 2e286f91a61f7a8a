/*
 * emit_ids.c: what of the description C code may ask for by name: desc_ids.h; and the layouts and constants
 * as lines for the tests that hold them against the system's headers.
 */
#include "gen.h"

static void count(FILE *f, const char *what, uint32_t n)
{
	fprintf(f, "\tDESC_%s_COUNT = %u,\n", what, n);
}

static uint32_t hooks_used(const struct output *out)
{
	uint32_t n = 0;

	for (int i = HOOK_none + 1; i < HOOK_COUNT; i++)
		n += out->hook_used[i];
	return n;
}

static void emit_counts(struct output *out, FILE *f)
{
	fputs("/* Elements of each array, the filler at 0 counted in. */\nenum {\n", f);
	count(f, "NAME", out->names.n);
	count(f, "TABLE", out->tables.n);
	count(f, "LIST", out->lists.n);
	count(f, "CODE", out->code.n);
	count(f, "TYPE", out->types.n);
	count(f, "MEMBER", out->members.n);
	count(f, "STRUCT", out->structs.n);
	count(f, "RANGE", out->ranges.n);
	count(f, "PATTERN", out->patterns.n);
	count(f, "CASE", out->cases.n);
	count(f, "SWITCH", out->switches.n);
	count(f, "PART", out->parts.n);
	count(f, "WORD", out->words.n);
	count(f, "ATTRS", out->attrs.n);
	count(f, "REMARK", out->remarks.n);
	count(f, "RESULT", out->results.n);
	count(f, "CALL", out->calls.n);
	count(f, "MULTIPLEX", out->multiplexes.n);
	count(f, "SUBCALL", out->subcalls.n);
	count(f, "HOOK", hooks_used(out));
	fputs("};\n", f);
}

void emit_ids(struct gen *g, FILE *f)
{
	fputs("/* Made by strobe-gen from syscalls/; not to be edited. */\n", f);
	fputs("#ifndef STROBE_DESC_IDS_H\n#define STROBE_DESC_IDS_H\n\nenum {\n", f);
	for (uint32_t i = 0; i < g->tables.n; i++)
		fprintf(f, "\tTABLE_ID_%s = %u,\n", g->tables.v[i]->name, g->tables.v[i]->index);
	for (uint32_t i = 0; i < g->words.n; i++)
		fprintf(f, "\tWORD_ID_%s = %u,\n", g->words.v[i]->name, g->words.v[i]->index);
	for (uint32_t i = 0; i < g->records.n; i++)
		fprintf(f, "\tSTRUCT_ID_%s = %u,\n", g->records.v[i]->name, g->records.v[i]->index);
	for (uint32_t i = 0; i < g->calls.n; i++)
		fprintf(f, "\tCALL_ID_%s = %u,\n", g->calls.v[i]->name, g->calls.v[i]->index);
	fputs("};\n\n", f);
	emit_counts(&g->out, f);
	fputs("\n#endif\n", f);
}

/* ---- lines of tabs ---- */

static void emit_members(const struct record *r, const struct elems *list, FILE *f)
{
	for (uint32_t i = 0; i < list->list.n; i++) {
		const struct elem *e = list->list.v[i];

		if (e->group)
			emit_members(r, e->group, f);
		for (uint32_t j = 0; e->choice && j < e->choice->cases.n; j++)
			if (e->choice->cases.v[j]->elems)
				emit_members(r, e->choice->cases.v[j]->elems, f);
		if (e->form != M_FIELD)
			continue;
		fprintf(f, "%s\t%s\t%s\t%u\t%u\t%u\t%u", e->bit_width ? "bits" : "member", r->name, e->ident,
			e->off[0], e->off[1], e->size[0], e->size[1]);
		if (e->bit_width)
			fprintf(f, "\t%u\t%u", e->bit_off, e->bit_width);
		fputc('\n', f);
	}
}

void emit_layout(struct gen *g, FILE *f)
{
	for (uint32_t i = 0; i < g->records.n; i++) {
		const struct record *r = g->records.v[i];
		const char *what = r->layout.open ? "open" : "struct";

		fprintf(f, "%s\t%s\t\t%u\t%u\t%u\t%u\n", what, r->name, r->layout.align[0],
			r->layout.align[1], r->layout.size[0], r->layout.size[1]);
		emit_members(r, r->frame.top, f);
	}
	for (uint32_t i = 0; i < g->tables.n; i++)
		for (uint32_t j = 0; j < g->tables.v[i]->entries.n; j++) {
			const struct entry *e = g->tables.v[i]->entries.v[j];

			fprintf(f, "const\t%s\t%s\t%#llx\n", g->tables.v[i]->name, e->name,
				(unsigned long long)e->num);
		}
}
