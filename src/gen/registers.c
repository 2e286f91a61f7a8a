/*
 * registers.c: which registers a call's arguments lie in: one each, in order; two for 64 bits where an ABI
 * says so.
 */
#include "gen.h"

struct next {
	struct gen *g;
	struct call *call;
	uint32_t reg[ABI_COUNT];
};

static void assign_list(struct next *, struct elems *);

static bool is_wide(struct gen *g, struct type *t)
{
	struct width w = type_width(g, t);
	struct type *plain = type_plain(g, t);

	return plain && plain->op != TY_PTR && w.size[ABI_X86_64] == 8 && w.size[ABI_I386] == 8;
}

static void assign_given(struct next *n, struct elem *e, int abi)
{
	e->regs[abi][0] = e->reg.lo[abi];
	e->regs[abi][1] = e->reg.pair[abi] ? e->reg.hi[abi] : REG_NONE;
	n->reg[abi] = e->reg.lo[abi] + 1;
	if (e->reg.pair[abi] && e->reg.hi[abi] >= e->reg.lo[abi])
		n->reg[abi] = e->reg.hi[abi] + 1;
}

static void assign(struct next *n, struct elem *e)
{
	bool wide = is_wide(n->g, e->type);

	for (int i = 0; i < ABI_COUNT; i++) {
		if (e->reg.given) {
			assign_given(n, e, i);
		} else {
			bool two = wide && n->g->abis[i].info.pair && !n->call->from;

			e->regs[i][0] = n->reg[i]++;
			e->regs[i][1] = two ? n->reg[i]++ : REG_NONE;
		}
		if (n->reg[i] > 6) {
			error_at(e->at, "expected a register from 0 to 5, found %u for '%s' on %s",
				 n->reg[i] - 1, e->ident ? e->ident : "_", n->g->abis[i].info.name);
			n->reg[i] = 0;
		}
	}
}

/* Cases start at one register; what follows comes after the longest. */
static void assign_cases(struct next *n, struct choice *choice)
{
	struct next start = *n;

	for (uint32_t i = 0; i < choice->cases.n; i++) {
		struct next here = start;

		if (!choice->cases.v[i]->elems)
			continue;
		assign_list(&here, choice->cases.v[i]->elems);
		for (int k = 0; k < ABI_COUNT; k++)
			if (here.reg[k] > n->reg[k])
				n->reg[k] = here.reg[k];
	}
}

static void assign_list(struct next *n, struct elems *list)
{
	for (uint32_t i = 0; i < list->list.n; i++) {
		struct elem *e = list->list.v[i];

		memset(e->regs, REG_NONE, sizeof e->regs);
		if (e->form == M_FIELD || e->form == M_SKIP)
			assign(n, e);
		else if (e->form == M_GROUP)
			assign_list(n, e->group);
		else if (e->form == M_SWITCH)
			assign_cases(n, e->choice);
	}
}

void assign_registers(struct gen *g, struct call *call)
{
	struct next n = { .g = g, .call = call };

	assign_list(&n, call->frame.top);
}
