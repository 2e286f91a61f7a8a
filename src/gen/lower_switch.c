/*
 * lower_switch.c: switches: patterns to ranges, sorted where bisection finds them.
 */
#include "gen.h"
#include <stdlib.h>

enum { MAX_EXPRS = 4 };

struct line {			/* one pattern */
	struct place at;
	struct desc_range dims[MAX_EXPRS];
	uint32_t case_;
	bool has_min;
};
typedef VEC(struct line) line_vec;

struct lowering {
	struct gen *g;
	struct choice *choice;
	struct width widths[MAX_EXPRS];
	line_vec lines;
	uint32_t else_;
	struct place else_at;
};

/* ---- patterns ---- */

static const struct desc_range anything = { 0, UINT64_MAX, UINT64_MAX, 0 };

/* As what a cell holds: an int of 0x80000000 is negative there, a -1 of an unsigned int is not. */
static uint64_t suited(uint64_t v, struct width w)
{
	if (w.size[ABI_X86_64] != 4 || w.size[ABI_I386] != 4 || (v >> 32 && v >> 32 != UINT32_MAX))
		return v;
	return w.is_signed ? (uint64_t)(int32_t)v : (uint32_t)v;
}

/* <asm-generic/ioctl.h>: number, type, size, direction, from the lowest bit */
enum { IOC_NR, IOC_TYPE, IOC_SIZE, IOC_DIR, IOC_PARTS };
static const struct { int bits, shift; } ioc[IOC_PARTS] = {
	[IOC_NR] = { 8, 0 }, [IOC_TYPE] = { 8, 8 }, [IOC_SIZE] = { 14, 16 }, [IOC_DIR] = { 2, 30 },
};

static uint64_t ioc_direction(const char *letters)
{
	uint64_t dir = 0;

	for (; *letters; letters++)
		dir |= *letters == 'r' ? 2 : 1;
	return dir;
}

static struct desc_range ioc_range(struct gen *g, struct pat *pat)
{
	/* of pat->sub, from the last */
	static const int order[IOC_PARTS] = { IOC_SIZE, IOC_NR, IOC_TYPE, IOC_DIR };
	struct desc_range r = { 0 };
	struct pat *by_part[IOC_PARTS];
	bool ranged = false;

	for (int i = 0; i < IOC_PARTS; i++)
		by_part[order[i]] = pat->sub.v[IOC_PARTS - 1 - i];
	for (int i = IOC_PARTS - 1; i >= 0; i--) {
		struct pat *p = by_part[i];
		uint64_t most = (1ull << ioc[i].bits) - 1, lo, hi;

		if (p->op == PAT_ANY)
			continue;
		if (p->op != PAT_RANGE) {
			error_at(p->at, "expected a number, a range or '*'");
			continue;
		}
		lo = p->text ? ioc_direction(p->text) : fold_const(g, p->lo);
		hi = p->hi ? fold_const(g, p->hi) : lo;
		if (lo > hi || hi > most)
			error_at(p->at, "expected a range within 0..%llu", (unsigned long long)most);
		if (ranged)	/* v & mask would not run from lo to hi without a gap */
			error_at(p->at, "expected '*' after a range in ioc()");
		ranged |= lo != hi;
		r.lo |= lo << ioc[i].shift;
		r.hi |= hi << ioc[i].shift;
		r.mask |= most << ioc[i].shift;
	}
	return r;
}

static struct desc_range lower_dim(struct lowering *lw, struct pat *pat, uint32_t dim)
{
	struct gen *g = lw->g;
	struct desc_range r = anything;

	if (pat->on)
		error_at(pat->at, "'on %s' is not supported yet", pat->on);
	switch (pat->op) {
	case PAT_ANY:
		return r;
	case PAT_IOC:
		return pat->sub.n == IOC_PARTS ? ioc_range(g, pat) : r;
	case PAT_STR:
		return (struct desc_range){ .lo = 1, .str = string_index(g, pat->text) };
	case PAT_RANGE:
		if (pat->text && !pat->lo) {
			error_at(pat->at, "expected one character, found '%s'", pat->text);
			return r;
		}
		r.lo = suited(fold_const(g, pat->lo), lw->widths[dim]);
		r.hi = pat->hi ? suited(fold_const(g, pat->hi), lw->widths[dim]) : r.lo;
		if (r.lo > r.hi)
			error_at(pat->at, "expected a range from low to high");
		return r;
	default:
		error_at(pat->at, "expected a constant, a range or '*'");
		return r;
	}
}

static struct line lower_pat(struct lowering *lw, struct pat *pat)
{
	uint32_t n = lw->choice->exprs.n ? lw->choice->exprs.n : 1;
	struct line line = { .at = pat->at };

	if (pat->op == PAT_TUPLE && pat->sub.n != n) {
		error_at(pat->at, "expected %u patterns, found %u", n, pat->sub.n);
	} else if (pat->op == PAT_TUPLE) {
		for (uint32_t i = 0; i < n; i++)
			line.dims[i] = lower_dim(lw, pat->sub.v[i], i);
	} else if (n == 1) {
		line.dims[0] = lower_dim(lw, pat, 0);
	} else {
		error_at(pat->at, "expected a tuple of %u patterns", n);
	}
	return line;
}

static bool same_range(const struct desc_range *a, const struct desc_range *b)
{
	return a->lo == b->lo && a->hi == b->hi && a->mask == b->mask && a->str == b->str;
}

static bool same_line(const struct line *a, const struct line *b)
{
	for (int i = 0; i < MAX_EXPRS; i++)
		if (!same_range(&a->dims[i], &b->dims[i]))
			return false;
	return true;
}

static void check_twice(struct lowering *lw, const struct line *line)
{
	for (uint32_t i = 0; i < lw->lines.n; i++) {
		const struct line *old = &lw->lines.v[i];

		if (!old->has_min && same_line(old, line)) {
			error_at(line->at, "the same pattern is already at %s:%d", old->at.file,
				 old->at.line);
			return;
		}
	}
}

static void lower_pats(struct lowering *lw, struct case_ *c, uint32_t index)
{
	for (uint32_t i = 0; i < c->pats.n; i++) {
		struct pat *pat = c->pats.v[i];
		struct line line;

		if (pat->op == PAT_ELSE) {
			if (lw->else_)
				error_at(pat->at, "else is already at %s:%d", lw->else_at.file,
					 lw->else_at.line);
			lw->else_ = index;
			lw->else_at = pat->at;
			continue;
		}
		line = lower_pat(lw, pat);
		line.case_ = index;
		line.has_min = c->mods.min;
		check_twice(lw, &line);
		push(&lw->lines, line);
	}
}

/* ---- cases ---- */

static uint32_t lower_case(struct lowering *lw, const struct ctx *cx, struct case_ *c)
{
	struct gen *g = lw->g;
	struct desc_case d = { 0 };
	struct ctx inner = *cx;

	if (c->elems) {
		inner.scope = c->elems;
		d.first = c->elems->list.n ? c->elems->list.v[0]->index : 0;
		d.count = c->elems->list.n;
		lower_members(g, c->elems);
	} else if (c->type) {
		inner.self_type = c->type;
		d.type = lower_type(g, &inner, c->type);
		d.member = lower_case_member(g, &inner, c, d.type);
	}
	d.min = lower_expr(g, &inner, c->mods.min);
	if (c->result)
		d.result = lower_result(g, &inner, c->result);
	return push(&g->out.cases, d);
}

/* ---- order ---- */

static int by_lo(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->dims[0].lo < y->dims[0].lo ? -1 : x->dims[0].lo > y->dims[0].lo;
}

static bool is_plain(const struct line *line)
{
	return !line->has_min && !line->dims[0].str && line->dims[0].lo <= line->dims[0].hi &&
	       line->dims[0].mask == UINT64_MAX;
}

static bool is_sortable(struct lowering *lw)
{
	line_vec lines = { 0 };

	for (uint32_t i = 0; i < lw->lines.n; i++) {
		if (!is_plain(&lw->lines.v[i]))
			return false;
		push(&lines, lw->lines.v[i]);
	}
	if (!lines.n || lw->choice->exprs.n > 1)
		return false;
	qsort(lines.v, lines.n, sizeof *lines.v, by_lo);
	for (uint32_t i = 1; i < lines.n; i++)
		if (lines.v[i].dims[0].lo <= lines.v[i - 1].dims[0].hi)
			return false;
	memcpy(lw->lines.v, lines.v, lines.n * sizeof *lines.v);
	return true;
}

static void emit_lines(struct lowering *lw, struct desc_switch *sw)
{
	struct output *out = &lw->g->out;

	sw->sorted = is_sortable(lw);
	sw->first = out->patterns.n;
	sw->count = lw->lines.n;
	sw->else_ = lw->else_;
	for (uint32_t i = 0; i < lw->lines.n; i++) {
		struct desc_pattern p = { .first = out->ranges.n, .case_ = lw->lines.v[i].case_ };

		for (uint32_t k = 0; k < sw->nexpr; k++)
			push(&out->ranges, lw->lines.v[i].dims[k]);
		push(&out->patterns, p);
	}
}

/*
 * An open switch has hundreds of single numbers and a few masks. The numbers come first, whatever file they
 * stand in, so that they can be bisected; the masks are a switch of their own in its else.
 */
static void split_open(struct lowering *lw, const struct desc_switch *sw)
{
	struct output *out = &lw->g->out;
	struct lowering masks = { .g = lw->g, .choice = lw->choice, .else_ = lw->else_ };
	struct desc_switch inner = *sw;
	struct desc_member m = { .form = M_SWITCH };
	struct desc_case c = { .count = 1 };
	line_vec numbers = { 0 };

	for (uint32_t i = 0; i < lw->lines.n; i++) {
		if (is_plain(&lw->lines.v[i]))
			push(&numbers, lw->lines.v[i]);
		else
			push(&masks.lines, lw->lines.v[i]);
	}
	if (!numbers.n || !masks.lines.n)
		return;
	emit_lines(&masks, &inner);
	memset(m.reg, REG_NONE, sizeof m.reg);
	m.sw = push(&out->switches, inner);
	c.first = push(&out->members, m);
	lw->lines = numbers;
	lw->else_ = push(&out->cases, c);
}

uint32_t lower_switch(struct gen *g, const struct ctx *cx, struct choice *choice)
{
	struct lowering lw = { .g = g, .choice = choice };
	struct desc_switch sw = { .nexpr = choice->exprs.n };

	for (uint32_t i = 0; i < choice->exprs.n && i < MAX_EXPRS; i++) {
		sw.expr[i] = lower_expr_width(g, cx, choice->exprs.v[i], &lw.widths[i]);
		sw.exit |= expr_exits(g, sw.expr[i]);
	}
	for (uint32_t i = 0; i < choice->cases.n; i++)
		lower_pats(&lw, choice->cases.v[i], lower_case(&lw, cx, choice->cases.v[i]));
	if (choice->open)
		split_open(&lw, &sw);
	emit_lines(&lw, &sw);
	return push(&g->out.switches, sw);
}
