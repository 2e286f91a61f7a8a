/*
 * Names of numbers: constants and flags in three styles (parts 6.1 and 6.2 of syscalls/README.md).
 */
#include "render.h"

/* Tables to be tried for one place: the one, or those of an `any(…)`. */
const uint32_t *tables_of(const uint32_t *table)
{
	const struct desc_table *t = &desc_tables[*table];
	return t->also ? &desc_lists[t->also] : table;
}

static const struct desc_const *find(const struct desc_table *t, uint64_t number)
{
	uint32_t low = 0, high = t->count;
	number = cut(number, t->size);
	if (t->flags & TABLE_FLAGS) { /* in written order */
		for (uint32_t i = 0; i < high; i++)
			if (cut(t->consts[i].value, t->size) == number)
				return &t->consts[i];
		return NULL;
	}
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (cut(t->consts[middle].value, t->size) < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->count && cut(t->consts[low].value, t->size) == number ? &t->consts[low] : NULL;
}

const struct desc_const *const_find(uint32_t table, uint64_t number)
{
	const uint32_t one[2] = { table, 0 };
	for (const uint32_t *t = tables_of(one); *t; t++) {
		const struct desc_const *c = find(&desc_tables[*t], number);
		if (c)
			return c;
	}
	return NULL;
}

const char *const_name(uint32_t table, uint64_t number)
{
	const struct desc_const *c = const_find(table, number);
	return c ? desc_str(c->str) : NULL;
}

/* What an `any(…)` does not say itself, the first of its tables says. */
static const struct desc_table *leader(uint32_t table)
{
	const struct desc_table *t = &desc_tables[table];
	return t->also && !t->label ? &desc_tables[desc_lists[t->also]] : t;
}

bool table_is_flags(uint32_t table)
{
	const uint32_t one[2] = { table, 0 };
	return desc_tables[*tables_of(one)].flags & TABLE_FLAGS;
}

bool table_is_signed(uint32_t table)
{
	return leader(table)->format == 'd';
}

static bool labelled(const struct desc_table *t)
{
	return t->label && !(t->flags & TABLE_UNLABELLED);
}

bool table_speaks(uint32_t table, uint64_t number)
{
	return labelled(leader(table)) || const_find(table, number) || (table_is_flags(table) && number);
}

static void put_number(struct output *out, const struct desc_table *t, uint64_t number, unsigned size)
{
	number = cut(number, size);
	if (t->format == 'd')
		put_signed(out, with_sign(number, size));
	else if (t->format == 'u')
		put_unsigned(out, number);
	else
		put_hex(out, number);
}

static void put_label(struct output *out, const struct desc_table *t)
{
	if (!labelled(t))
		return;
	put_literal(out, " /* ");
	put_string(out, desc_str(t->label));
	put_literal(out, " */");
}

static void put_name(struct output *out, const struct desc_const *c)
{
	put_text(out, desc_str(c->str), c->len);
}

void render_const(struct render *r, uint32_t table, uint64_t number, unsigned size, enum xlat_style style)
{
	const struct desc_table *t = leader(table);
	const struct desc_const *c = const_find(table, cut(number, size));
	if (t->flags & TABLE_VERBOSE && style == XLAT_ABBREV)
		style = XLAT_VERBOSE;
	if (c && style == XLAT_ABBREV) {
		put_name(r->out, c);
		return;
	}
	put_number(r->out, t, number, size);
	if (style == XLAT_RAW)
		return;
	if (!c) {
		put_tail(r);
		put_label(r->out, t);
		return;
	}
	put_literal(r->out, " /* ");
	put_name(r->out, c);
	put_literal(r->out, " */");
}

/* The next name that is in rest; composites stand first in a table, so order decides. */
const struct desc_const *next_flag(const uint32_t **tables, uint32_t *from, uint64_t rest)
{
	for (; **tables; ++*tables, *from = 0) {
		const struct desc_table *t = &desc_tables[**tables];
		for (uint32_t i = *from; i < t->count; i++) {
			uint64_t v = cut(t->consts[i].value, t->size);
			if (v && (rest & v) == v) {
				*from = i + 1;
				return &t->consts[i];
			}
		}
	}
	return NULL;
}

static void put_flag_names(struct render *r, const uint32_t *tables, uint64_t rest)
{
	const struct desc_const *c;
	uint32_t from = 0;
	const uint32_t *at = tables;
	const char *bar = "";
	c = next_flag(&at, &from, rest);
	for (; c; c = rest ? next_flag(&at, &from, rest) : NULL) {
		put_text(r->out, bar, *bar != 0);
		put_name(r->out, c);
		rest &= ~cut(c->value, desc_tables[*at].size);
		bar = "|";
	}
	if (rest) {
		put_text(r->out, bar, 1);
		put_hex(r->out, rest);
	}
}

static void render_no_flags(struct render *r, uint32_t table, const struct desc_table *t,
			    enum xlat_style style)
{
	const struct desc_const *zero = const_find(table, 0);
	if (!zero) {
		if (labelled(t))
			put_char(r->out, '0');
	} else if (style == XLAT_RAW && !labelled(t)) {
		/* nothing, though it has a name: statx's |0x900 */
	} else if (style == XLAT_ABBREV) {
		put_name(r->out, zero);
	} else {
		put_char(r->out, '0');
		if (style == XLAT_VERBOSE) {
			put_literal(r->out, " /* ");
			put_name(r->out, zero);
			put_literal(r->out, " */");
		}
	}
}

void render_flags(struct render *r, uint32_t table, uint64_t number, unsigned size, enum xlat_style style)
{
	const uint32_t one[2] = { table, 0 };
	if (cut(number, size))
		render_flags_of(r, tables_of(one), number, size, style);
	else
		render_no_flags(r, table, leader(table), style);
}

void render_flags_of(struct render *r, const uint32_t *tables, uint64_t number, unsigned size,
		     enum xlat_style style)
{
	const struct desc_table *t = &desc_tables[*tables];
	const uint32_t *at = tables;
	const struct desc_const *first;
	uint32_t from = 0;
	number = cut(number, size);
	if (!number) {
		render_no_flags(r, *tables, t, style);
		return;
	}
	first = next_flag(&at, &from, number);
	if (first && style == XLAT_ABBREV && !(t->flags & TABLE_VERBOSE)) {
		put_flag_names(r, tables, number);
		return;
	}
	put_number(r->out, t, number, size);
	if (style == XLAT_RAW)
		return;
	if (!first) {
		put_label(r->out, t);
		return;
	}
	put_literal(r->out, " /* ");
	put_flag_names(r, tables, number);
	put_literal(r->out, " */");
}
