/*
 * scope.c: what a name means where it stands: members of the struct or arguments of the call around it, then
 * of what is around that. Also what can be said of a type without lowering it.
 */
#include "gen.h"

/* ---- types seen through their names ---- */

struct type *type_plain(struct gen *g, struct type *t)
{
	for (int depth = 0; t && depth < 32; depth++) {
		struct symbol *s;

		if (t->op == TY_AS) {
			t = t->a;
			continue;
		}
		s = t->op == TY_NAME ? symbol_find(g, t->name) : NULL;
		if (!s || s->kind != SYM_ALIAS)
			return t;
		t = s->alias->type;
	}
	return t;
}

struct type *pointer_target(struct gen *g, struct type *t)
{
	t = type_plain(g, t);
	return t && t->op == TY_PTR ? t->a : NULL;
}

struct record *type_record(struct gen *g, struct type *t)
{
	struct symbol *s;

	t = type_plain(g, t);
	if (!t)
		return NULL;
	if (t->op == TY_STRUCT)
		return t->record;
	s = t->op == TY_NAME ? symbol_find(g, t->name) : NULL;
	return s && s->kind == SYM_RECORD ? s->record : NULL;
}

static struct width switch_width(struct gen *g, struct choice *choice)
{
	struct width all = { 0 };

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		struct width w = type_width(g, choice->cases.v[i]->type);

		if (!w.size[0])
			continue;
		if (!all.size[0] || w.size[0] > all.size[0])
			all = w;
	}
	return all;
}

struct width type_width(struct gen *g, struct type *t)
{
	struct width w = { 0 };
	struct symbol *s;

	t = type_plain(g, t);
	if (!t)
		return w;
	if (t->op == TY_BIT)
		return type_width(g, t->a);
	if (t->op == TY_SWITCH)
		return switch_width(g, t->choice);
	if (t->op == TY_PTR) {
		for (int i = 0; i < ABI_COUNT; i++)
			w.size[i] = t->slot ? t->slot / 8 : g->abis[i].info.ptr;
		return w;
	}
	s = t->op == TY_NAME ? symbol_find(g, t->name) : NULL;
	if (!s)
		return w;
	if (s->kind == SYM_TABLE)
		return type_width(g, s->table->carrier);
	if (s->kind == SYM_WORD)
		return type_width(g, s->word->carrier);
	if (s->kind != SYM_BUILTIN || s->builtin->op != T_INT)
		return w;
	for (int i = 0; i < ABI_COUNT; i++)
		w.size[i] = builtin_size(g, s->builtin, i);
	w.is_signed = s->builtin->flags & TYPE_SIGNED;
	return w;
}

bool type_is_scalar(struct gen *g, struct type *t)
{
	t = type_plain(g, t);
	if (!t || t->op == TY_PTR)
		return false;
	if (t->op == TY_SWITCH) {
		for (uint32_t i = 0; i < t->choice->cases.n; i++)
			if (!t->choice->cases.v[i]->type || !type_is_scalar(g, t->choice->cases.v[i]->type))
				return false;
		return true;
	}
	return type_width(g, t).size[0] != 0;
}

/* ---- names ---- */

static bool has_value(const struct elem *e)
{
	return e->form == M_FIELD || e->form == M_COMPUTED || e->form == M_LET;
}

static bool same_place(struct gen *g, const struct elem *a, const struct elem *b)
{
	struct width v = type_width(g, a->type), w = type_width(g, b->type);

	if (a->form != M_FIELD || b->form != M_FIELD || memcmp(&v, &w, sizeof v) != 0)
		return false;
	if (a->list->frame->call)
		return !memcmp(a->regs, b->regs, sizeof a->regs);
	return !memcmp(a->off, b->off, sizeof a->off) && a->bit_width == b->bit_width &&
	       a->bit_off == b->bit_off;
}

static struct elem *list_find(struct gen *g, struct elems *list, const char *name, struct place at);

static struct elem *choice_find(struct gen *g, struct choice *choice, const char *name, struct place at)
{
	struct elem *found = NULL;

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		struct elems *elems = choice->cases.v[i]->elems;
		struct elem *e = elems ? list_find(g, elems, name, at) : NULL;

		if (e && found && at.file && !same_place(g, e, found)) {
			error_at(at, "'%s' lies in different places: at %s:%d and at %s:%d", name,
				 found->at.file, found->at.line, e->at.file, e->at.line);
			return found;
		}
		if (!found)
			found = e;
	}
	return found;
}

/* In the list itself, its groups, then the cases of its switches. */
static struct elem *list_find(struct gen *g, struct elems *list, const char *name, struct place at)
{
	struct elem *found = NULL;

	for (uint32_t i = 0; i < list->list.n; i++)
		if (list->list.v[i]->ident == name && has_value(list->list.v[i]))
			return list->list.v[i];
	for (uint32_t i = 0; i < list->list.n && !found; i++)
		if (list->list.v[i]->group)
			found = list_find(g, list->list.v[i]->group, name, at);
	for (uint32_t i = 0; i < list->list.n && !found; i++)
		if (list->list.v[i]->choice)
			found = choice_find(g, list->list.v[i]->choice, name, at);
	return found;
}

struct elem *scope_find(struct gen *g, struct elems *scope, const char *name, struct place at)
{
	struct elem *found = NULL;

	for (; scope && !found; scope = scope->parent)
		found = list_find(g, scope, name, at);
	return found;
}

struct elem *frame_find(struct gen *g, struct frame *frame, const char *name, struct place at)
{
	return frame->top ? list_find(g, frame->top, name, at) : NULL;
}

/*
 * A member of a struct that lies in this one, not behind a pointer: nlmsg_len, for the struct that begins
 * with nlmsghdr.
 */
static struct elem *embedded_find(struct gen *g, struct elems *top, const char *name, struct elem **holder)
{
	for (uint32_t i = 0; i < top->list.n; i++) {
		struct elem *e = top->list.v[i];
		struct record *r = e->form == M_FIELD && e->type ? type_record(g, e->type) : NULL;
		struct elem *found = r ? frame_find(g, &r->frame, name, (struct place){ 0 }) : NULL;

		if (found && found->form == M_FIELD) {
			*holder = e;
			return found;
		}
	}
	return NULL;
}

struct found name_find(struct gen *g, struct elems *scope, const char *name, struct place at)
{
	struct found f = { .elem = scope_find(g, scope, name, at), .how = FOUND_HERE };

	if (f.elem)
		return f;
	for (struct elems *outer = scope ? scope->frame->outer : NULL; outer; outer = outer->frame->outer) {
		f.elem = scope_find(g, outer, name, at);
		f.how = outer->frame->call ? FOUND_CALL : FOUND_OUTER;
		if (f.elem)
			return f;
	}
	f.elem = scope && scope->frame->record ? embedded_find(g, scope->frame->top, name, &f.holder) : NULL;
	f.how = f.elem ? FOUND_EMBEDDED : FOUND_NOT;
	return f;
}

static void collect(struct frame *frame, struct gen *g, const char *name, bool args_only, elem_vec *found)
{
	if (frame->seen)
		return;
	frame->seen = true;
	for (uint32_t i = 0; i < frame->users.n; i++) {
		struct frame *user = frame->users.v[i];
		struct elem *e =
			args_only && !user->call ? NULL : frame_find(g, user, name, (struct place){ 0 });

		if (e)
			push(found, e);
		collect(user, g, name, args_only, found);
	}
}

static void clear_marks(struct frame *frame)
{
	if (!frame->seen)
		return;
	frame->seen = false;
	for (uint32_t i = 0; i < frame->users.n; i++)
		clear_marks(frame->users.v[i]);
}

elem_vec outer_candidates(struct gen *g, struct frame *frame, const char *name, bool args_only)
{
	elem_vec found = { 0 };

	if (frame) {
		collect(frame, g, name, args_only, &found);
		clear_marks(frame);
	}
	if (found.n)
		return found;
	for (uint32_t i = 0; i < g->elems.n; i++) {
		struct elem *e = g->elems.v[i];

		if (e->ident == name && e->list && has_value(e) && (!args_only || e->list->frame->call))
			push(&found, e);
	}
	return found;
}
