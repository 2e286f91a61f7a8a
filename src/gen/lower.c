/*
 * lower.c: the fifth pass: the checked and laid out tree becomes the arrays of desc.h. This file gives the
 * named things their indexes, in the order of the files, and runs the rest.
 */
#include "gen.h"

uint32_t string_index(struct gen *g, const char *text)
{
	struct output *out = &g->out;
	size_t len = text ? strlen(text) : 0;
	uint32_t at;

	if (!len)
		return 0;
	at = *map_add(&out->string_map, text, len, out->strings.n);
	if (at == out->strings.n)
		for (size_t i = 0; i <= len; i++)
			push(&out->strings, text[i]);
	return at;
}

uint16_t name_index(struct gen *g, const char *text)
{
	struct output *out = &g->out;
	size_t len = strlen(text);
	uint32_t at;

	if (!len)
		return 0;
	at = *map_add(&out->name_map, text, len, out->names.n);
	if (at == out->names.n)
		push(&out->names, (struct desc_name){ string_index(g, text), len });
	if (at > UINT16_MAX)
		die("more than %d different printed names", UINT16_MAX);
	return at;
}

/* Element 0 of every array means "none". */
static void add_fillers(struct output *out)
{
	push(&out->strings, 0);
	push(&out->names, (struct desc_name){ 0 });
	push(&out->consts, (struct desc_const){ 0 });
	push(&out->tables, (struct desc_table){ .flags = TABLE_UNLABELLED, .format = 'x' });
	push(&out->table_consts, 0);
	push(&out->lists, 0);
	push(&out->code, (union desc_cell){ .imm = 0 });	/* X_END */
	push(&out->code_is_imm, 0);
	push(&out->code_flags, 0);
	push(&out->types, (struct desc_type){ .op = T_VOID });
	push(&out->members, (struct desc_member){ 0 });
	push(&out->structs, (struct desc_struct){ 0 });
	push(&out->ranges, (struct desc_range){ 0 });
	push(&out->patterns, (struct desc_pattern){ 0 });
	push(&out->cases, (struct desc_case){ 0 });
	push(&out->switches, (struct desc_switch){ 0 });
	push(&out->parts, (struct desc_part){ 0 });
	push(&out->words, (struct desc_word){ 0 });
	push(&out->attrs, (struct desc_attrs){ 0 });
	push(&out->remarks, (struct desc_remark){ 0 });
	push(&out->results, (struct desc_result){ 0 });
	push(&out->calls, (struct desc_call){ 0 });
	push(&out->multiplexes, (struct desc_multiplex){ 0 });
	push(&out->subcalls, (struct desc_subcall){ 0 });
}

static void number_items(struct gen *g)
{
	struct output *out = &g->out;

	for (uint32_t i = 0; i < g->tables.n; i++) {
		g->tables.v[i]->index = push(&out->tables, (struct desc_table){ 0 });
		push(&out->table_consts, 0);
	}
	for (uint32_t i = 0; i < g->words.n; i++)
		g->words.v[i]->index = push(&out->words, (struct desc_word){ 0 });
	for (uint32_t i = 0; i < g->attrs.n; i++)
		g->attrs.v[i]->index = push(&out->attrs, (struct desc_attrs){ 0 });
	for (uint32_t i = 0; i < g->calls.n; i++)
		g->calls.v[i]->index = push(&out->calls, (struct desc_call){ 0 });
	for (uint32_t i = 0; i < g->records.n; i++)
		record_index(g, g->records.v[i]);
}

void lower(struct gen *g)
{
	add_fillers(&g->out);
	number_items(g);
	for (uint32_t i = 0; i < g->tables.n; i++)
		lower_table(g, g->tables.v[i]);
	for (uint32_t i = 0; i < g->words.n; i++)
		lower_word(g, g->words.v[i]);
	for (uint32_t i = 0; i < g->attrs.n; i++)
		lower_attrs(g, g->attrs.v[i]);
	lower_pending_records(g);
	for (uint32_t i = 0; i < g->calls.n; i++)
		lower_call(g, g->calls.v[i]);
	lower_pending_records(g);
	mark_entry_members(g);
	for (uint32_t i = 0; i < g->calls.n; i++)
		mark_phases(g, g->calls.v[i]);
	for (uint32_t i = 0; i < g->aliases.n; i++)	/* for its errors */
		if (!g->aliases.v[i]->used)
			lower_type(g, &(struct ctx){ 0 }, g->aliases.v[i]->type);
	lower_pending_records(g);
	lower_numbers(g);
}
