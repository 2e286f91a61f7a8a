/*
 * Several of a kind: arrays by count, until a zero, chains of records that bear their own length, netlink attributes.
 */
#include "decoder.h"
#include <string.h>

static uint64_t element_size(struct decoder *d, const struct desc_type *e)
{
	return e->mem_size[d->abi];
}

static void put_cut(struct decoder *d, enum cut_why why, uint64_t address)
{
	tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = why, .num = address });
}

static bool put_element(struct decoder *d, const struct desc_type *e, const struct desc_member *m, uint64_t i,
			uint16_t name, struct place p)
{
	/* An index must not be left alone when its element cannot be read. */
	uint64_t size = element_size(d, e);
	if (size && !place_read(d, &p, size))
		return false;
	if (m && m->index)
		tape_add(d->tape, (struct value){ .kind = V_INDEX, .num = i, .desc = m->index });
	uint64_t outer = d->index, self = d->self;
	d->index = i;
	if (p.bytes && size && size <= 8 &&
	    (e->op == T_INT || e->op == T_PTR || e->op == T_WORD || e->op == T_SWITCH))
		d->self = integer_load(e, d->abi, p.bytes);
	else
		d->self = p.address;
	bool done = put_type(d, e, NULL, name, p);
	d->index = outer;
	d->self = self;
	return done;
}

static uint64_t array_count(struct decoder *d, const struct desc_type *t, uint64_t size)
{
	switch (t->extent) {
	case EXTENT_REST: return d->granted == NO_LIMIT || !size ? 0 : d->granted / size;
	case EXTENT_UNTIL: return ELEMENTS_MAX;
	default: return expr_value(d, t->e1);
	}
}

static bool is_end(struct decoder *d, const struct desc_type *t, const struct desc_type *e, uint64_t address)
{
	if (t->extent != EXTENT_UNTIL)
		return false;
	const uint8_t *p = memory_get(d, address, element_size(d, e));
	return p && integer_load(e, d->abi, p) == expr_value(d, t->e1);
}

static uint64_t array_limit(struct decoder *d, const struct desc_type *t, const struct desc_member *m)
{
	bool full = t->flags & TYPE_FULL_LIMIT || (m && m->flags & MEMBER_FULL);
	return d->call->brief && !full ? d->options->string_limit : ELEMENTS_MAX;
}

static bool put_counted(struct decoder *d, const struct desc_type *t, const struct desc_member *m,
			uint16_t name, struct place p)
{
	const struct desc_type *e = &desc_types[t->a];
	uint64_t size = element_size(d, e), n = array_count(d, t, size), granted = d->granted,
		 ahead = d->read_ahead;
	uint64_t limit = array_limit(d, t, m), max = t->e2 ? expr_value(d, t->e2) : NO_LIMIT;
	if (!size)
		return false;
	if (n > UINT64_MAX / size || (t->extent != EXTENT_UNTIL && p.address + n * size < p.address))
		return false;
	if (t->extent != EXTENT_UNTIL && n && !p.bytes && !memory_get(d, p.address, size))
		return false;
	if (t->extent == EXTENT_UNTIL && !memory_get(d, p.address, size))
		return false;
	d->read_ahead = t->extent == EXTENT_UNTIL ? 1024 : n * size < 4096 ? n * size : 4096;
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_ARRAY, .name = name, .num = n });
	for (uint64_t i = 0; i < n && !d->stop && !d->tape->full; i++) {
		struct place at = { .address = p.address + i * size,
				    .bytes = p.bytes ? p.bytes + i * size : NULL };
		if (is_end(d, t, e, at.address))
			break;
		if (i >= limit || i >= max) {
			put_cut(d, i >= limit ? CUT_BRIEF : CUT_LIMIT, 0);
			break;
		}
		d->granted = granted == NO_LIMIT ? NO_LIMIT : granted - i * size;
		if (!put_element(d, e, m, i, 0, at)) {
			put_cut(d, CUT_FAULT, at.address);
			break;
		}
	}
	if (!d->stop)
		tape_end(d->tape, begin);
	d->granted = granted;
	d->read_ahead = ahead;
	return true;
}

/* ---- chains ---- */

struct chain {
	const struct desc_type *element;
	const struct desc_member *length;
	uint64_t header, align, end;
};

static bool chain_open(struct decoder *d, const struct desc_type *t, struct chain *c)
{
	c->element = &desc_types[t->a];
	if (c->element->op != T_STRUCT)
		return false;
	const struct desc_struct *s = &desc_structs[c->element->a];
	const struct desc_member *first = &desc_members[s->first];
	c->length = &desc_members[t->a2];
	c->header = struct_head(d, s);
	/* pair: the record's own header is the first member */
	if (s->flags & STRUCT_PAIR && desc_types[first->type].op == T_STRUCT)
		c->header = desc_structs[desc_types[first->type].a].size[d->abi];
	c->align = t->e1 ? expr_value(d, t->e1) : 1;
	c->end = t->e2 ? expr_value(d, t->e2) : d->granted;
	if (d->granted < c->end)
		c->end = d->granted;
	if (!c->align)
		c->align = 1;
	return c->header != 0;
}

/* The length that the record at address says it has, 0 if it cannot be had or is less than its header. */
static uint64_t record_length(struct decoder *d, const struct chain *c, uint64_t address)
{
	const struct desc_type *t = &desc_types[c->length->type];
	uint32_t size = t->mem_size[d->abi];
	const uint8_t *p = memory_get(d, address + c->length->off[d->abi], size);
	uint64_t length = p ? integer_load(t, d->abi, p) : 0;
	return length < c->header ? 0 : length;
}

static uint64_t aligned(const struct chain *c, uint64_t length)
{
	return length + c->align - 1 < length ? length : (length + c->align - 1) / c->align * c->align;
}

static void put_leftover(struct decoder *d, const struct desc_type *t, uint64_t address, uint64_t size)
{
	if (!(t->flags & TYPE_LONE)) { /* control messages and their like */
		put_cut(d, CUT_FAULT, address);
		return;
	}
	uint64_t n = size < d->options->string_limit ? size : d->options->string_limit;
	const uint8_t *p = memory_get(d, address, n);
	if (p)
		tape_add_bytes(d->tape,
			       (struct value){ .kind = V_BYTES,
					       .desc = KIND_bytes_hex,
					       .aux = size,
					       .flags = n < size ? VF_CUT : 0 },
			       p, n);
	else
		put_cut(d, CUT_FAULT, address);
}

static bool put_chain(struct decoder *d, const struct desc_type *t, const struct desc_member *m,
		      uint16_t name, struct place p)
{
	struct chain c;
	uint64_t granted = d->granted, size = d->size, limit = array_limit(d, t, m);
	if (!chain_open(d, t, &c) || c.end == NO_LIMIT)
		return false;
	uint64_t length = c.end >= c.header ? record_length(d, &c, p.address) : 0;
	if (c.end && (c.end < c.header ? !length : !memory_get(d, p.address, c.header)))
		return false;
	bool lone = t->flags & TYPE_LONE && (!length || aligned(&c, length) >= c.end);
	uint32_t begin = 0;
	if (!lone)
		begin = tape_begin(d->tape, (struct value){ .kind = V_ARRAY, .name = name });
	uint64_t off = 0;
	for (uint64_t i = 0; off < c.end && !d->tape->full; i++) {
		length = c.end - off >= c.header ? record_length(d, &c, p.address + off) : 0;
		struct place at = { .address = p.address + off };
		bool whole = c.end - off >= c.header && memory_get(d, at.address, c.header);
		if (!length && whole && t->flags & TYPE_LONE) {	/* a header with a nonsense length, alone */
			d->granted = d->size = c.header;
			put_element(d, c.element, m, i, lone ? name : 0, at);
			break;
		}
		if (!length || !whole) {
			put_leftover(d, t, at.address, c.end - off);
			break;
		}
		if (i >= limit) {
			put_cut(d, CUT_BRIEF, 0);
			break;
		}
		d->granted = d->size = length < c.end - off ? length : c.end - off;
		if (!put_element(d, c.element, m, i, lone ? name : 0, at)) {
			put_cut(d, CUT_FAULT, at.address);
			break;
		}
		if (aligned(&c, length) >= c.end - off)
			break;
		off += aligned(&c, length);
	}
	if (!lone)
		tape_end(d->tape, begin);
	d->granted = granted;
	d->size = size;
	return true;
}

bool put_array(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
	       struct place p)
{
	if (p.in_register || d->depth >= DEPTH_MAX)
		return false;
	d->depth++;
	bool done = t->extent == EXTENT_CHAIN ? put_chain(d, t, m, name, p) : put_counted(d, t, m, name, p);
	d->depth--;
	return done;
}

bool count_records(struct decoder *d, const struct desc_type *t, uint64_t address, uint64_t *count,
		   bool *broken)
{
	struct chain c;
	*count = 0;
	*broken = false;
	if (t->extent != EXTENT_CHAIN) {
		const struct desc_type *e = &desc_types[t->a];
		uint64_t size = element_size(d, e), ahead = d->read_ahead;
		if (!size || !memory_get(d, address, size))
			return false;
		d->read_ahead = 1024;
		for (; *count < ELEMENTS_MAX && !is_end(d, t, e, address + *count * size); ++*count)
			if (!memory_get(d, address + *count * size, size)) {
				*broken = true;
				break;
			}
		d->read_ahead = ahead;
		return true;
	}
	if (!chain_open(d, t, &c) || c.end == NO_LIMIT || (c.end && !memory_get(d, address, 1)))
		return false;
	uint64_t ahead = d->read_ahead;
	d->read_ahead = c.end < 4096 ? c.end : 4096;
	for (uint64_t off = 0; off < c.end && *count < ELEMENTS_MAX; ++*count) {
		uint64_t length = c.end - off >= c.header ? record_length(d, &c, address + off) : 0;
		if (!length || aligned(&c, length) > c.end - off) {
			*broken = !length || length > c.end - off;
			*count += length && !*broken;
			break;
		}
		off += aligned(&c, length);
	}
	d->read_ahead = ahead;
	return true;
}

/* ---- netlink attributes ---- */

enum { NLATTR_SIZE = 4, NLA_TYPE_MASK = 0x3fff }; /* <linux/netlink.h> */

struct attribute {
	uint16_t length, type;
};

static bool attribute_at(struct decoder *d, uint64_t address, uint64_t left, struct attribute *a)
{
	const uint8_t *p = left >= NLATTR_SIZE ? memory_get(d, address, NLATTR_SIZE) : NULL;
	if (!p)
		return false;
	memcpy(&a->length, p, 2);
	memcpy(&a->type, p + 2, 2);
	return a->length >= NLATTR_SIZE;
}

static void put_attribute_payload(struct decoder *d, const struct desc_attrs *set, uint64_t address)
{
	struct place p = { .address = address };
	uint64_t n = d->granted < d->options->string_limit ? d->granted : d->options->string_limit;
	const struct desc_case *c = set->sw ? switch_pick(d, &desc_switches[set->sw]) : NULL;
	const struct desc_member *m = c && c->member ? &desc_members[c->member] : NULL;
	if (c && c->type && put_type(d, &desc_types[c->type], m, 0, p))
		return;
	const uint8_t *bytes = memory_get(d, address, n);
	if (bytes)
		tape_add_bytes(d->tape,
			       (struct value){ .kind = V_BYTES,
					       .desc = KIND_bytes_hex,
					       .aux = d->granted,
					       .flags = n < d->granted ? VF_CUT : 0 },
			       bytes, n);
	else
		put_address(d, 0, address, ADDR_FAULT);
}

static void put_attribute(struct decoder *d, const struct desc_attrs *set, struct attribute a,
			  uint64_t address, uint64_t left)
{
	const struct desc_struct *header = &desc_structs[STRUCT_ID_nlattr];
	const struct desc_member *member = &desc_members[header->first];
	uint64_t self = d->self, payload = (a.length < left ? a.length : left) - NLATTR_SIZE;
	uint32_t pair = payload ? tape_begin(d->tape, (struct value){ .kind = V_ARRAY }) : 0;
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_STRUCT, .desc = STRUCT_ID_nlattr });
	tape_add(d->tape,
		 (struct value){
			 .kind = V_INT, .name = member[0].name, .num = a.length, .aux = 'u', .size = 2 });
	tape_add(d->tape, (struct value){ .kind = V_KIND,
					  .desc = KIND_nlattr_type,
					  .name = member[1].name,
					  .num = a.type,
					  .size = 2,
					  .aux = set->types,
					  .flags = VF_OPERAND });
	tape_end(d->tape, begin);
	if (payload) {
		d->self = a.type & NLA_TYPE_MASK;
		d->granted = d->size = payload;
		put_attribute_payload(d, set, address + NLATTR_SIZE);
		tape_end(d->tape, pair);
	}
	d->self = self;
}

bool put_attrs(struct decoder *d, const struct desc_type *t, uint16_t name, struct place p)
{
	const struct desc_attrs *set = &desc_attrs[t->a];
	uint64_t granted = d->granted, size = d->size, off = 0;
	struct attribute a;
	if (p.in_register || d->depth >= DEPTH_MAX || granted == NO_LIMIT ||
	    !attribute_at(d, p.address, granted, &a))
		return false;
	bool alone = ((a.length + 3u) & ~3u) >= granted;
	uint32_t begin = alone ? 0 : tape_begin(d->tape, (struct value){ .kind = V_ARRAY, .name = name });
	d->depth++;
	for (uint64_t i = 0; off < granted && !d->tape->full; i++) {
		uint64_t left = granted - off;
		if (!attribute_at(d, p.address + off, left, &a)) {
			d->granted = left;
			put_attribute_payload(d, &desc_attrs[0], p.address + off);
			break;
		}
		if (d->call->brief && i >= d->options->string_limit) {
			put_cut(d, CUT_BRIEF, 0);
			break;
		}
		put_attribute(d, set, a, p.address + off, left);
		off += (a.length + 3u) & ~3u;
	}
	d->depth--;
	if (!alone)
		tape_end(d->tape, begin);
	d->granted = granted;
	d->size = size;
	return true;
}
