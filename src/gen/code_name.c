/*
 * code_name.c: names in expressions: members, arguments, what lies behind a pointer of them, and the
 * language's own words.
 */
#include "code.h"

/* A `let` or computed member needs the exit if its value does. */
static bool let_exits(struct gen *g, struct elem *e)
{
	struct ctx cx = { .scope = e->list, .self = e, .self_type = e->type };

	if (e->let_exit == EXIT_BUSY)
		error_at(e->at, "'%s' is computed from itself", e->ident);
	if (e->let_exit == EXIT_UNKNOWN) {
		e->let_exit = EXIT_BUSY;
		e->let_exit = expr_exits(g, lower_expr(g, &cx, e->value)) ? EXIT_YES : EXIT_NO;
	}
	return e->let_exit == EXIT_YES;
}

/* What becomes of the whole expression because it uses the element. */
static void note_use(struct coder *c, struct elem *e)
{
	if (c->entry)
		e->entry = true;
	else if (e->mods.dir == DIR_OUT || e->mods.dir == DIR_LATE)
		c->exits = true;
	if ((e->form == M_LET || e->form == M_COMPUTED) && let_exits(c->g, e))
		c->exits = true;
}

static struct width elem_width(struct gen *g, struct elem *e)
{
	struct width w = e->type && e->form == M_FIELD ? type_width(g, e->type) : (struct width){ 0 };

	return w.size[0] ? w : wide(true);
}

/* ---- where a path begins ---- */

/* The element that all of them stand for, as far as its type goes; NULL with an error when they differ. */
static bool is_scalar_pointer(struct gen *g, struct elem *e)
{
	struct type *target = e->type && e->list->frame->call ? pointer_target(g, e->type) : NULL;

	return target && type_is_scalar(g, target);
}

static struct elem *agree(struct coder *c, elem_vec *found, const char *name, struct place at)
{
	bool first = is_scalar_pointer(c->g, found->v[0]);

	for (uint32_t i = 0; i < found->n; i++) {
		note_use(c, found->v[i]);
		if (is_scalar_pointer(c->g, found->v[i]) != first)
			error_at(at, "'%s' points to a number at %s:%d but not at %s:%d", name,
				 found->v[!first ? i : 0]->at.file, found->v[!first ? i : 0]->at.line,
				 found->v[first ? i : 0]->at.file, found->v[first ? i : 0]->at.line);
	}
	return found->v[0];
}

/* A member of a struct that this frame's struct holds, as if it were this one's. */
uint32_t held_member(struct gen *g, struct elem *holder, struct elem *e)
{
	struct ctx cx = { .scope = e->list, .self = e, .self_type = e->type };
	struct desc_member m = { .form = M_FIELD, .bit_off = e->bit_off, .bit_width = e->bit_width };

	m.ident = string_index(g, e->ident);
	m.type = lower_type(g, &cx, e->type);
	for (int i = 0; i < ABI_COUNT; i++) {
		m.off[i] = holder->off[i] + e->off[i];
		m.reg[i][0] = m.reg[i][1] = REG_NONE;
	}
	return push(&g->out.members, m);
}

static bool code_word(struct coder *c, const char *name, struct width *w)
{
	static const struct { const char *name; enum desc_opcode op; bool exits, is_unsigned;
	} words[] = {
		{ "self", X_SELF, false, false },        { "ret", X_RET, true, false },
		{ "err", X_ERR, true, false },           { "ok", X_SUCCESS, true, false },
		{ "erestart", X_ERESTART, true, false }, { "exit", X_EXIT, true, false },
		{ "brief", X_BRIEF, false, false },      { "verbose", X_VERBOSE, false, false },
		{ "size", X_SIZE, false, true },         { "rest", X_REST, false, true },
		{ "index", X_INDEX, false, false },      { "page", X_PAGE, false, false },
		{ "sp", X_SP, false, true },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].name, name) != 0)
			continue;
		emit(c, words[i].op, 0, 0);
		c->exits |= words[i].exits;
		*w = wide(!words[i].is_unsigned);
		if (words[i].op == X_SELF && c->cx->self_type && type_width(c->g, c->cx->self_type).size[0])
			*w = type_width(c->g, c->cx->self_type);
		return true;
	}
	return false;
}

static bool is_set_name(struct gen *g, const char *name)
{
	for (uint32_t i = 0; i < g->sets.n; i++)
		if (g->sets.v[i] == name)
			return true;
	return false;
}

/* A name that nothing in sight has: kept strings, the language's words, then whatever uses the struct. */
static struct elem *code_free_name(struct coder *c, const char *name, struct place at, struct width *w)
{
	struct frame *frame = c->cx->scope ? c->cx->scope->frame : NULL;
	elem_vec found;

	if (is_set_name(c->g, name)) {
		emit(c, X_STRING, 0, string_index(c->g, name));
		return NULL;
	}
	if (code_word(c, name, w))
		return NULL;
	found = outer_candidates(c->g, frame, name, false);
	if (!found.n) {
		error_at(at, "unknown name '%s'", name);
		return NULL;
	}
	emit(c, X_OUTER, 0, string_index(c->g, name));
	return agree(c, &found, name, at);
}

static struct elem *code_name(struct coder *c, const char *name, struct place at, struct width *w)
{
	struct found f = name_find(c->g, c->cx->scope, name, at);

	if (!f.elem)
		return code_free_name(c, name, at, w);
	note_use(c, f.elem);
	if (f.how == FOUND_HERE)
		emit(c, X_MEMBER, 0, f.elem->index);
	else if (f.how == FOUND_EMBEDDED)
		emit(c, X_MEMBER, 0, held_member(c->g, f.holder, f.elem));
	else
		emit(c, f.how == FOUND_CALL ? X_ARG : X_OUTER, 0, string_index(c->g, name));
	return f.elem;
}

/* arg.x */
static struct elem *code_arg(struct coder *c, const char *name, struct place at)
{
	struct elems *scope = c->cx->scope;
	elem_vec found = { 0 };
	struct elem *e;

	while (scope && !scope->frame->call)
		scope = scope->frame->outer;
	e = scope ? scope_find(c->g, scope, name, at) : NULL;
	if (e)
		push(&found, e);
	else if (!scope)
		found = outer_candidates(c->g, c->cx->scope ? c->cx->scope->frame : NULL, name, true);
	if (!found.n) {
		error_at(at, "unknown argument '%s'", name);
		return NULL;
	}
	emit(c, X_ARG, 0, string_index(c->g, name));
	return agree(c, &found, name, at);
}

/* up.x */
static struct elem *code_up(struct coder *c, const char *name, struct place at)
{
	struct frame *frame = c->cx->scope ? c->cx->scope->frame : NULL;
	elem_vec found = outer_candidates(c->g, frame, name, false);

	if (frame && frame_find(c->g, frame, name, (struct place){ 0 })) {
		error_at(at, "'%s' of this struct hides up.%s", name, name);
		return NULL;
	}
	if (!found.n) {
		error_at(at, "unknown name '%s'", name);
		return NULL;
	}
	emit(c, X_OUTER, 0, string_index(c->g, name));
	return agree(c, &found, name, at);
}

/* ---- ptr.member ---- */

static struct elem *field_of(struct gen *g, struct type *t, const char *name, struct place at)
{
	struct record *r = type_record(g, t);
	struct elem *e = NULL;

	if (r)
		return frame_find(g, &r->frame, name, at);
	t = type_plain(g, t);
	if (t && t->op == TY_ARRAY)
		return field_of(g, t->a, name, at);
	for (uint32_t i = 0; t && t->op == TY_SWITCH && i < t->choice->cases.n && !e; i++)
		if (t->choice->cases.v[i]->type)
			e = field_of(g, t->choice->cases.v[i]->type, name, at);
	return e;
}

static struct elem *code_field(struct coder *c, struct elem *base, const char *name, struct place at)
{
	struct type *target = base && base->type ? pointer_target(c->g, base->type) : NULL;
	struct elem *e;

	if (!base)
		return NULL;
	if (!target) {
		error_at(at, "'%s' is no pointer to a struct", base->ident);
		return NULL;
	}
	e = field_of(c->g, target, name, at);
	if (!e || e->form != M_FIELD) {
		error_at(at, "no member '%s' where '%s' points to", name, base->ident);
		return NULL;
	}
	record_index(c->g, e->list->frame->record);
	emit(c, X_FIELD, 0, e->index);
	return e;
}

/* ---- ioc.dir … ---- */

static struct width code_ioc(struct coder *c, const char *part, struct place at)
{
	/* <asm-generic/ioctl.h> */
	static const struct { const char *name; int shift; int mask; } parts[] = {
		{ "nr", 0, 0xff }, { "type", 8, 0xff }, { "size", 16, 0x3fff }, { "dir", 30, 3 },
	};
	struct found f = name_find(c->g, c->cx->scope, name_of("op"), at);

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcmp(parts[i].name, part) != 0)
			continue;
		if (f.elem && f.how == FOUND_HERE && f.elem->list->frame->call)
			emit(c, X_MEMBER, 0, f.elem->index);
		else
			emit(c, X_ARG, 0, string_index(c->g, "op"));
		if (parts[i].shift) {
			emit(c, X_IMM, 0, parts[i].shift);
			emit(c, X_SHR, 0, 0);
		}
		emit(c, X_IMM, 0, parts[i].mask);
		emit(c, X_AND, 0, 0);
		return wide(true);
	}
	error_at(at, "expected ioc.dir, ioc.type, ioc.nr or ioc.size, found 'ioc.%s'", part);
	return wide(true);
}

/* ---- paths ---- */

enum { PATH_MAX_NAMES = 8 };

struct path {
	const char *names[PATH_MAX_NAMES];
	struct place at[PATH_MAX_NAMES];
	int n;
};

static bool flatten(struct expr *e, struct path *path)
{
	if (e->op == E_DOT && !flatten(e->a, path))
		return false;
	if ((e->op != E_DOT && e->op != E_NAME) || path->n == PATH_MAX_NAMES)
		return false;
	path->names[path->n] = e->name;
	path->at[path->n++] = e->at;
	return true;
}

/* up, arg, entry … unless a member or an argument in sight has that name and what follows. */
static bool is_keyword(struct coder *c, const struct path *path, int i, const char *word)
{
	struct found f;

	if (strcmp(path->names[i], word) != 0 || path->n < i + 2)
		return false;
	f = name_find(c->g, c->cx->scope, path->names[i], (struct place){ 0 });
	return !f.elem || !f.elem->type || !pointer_target(c->g, f.elem->type) ||
	       !field_of(c->g, pointer_target(c->g, f.elem->type), path->names[i + 1], (struct place){ 0 });
}

static struct width code_from(struct coder *, struct path *, int i, bool address, struct elem **denoted);

static struct width code_entry(struct coder *c, struct path *path, int i, bool address, struct elem **denoted)
{
	struct width w;

	emit(c, X_ENTRY, 1, 0);
	c->entry++;
	w = code_from(c, path, i, address, denoted);
	c->entry--;
	emit(c, X_ENTRY, 0, 0);
	return w;
}

/*
 * The first name of a path, or two: arg.x, up.x, a struct that lies in this one and its member. *i goes to
 * the last.
 */
static struct elem *code_head(struct coder *c, struct path *path, int *i, struct width *w)
{
	struct found f = name_find(c->g, c->cx->scope, path->names[*i], (struct place){ 0 });
	struct record *held =
		f.elem && f.how == FOUND_HERE && f.elem->type ? type_record(c->g, f.elem->type) : NULL;
	const char *next = *i + 1 < path->n ? path->names[*i + 1] : NULL;
	struct elem *inner = held && next ? frame_find(c->g, &held->frame, next, path->at[*i + 1]) : NULL;

	if (is_keyword(c, path, *i, "arg")) {
		++*i;
		return code_arg(c, next, path->at[*i]);
	}
	if (is_keyword(c, path, *i, "up")) {
		++*i;
		return code_up(c, next, path->at[*i]);
	}
	if (inner && inner->form == M_FIELD) {
		++*i;
		emit(c, X_MEMBER, 0, held_member(c->g, f.elem, inner));
		return inner;
	}
	return code_name(c, path->names[*i], path->at[*i], w);
}

static struct width code_deref(struct coder *c, struct elem *e)
{
	struct ctx cx = { .scope = e->list, .self = e, .self_type = e->type };
	struct type *target = pointer_target(c->g, e->type);
	enum desc_dir dir = type_plain(c->g, e->type)->dir;

	emit(c, X_DEREF, 0, lower_type(c->g, &cx, target));
	c->exits |= !c->entry && (dir == DIR_OUT || dir == DIR_LATE);
	return type_width(c->g, target);
}

static struct width code_from(struct coder *c, struct path *path, int i, bool address, struct elem **denoted)
{
	struct width w = wide(true);
	struct elem *e;

	if (is_keyword(c, path, i, "entry"))
		return code_entry(c, path, i + 1, address, denoted);
	if (is_keyword(c, path, i, "ioc"))
		return code_ioc(c, path->names[i + 1], path->at[i + 1]);
	e = code_head(c, path, &i, &w);
	if (i + 1 == path->n && e && !address && is_scalar_pointer(c->g, e))
		return code_deref(c, e);
	if (!e && i + 1 < path->n)
		error_at(path->at[i], "'%s' has no members", path->names[i]);
	for (i++; i < path->n; i++)
		e = code_field(c, e, path->names[i], path->at[i]);
	if (denoted)
		*denoted = e;
	return e ? elem_width(c->g, e) : w;
}

struct width code_path(struct coder *c, struct expr *e, bool address, struct elem **denoted)
{
	struct path path = { .n = 0 };

	if (flatten(e, &path))
		return code_from(c, &path, 0, address, denoted);
	error_at(e->at, "expected the name of a member or an argument");
	return wide(true);
}
