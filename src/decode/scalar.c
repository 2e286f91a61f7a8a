/*
 * Single values: integers and what they mean, words made of parts, strings, bytes, bit sets.
 */
#include "decoder.h"
#include <string.h>

void put_address(struct decoder *d, uint16_t name, uint64_t address, enum addr_why why)
{
	tape_add(d->tape,
		 (struct value){
			 .kind = V_ADDR, .name = name, .num = address, .aux = address ? why : ADDR_NULL });
}

static bool table_has(uint32_t table, uint64_t value)
{
	const struct desc_table *t = &desc_tables[table];
	if (t->also) {
		for (const uint32_t *i = &desc_lists[t->also]; *i; i++)
			if (table_has(*i, value))
				return true;
		return false;
	}
	if (t->size && t->size < 8) /* constants are kept cut to the table's carrier */
		value &= (1ull << t->size * 8) - 1;
	for (uint32_t i = 0; i < t->count; i++)
		if (t->consts[i].value == value)
			return true;
	return false;
}

static bool is_flags(const struct desc_table *t)
{
	if (t->also)
		return is_flags(&desc_tables[desc_lists[t->also]]);
	return t->flags & TABLE_FLAGS;
}

static uint8_t radix_of(const struct desc_type *t)
{
	switch (t->kind) {
	case KIND_x:
	case KIND_hex: return 'x';
	case KIND_x0: return '0';
	case KIND_octal: return 'o';
	case KIND_d: return 'd';
	case KIND_u: return 'u';
	case KIND_none: return t->flags & TYPE_SIGNED ? 'd' : 'u';
	}
	return 0;
}

void put_integer(struct decoder *d, const struct desc_type *t, uint16_t name, uint64_t value, uint8_t flags)
{
	struct value v = { .name = name, .num = value, .flags = flags, .size = t->size[d->abi] };
	uint8_t radix;
	if (t->flags & TYPE_SIGNED)
		v.flags |= VF_SIGNED;
	if (t->kind == KIND_htons && !(t->flags & TYPE_BIG_ENDIAN))	/* an int that holds htons(protocol) */
		v.num = __builtin_bswap16(value);
	/* A table before a kind (`any(sa_handlers, addr)`) gives the names it has; htons' table is its operand. */
	bool named = t->kind == KIND_none || t->kind == KIND_x || (t->kind != KIND_htons && table_has(t->a, value));
	if (t->a && named) {
		v.kind = is_flags(&desc_tables[t->a]) ? V_FLAGS : V_CONST;
		v.desc = t->a;
	} else if (t->kind == KIND_addr) {
		v.kind = V_ADDR;
		v.aux = value ? ADDR_PLAIN : ADDR_NULL;
	} else if (t->kind == KIND_sigset) {
		put_sigset(d, name, (const uint8_t *)&value, t->size[d->abi]);
		return;
	} else if ((radix = radix_of(t))) {
		v.kind = V_INT;
		v.aux = radix;
	} else {
		v.kind = V_KIND;
		v.desc = t->kind;
		if (t->operand[0]) {
			v.aux = expr_value(d, t->operand[0]);
			if (t->operand[1])
				v.aux = (uint32_t)v.aux | expr_value(d, t->operand[1]) << 32;
			v.flags |= VF_OPERAND;
		} else if (t->a) {
			v.aux = t->a; /* htons(table) */
			v.flags |= VF_OPERAND;
		}
	}
	tape_add(d->tape, v);
}

/* ---- words ---- */

static uint64_t rest_mask(const struct desc_word *w)
{
	uint64_t mask = 0;
	for (uint32_t i = w->first; i < w->first + w->count; i++)
		if (!(desc_parts[i].flags & PART_REST))
			mask |= desc_parts[i].mask;
	return ~mask;
}

void put_word(struct decoder *d, const struct desc_type *t, uint16_t name, uint64_t value)
{
	const struct desc_word *w = &desc_words[t->a];
	uint64_t outer = d->self;
	bool other = false; /* is there a part that is no filler? */
	uint32_t begin = tape_begin(
		d->tape,
		(struct value){
			.kind = V_WORD, .name = name, .num = value, .desc = t->a, .size = t->size[d->abi] });
	for (uint32_t i = w->first; i < w->first + w->count; i++) {
		const struct desc_part *p = &desc_parts[i];
		uint64_t mask = p->flags & PART_REST ? rest_mask(w) : p->mask;
		other |= p->flags & PART_ALWAYS || (!(p->flags & PART_FILLER) && value & mask);
	}
	for (uint32_t i = w->first; i < w->first + w->count; i++) {
		const struct desc_part *p = &desc_parts[i];
		uint64_t part = (value & (p->flags & PART_REST ? rest_mask(w) : p->mask)) >> p->shift;
		d->self = value;
		if (p->if_ && !expr_value(d, p->if_))
			continue;
		if (!part && !(p->flags & PART_ALWAYS) && !(p->flags & PART_FILLER && !other))
			continue;
		const struct desc_type *pt = &desc_types[p->type];
		d->self = part;
		if (pt->op == T_CALL)
			put_call(d, pt, 0, part);
		else if (pt->op == T_WORD)
			put_word(d, pt, 0, part);
		else
			put_integer(d, pt, 0, part, w->each ? 0 : VF_ABBREV);
		if (p->tail)
			tape_add(d->tape, (struct value){ .kind = V_TAIL, .desc = p->tail });
	}
	d->self = outer;
	tape_end(d->tape, begin);
}

void put_call(struct decoder *d, const struct desc_type *t, uint16_t name, uint64_t value)
{
	const struct desc_struct *s = &desc_structs[t->a];
	struct frame f = { .up = d->frame, .s = s, .first = s->first, .count = s->count, .number = &value };
	uint64_t outer = d->self;
	uint32_t begin =
		tape_begin(d->tape, (struct value){ .kind = V_CALL, .name = name, .desc = s->ident });
	d->frame = &f;
	for (uint32_t i = s->first; i < s->first + s->count; i++) {
		d->self = value;
		put_member(d, &desc_members[i]);
	}
	d->frame = f.up;
	d->self = outer;
	tape_end(d->tape, begin);
}

/* ---- sets of bits ---- */

static bool bit_at(const uint8_t *bytes, uint64_t i)
{
	return bytes[i / 8] >> i % 8 & 1;
}

void put_sigset(struct decoder *d, uint16_t name, const uint8_t *bytes, size_t size)
{
	unsigned bits = size * 8, set = 0;
	for (unsigned i = 0; i < bits; i++)
		set += bit_at(bytes, i);
	bool inverted = set >= bits * 2 / 3;
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_BITS,
							     .name = name,
							     .desc = KIND_sigset,
							     .num = bits,
							     .flags = inverted ? VF_INVERTED : 0 });
	for (unsigned i = 0; i < bits; i++)
		if (bit_at(bytes, i) != inverted)
			tape_add(d->tape,
				 (struct value){
					 .kind = V_KIND, .desc = KIND_signal, .num = i + 1, .size = 4 });
	tape_end(d->tape, begin);
}

static void put_bit(struct decoder *d, const struct desc_type *t, uint64_t i)
{
	if (t->a)
		tape_add(d->tape, (struct value){ .kind = V_CONST, .desc = t->a, .num = i, .size = 4 });
	else if (t->kind != KIND_none && t->kind != KIND_u && t->kind != KIND_d)
		tape_add(d->tape,
			 (struct value){
				 .kind = V_KIND, .desc = t->kind, .num = i, .size = 4, .flags = VF_SIGNED });
	else
		tape_add(d->tape, (struct value){ .kind = V_INT, .num = i, .aux = 'u', .size = 4 });
}

bool put_bits(struct decoder *d, const struct desc_type *t, uint16_t name, struct place p)
{
	enum { SHORT_FORM = 4 }; /* names shown of a set that has names */
	int64_t want = expr_value(d, t->e1);
	uint64_t bits = want < 0 ? 0 : want > BITS_MAX ? BITS_MAX : want;
	unsigned lng = abi_info[d->abi].lng;
	unsigned shown = 0;
	size_t size = (bits + 8 * lng - 1) / (8 * lng) * lng; /* the kernel copies whole longs */
	if (!place_read(d, &p, size))
		return false;
	uint32_t begin = tape_begin(
		d->tape, (struct value){ .kind = V_BITS, .name = name, .num = bits, .desc = t->kind });
	for (uint64_t i = 0; i < bits; i++) {
		if (!bit_at(p.bytes, i))
			continue;
		if (t->a && d->call->brief && shown++ == SHORT_FORM) {
			tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = CUT_BRIEF });
			break;
		}
		put_bit(d, t, i);
	}
	tape_end(d->tape, begin);
	return true;
}

/* ---- bytes and strings ---- */

bool place_read(struct decoder *d, struct place *p, size_t size)
{
	if (!p->bytes)
		p->bytes = memory_get(d, p->address, size);
	return p->bytes != NULL;
}

static uint64_t bytes_wanted(struct decoder *d, const struct desc_type *t)
{
	switch (t->extent) {
	case EXTENT_REST: return d->granted == NO_LIMIT ? 0 : d->granted;
	case EXTENT_BUDGET: {
		uint64_t want = expr_value(d, t->e1);
		uint64_t got = want < d->budget ? want : d->budget;
		if (d->budget != NO_LIMIT)
			d->budget -= got;
		return got;
	}
	default: return expr_value(d, t->e1); /* a size_t of -1 is a great size */
	}
}

static bool limited(const struct desc_type *t, const struct desc_member *m)
{
	if (t->flags & (TYPE_FULL_LIMIT | TYPE_MEMBER_CHARS) || (m && m->flags & MEMBER_FULL))
		return false;
	return t->kind == KIND_none || t->kind == KIND_bytes || t->kind == KIND_bytes_hex ||
	       t->kind == KIND_hex || t->kind == KIND_drop0 || t->kind == KIND_str0 || t->kind == KIND_x;
}

static enum kind bytes_kind(const struct desc_type *t)
{
	if (t->kind == KIND_none)
		return t->flags & TYPE_MEMBER_CHARS ? KIND_text : KIND_bytes;
	return t->kind == KIND_hex || t->kind == KIND_x ? KIND_bytes_hex : t->kind;
}

/* char[N]: a string that need not be terminated. */
static void put_chars(struct decoder *d, uint16_t name, const uint8_t *bytes, size_t size)
{
	size_t n = strnlen((const char *)bytes, size);
	tape_add_bytes(
		d->tape,
		(struct value){ .kind = V_STR, .name = name, .flags = n < size ? VF_TERMINATED : VF_CUT },
		bytes, n);
}

bool put_bytes(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
	       struct place p)
{
	uint64_t want = bytes_wanted(d, t);
	bool limit = limited(t, m);
	if (t->kind == KIND_sigset && (want < abi_info[d->abi].lng || want > 8))
		return false;
	uint64_t size = limit && want > d->options->string_limit ? d->options->string_limit : want;
	if (size > READ_MAX)
		size = READ_MAX;
	if (p.in_register)
		return false;
	if (size && !place_read(d, &p, size))
		return false;
	if (t->flags & TYPE_MEMBER_CHARS) {
		put_chars(d, name, p.bytes, size);
		return true;
	}
	if (t->kind == KIND_sigset) {
		put_sigset(d, name, p.bytes, size);
		return true;
	}
	struct value v = { .kind = V_BYTES, .name = name, .desc = bytes_kind(t), .aux = want };
	if (size < want)
		v.flags |= VF_CUT;
	/* The operand (hwaddr's type) has no room in the node: it precedes the bytes in the pool. */
	if (t->operand[0]) {
		uint32_t operand = expr_value(d, t->operand[0]);
		uint8_t *joined = size <= 4096 ? memory_alloc(d->memory, size + sizeof operand) : NULL;
		if (!joined)
			return false;
		memcpy(joined, &operand, sizeof operand);
		memcpy(joined + sizeof operand, p.bytes, size);
		v.flags |= VF_OPERAND;
		tape_add_bytes(d->tape, v, joined, size + sizeof operand);
	} else {
		tape_add_bytes(d->tape, v, p.bytes, size);
	}
	return true;
}

static void keep_string(struct decoder *d, uint32_t ident, const uint8_t *bytes, size_t n)
{
	unsigned count = sizeof d->kept / sizeof d->kept[0];
	struct kept_string *k = &d->kept[d->kept_count < count ? d->kept_count++ : count - 1];
	k->ident = ident;
	if (n >= sizeof k->text)
		n = sizeof k->text - 1;
	memcpy(k->text, bytes, n);
	k->text[n] = 0;
}

/* Reads a string of at most limit bytes, its NUL not counted, piece by piece. Returns its bytes, *len of them; NULL when it
   runs into what cannot be read. */
static const uint8_t *string_read(struct decoder *d, uint64_t address, size_t limit, size_t *len,
				  bool *terminated)
{
	enum { PIECE = 256, PAGE = 4096 };
	uint8_t *joined = NULL;
	size_t have = 0;
	*terminated = false;
	while (have <= limit) {
		size_t want = have ? PAGE - (address + have) % PAGE
				   : PIECE; /* a second look goes to the page's end */
		if (want > limit + 1 - have)
			want = limit + 1 - have;
		size_t got;
		const uint8_t *piece = memory_prefix(d, address + have, want, &got);
		const uint8_t *nul = got ? memchr(piece, 0, got) : NULL;
		size_t n = nul ? (size_t)(nul - piece) : got;
		*terminated = nul != NULL;
		if (!have && (nul || got > limit)) { /* the usual: all of it in one piece */
			*len = n > limit ? limit : n;
			return piece;
		}
		if (!nul && got < want)
			return NULL;
		if (!joined && !(joined = memory_alloc(d->memory, limit + 1)))
			return NULL;
		memcpy(joined + have, piece, n);
		have += n;
		if (nul)
			break;
	}
	*len = have > limit ? limit : have;
	return joined;
}

bool put_cstr(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
	      struct place p)
{
	uint64_t limit = d->options->string_limit, n = t->e1 ? expr_value(d, t->e1) : NO_LIMIT;
	if (t->flags & TYPE_PATH)
		limit = PATH_LIMIT - 1;
	if (n < limit)
		limit = n;
	if (d->granted < limit)
		limit = d->granted;
	if (limit > READ_MAX)
		limit = READ_MAX;
	size_t len = 0;
	bool terminated;
	if (p.in_register)
		return false;
	const uint8_t *bytes = string_read(d, p.address, limit, &len, &terminated);
	if (!bytes)
		return false;
	if (len == n)	/* cstr(N): the kernel looks no further */
		terminated = false;
	if (m && m->flags & MEMBER_SET)
		keep_string(d, m->set, bytes, len);
	tape_add_bytes(
		d->tape,
		(struct value){ .kind = V_STR, .name = name, .flags = terminated ? VF_TERMINATED : VF_CUT },
		bytes, len);
	return true;
}
