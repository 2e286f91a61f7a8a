/*
 * lower_type.c: types to desc_types. Equal ones are one.
 */
#include "gen.h"

uint32_t intern_type(struct gen *g, const struct desc_type *t)
{
	uint32_t at = *map_add(&g->out.type_map, t, sizeof *t, g->out.types.n);

	if (at == g->out.types.n)
		push(&g->out.types, *t);
	return at;
}

static struct desc_type *type_at(struct gen *g, uint32_t index)
{
	return &g->out.types.v[index];
}

/* A zeroed type, padding too: types are compared as bytes. */
static struct desc_type blank(enum desc_type_op op)
{
	struct desc_type d;

	memset(&d, 0, sizeof d);
	d.op = op;
	return d;
}

static void set_layout(struct desc_type *d, const struct layout *l)
{
	for (int i = 0; i < ABI_COUNT; i++) {
		d->mem_size[i] = l->open && d->op != T_STRUCT ? 0 : l->size[i];
		d->mem_align[i] = l->align[i];
	}
}

static void mark_exit(struct gen *g, struct desc_type *d)
{
	if (expr_exits(g, d->e1) || expr_exits(g, d->e2) || expr_exits(g, d->operand[0]) ||
	    expr_exits(g, d->operand[1]))
		d->flags |= TYPE_EXIT;
}

/* ---- names ---- */

static uint32_t lower_builtin(struct gen *g, struct type *t, const struct builtin *b)
{
	struct desc_type d = blank(b->op);
	struct layout l = layout_type(g, t);

	if (b->op == T_BYTES)
		error_at(t->at, "expected [ and an extent after bytes");
	d.flags = b->flags;
	d.kind = b->kind;
	set_layout(&d, &l);
	if (b->op == T_INT) {
		d.flags |= TYPE_SCALAR;
		for (int i = 0; i < ABI_COUNT; i++)
			d.size[i] = builtin_size(g, b, i);
	}
	return intern_type(g, &d);
}

/* The integer that carries a table or a word. */
static struct desc_type lower_carrier(struct gen *g, struct type *carrier)
{
	struct desc_type d = *type_at(g, lower_type(g, &(struct ctx){ 0 }, carrier));

	if (d.op != T_INT)
		error_at(carrier->at, "expected an integer type, found '%s'", carrier->name);
	return d;
}

static uint32_t lower_named(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct symbol *s = symbol_find(g, t->name);
	struct desc_type d;
	struct layout l;

	if (!s) {
		error_at(t->at, "unknown type '%s'", t->name);
		return 0;
	}
	switch (s->kind) {
	case SYM_BUILTIN:
		return lower_builtin(g, t, s->builtin);
	case SYM_ALIAS:
		s->alias->used = true;
		return lower_type(g, cx, s->alias->type);
	case SYM_TABLE:
		d = lower_carrier(g, s->table->carrier);
		d.a = s->table->index;
		return intern_type(g, &d);
	case SYM_WORD:
		d = lower_carrier(g, s->word->carrier);
		d.op = T_WORD;
		d.a = s->word->index;
		return intern_type(g, &d);
	default:
		d = blank(T_STRUCT);
		l = layout_record(g, s->record);
		d.a = record_index(g, s->record);
		set_layout(&d, &l);
		return intern_type(g, &d);
	}
}

/* ---- as ---- */

uint32_t table_for(struct gen *g, const char *name, struct place at)
{
	struct symbol *s = symbol_find(g, name);

	if (s && s->kind == SYM_TABLE)
		return s->table->index;
	error_at(at, "unknown table '%s'", name);
	return 0;
}

/* any(a, b, …): a table that stands for several, tried in order. */
static uint32_t any_table(struct gen *g, const uint32_t *tables, uint32_t n)
{
	struct output *out = &g->out;
	struct desc_table t = out->tables.v[tables[0]];
	uint32_t at = *map_add(&out->any_map, tables, n * sizeof *tables, out->tables.n);

	if (at != out->tables.n)
		return at;
	t.ident = string_index(g, "any");
	t.count = 0;
	t.also = out->lists.n;
	for (uint32_t i = 0; i < n; i++) {
		if (!t.label)
			t.label = out->tables.v[tables[i]].label;
		push(&out->lists, tables[i]);
	}
	push(&out->lists, 0);
	if (t.label)
		t.flags &= ~TABLE_UNLABELLED;
	push(&out->table_consts, 0);
	return push(&out->tables, t);
}

static void set_kind(struct gen *g, struct desc_type *d, enum kind kind, struct place at, const char *name);

static void as_any(struct gen *g, struct desc_type *d, struct type *as)
{
	uint32_t tables[8], n = 0;

	for (uint32_t i = 0; i < as->args.n && n < 8; i++) {
		struct expr *arg = as->args.v[i];
		enum kind kind;

		if (arg->op != E_NAME)
			error_at(arg->at, "expected a table");
		else if (i && i + 1 == as->args.n && kind_find(arg->name, &kind))
			set_kind(g, d, kind, arg->at, arg->name);
		else
			tables[n++] = table_for(g, arg->name, arg->at);
	}
	if (n)
		d->a = n == 1 ? tables[0] : any_table(g, tables, n);
}

static void as_operands(struct gen *g, const struct ctx *cx, struct desc_type *d, struct type *as)
{
	for (uint32_t i = 0; i < as->args.n; i++) {
		struct expr *arg = as->args.v[i];
		struct symbol *s = arg->op == E_NAME ? symbol_find(g, arg->name) : NULL;

		if (s && s->kind == SYM_TABLE)
			d->a = s->table->index;
		else if (i < 2)
			d->operand[i] = lower_expr(g, cx, arg);
		else
			error_at(arg->at, "expected at most two operands");
	}
	mark_exit(g, d);
}

static bool is_whole(enum kind kind)	/* shown whatever -s says */
{
	return kind == KIND_text || kind == KIND_ipv4 || kind == KIND_ipv6 || kind == KIND_mac ||
	       kind == KIND_hwaddr || kind == KIND_uuid || kind == KIND_sigset || kind == KIND_sunpath ||
	       kind == KIND_utime;
}

static void int_kind(struct gen *g, struct desc_type *d, enum kind kind, struct place at, const char *name)
{
	if (kind == KIND_hex)
		kind = KIND_x;
	d->kind = kind;
	if (!kind_is_bytes(kind) || kind == KIND_sigset)
		return;
	if (d->size[ABI_X86_64] != d->size[ABI_I386] || kind == KIND_utime)
		error_at(at, "kind '%s' is not for integers", name);
	/* be32 as ipv4: the same bytes */
	d->op = T_BYTES;
	d->extent = EXTENT_COUNT;
	d->e1 = lower_number(g, d->size[0]);
	d->flags = TYPE_FULL_LIMIT;
	memset(d->size, 0, sizeof d->size);
}

static void bytes_kind(struct desc_type *d, enum kind kind, struct place at, const char *name)
{
	if (kind == KIND_hex || kind == KIND_x)
		kind = KIND_bytes_hex;
	if (!kind_is_bytes(kind))
		error_at(at, "kind '%s' is not for bytes", name);
	d->kind = kind;
	d->flags &= ~TYPE_MEMBER_CHARS;
	if (is_whole(kind))
		d->flags |= TYPE_FULL_LIMIT;
}

static void set_kind(struct gen *g, struct desc_type *d, enum kind kind, struct place at, const char *name)
{
	if (d->op == T_INT)
		int_kind(g, d, kind, at, name);
	else if (d->op == T_BYTES)
		bytes_kind(d, kind, at, name);
	else if (d->op == T_STRUCT && kind == KIND_utime)
		d->kind = kind;
	else
		error_at(at, "'as %s' is for integers and bytes", name);
}

/* as TYPE: what that type means, with the size that stands before `as`. */
static void as_type(struct gen *g, const struct ctx *cx, struct desc_type *d, struct type *as,
		    struct alias *alias)
{
	struct desc_type meaning;

	alias->used = true;
	meaning = *type_at(g, lower_type(g, cx, alias->type));

	if (meaning.op != T_INT && meaning.op != T_WORD) {
		error_at(as->at, "unknown kind or table '%s'", as->name);
		return;
	}
	d->op = meaning.op;
	d->kind = meaning.kind;
	d->a = meaning.a;
	memcpy(d->operand, meaning.operand, sizeof d->operand);
}

static void apply_as(struct gen *g, const struct ctx *cx, struct desc_type *d, struct type *as)
{
	struct symbol *s = symbol_find(g, as->name);
	enum kind kind;

	if (!strcmp(as->name, "any")) {
		as_any(g, d, as);
		return;
	}
	if (s && (s->kind == SYM_TABLE || s->kind == SYM_WORD)) {
		if (d->op != T_INT)
			error_at(as->at, "'as %s' is for integers", as->name);
		d->kind = KIND_none;
		d->op = s->kind == SYM_WORD ? T_WORD : d->op;
		d->a = s->kind == SYM_WORD ? s->word->index : s->table->index;
	} else if (kind_find(as->name, &kind)) {
		set_kind(g, d, kind, as->at, as->name);
		as_operands(g, cx, d, as);
	} else if (s && s->kind == SYM_ALIAS && d->op == T_INT) {
		as_type(g, cx, d, as, s->alias);
	} else {
		error_at(as->at, "unknown kind or table '%s'", as->name);
	}
}

/* ---- arrays ---- */

static void lower_chain(struct gen *g, const struct ctx *cx, struct desc_type *d, struct type *t)
{
	struct record *r = type_record(g, t->a);
	struct found f = { 0 };

	d->extent = EXTENT_CHAIN;
	d->e1 = lower_expr(g, cx, t->extent.e);
	d->e2 = lower_expr(g, cx, t->extent.max);
	if (t->extent.lone)
		d->flags |= TYPE_LONE;
	if (r)
		f = name_find(g, r->frame.top, t->extent.member, t->at);
	if (f.how == FOUND_HERE && f.elem && f.elem->form == M_FIELD) {
		record_index(g, r);
		d->a2 = f.elem->index;
	} else if (f.how == FOUND_EMBEDDED) {
		d->a2 = held_member(g, f.holder, f.elem);
	} else {
		error_at(t->at, "no member '%s' in the records of the chain", t->extent.member);
	}
}

static bool is_rest(struct gen *g, const struct ctx *cx, const struct expr *e)
{
	return e->op == E_NAME && !strcmp(e->name, "rest") &&
	       !name_find(g, cx->scope, e->name, (struct place){ 0 }).elem;
}

static void lower_extent(struct gen *g, const struct ctx *cx, struct desc_type *d, struct type *t)
{
	struct extent *ex = &t->extent;

	if (ex->op == EX_CHAIN) {
		lower_chain(g, cx, d, t);
	} else if (ex->op == EX_EMPTY || (ex->op == EX_COUNT && is_rest(g, cx, ex->e))) {
		d->extent = EXTENT_REST;
	} else {
		d->extent = EXTENT_COUNT;
		if (ex->op == EX_UNTIL)
			d->extent = EXTENT_UNTIL;
		else if (ex->op == EX_BUDGET)
			d->extent = EXTENT_BUDGET;
		d->e1 = lower_expr(g, cx, ex->e);
	}
	if (ex->op != EX_CHAIN)
		d->e2 = lower_expr(g, cx, ex->max);
	mark_exit(g, d);
}

static const char *builtin_name(struct gen *g, struct type *t)
{
	struct type *plain = t->op == TY_NAME ? type_plain(g, t) : t;
	struct symbol *s = plain && plain->op == TY_NAME ? symbol_find(g, plain->name) : NULL;

	return s && s->kind == SYM_BUILTIN ? s->builtin->name : "";
}

/* bytes[n], char[n], and u8[n] of a kind that is about bytes. */
static bool is_byte_array(struct gen *g, struct type *t, struct type *as)
{
	const char *name = builtin_name(g, t->a);
	enum kind kind;

	if (!strcmp(name, "bytes") || !strcmp(name, "char"))
		return true;
	return !strcmp(name, "u8") && as && kind_find(as->name, &kind) && kind_is_bytes(kind);
}

static uint32_t lower_bits(struct gen *g, const struct ctx *cx, struct type *t, struct layout *l)
{
	struct desc_type d = blank(T_BITS), element = *type_at(g, lower_type(g, cx, t->a));

	d.extent = EXTENT_COUNT;
	d.e1 = lower_expr(g, cx, t->extent.e);
	d.e2 = lower_expr(g, cx, t->extent.max);
	d.a = element.a;
	d.kind = element.kind;
	if (element.op != T_INT)
		error_at(t->at, "expected an integer type before [bits]");
	mark_exit(g, &d);
	set_layout(&d, l);
	return intern_type(g, &d);
}

static uint32_t lower_array(struct gen *g, const struct ctx *cx, struct type *t, struct type *as)
{
	struct layout l = layout_type(g, t);
	struct desc_type d;

	if (t->extent.op == EX_BITS)
		return lower_bits(g, cx, t, &l);
	if (is_byte_array(g, t, as)) {
		d = blank(T_BYTES);
		d.kind = KIND_bytes;
		d.flags = !strcmp(builtin_name(g, t->a), "char") ? TYPE_MEMBER_CHARS : 0;
		if (as)
			apply_as(g, cx, &d, as);
	} else if (as) {
		struct type element = *as;

		d = blank(T_ARRAY);
		element.a = t->a;
		d.a = lower_type(g, cx, &element);
	} else {
		d = blank(T_ARRAY);
		d.a = lower_type(g, cx, t->a);
	}
	if (d.op == T_ARRAY)
		d.flags |= type_at(g, d.a)->flags & TYPE_EXIT;
	lower_extent(g, cx, &d, t);
	set_layout(&d, &l);
	return intern_type(g, &d);
}

static uint32_t lower_as(struct gen *g, const struct ctx *cx, struct type *as)
{
	struct type *base = as->a;
	struct symbol *s;
	struct desc_type d;

	while (base->op == TY_NAME && (s = symbol_find(g, base->name)) && s->kind == SYM_ALIAS)
		base = s->alias->type;
	if (base->op == TY_ARRAY)
		return lower_array(g, cx, base, as);
	d = *type_at(g, lower_type(g, cx, as->a));
	apply_as(g, cx, &d, as);
	return intern_type(g, &d);
}

/* ---- the rest ---- */

static uint32_t lower_pointer(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct layout l = layout_type(g, t);
	struct desc_type d = blank(T_PTR);

	d.dir = t->dir;
	d.a = lower_type(g, cx, t->a);
	d.flags = type_at(g, d.a)->flags & TYPE_EXIT;
	set_layout(&d, &l);
	for (int i = 0; i < ABI_COUNT; i++)
		d.size[i] = l.size[i];
	return intern_type(g, &d);
}

static uint32_t lower_switch_type(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct layout l = layout_type(g, t);
	struct desc_type d = blank(T_SWITCH);

	d.a = lower_switch(g, cx, t->choice);
	set_layout(&d, &l);
	if (g->out.switches.v[d.a].exit)
		d.flags |= TYPE_EXIT;
	if (type_is_scalar(g, t)) {
		struct width w = type_width(g, t);

		d.flags |= TYPE_SCALAR | (w.is_signed ? TYPE_SIGNED : 0);
		memcpy(d.size, w.size, sizeof d.size);
	}
	return intern_type(g, &d);
}

static uint32_t lower_record_type(struct gen *g, struct type *t)
{
	struct layout l = layout_record(g, t->record);
	struct desc_type d = blank(t->op == TY_CALL ? T_CALL : T_STRUCT);

	d.a = record_index(g, t->record);
	if (d.op == T_STRUCT)
		set_layout(&d, &l);
	return intern_type(g, &d);
}

static uint32_t lower_attrs_type(struct gen *g, struct type *t)
{
	struct desc_type d = blank(T_ATTRS);
	struct attrs *attrs = attrs_find(g, t->name);

	d.a = attrs ? attrs->index : 0;
	d.mem_align[0] = d.mem_align[1] = 4;
	return intern_type(g, &d);
}

static uint32_t lower_string(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct desc_type d = blank(T_STR);

	d.e1 = lower_expr(g, cx, t->arg);
	d.mem_align[0] = d.mem_align[1] = 1;
	mark_exit(g, &d);
	return intern_type(g, &d);
}

static uint32_t lower_pair(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct layout l = layout_type(g, t);
	struct desc_type d = blank(T_PAIR);

	d.a = lower_type(g, cx, t->a);
	d.a2 = lower_type(g, cx, t->b);
	set_layout(&d, &l);
	return intern_type(g, &d);
}

uint32_t lower_type(struct gen *g, const struct ctx *cx, struct type *t)
{
	if (!t)
		return 0;
	switch (t->op) {
	case TY_NAME: return lower_named(g, cx, t);
	case TY_PTR: return lower_pointer(g, cx, t);
	case TY_ARRAY: return lower_array(g, cx, t, NULL);
	case TY_AS: return lower_as(g, cx, t);
	case TY_STRUCT: case TY_CALL: return lower_record_type(g, t);
	case TY_SWITCH: return lower_switch_type(g, cx, t);
	case TY_ATTRS: return lower_attrs_type(g, t);
	case TY_BIT: return lower_type(g, cx, t->a);
	case TY_CSTR: return lower_string(g, cx, t);
	case TY_PAIR: return lower_pair(g, cx, t);
	case TY_OPEN: error_at(t->at, "open() is for arguments of a call"); return 0;
	}
	return 0;
}

uint32_t lower_result_type(struct gen *g, const struct ctx *cx, struct type *t)
{
	struct desc_type d;
	enum kind kind;
	bool is_unsigned;
	struct type carrier = { .op = TY_NAME, .at = t->at };

	if (t->op != TY_NAME || symbol_find(g, t->name) || !kind_find(t->name, &kind))
		return lower_type(g, cx, t);
	is_unsigned = kind == KIND_x || kind == KIND_hex || kind == KIND_addr || kind == KIND_octal ||
		      kind == KIND_u;
	carrier.name = is_unsigned ? "kulong" : "klong";
	d = *type_at(g, lower_type(g, cx, &carrier));
	set_kind(g, &d, kind, t->at, t->name);
	return intern_type(g, &d);
}
