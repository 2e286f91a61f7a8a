/*
 * check.c: the third pass: every name leads to one thing, constants have values, cases from all files are
 * merged, and each list of members knows what it is part of.
 */
#include "gen.h"

/* ---- names of items ---- */

static void twice(struct place at, const char *what, const char *name, struct place first)
{
	error_at(at, "%s '%s' is already at %s:%d", what, name, first.file, first.line);
}

struct symbol *symbol_find(struct gen *g, const char *name)
{
	uint32_t *i = map_find(&g->symbol_map, name, strlen(name));
	const struct builtin *b;
	struct symbol symbol = { .kind = SYM_BUILTIN };

	if (i)
		return &g->symbols.v[*i];
	b = builtin_find(name);
	if (!b)
		return NULL;
	symbol.builtin = b;
	return &g->symbols.v[*map_add(&g->symbol_map, name, strlen(name), push(&g->symbols, symbol))];
}

static void add_symbols(struct gen *g)
{
	for (uint32_t i = 0; i < g->declared.n; i++) {
		struct symbol symbol = g->declared.v[i], *old = symbol_find(g, symbol.name);
		enum kind kind;

		if (old && old->kind == SYM_BUILTIN)
			error_at(symbol.at, "'%s' is a type of the language", symbol.name);
		else if (old)
			twice(symbol.at, "name", symbol.name, old->at);
		else
			map_add(&g->symbol_map, symbol.name, strlen(symbol.name), push(&g->symbols, symbol));
		if ((symbol.kind == SYM_TABLE || symbol.kind == SYM_WORD) && kind_find(symbol.name, &kind))
			error_at(symbol.at, "'%s' is a kind of the language", symbol.name);
	}
}

struct attrs *attrs_find(struct gen *g, const char *name)
{
	uint32_t *i = map_find(&g->attrs_map, name, strlen(name));

	return i ? g->attrs.v[*i] : NULL;
}

struct call *call_find(struct gen *g, const char *name)
{
	uint32_t *i = map_find(&g->call_map, name, strlen(name));

	return i ? g->calls.v[*i] : NULL;
}

static void add_calls(struct gen *g)
{
	for (uint32_t i = 0; i < g->attrs.n; i++) {
		struct attrs *a = g->attrs.v[i];
		uint32_t first = *map_add(&g->attrs_map, a->name, strlen(a->name), i);

		if (first != i)
			twice(a->at, "attrs", a->name, g->attrs.v[first]->at);
	}
	for (uint32_t i = 0; i < g->calls.n; i++) {
		struct call *c = g->calls.v[i];
		uint32_t first = *map_add(&g->call_map, c->name, strlen(c->name), i);

		if (first != i)
			twice(c->at, "call", c->name, g->calls.v[first]->at);
	}
}

/* ---- constants ---- */

static uint64_t entry_value(struct gen *g, struct entry *entry)
{
	if (entry->state == NUM_BUSY)
		error_at(entry->at, "constant '%s' is made of itself", entry->name);
	if (entry->state == NUM_UNKNOWN) {
		entry->state = NUM_BUSY;
		entry->num = fold_const(g, entry->value);
		entry->state = NUM_KNOWN;
	}
	return entry->num;
}

struct entry *const_find(struct gen *g, const char *name)
{
	uint32_t *i = map_find(&g->const_map, name, strlen(name));

	if (!i)
		return NULL;
	entry_value(g, g->consts.v[*i]);
	return g->consts.v[*i];
}

/* The same number, maybe once written as an int and once as an unsigned one. */
static bool same_number(uint64_t a, uint64_t b)
{
	return a == b || (uint64_t)(int32_t)a == b || a == (uint64_t)(int32_t)b;
}

static void check_table(struct gen *g, struct table *table)
{
	struct map names = { 0 };

	for (uint32_t i = 0; i < table->entries.n; i++) {
		struct entry *e = table->entries.v[i], *first;
		uint32_t here = *map_add(&names, e->name, strlen(e->name), i);

		entry_value(g, e);
		if (here != i) {
			twice(e->at, "constant", e->name, table->entries.v[here]->at);
			continue;
		}
		first = const_find(g, e->name);
		if (!same_number(first->num, e->num))
			error_at(e->at, "constant '%s' is %#llx here and %#llx at %s:%d", e->name,
				 (unsigned long long)e->num, (unsigned long long)first->num, first->at.file,
				 first->at.line);
	}
}

static void check_constants(struct gen *g)
{
	for (uint32_t i = 0; i < g->tables.n; i++)
		for (uint32_t j = 0; j < g->tables.v[i]->entries.n; j++) {
			struct entry *e = g->tables.v[i]->entries.v[j];

			if (!map_find(&g->const_map, e->name, strlen(e->name)))
				map_add(&g->const_map, e->name, strlen(e->name), push(&g->consts, e));
		}
	for (uint32_t i = 0; i < g->tables.n; i++)
		check_table(g, g->tables.v[i]);
}

/* ---- open arguments ---- */

static struct elem *open_arg(struct call *call, const char *arg)
{
	for (uint32_t i = 0; i < call->frame.top->list.n; i++) {
		struct elem *e = call->frame.top->list.v[i];

		if (e->ident && !strcmp(e->ident, arg))
			return e;
	}
	return NULL;
}

static bool has_else(const struct choice *choice)
{
	for (uint32_t i = 0; i < choice->cases.n; i++)
		for (uint32_t j = 0; j < choice->cases.v[i]->pats.n; j++)
			if (choice->cases.v[i]->pats.v[j]->op == PAT_ELSE)
				return true;
	return false;
}

/* What is shown of a command that no file describes: `argp: ulong as x`. */
static struct case_ *undescribed(struct gen *g, struct elem *open)
{
	struct case_ *c = alloc(sizeof *c);
	struct pat *pat = alloc(sizeof *pat);
	struct elem *e = alloc(sizeof *e);
	struct type *type = alloc(sizeof *type), *as = alloc(sizeof *as);

	c->at = pat->at = e->at = type->at = as->at = open->at;
	pat->op = PAT_ELSE;
	push(&c->pats, pat);
	type->op = TY_NAME;
	type->name = name_of("ulong");
	as->op = TY_AS;
	as->name = name_of("x");
	as->a = type;
	e->form = M_FIELD;
	e->ident = name_of("argp");
	e->type = as;
	push(&g->elems, e);
	c->elems = alloc(sizeof *c->elems);
	push(&c->elems->list, e);
	return c;
}

static void open_switches(struct gen *g)
{
	for (uint32_t i = 0; i < g->calls.n; i++)
		for (uint32_t j = 0; j < g->calls.v[i]->frame.top->list.n; j++) {
			struct elem *e = g->calls.v[i]->frame.top->list.v[j];

			if (!e->type || e->type->op != TY_OPEN)
				continue;
			e->form = M_SWITCH;
			e->choice = alloc(sizeof *e->choice);
			e->choice->at = e->at;
			e->choice->spliced = e->choice->open = true;
			push(&e->choice->exprs, e->type->arg);
		}
}

static void merge_extends(struct gen *g)
{
	open_switches(g);
	for (uint32_t i = 0; i < g->extends.n; i++) {
		struct extend *x = g->extends.v[i];
		struct call *call = call_find(g, x->call);
		struct elem *e = call ? open_arg(call, x->arg) : NULL;

		if (!call)
			error_at(x->at, "unknown call '%s'", x->call);
		else if (!e || !e->choice || !e->choice->open)
			error_at(x->at, "'%s' of '%s' is not open", x->arg, x->call);
		else
			for (uint32_t j = 0; j < x->choice->cases.n; j++)
				push(&e->choice->cases, x->choice->cases.v[j]);
	}
	for (uint32_t i = 0; i < g->calls.n; i++)
		for (uint32_t j = 0; j < g->calls.v[i]->frame.top->list.n; j++) {
			struct elem *e = g->calls.v[i]->frame.top->list.v[j];

			if (e->choice && e->choice->open && !has_else(e->choice))
				push(&e->choice->cases, undescribed(g, e));
		}
}

/* ---- number tables and classes ---- */

const struct row *row_find(struct gen *g, const char *name)
{
	for (uint32_t i = 0; i < g->rows.n; i++)
		if (!strcmp(g->rows.v[i].name, name))
			return &g->rows.v[i];
	return NULL;
}

const char *subcall_name(const char *desc)
{
	return strncmp(desc, "ipc_", 4) ? desc : desc + 4;
}

static void check_rows(struct gen *g)
{
	const struct row *seen[ABI_COUNT][4096] = { 0 };

	for (uint32_t i = 0; i < g->rows.n; i++) {
		const struct row *row = &g->rows.v[i], **first = &seen[row->abi][row->number];

		if (*first)
			error_at(row->at, "number %u is already at %s:%d", row->number, (*first)->at.file,
				 (*first)->at.line);
		*first = row;
	}
}

static bool is_call_name(struct gen *g, const char *name)
{
	if (row_find(g, name))
		return true;
	for (uint32_t i = 0; i < g->calls.n; i++)
		for (uint32_t j = 0; j < g->calls.v[i]->subcalls.n; j++)
			if (!strcmp(subcall_name(g->calls.v[i]->subcalls.v[j].name), name))
				return true;
	return false;
}

static void check_classes(struct gen *g)
{
	for (uint32_t i = 0; i < g->classes.n; i++) {
		struct class_ *class = g->classes.v[i];

		if (class_find(class->name) < 0)
			error_at(class->at, "unknown class '%s'", class->name);
		for (uint32_t j = 0; j < class->calls.n; j++)
			if (!is_call_name(g, class->calls.v[j]))
				error_at(class->places.v[j], "unknown call '%s'", class->calls.v[j]);
	}
}

void check(struct gen *g)
{
	for (int i = 0; i < ABI_COUNT; i++)
		if (!g->abis[i].known)
			error_at((struct place){ 0 }, "no abi item describes %s",
				 i == ABI_X86_64 ? "x86_64" : "i386");
	add_symbols(g);
	add_calls(g);
	check_constants(g);
	merge_extends(g);
	check_rows(g);
	check_classes(g);
	link_all(g);
}
