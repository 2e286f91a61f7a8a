/*
 * lower_member.c: members, arguments and the structs they make up.
 */
#include "gen.h"

/* ---- indexes: a list is one run of desc_members; its groups and cases are runs of their own ---- */

void reserve_members(struct gen *g, struct elems *list)
{
	for (uint32_t i = 0; i < list->list.n; i++)
		list->list.v[i]->index = push(&g->out.members, (struct desc_member){ 0 });
	for (uint32_t i = 0; i < list->list.n; i++) {
		struct elem *e = list->list.v[i];

		if (e->group)
			reserve_members(g, e->group);
		for (uint32_t j = 0; e->choice && j < e->choice->cases.n; j++)
			if (e->choice->cases.v[j]->elems)
				reserve_members(g, e->choice->cases.v[j]->elems);
	}
}

uint32_t record_index(struct gen *g, struct record *r)
{
	if (!r->index) {
		r->index = push(&g->out.structs, (struct desc_struct){ 0 });
		reserve_members(g, r->frame.top);
		push(&g->todo, r);
	}
	return r->index;
}

/* ---- modifiers ---- */

static uint8_t lower_hook(struct gen *g, const char *name, struct place at)
{
	uint8_t hook = name ? hook_find(name) : 0;

	if (name && !hook)
		error_at(at, "unknown hook '%s'", name);
	g->out.hook_used[hook] = true;
	return hook;
}

static void lower_note(struct gen *g, const struct ctx *cx, struct mods *m, struct desc_member *d)
{
	enum kind kind;

	d->note = string_index(g, m->note);
	if (!m->note_kind)
		return;
	d->note_arg = lower_expr(g, cx, m->note_arg);
	if (!strcmp(m->note_kind, "time"))
		d->flags |= MEMBER_NOTE_TIME;
	else if (kind_find(m->note_kind, &kind))
		d->note_kind = kind;
	else
		error_at(m->note_at, "unknown kind '%s'", m->note_kind);
}

void lower_mods(struct gen *g, const struct ctx *cx, struct mods *m, struct desc_member *d)
{
	d->flags |= m->flags;
	d->dir = m->dir;
	if (m->dir == DIR_OUT || m->dir == DIR_LATE)
		d->flags |= MEMBER_OUT | MEMBER_EXIT;
	d->if_ = lower_expr(g, cx, m->if_);
	d->when = lower_expr(g, cx, m->when);
	d->within = lower_expr(g, cx, m->within);
	d->budget = lower_expr(g, cx, m->budget);
	d->at = lower_expr(g, cx, m->at);
	d->min = lower_expr(g, cx, m->min);
	d->else_type = lower_type(g, cx, m->else_type);
	d->then_type = lower_type(g, cx, m->then_type);
	d->then_when = lower_expr(g, cx, m->then_when);
	lower_note(g, cx, m, d);
	d->hook = lower_hook(g, m->via, m->via_at);
	for (uint32_t i = 0; i < m->via_args.n && i < 2; i++)
		d->hook_arg[i] = lower_expr(g, cx, m->via_args.v[i]);
	if (m->via_args.n > 2)
		error_at(m->via_at, "expected at most two operands of a hook, found %u", m->via_args.n);
	if (m->index)
		d->index = table_for(g, m->index, m->index_at);
	if (m->set) {
		d->set = string_index(g, m->set);
		d->flags |= MEMBER_SET;
	}
}

uint32_t lower_case_member(struct gen *g, const struct ctx *cx, struct case_ *c, uint32_t type)
{
	struct desc_member m = { .form = M_FIELD, .type = type };

	if (!c->mods.any)
		return 0;
	memset(m.reg, REG_NONE, sizeof m.reg);
	lower_mods(g, cx, &c->mods, &m);
	return push(&g->out.members, m);
}

/* ---- elements ---- */

static bool needs_exit(struct gen *g, const struct desc_member *m)
{
	const desc_expr exprs[] = {
		m->if_, m->when,  m->within,   m->budget,      m->at,
		m->min, m->value, m->note_arg, m->hook_arg[0], m->hook_arg[1],
	};
	const struct desc_type *t = &g->out.types.v[m->type];

	for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++)
		if (expr_exits(g, exprs[i]))
			return true;
	if (m->form == M_SWITCH)
		return g->out.switches.v[m->sw].exit;
	return t->flags & TYPE_EXIT || (t->op == T_PTR && (t->dir == DIR_OUT || t->dir == DIR_LATE));
}

static void lower_shown_name(struct gen *g, struct elem *e, struct desc_member *m)
{
	const char *name = e->shown ? e->shown : e->ident;
	size_t len = strlen(name);

	if (len && name[len - 1] == '=') {
		m->flags |= MEMBER_NAMED;
		name = intern(name, len - 1);
	}
	m->name = name_index(g, name);
}

static void lower_place(struct elem *e, struct desc_member *m)
{
	bool in_call = e->list->frame->call;

	memcpy(m->off, e->off, sizeof m->off);
	memset(m->reg, REG_NONE, sizeof m->reg);
	m->bit_off = e->bit_off;
	m->bit_width = e->bit_width;
	if (!in_call)
		return;
	memcpy(m->reg, e->regs, sizeof m->reg);
	if (m->reg[ABI_I386][1] != REG_NONE && m->reg[ABI_X86_64][1] == REG_NONE)
		m->flags |= MEMBER_PADS_KLONG;
}

static struct desc_member lower_elem(struct gen *g, struct elem *e)
{
	struct ctx cx = { .scope = e->list, .self = e, .self_type = e->type };
	struct desc_member m = { .form = e->form };

	if (e->form == M_FIELD || e->form == M_COMPUTED)
		lower_shown_name(g, e, &m);
	if (e->form == M_FIELD || e->form == M_COMPUTED || e->form == M_LET)
		m.ident = string_index(g, e->ident);
	if (e->form == M_SWITCH) {
		m.sw = lower_switch(g, &cx, e->choice);
	} else if (e->form == M_GROUP) {
		m.first = e->group->list.n ? e->group->list.v[0]->index : 0;
		m.count = e->group->list.n;
		lower_members(g, e->group);
	} else {
		m.type = lower_type(g, &cx, e->type);
	}
	lower_place(e, &m);
	m.value = lower_expr(g, &cx, e->value);
	lower_mods(g, &cx, &e->mods, &m);
	if (needs_exit(g, &m))
		m.flags |= MEMBER_EXIT;
	return m;
}

void lower_members(struct gen *g, struct elems *list)
{
	for (uint32_t i = 0; i < list->list.n; i++) {
		struct desc_member m = lower_elem(g, list->list.v[i]);

		g->out.members.v[list->list.v[i]->index] = m;
	}
}

/* ---- show ---- */

static bool list_has(const struct elems *list, const char *name)
{
	for (uint32_t i = 0; i < list->list.n; i++) {
		const struct elem *e = list->list.v[i];

		if (e->ident == name || (e->group && list_has(e->group, name)))
			return true;
		for (uint32_t j = 0; e->choice && j < e->choice->cases.n; j++)
			if (e->choice->cases.v[j]->elems && list_has(e->choice->cases.v[j]->elems, name))
				return true;
	}
	return false;
}

/* The member of the struct's own list with that name, or the group or switch that has it inside. */
static struct elem *shown_elem(struct record *r, const char *name)
{
	struct elems *top = r->frame.top;

	for (uint32_t i = 0; i < top->list.n; i++)
		if (top->list.v[i]->ident == name)
			return top->list.v[i];
	for (uint32_t i = 0; i < top->list.n; i++) {
		struct elem *e = top->list.v[i];

		if (e->group && list_has(e->group, name))
			return e;
		for (uint32_t j = 0; e->choice && j < e->choice->cases.n; j++)
			if (e->choice->cases.v[j]->elems && list_has(e->choice->cases.v[j]->elems, name))
				return e;
	}
	return NULL;
}

static uint32_t lower_show(struct gen *g, struct record *r)
{
	struct elems *top = r->frame.top;
	uint32_t first = g->out.lists.n, last = 0;

	if (!r->show.n)
		return 0;
	for (uint32_t i = 0; i < top->list.n; i++)
		if (top->list.v[i]->form != M_LET && top->list.v[i]->form != M_SKIP)
			g->out.members.v[top->list.v[i]->index].flags |= MEMBER_HIDDEN;
	for (uint32_t i = 0; i < r->show.n; i++) {
		struct elem *e = shown_elem(r, r->show.v[i]);

		if (!e) {
			error_at(r->at, "no member '%s' to show in '%s'", r->show.v[i], r->name);
			continue;
		}
		g->out.members.v[e->index].flags &= ~MEMBER_HIDDEN;
		if (e->index != last)
			push(&g->out.lists, e->index);
		last = e->index;
	}
	push(&g->out.lists, 0);
	return first;
}

/* ---- structs ---- */

static uint32_t size_member(struct record *r)
{
	struct elems *top = r->frame.top;

	for (uint32_t i = 0; i < top->list.n; i++)
		if (top->list.v[i]->form == M_FIELD && !strcmp(top->list.v[i]->ident, "size"))
			return top->list.v[i]->index;
	return 0;
}

static void lower_record(struct gen *g, struct record *r)
{
	struct ctx cx = { .scope = r->frame.top };
	struct layout l = layout_record(g, r);
	struct desc_struct s = { .flags = r->flags, .tail = r->tail };

	lower_members(g, r->frame.top);
	s.ident = string_index(g, r->call_name ? r->call_name : r->name);
	s.first = r->frame.top->list.n ? r->frame.top->list.v[0]->index : 0;
	s.count = r->frame.top->list.n;
	s.show = lower_show(g, r);
	memcpy(s.size, l.size, sizeof s.size);
	memcpy(s.align, l.align, sizeof s.align);
	if (l.open)
		s.flags |= STRUCT_OPEN;
	s.min = lower_expr(g, &cx, r->min);
	s.max = lower_expr(g, &cx, r->max);
	if (r->flags & STRUCT_EXTENSIBLE)
		s.size_member = size_member(r);
	if (r->tail == TAIL_EXTRA)
		s.extra_name = name_index(g, "extra_data");
	g->out.structs.v[r->index] = s;
}

void lower_pending_records(struct gen *g)
{
	for (uint32_t i = 0; i < g->todo.n; i++)	/* the list grows as it is walked */
		lower_record(g, g->todo.v[i]);
	g->todo.n = 0;
}
