/*
 * phases.c: what of a call is known at its entry and what at its exit: where the entry half ends, and which
 * arguments' memory must be kept until the exit.
 */
#include "gen.h"

struct walk {
	struct gen *g;
	bool seen;		/* the entry half may have ended before this element */
	bool prefetch;		/* something that lies after its end is read by the call */
};

struct dirs {
	bool reads, writes;	/* pointers into and out of the call */
	bool exits;		/* what is shown may depend on the exit */
};

static void add(struct dirs *to, struct dirs from)
{
	to->reads |= from.reads;
	to->writes |= from.writes;
	to->exits |= from.exits;
}

static struct dirs dirs_of(struct gen *g, uint32_t type);

static struct dirs dirs_of_cases(struct gen *g, const struct desc_switch *sw)
{
	struct dirs all = { .exits = sw->exit };

	for (uint32_t i = 0; i <= sw->count; i++) {
		const struct desc_case *c =
			&g->out.cases.v[i < sw->count ? g->out.patterns.v[sw->first + i].case_ : sw->else_];
		const struct desc_member *m = c->member ? &g->out.members.v[c->member] : NULL;

		add(&all, dirs_of(g, c->type));
		if (m && m->then_type)
			add(&all, (struct dirs){ .reads = true, .writes = true, .exits = true });
		if (m && m->flags & (MEMBER_EXIT | MEMBER_CHANGED))
			all.exits = true;
		if (m && (expr_exits(g, m->if_) || expr_exits(g, m->when) || expr_exits(g, m->within) ||
			  expr_exits(g, m->budget)))
			all.exits = true;
	}
	return all;
}

static struct dirs dirs_of(struct gen *g, uint32_t type)
{
	const struct desc_type *t = &g->out.types.v[type];
	struct dirs d = { .exits = t->flags & TYPE_EXIT };

	if (t->op == T_SWITCH) {
		add(&d, dirs_of_cases(g, &g->out.switches.v[t->a]));
	} else if (t->op == T_PTR) {
		d.reads = t->dir == DIR_IN || t->dir == DIR_INOUT;
		d.writes = t->dir == DIR_OUT || t->dir == DIR_INOUT || t->dir == DIR_LATE;
		d.exits |= d.writes;
	}
	return d;
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
	struct dirs d = dirs_of(w->g, m->type);
	bool exits = m->flags & MEMBER_EXIT, after = w->seen || exits, needs;

	if (e->group)
		needs = walk_list(w, e->group);
	else if (e->choice)
		needs = walk_cases(w, e->choice);
	else
		needs = (d.reads && (d.writes || after)) || m->flags & MEMBER_CHANGED || m->then_type ||
			(e->entry && w->g->out.types.v[m->type].op == T_PTR);
	w->prefetch |= needs && after;
	w->seen |= exits || d.exits || m->flags & MEMBER_CHANGED || m->then_type;
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

void mark_phases(struct gen *g, struct call *call)
{
	struct desc_call *d = &g->out.calls.v[call->index];
	struct walk w = { .g = g };

	if (walk_list(&w, call->frame.top))
		d->flags |= CALL_ENTRY_MEMORY;
	if (w.prefetch)
		d->flags |= CALL_PREFETCH;
	while (d->first_exit < d->count && !(g->out.members.v[d->first + d->first_exit].flags & MEMBER_EXIT))
		d->first_exit++;
}
