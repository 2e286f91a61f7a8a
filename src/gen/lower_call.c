/*
 * lower_call.c: system calls: arguments, results with their remarks, multiplexers, and the number tables that
 * lead to them.
 */
#include "gen.h"

/* ---- results ---- */

static uint32_t result_type(struct gen *g, const struct ctx *cx, const char *name, struct place at)
{
	struct type type = { .op = TY_NAME, .at = at, .name = name };

	return lower_result_type(g, cx, &type);
}

static struct desc_remark lower_remark(struct gen *g, const struct ctx *cx, struct remark *remark)
{
	struct desc_remark r = { .str = string_index(g, remark->text) };

	r.hook = remark->via ? hook_find(remark->via) : 0;
	if (remark->via && !r.hook)
		error_at(remark->at, "unknown hook '%s'", remark->via);
	g->out.hook_used[r.hook] = true;
	r.type = remark->type ? lower_result_type(g, cx, remark->type) : 0;
	r.value = lower_expr(g, cx, remark->value);
	r.if_ = lower_expr(g, cx, remark->if_);
	return r;
}

uint32_t lower_result(struct gen *g, const struct ctx *cx, struct result *result)
{
	struct desc_result r = { 0 };
	VEC(struct desc_remark) remarks = { 0 };

	if (!result)
		r.type = result_type(g, cx, "d", (struct place){ 0 });
	else if (result->choice)
		r.sw = lower_switch(g, cx, result->choice);
	else if (!strcmp(result->name, "none"))
		r.hidden = 1;
	else
		r.type = result_type(g, cx, result->name, result->at);
	if (r.hidden)
		r.type = result_type(g, cx, "d", result->at);
	for (uint32_t i = 0; result && i < result->remarks.n; i++)
		push(&remarks, lower_remark(g, cx, &result->remarks.v[i]));
	r.first = remarks.n ? g->out.remarks.n : 0;
	r.count = remarks.n;
	for (uint32_t i = 0; i < remarks.n; i++)
		push(&g->out.remarks, remarks.v[i]);
	return push(&g->out.results, r);
}

/* ---- calls ---- */

static void lower_from(struct gen *g, struct call *call, struct desc_call *d)
{
	struct type *t = call->from;
	struct width w = t->op == TY_ARRAY ? type_width(g, t->a) : (struct width){ 0 };

	if (!w.size[0] || t->extent.op != EX_COUNT) {
		error_at(t->at, "expected an array of integers, like ulong[6]");
		return;
	}
	d->flags |= CALL_FROM;
	d->from_count = fold_const(g, t->extent.e);
	memcpy(d->from_size, w.size, sizeof d->from_size);
	if (!d->from_count || d->from_count > 6)
		error_at(t->at, "expected 1 to 6 words, found %u", d->from_count);
}

static uint32_t count_args(struct elems *list)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < list->list.n; i++) {
		struct elem *e = list->list.v[i];
		uint32_t n = 0;

		if (e->form == M_FIELD || e->form == M_SKIP)
			n = e->regs[ABI_I386][0] + 1u;
		if (e->group)
			n = count_args(e->group);
		for (uint32_t j = 0; e->choice && j < e->choice->cases.n; j++)
			if (e->choice->cases.v[j]->elems && count_args(e->choice->cases.v[j]->elems) > n)
				n = count_args(e->choice->cases.v[j]->elems);
		if (n > most)
			most = n;
	}
	return most;
}

static uint32_t lower_subcalls(struct gen *g, struct call *call)
{
	uint32_t first = g->out.subcalls.n;

	for (uint32_t i = 0; i < call->subcalls.n; i++) {
		struct subcall *sub = &call->subcalls.v[i];
		const char *name = subcall_name(sub->name);
		const struct row *row = row_find(g, name);
		struct call *target = call_find(g, sub->name);
		struct desc_subcall s = { .number = sub->number,
					  .name = string_index(g, name),
					  .classes = classes_of(g, name) };

		if (!row && !target)
			error_at(sub->at, "unknown call '%s'", sub->name);
		s.call = target ? target->index : 0;
		s.nargs = row ? row->nargs : target ? count_args(target->frame.top) : 0;
		push(&g->out.subcalls, s);
	}
	return first;
}

static uint32_t lower_multiplex(struct gen *g, struct call *call)
{
	struct ctx cx = { .scope = call->frame.top };
	struct desc_multiplex m = { .shift = call->shift, .count = call->subcalls.n };

	m.select = lower_expr(g, &cx, call->select);
	if (call->from_arg && !scope_find(g, call->frame.top, name_of(call->from_arg), call->at))
		error_at(call->at, "unknown argument '%s'", call->from_arg);
	m.from = string_index(g, call->from_arg);
	m.first = lower_subcalls(g, call);
	return push(&g->out.multiplexes, m);
}

void lower_call(struct gen *g, struct call *call)
{
	struct elems *args = call->frame.top;
	struct ctx cx = { .scope = args };
	struct desc_call d = { .name = string_index(g, call->name), .count = args->list.n };

	reserve_members(g, args);
	lower_members(g, args);
	d.first = args->list.n ? args->list.v[0]->index : 0;
	d.result = lower_result(g, &cx, call->result);
	if (call->from)
		lower_from(g, call, &d);
	if (call->multiplex) {
		d.flags |= CALL_MULTIPLEX;
		d.multiplex = lower_multiplex(g, call);
	}
	g->out.calls.v[call->index] = d;
}

/* ---- numbers ---- */

uint64_t classes_of(struct gen *g, const char *call)
{
	uint64_t classes = 0;

	for (uint32_t i = 0; i < g->classes.n; i++)
		for (uint32_t j = 0; j < g->classes.v[i]->calls.n; j++)
			if (!strcmp(g->classes.v[i]->calls.v[j], call))
				classes |= 1ull << class_find(g->classes.v[i]->name);
	return classes;
}

void lower_numbers(struct gen *g)
{
	for (uint32_t i = 0; i < g->rows.n; i++) {
		const struct row *row = &g->rows.v[i];
		struct call *call = call_find(g, row->desc);
		struct desc_sysent s = { .name = string_index(g, row->name), .nargs = row->nargs };

		s.call = call ? call->index : 0;
		s.classes = classes_of(g, row->name);
		while (g->out.sysents[row->abi].n <= row->number)
			push(&g->out.sysents[row->abi], (struct desc_sysent){ 0 });
		g->out.sysents[row->abi].v[row->number] = s;
	}
}
