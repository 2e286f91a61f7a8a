/*
 * phases.c: what of a call is known at its entry and what at its exit: where the entry half ends, and which
 * arguments' memory must be kept until the exit.
 */
#include "gen.h"

struct walk {
	struct gen *g;
	uint8_t *visited;	/* structs, while one argument is looked into */
	bool seen;		/* the entry half may have ended before this element */
	bool prefetch;		/* something that lies after its end is read by the call */
};

/* What there is in a type, through all that it points to. */
struct traits {
	bool reads, writes;	/* pointers into and out of the call */
	bool exits;		/* what is shown may depend on the exit */
	bool entry;		/* something is shown, or used, as it was at entry */
};

static void add(struct traits *to, struct traits from)
{
	to->reads |= from.reads;
	to->writes |= from.writes;
	to->exits |= from.exits;
	to->entry |= from.entry;
}

static struct traits traits_of(struct walk *, uint32_t type);
static struct traits traits_of_members(struct walk *, uint32_t first, uint32_t count);

static struct traits traits_of_switch(struct walk *w, uint32_t index)
{
	struct output *out = &w->g->out;
	const struct desc_switch *sw = &out->switches.v[index];
	struct traits all = { .exits = sw->exit };

	for (uint32_t i = 0; i <= sw->count; i++) {
		uint32_t one = i < sw->count ? out->patterns.v[sw->first + i].case_ : sw->else_;
		const struct desc_case *c = &out->cases.v[one];

		if (c->member)
			add(&all, traits_of_members(w, c->member, 1));
		else
			add(&all, traits_of(w, c->type));
		add(&all, traits_of_members(w, c->first, c->count));
	}
	return all;
}

static struct traits traits_of_member(struct walk *w, const struct desc_member *m)
{
	struct traits t = { 0 };

	if (m->form == M_GROUP)
		t = traits_of_members(w, m->first, m->count);
	else if (m->form == M_SWITCH)
		t = traits_of_switch(w, m->sw);
	else
		t = traits_of(w, m->type);
	t.exits |= m->flags & (MEMBER_EXIT | MEMBER_CHANGED) || m->then_type;
	t.entry |= m->flags & (MEMBER_NEEDS_ENTRY | MEMBER_CHANGED) || m->then_type;
	return t;
}

static struct traits traits_of_members(struct walk *w, uint32_t first, uint32_t count)
{
	struct traits all = { 0 };

	for (uint32_t i = first; i < first + count; i++)
		add(&all, traits_of_member(w, &w->g->out.members.v[i]));
	return all;
}

static struct traits traits_of_pointer(struct walk *w, const struct desc_type *t)
{
	struct traits inside = traits_of(w, t->a);

	if (t->dir == DIR_OUT || t->dir == DIR_LATE)	/* pointers in what is written are not read by the call */
		inside.reads = false;
	inside.reads |= t->dir == DIR_IN || t->dir == DIR_INOUT;
	inside.writes |= t->dir == DIR_OUT || t->dir == DIR_INOUT || t->dir == DIR_LATE;
	inside.exits |= inside.writes;
	return inside;
}

static struct traits traits_of(struct walk *w, uint32_t type)
{
	const struct desc_type *t = &w->g->out.types.v[type];
	struct traits all = { .exits = t->flags & TYPE_EXIT };

	switch (t->op) {
	case T_PTR: add(&all, traits_of_pointer(w, t)); break;
	case T_ARRAY: add(&all, traits_of(w, t->a)); break;
	case T_SWITCH: add(&all, traits_of_switch(w, t->a)); break;
	case T_PAIR:
		add(&all, traits_of(w, t->a));
		add(&all, traits_of(w, t->a2));
		break;
	case T_STRUCT:
		if (w->visited[t->a])
			break;
		w->visited[t->a] = 1;
		add(&all, traits_of_members(w, w->g->out.structs.v[t->a].first, w->g->out.structs.v[t->a].count));
		break;
	default: break;
	}
	return all;
}

static bool walk_list(struct walk *, struct elems *);

static bool walk_cases(struct walk *w, struct choice *choice)
{
	bool before = w->seen, any = before, needs = false;

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		if (!choice->cases.v[i]->elems)
			continue;
		w->seen = before;
		needs |= walk_list(w, choice->cases.v[i]->elems);
		any |= w->seen;
	}
	w->seen = any;
	return needs;
}

/* Marks the element if its memory is needed after the seam; says whether it, or anything in it, is. */
static bool walk_elem(struct walk *w, struct elem *e)
{
	struct desc_member *m = &w->g->out.members.v[e->index];
	bool exits = m->flags & MEMBER_EXIT, after = w->seen || exits, needs;
	struct traits t = { 0 };

	if (e->group) {
		needs = walk_list(w, e->group);
	} else if (e->choice) {
		needs = walk_cases(w, e->choice);
	} else {
		memset(w->visited, 0, w->g->out.structs.n);
		t = traits_of_member(w, m);
		needs = (t.reads && (t.exits || after)) || t.entry ||
			(e->entry && w->g->out.types.v[m->type].op == T_PTR);
	}
	w->prefetch |= needs && after;
	w->seen |= exits || t.exits;
	if (needs)
		m->flags |= MEMBER_NEEDS_ENTRY;
	return needs;
}

static bool walk_list(struct walk *w, struct elems *list)
{
	bool needs = false;

	for (uint32_t i = 0; i < list->list.n; i++)
		needs |= walk_elem(w, list->list.v[i]);
	return needs;
}

/* Members of structs that some expression asks for as they were at entry. */
void mark_entry_members(struct gen *g)
{
	for (uint32_t i = 0; i < g->elems.n; i++) {
		const struct elem *e = g->elems.v[i];

		if (e->entry && e->list && e->list->frame->record && e->index)
			g->out.members.v[e->index].flags |= MEMBER_NEEDS_ENTRY;
	}
}

void mark_phases(struct gen *g, struct call *call)
{
	struct desc_call *d = &g->out.calls.v[call->index];
	struct walk w = { .g = g, .visited = alloc(g->out.structs.n) };

	if (walk_list(&w, call->frame.top))
		d->flags |= CALL_ENTRY_MEMORY;
	if (w.prefetch)
		d->flags |= CALL_PREFETCH;
	while (d->first_exit < d->count && !(g->out.members.v[d->first + d->first_exit].flags & MEMBER_EXIT))
		d->first_exit++;
}
