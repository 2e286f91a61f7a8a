/*
 * link.c: the part of the check that walks all types: each list of members learns what frame it belongs to,
 * each frame who uses it, and every type named is known.
 */
#include "gen.h"

struct linker {
	struct gen *g;
	struct frame *user;	/* the frame whose types are walked */
	bool again;		/* these types were walked before: no errors */
	struct alias *root;	/* the alias whose own type is walked */
};

static void link_list(struct linker *, struct elems *, struct elems *parent, struct frame *);
static void link_type(struct linker *, struct type *, struct elems *scope);
static void link_result(struct linker *, struct result *, struct elems *scope);

static void add_user(struct frame *used, struct frame *user)
{
	for (uint32_t i = 0; i < used->users.n; i++)
		if (used->users.v[i] == user)
			return;
	if (user)
		push(&used->users, user);
}

static void link_frame(struct linker *l, struct frame *frame, struct elems *outer)
{
	struct linker inner = { .g = l->g, .user = frame };

	add_user(frame, l->user);
	if (frame->linked)
		return;
	frame->linked = true;
	frame->outer = outer;
	push(&l->g->frames, frame);
	link_list(&inner, frame->top, NULL, frame);
	if (frame->call)
		link_result(&inner, frame->call->result, frame->top);
}

static void link_mods(struct linker *l, struct mods *m, struct elems *scope)
{
	link_type(l, m->else_type, scope);
	link_type(l, m->then_type, scope);
}

static void link_name(struct linker *l, struct type *t)
{
	struct symbol *s = symbol_find(l->g, t->name);
	struct linker inner = { .g = l->g, .user = l->user, .again = true, .root = l->root };

	if (!s) {
		if (!l->again)
			error_at(t->at, "unknown type '%s'", t->name);
	} else if (s->kind == SYM_RECORD) {
		add_user(&s->record->frame, l->user);
	} else if (s->kind == SYM_WORD) {
		for (uint32_t i = 0; i < s->word->parts.n; i++)
			link_type(&inner, s->word->parts.v[i].type, NULL);
	} else if (s->kind == SYM_ALIAS && !s->alias->busy) {
		s->alias->busy = true;
		link_type(&inner, s->alias->type, NULL);
		s->alias->busy = false;
	} else if (s->kind == SYM_ALIAS && s->alias == l->root) {
		error_at(s->alias->at, "type '%s' is made of itself", t->name);
	}
}

static void link_type(struct linker *l, struct type *t, struct elems *scope)
{
	struct attrs *attrs;

	if (!t)
		return;
	link_type(l, t->a, scope);
	link_type(l, t->b, scope);
	switch (t->op) {
	case TY_NAME:
		link_name(l, t);
		break;
	case TY_STRUCT: case TY_CALL:
		t->record->frame.record = t->record;
		link_frame(l, &t->record->frame, scope);
		break;
	case TY_SWITCH:
		for (uint32_t i = 0; i < t->choice->cases.n; i++) {
			link_type(l, t->choice->cases.v[i]->type, scope);
			link_mods(l, &t->choice->cases.v[i]->mods, scope);
		}
		break;
	case TY_ATTRS:
		attrs = attrs_find(l->g, t->name);
		if (attrs)
			add_user(&attrs->frame, l->user);
		else if (!l->again)
			error_at(t->at, "unknown attrs '%s'", t->name);
		break;
	case TY_OPEN:
		if (!l->user || !l->user->call)
			error_at(t->at, "open() is for arguments of a call");
		break;
	default:
		break;
	}
}

static void link_result(struct linker *l, struct result *r, struct elems *scope)
{
	if (!r)
		return;
	for (uint32_t i = 0; r->choice && i < r->choice->cases.n; i++)
		link_result(l, r->choice->cases.v[i]->result, scope);
	for (uint32_t i = 0; i < r->remarks.n; i++) {
		struct type *t = r->remarks.v[i].type;
		enum kind kind;

		if (t && !(t->op == TY_NAME && kind_find(t->name, &kind) && !symbol_find(l->g, t->name)))
			link_type(l, t, scope);
	}
}

static void link_choice(struct linker *l, struct choice *choice, struct elems *scope, struct frame *frame)
{
	for (uint32_t i = 0; i < choice->cases.n; i++) {
		struct case_ *c = choice->cases.v[i];

		if (c->elems)
			link_list(l, c->elems, scope, frame);
		link_result(l, c->result, c->elems);
	}
}

static void link_list(struct linker *l, struct elems *list, struct elems *parent, struct frame *frame)
{
	list->parent = parent;
	list->frame = frame;
	for (uint32_t i = 0; i < list->list.n; i++) {
		struct elem *e = list->list.v[i];

		e->list = list;
		if (e->group)
			link_list(l, e->group, list, frame);
		if (e->choice)
			link_choice(l, e->choice, list, frame);
		link_type(l, e->type, list);
		link_mods(l, &e->mods, list);
	}
}

static void check_names_once(struct elems *list)
{
	for (uint32_t i = 0; i < list->list.n; i++)
		for (uint32_t j = 0; j < i; j++) {
			struct elem *e = list->list.v[i], *old = list->list.v[j];

			if (e->ident && e->ident == old->ident && e->form != M_MORE)
				error_at(e->at, "member '%s' is already at %s:%d", e->ident, old->at.file,
					 old->at.line);
		}
}

static void link_aliases(struct gen *g)
{
	for (uint32_t i = 0; i < g->aliases.n; i++) {
		struct linker l = { .g = g, .root = g->aliases.v[i] };

		l.root->busy = true;
		link_type(&l, l.root->type, NULL);
		l.root->busy = false;
	}
}

void link_all(struct gen *g)
{
	struct linker l = { .g = g };

	link_aliases(g);
	for (uint32_t i = 0; i < g->tables.n; i++)
		link_type(&l, g->tables.v[i]->carrier, NULL);
	for (uint32_t i = 0; i < g->words.n; i++) {
		link_type(&l, g->words.v[i]->carrier, NULL);
		for (uint32_t j = 0; j < g->words.v[i]->parts.n; j++)
			link_type(&l, g->words.v[i]->parts.v[j].type, NULL);
	}
	for (uint32_t i = 0; i < g->records.n; i++) {
		g->records.v[i]->frame.record = g->records.v[i];
		link_frame(&l, &g->records.v[i]->frame, NULL);
	}
	for (uint32_t i = 0; i < g->calls.n; i++) {
		g->calls.v[i]->frame.call = g->calls.v[i];
		link_frame(&l, &g->calls.v[i]->frame, NULL);
	}
	for (uint32_t i = 0; i < g->attrs.n; i++) {
		struct linker inner = { .g = g, .user = &g->attrs.v[i]->frame };

		for (uint32_t j = 0; j < g->attrs.v[i]->choice->cases.n; j++) {
			link_type(&inner, g->attrs.v[i]->choice->cases.v[j]->type, NULL);
			link_mods(&inner, &g->attrs.v[i]->choice->cases.v[j]->mods, NULL);
		}
	}
	for (uint32_t i = 0; i < g->frames.n; i++)
		check_names_once(g->frames.v[i]->top);
}
