/*
 * Constants and flags by name: part 6 of syscalls/README.md.
 */
#include "render.h"

static uint64_t cut(uint64_t value, uint8_t size)
{
	return size && size < 8 ? value & ((1ull << size * 8) - 1) : value;
}

static const struct desc_const *find_one(const struct desc_table *t, uint64_t value)
{
	if (t->flags & TABLE_FLAGS) {
		for (uint32_t i = 0; i < t->count; i++)
			if (t->consts[i].value == value)
				return &t->consts[i];
		return NULL;
	}
	uint32_t low = 0, high = t->count;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (cut(t->consts[mid].value, t->size) < value)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->count && cut(t->consts[low].value, t->size) == value ? &t->consts[low] : NULL;
}

const struct desc_const *table_find(uint32_t table, uint64_t value, uint8_t size)
{
	const struct desc_table *t = &desc_tables[table];
	const struct desc_const *c = NULL;
	if (!t->also)
		return find_one(t, cut(value, t->size < size || !size ? t->size : size));
	for (const uint32_t *i = &desc_lists[t->also]; *i && !c; i++)
		c = table_find(*i, value, size);
	return c;
}

const char *const_name(uint32_t table, uint64_t value, size_t *len)
{
	const struct desc_const *c = table_find(table, value, 8);
	if (!c)
		return NULL;
	*len = c->len;
	return desc_str(c->str);
}

static const struct desc_table *first_of(uint32_t table)
{
	const struct desc_table *t = &desc_tables[table];
	return t->also ? &desc_tables[desc_lists[t->also]] : t;
}

static void put_number(struct output *o, const struct desc_table *t, uint64_t value, uint8_t size)
{
	if (t->format == 'd')
		put_decimal(o, size == 4 ? (int32_t) value : (int64_t) value);
	else if (t->format == 'u' || !value)
		put_unsigned(o, value);
	else
		put_hex(o, value);
}

static void comment_open(struct output *o)
{
	put_text(o, " /* ", 4);
}

static void comment_close(struct output *o)
{
	put_text(o, " */", 3);
}

void render_const(struct output *o, uint32_t table, uint64_t value, uint8_t size, enum xlat_style xlat)
{
	const struct desc_table *t = first_of(table);
	const struct desc_const *c = table_find(table, value, size);
	value = cut(value, size);
	if (c && xlat == XLAT_ABBREV && !(t->flags & TABLE_VERBOSE)) {
		put_text(o, desc_str(c->str), c->len);
		return;
	}
	put_number(o, t, value, size);
	if (xlat == XLAT_RAW || (!c && !t->label))
		return;
	comment_open(o);
	if (c)
		put_text(o, desc_str(c->str), c->len);
	else
		put_string(o, desc_str(t->label));
	comment_close(o);
}

static uint64_t put_names(struct output *o, const struct desc_table *t, uint64_t rest, bool *any)
{
	for (uint32_t i = 0; i < t->count && rest; i++) {
		const struct desc_const *c = &t->consts[i];
		if (!c->value || (rest & c->value) != c->value)
			continue;
		if (*any)
			put_char(o, '|');
		put_text(o, desc_str(c->str), c->len);
		rest &= ~c->value;
		*any = true;
	}
	return rest;
}

static uint64_t put_all_names(struct output *o, uint32_t table, uint64_t rest, bool *any)
{
	const struct desc_table *t = &desc_tables[table];
	if (!t->also)
		return put_names(o, t, rest, any);
	for (const uint32_t *i = &desc_lists[t->also]; *i; i++)
		rest = put_all_names(o, *i, rest, any);
	return rest;
}

static bool some_known(uint32_t table, uint64_t value)
{
	const struct desc_table *t = &desc_tables[table];
	if (t->also) {
		for (const uint32_t *i = &desc_lists[t->also]; *i; i++)
			if (some_known(*i, value))
				return true;
		return false;
	}
	for (uint32_t i = 0; i < t->count; i++)
		if (t->consts[i].value && (value & t->consts[i].value) == t->consts[i].value)
			return true;
	return false;
}

static void flags_zero(struct output *o, uint32_t table, enum xlat_style xlat)
{
	const struct desc_table *t = first_of(table);
	const struct desc_const *zero = t->flags & TABLE_HAS_ZERO ? table_find(table, 0, 8) : NULL;
	if (!zero) {
		if (t->label)
			put_char(o, '0');
		return;
	}
	if (xlat != XLAT_ABBREV)
		put_char(o, '0');
	if (xlat == XLAT_RAW)
		return;
	if (xlat == XLAT_VERBOSE)
		comment_open(o);
	put_text(o, desc_str(zero->str), zero->len);
	if (xlat == XLAT_VERBOSE)
		comment_close(o);
}

void render_flags(struct output *o, uint32_t table, uint64_t value, uint8_t size, enum xlat_style xlat)
{
	const struct desc_table *t = first_of(table);
	bool any = false, known;
	value = cut(value, size);
	if (!value) {
		flags_zero(o, table, xlat);
		return;
	}
	known = some_known(table, value);
	if (xlat != XLAT_ABBREV || !known)
		put_hex(o, value);
	if (xlat == XLAT_RAW || (!known && !t->label))
		return;
	if (xlat == XLAT_VERBOSE || !known)
		comment_open(o);
	if (known) {
		uint64_t rest = put_all_names(o, table, value, &any);
		if (rest) {
			put_char(o, '|');
			put_hex(o, rest);
		}
	} else {
		put_string(o, desc_str(t->label));
	}
	if (xlat == XLAT_VERBOSE || !known)
		comment_close(o);
}
