/*
 * lower_table.c: what a number is looked up in: tables of constants, words made of parts, sets of attributes.
 */
#include "gen.h"
#include <stdlib.h>

static uint64_t cut(uint64_t value, unsigned size)
{
	return size && size < 8 ? value & ((1ull << size * 8) - 1) : value;
}

static unsigned carrier_size(struct gen *g, struct type *carrier)
{
	struct width w = type_width(g, carrier);
	unsigned most = 0;

	for (int i = 0; i < ABI_COUNT; i++)
		if (w.size[i] > most)
			most = w.size[i];
	if (!most)
		error_at(carrier->at, "expected an integer type, found '%s'", carrier->name);
	return most;
}

struct sortable {
	struct desc_const c;
	uint32_t order;
};

static int by_value(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;

	if (x->c.value != y->c.value)
		return x->c.value < y->c.value ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void lower_table(struct gen *g, struct table *table)
{
	struct output *out = &g->out;
	struct desc_table *t = &out->tables.v[table->index];
	struct sortable *sorted = alloc((table->entries.n + 1) * sizeof *sorted);

	t->ident = string_index(g, table->name);
	t->label = string_index(g, table->options.label);
	t->flags = (table->flags ? TABLE_FLAGS : 0) | (t->label ? 0 : TABLE_UNLABELLED) |
		   (table->options.verbose ? TABLE_VERBOSE : 0);
	t->format = table->options.format;
	t->size = carrier_size(g, table->carrier);
	t->count = table->entries.n;
	for (uint32_t i = 0; i < table->entries.n; i++) {
		struct entry *e = table->entries.v[i];
		const char *shown = e->shown ? e->shown : e->name;

		sorted[i].c =
			(struct desc_const){ cut(e->num, t->size), string_index(g, shown), strlen(shown) };
		sorted[i].order = i;
		if (table->flags && !sorted[i].c.value)
			t->flags |= TABLE_HAS_ZERO;
	}
	if (!table->flags)
		qsort(sorted, table->entries.n, sizeof *sorted, by_value);
	out->table_consts.v[table->index] = out->consts.n;
	for (uint32_t i = 0; i < table->entries.n; i++)
		push(&out->consts, sorted[i].c);
}

/* ---- words ---- */

static uint64_t lower_mask(struct gen *g, struct part *part, uint64_t *taken, unsigned size)
{
	uint64_t mask;

	if (part->flags & PART_REST)
		return 0;
	mask = fold_const(g, part->mask);
	if (!mask || cut(mask, size) != mask)
		error_at(part->at, "expected a mask within the %u bits of the word", size * 8);
	*taken |= mask;
	return mask;
}

void lower_word(struct gen *g, struct word *word)
{
	struct output *out = &g->out;
	struct desc_word w = { .each = word->each, .format = word->options.format, .count = word->parts.n };
	unsigned size = carrier_size(g, word->carrier);
	struct type carrier = *word->carrier;
	struct ctx cx = { .self_type = &carrier };
	VEC(struct desc_part) parts = { 0 };
	uint64_t taken = 0;

	w.ident = string_index(g, word->name);
	for (uint32_t i = 0; i < word->parts.n; i++) {
		struct part *part = &word->parts.v[i];
		struct desc_part p = { .flags = part->flags };

		p.mask = lower_mask(g, part, &taken, size);
		p.shift = part->shift ? fold_const(g, part->shift) : 0;
		p.type = lower_type(g, &cx, part->type);
		p.tail = string_index(g, part->tail);
		p.if_ = lower_expr(g, &cx, part->if_);
		push(&parts, p);
	}
	w.first = out->parts.n;
	for (uint32_t i = 0; i < parts.n; i++) {
		if (parts.v[i].flags & PART_REST)
			parts.v[i].mask = cut(~taken, size);
		push(&out->parts, parts.v[i]);
	}
	out->words.v[word->index] = w;
}

/* ---- netlink attributes ---- */

/* The attribute's type is what the decoder calls self. */
static struct expr *attribute_type(struct place at)
{
	struct expr *e = alloc(sizeof *e);

	e->op = E_NAME;
	e->at = at;
	e->name = name_of("self");
	return e;
}

void lower_attrs(struct gen *g, struct attrs *attrs)
{
	struct desc_attrs d = { .ident = string_index(g, attrs->name) };
	struct elems *no_elems = alloc(sizeof *no_elems);
	struct ctx cx = { .scope = no_elems };

	no_elems->frame = &attrs->frame;
	attrs->frame.top = no_elems;
	if (attrs->types)
		d.types = table_for(g, attrs->types, attrs->at);
	if (d.types && attrs->options.label) {	/* the table under another label */
		struct desc_table t = g->out.tables.v[d.types];

		t.label = string_index(g, attrs->options.label);
		t.flags &= ~TABLE_UNLABELLED;
		push(&g->out.table_consts, g->out.table_consts.v[d.types]);
		d.types = push(&g->out.tables, t);
	}
	push(&attrs->choice->exprs, attribute_type(attrs->at));
	d.sw = lower_switch(g, &cx, attrs->choice);
	g->out.attrs.v[attrs->index] = d;
}
