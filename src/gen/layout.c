/*
 * layout.c: the fourth pass: sizes and places of members, an ABI at a time, by C's rules for that ABI.
 */
#include "gen.h"

static struct layout fixed(uint32_t size, uint32_t align)
{
	struct layout l = { 0 };

	for (int i = 0; i < ABI_COUNT; i++) {
		l.size[i] = size;
		l.align[i] = align;
	}
	return l;
}

static uint64_t align_up(uint64_t n, uint64_t align)
{
	return align ? (n + align - 1) / align * align : n;
}

static struct layout scalar_layout(struct gen *g, const struct builtin *b)
{
	struct layout l = { .open = b->op == T_STR || b->op == T_BYTES };

	for (int i = 0; i < ABI_COUNT; i++) {
		l.size[i] = l.open ? 0 : builtin_size(g, b, i);
		l.align[i] = builtin_align(g, b, i);
	}
	return l;
}

static struct layout named_layout(struct gen *g, struct type *t)
{
	struct symbol *s = symbol_find(g, t->name);
	struct layout l;

	if (!s) {
		error_at(t->at, "unknown type '%s'", t->name);
		return fixed(0, 1);
	}
	switch (s->kind) {
	case SYM_TABLE: return layout_type(g, s->table->carrier);
	case SYM_WORD: return layout_type(g, s->word->carrier);
	case SYM_RECORD: return layout_record(g, s->record);
	case SYM_BUILTIN: return scalar_layout(g, s->builtin);
	default: break;
	}
	if (s->alias->busy) {
		error_at(t->at, "type '%s' is made of itself", t->name);
		return fixed(0, 1);
	}
	s->alias->busy = true;
	l = layout_type(g, s->alias->type);
	s->alias->busy = false;
	return l;
}

static bool is_bytes(struct gen *g, struct type *t)
{
	struct symbol *s = t->op == TY_NAME ? symbol_find(g, t->name) : NULL;

	return s && s->kind == SYM_BUILTIN && s->builtin->op == T_BYTES;
}

static struct layout array_layout(struct gen *g, struct type *t)
{
	struct layout l = is_bytes(g, t->a) ? fixed(1, 1) : layout_type(g, t->a);
	struct ctx cx = { 0 };
	struct number n;
	bool bits = t->extent.op == EX_BITS;

	if (bits)
		l = fixed(0, 1);
	if ((t->extent.op != EX_COUNT && !bits) || (l.open && !bits) || !t->extent.e ||
	    !fold(g, &cx, t->extent.e, &n)) {
		l.open = true;
		for (int i = 0; i < ABI_COUNT; i++)
			l.size[i] = 0;
		return l;
	}
	for (int i = 0; i < ABI_COUNT; i++)
		l.size[i] = bits ? (n.v[i] + 7) / 8 : l.size[i] * n.v[i];
	return l;
}

static struct layout switch_layout(struct gen *g, struct choice *choice)
{
	struct layout all = fixed(0, 1);

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		struct type *type = choice->cases.v[i]->type;
		struct layout l = type ? layout_type(g, type) : fixed(0, 1);

		all.open |= l.open;
		for (int k = 0; k < ABI_COUNT; k++) {
			if (l.size[k] > all.size[k])
				all.size[k] = l.size[k];
			if (l.align[k] > all.align[k])
				all.align[k] = l.align[k];
		}
	}
	for (int k = 0; k < ABI_COUNT; k++) /* open: what is there need not be as long as its longest case */
		all.size[k] = all.open ? 0 : align_up(all.size[k], all.align[k]);
	return all;
}

static struct layout pointer_layout(struct gen *g, struct type *t)
{
	struct layout l = fixed(t->slot / 8, t->slot / 8);

	for (int i = 0; i < ABI_COUNT && !t->slot; i++)
		l.size[i] = l.align[i] = g->abis[i].info.ptr;
	return l;
}

static struct layout pair_layout(struct gen *g, struct type *t)
{
	struct layout a = layout_type(g, t->a), b = layout_type(g, t->b);

	for (int i = 0; i < ABI_COUNT; i++)
		a.size[i] = align_up(a.size[i], 4) + b.size[i];
	a.open |= b.open;
	return a;
}

struct layout layout_type(struct gen *g, struct type *t)
{
	struct layout l;

	switch (t->op) {
	case TY_NAME: return named_layout(g, t);
	case TY_PTR: return pointer_layout(g, t);
	case TY_ARRAY: return array_layout(g, t);
	case TY_AS: case TY_BIT: return layout_type(g, t->a);
	case TY_STRUCT: return layout_record(g, t->record);
	case TY_SWITCH: return switch_layout(g, t->choice);
	case TY_PAIR: return pair_layout(g, t);
	case TY_CALL: return fixed(0, 1);
	case TY_ATTRS: l = fixed(0, 4); break;
	default: l = fixed(0, 1);
	}
	l.open = true;
	return l;
}

/* ---- structs ---- */

struct cursor {
	struct gen *g;
	enum abi abi;
	uint64_t bits;			/* from the struct's start */
	uint32_t align;
	bool packed, overlay;		/* overlay: a union, each at 0 */
	uint64_t end;			/* the farthest place reached, in bits */
	struct elem *open;		/* the member of no fixed size that came last */
	uint64_t open_room;		/* what C gives it, if that can be told: min(x, 32) */
};

static void lay_list(struct cursor *, struct elems *);

static void advance(struct cursor *c, uint64_t bits)
{
	c->bits = bits;
	if (bits > c->end)
		c->end = bits;
}

/* Room for an array whose extent is at most a constant: [min(n, 32)]. */
static uint64_t most_bytes(struct gen *g, struct elem *e, enum abi abi)
{
	struct type *t = type_plain(g, e->type);
	struct layout element;
	struct ctx cx = { .scope = e->list };
	struct number n;
	uint32_t i = 0;

	if (e->mods.within && fold(g, &cx, e->mods.within, &n))
		return n.v[abi];
	if (t->op != TY_ARRAY || t->extent.op != EX_COUNT || t->extent.e->op != E_CALL ||
	    strcmp(t->extent.e->name, "min") != 0)
		return 0;
	while (i < t->extent.e->args.n && !fold(g, &cx, t->extent.e->args.v[i], &n))
		i++;
	if (i == t->extent.e->args.n)
		return 0;
	element = is_bytes(g, t->a) ? fixed(1, 1) : layout_type(g, t->a);
	return n.v[abi] * element.size[abi];
}

static void close_open(struct cursor *c, struct elem *next)
{
	if (!c->open)
		return;
	c->open->size[c->abi] = c->open_room;
	if (c->open_room)
		advance(c, c->bits + c->open_room * 8);
	else
		error_at(next->at, "a member after '%s', whose size is not fixed",
			 c->open->ident ? c->open->ident : "_");
	c->open = NULL;
}

static struct layout elem_layout(struct cursor *c, struct elem *e)
{
	struct layout l = layout_type(c->g, e->type);

	if (c->packed)
		l.align[c->abi] = 1;
	return l;
}

/*
 * As gcc does for these ABIs: a bit field goes on where the last member ended, unless it would then cross
 * more units of its type than it is long; units begin at multiples of the type's alignment. Packed ones go on
 * in any case.
 */
static void lay_bits(struct cursor *c, struct elem *e, const struct type *bits)
{
	struct layout l = elem_layout(c, e);
	uint64_t width = fold_const(c->g, bits->arg), unit;
	uint64_t size = l.size[c->abi] * 8, align = l.align[c->abi] * 8;

	if (!width || width > size || width > 64) {
		error_at(e->at, "expected 1 to %u bits, found %llu", (unsigned)size,
			 (unsigned long long)width);
		return;
	}
	if (c->bits % align + width > size) {
		if (c->packed)
			error_at(e->at, "a bit field over more bytes than its type has");
		c->bits = align_up(c->bits, align);
	}
	unit = c->bits / align * align;
	if (c->abi == 0) {
		e->bit_off = c->bits - unit;
		e->bit_width = width;
	} else {	/* one number says where in its unit a field begins, on all ABIs */
		unit = c->bits - e->bit_off;
		if (c->bits < e->bit_off || unit % 8)
			error_at(e->at, "a bit field that begins in another bit on each ABI");
	}
	e->off[c->abi] = unit / 8;
	e->size[c->abi] = size / 8;
	if (l.align[c->abi] > c->align)
		c->align = l.align[c->abi];
	advance(c, c->bits + width);
}

static void lay_field(struct cursor *c, struct elem *e)
{
	struct layout l;
	const struct type *bits = e->type;

	while (bits->op == TY_AS)	/* bit(u8, 4) as regs: what it means does not change where it lies */
		bits = bits->a;
	if (bits->op == TY_BIT && !e->reg.given) {
		lay_bits(c, e, bits);
		return;
	}
	l = elem_layout(c, e);
	if (e->reg.given) {
		c->bits = e->reg.lo[c->abi] * 8ull;
		if (e->reg.pair[c->abi])
			error_at(e->at, "expected one offset, found a pair of registers");
	} else {
		c->bits = align_up(c->bits, l.align[c->abi] * 8ull);
		if (l.align[c->abi] > c->align)
			c->align = l.align[c->abi];
	}
	e->off[c->abi] = c->bits / 8;
	e->size[c->abi] = l.size[c->abi];
	if (l.open) {
		c->open = e;
		c->open_room = most_bytes(c->g, e, c->abi);
	}
	advance(c, c->bits + l.size[c->abi] * 8ull);
}

static uint32_t list_align(struct cursor *c, struct elems *list);

/*
 * A case with a `min` is a struct of its own that shares the head of this one (a sockaddr of some family): it
 * is laid out from where the switch stands. All other cases are a union and begin in one place, aligned for
 * the strictest.
 */
static bool stands_alone(const struct case_ *c)
{
	return c->mods.min != NULL;
}

static uint32_t switch_align(struct cursor *c, struct choice *choice)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		const struct case_ *one = choice->cases.v[i];
		uint32_t align = one->elems && !stands_alone(one) ? list_align(c, one->elems) : 1;

		if (align > most)
			most = align;
	}
	return most;
}

static uint32_t list_align(struct cursor *c, struct elems *list)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < list->list.n; i++) {
		struct elem *e = list->list.v[i];
		uint32_t align = 1;

		if (e->group)
			align = list_align(c, e->group);
		else if (e->choice)
			align = switch_align(c, e->choice);
		else if ((e->form == M_FIELD || e->form == M_SKIP) && !e->reg.given)
			align = elem_layout(c, e).align[c->abi];
		if (align > most)
			most = align;
	}
	return most;
}

/* What follows a switch comes after its longest case. */
static void lay_switch(struct cursor *c, struct elem *e)
{
	uint64_t align = switch_align(c, e->choice) * 8ull, here = c->bits;
	uint64_t start = align_up(here, align), end = start;
	struct elem *open = NULL;

	for (uint32_t i = 0; i < e->choice->cases.n; i++) {
		if (!e->choice->cases.v[i]->elems)
			continue;
		c->bits = stands_alone(e->choice->cases.v[i]) ? here : start;
		lay_list(c, e->choice->cases.v[i]->elems);
		if (!stands_alone(e->choice->cases.v[i]) && !c->open)
			c->bits = align_up(c->bits, align);
		if (c->bits > end)
			end = c->bits;
		if (c->open)
			open = c->open;
		c->open = NULL;
	}
	c->open = open;
	c->open_room = 0;
	advance(c, end);
	e->off[c->abi] = start / 8;
}

/* How far the struct has come, for the case that it is met again inside itself. */
static void note_progress(struct cursor *c, struct record *r)
{
	for (int i = c->abi; i < ABI_COUNT && r; i++)
		r->layout.size[i] = (c->end + 7) / 8;
}

static void lay_elem(struct cursor *c, struct elem *e)
{
	note_progress(c, e->list->frame->record);
	switch (e->form) {
	case M_FIELD: case M_SKIP:
		if (!e->reg.given)
			close_open(c, e);
		lay_field(c, e);
		break;
	case M_GROUP:
		lay_list(c, e->group);
		break;
	case M_SWITCH:
		close_open(c, e);
		lay_switch(c, e);
		break;
	default:
		break;
	}
}

static void lay_list(struct cursor *c, struct elems *list)
{
	for (uint32_t i = 0; i < list->list.n; i++) {
		if (c->overlay && list->parent == NULL)
			c->bits = 0;
		lay_elem(c, list->list.v[i]);
		if (c->overlay && c->open) {	/* the other members of a union do not come after it */
			advance(c, c->bits + c->open_room * 8);
			c->open = NULL;
		}
	}
}

static void lay_record(struct gen *g, struct record *r, enum abi abi)
{
	struct cursor c = {
		.g = g, .abi = abi, .align = 1, .packed = r->packed[abi], .overlay = r->flags & STRUCT_UNION
	};
	uint64_t size;

	lay_list(&c, r->frame.top);
	if (r->align) {
		uint64_t align = fold_const(g, r->align);

		if (align > c.align)
			c.align = align;
	}
	if (c.open)
		r->layout.open = true;
	size = (c.end + 7) / 8;
	r->layout.align[abi] = c.align;
	r->layout.size[abi] = c.open ? size : align_up(size, c.align);
}

struct layout layout_record(struct gen *g, struct record *r)
{
	/*
	 * Inside itself (a netlink message may hold an error that holds a message): what comes before that
	 * place.
	 */
	if (r->laid_out == LAYOUT_BUSY)
		return (struct layout){
			.size = { r->layout.size[0], r->layout.size[1] }, .align = { 4, 4 }, .open = true,
		};
	if (r->laid_out == LAYOUT_TODO) {
		r->laid_out = LAYOUT_BUSY;
		for (int i = 0; i < ABI_COUNT; i++)
			lay_record(g, r, i);
		r->laid_out = LAYOUT_DONE;
	}
	return r->layout;
}

void layout(struct gen *g)
{
	for (uint32_t i = 0; i < g->frames.n; i++) {
		struct frame *frame = g->frames.v[i];

		if (frame->record)
			layout_record(g, frame->record);
		if (frame->call)
			assign_registers(g, frame->call);
	}
}
