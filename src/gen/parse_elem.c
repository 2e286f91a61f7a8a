/*
 * parse_elem.c: elements (members, arguments) with their modifiers, the cases of switches, results.
 */
#include "parse.h"
#include <stdlib.h>

static bool next_is(const struct parser *p, int punct)
{
	return p->t[1].kind == TK_PUNCT && p->t[1].punct == punct;
}

/* ---- @register, @offset ---- */

static void parse_reg_of(struct parser *p, struct reg *reg, enum abi abi)
{
	reg->pair[abi] = take_punct(p, '(');
	if (reg->pair[abi]) {
		reg->hi[abi] = need_int(p, "the register of the high half");
		need_punct(p, ',', "','");
	}
	reg->lo[abi] = need_int(p, "a register or an offset");
	if (reg->pair[abi])
		need_punct(p, ')', "')'");
}

static struct reg parse_reg(struct parser *p)
{
	struct reg reg = { .given = true };
	bool seen[ABI_COUNT] = { 0 };

	if (!take_punct(p, '{')) {
		const struct token *start = p->t;

		for (int i = 0; i < ABI_COUNT; i++) {
			p->t = start;
			parse_reg_of(p, &reg, i);
		}
		return reg;
	}
	do {
		struct place at = p->t->at;
		const char *name = need_id(p, "an ABI");
		int abi = abi_find(name);

		need_punct(p, ':', "':'");
		if (abi < 0)
			error_at(at, "unknown ABI '%s'", name);
		parse_reg_of(p, &reg, abi < 0 ? 0 : abi);
		seen[abi < 0 ? 0 : abi] = true;
	} while (take_punct(p, ','));
	for (int i = 0; i < ABI_COUNT; i++)
		if (!seen[i])
			error_at(p->t->at, "@{…} does not say all ABIs");
	need_punct(p, '}', "'}'");
	return reg;
}

/* ---- modifiers ---- */

static void parse_note(struct parser *p, struct mods *m)
{
	m->note_at = p->t->at;
	if (p->t->kind == TK_STR) {
		m->note = p->t++->text;
		return;
	}
	m->note_kind = need_id(p, "a string or a kind");
	if (take_punct(p, '(')) {
		m->note_arg = parse_expr(p);
		need_punct(p, ')', "')'");
	}
}

static void parse_brief(struct parser *p, struct mods *m)
{
	if (take_word(p, "addr")) {
		m->flags |= MEMBER_BRIEF_ADDR;
	} else if (take_word(p, "count")) {
		m->flags |= MEMBER_BRIEF_COUNT;
		m->note = need_str(p, "the name of what is counted");
	} else {
		expected(p, "addr or count");
	}
}

static void parse_via(struct parser *p, struct mods *m)
{
	m->via_at = p->t->at;
	m->via = need_id(p, "a hook");
	if (!take_punct(p, '('))
		return;
	do
		push(&m->via_args, parse_expr(p));
	while (take_punct(p, ','));
	need_punct(p, ')', "')'");
}

static bool take_flag(struct parser *p, struct mods *m)
{
	static const struct {
		const char *word;
		uint16_t flag;
	} flags[] = {
		{ "changed", MEMBER_CHANGED }, { "nz", MEMBER_NZ },           { "bare", MEMBER_BARE },
		{ "full", MEMBER_FULL },       { "partial", MEMBER_PARTIAL },
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (take_word(p, flags[i].word)) {
			m->flags |= flags[i].flag;
			return true;
		}
	return false;
}

/* Modifiers that hold one expression in parentheses. */
static bool take_condition(struct parser *p, struct mods *m)
{
	struct { const char *word; struct expr **to; } of[] = {
		{ "if", &m->if_ }, { "within", &m->within }, { "budget", &m->budget }, { "at", &m->at },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (at_word(p, of[i].word) && next_is(p, '(')) {
			if (*of[i].to)
				error_at(p->t->at, "a second '%s' on one element", of[i].word);
			p->t++;
			*of[i].to = parse_paren(p);
			return true;
		}
	return false;
}

static bool take_mod(struct parser *p, struct mods *m)
{
	enum desc_dir dir;

	if (take_condition(p, m) || take_flag(p, m))
		return true;
	dir = take_dir(p);
	if (dir) {
		m->dir = dir;
	} else if (take_word(p, "when")) {
		m->when = parse_paren(p);
		if (take_word(p, "else"))
			m->else_type = parse_type(p);
	} else if (take_word(p, "then")) {
		m->then_type = parse_type(p);
		if (take_word(p, "when"))
			m->then_when = parse_paren(p);
	} else if (take_word(p, "note")) {
		parse_note(p, m);
	} else if (take_word(p, "index")) {
		m->index_at = p->t->at;
		m->index = need_id(p, "a table");
	} else if (take_word(p, "brief")) {
		parse_brief(p, m);
	} else if (take_word(p, "set")) {
		m->set = need_id(p, "a name");
		push(&p->g->sets, m->set);
	} else if (take_word(p, "via")) {
		parse_via(p, m);
	} else {
		return false;
	}
	return true;
}

static void parse_mods(struct parser *p, struct mods *m)
{
	for (;;) {
		if (take_word(p, "min"))
			m->min = parse_expr(p);
		else if (take_mod(p, m))
			m->any = true;
		else
			return;
	}
}

/* ---- elements ---- */

static void parse_named(struct parser *p, struct elem *e)
{
	e->form = M_FIELD;
	e->ident = need_id(p, "a member or an argument");
	if (p->t->kind == TK_STR)
		e->shown = p->t++->text;
	if (!strcmp(e->ident, "_")) {
		e->form = M_SKIP;
		e->ident = NULL;
	}
	if (e->form == M_FIELD && take_punct(p, '=')) {
		e->form = M_COMPUTED;
		e->value = parse_expr(p);
	} else if (take_punct(p, '@')) {
		e->reg = parse_reg(p);
	}
	need_punct(p, ':', "':'");
	e->type = parse_type(p);
	parse_mods(p, &e->mods);
}

/* let, more, group and switch are names where a name's ':' or the like follows. */
static bool is_named(const struct parser *p)
{
	return next_is(p, ':') || next_is(p, '@') || next_is(p, '=') || p->t[1].kind == TK_STR;
}

static struct elem *parse_elem(struct parser *p)
{
	struct elem *e = alloc(sizeof *e);

	e->at = p->t->at;
	push(&p->g->elems, e);
	if (is_named(p)) {
		parse_named(p, e);
	} else if (take_word(p, "let")) {
		e->form = M_LET;
		e->ident = need_id(p, "a name");
		need_punct(p, '=', "'='");
		e->value = parse_expr(p);
	} else if (take_word(p, "more")) {
		e->form = M_MORE;
		e->ident = name_of("more");
		parse_mods(p, &e->mods);
	} else if (take_word(p, "group")) {
		e->form = M_GROUP;
		parse_mods(p, &e->mods);
		e->group = parse_fields(p);
	} else if (at_word(p, "switch") && next_is(p, '(')) {
		e->form = M_SWITCH;
		e->choice = parse_switch(p, true);
		parse_mods(p, &e->mods);
	} else {
		parse_named(p, e);
	}
	return e;
}

struct elems *parse_fields(struct parser *p)
{
	struct elems *elems = alloc(sizeof *elems);

	need_punct(p, '{', "'{'");
	while (!at_punct(p, '}')) {
		push(&elems->list, parse_elem(p));
		if (!take_punct(p, ';'))
			break;
	}
	need_punct(p, '}', "';' or '}'");
	return elems;
}

struct elems *parse_args(struct parser *p)
{
	struct elems *elems = alloc(sizeof *elems);

	need_punct(p, '(', "'('");
	if (!at_punct(p, ')'))
		do
			push(&elems->list, parse_elem(p));
		while (take_punct(p, ','));
	need_punct(p, ')', "',' or ')'");
	return elems;
}

/* ---- cases ---- */

/* `min N` of a case's element is the case's: it counts only if N bytes are there. */
static void take_case_min(struct case_ *c)
{
	for (uint32_t i = 0; i < c->elems->list.n && !c->mods.min; i++) {
		struct mods *m = &c->elems->list.v[i]->mods;

		c->mods.min = m->min;
		m->min = NULL;
	}
}

static struct case_ *parse_case(struct parser *p, bool spliced)
{
	struct case_ *c = alloc(sizeof *c);

	c->at = p->t->at;
	do
		push(&c->pats, parse_pat(p));
	while (take_punct(p, ','));
	need_punct(p, P_GIVES, "'=>'");
	if (spliced)
		c->elems = alloc(sizeof *c->elems);
	if (!at_punct(p, P_ARROW) && !at_punct(p, ';') && !at_punct(p, '}')) {
		if (spliced) {
			do
				push(&c->elems->list, parse_elem(p));
			while (take_punct(p, ','));
			take_case_min(c);
		} else {
			c->type = parse_type(p);
			parse_mods(p, &c->mods);
		}
	}
	if (take_punct(p, P_ARROW))
		c->result = parse_result(p);
	return c;
}

struct choice *parse_cases(struct parser *p, bool spliced, struct choice *into)
{
	need_punct(p, '{', "'{'");
	into->spliced = spliced;
	while (!at_punct(p, '}')) {
		push(&into->cases, parse_case(p, spliced));
		if (!take_punct(p, ';'))
			break;
	}
	need_punct(p, '}', "';' or '}'");
	return into;
}

struct choice *parse_switch(struct parser *p, bool spliced)
{
	struct choice *choice = alloc(sizeof *choice);

	choice->at = p->t->at;
	p->t++;
	need_punct(p, '(', "'('");
	do
		push(&choice->exprs, parse_expr(p));
	while (take_punct(p, ','));
	need_punct(p, ')', "')'");
	if (choice->exprs.n > 4)
		error_at(choice->at, "expected at most 4 expressions in a switch, found %u", choice->exprs.n);
	return parse_cases(p, spliced, choice);
}

/* ---- results ---- */

static void parse_remark(struct parser *p, struct result *result)
{
	struct remark remark = { .at = p->t->at };

	if (take_word(p, "via")) {
		remark.via = need_id(p, "a hook");
	} else {
		if (p->t->kind == TK_STR)
			remark.text = p->t++->text;
		if (at_type(p)) {
			remark.type = parse_type(p);
			if (take_punct(p, '='))
				remark.value = parse_expr(p);
		}
		if (!remark.text && !remark.type)
			expected(p, "a string or a type");
	}
	if (take_word(p, "if"))
		remark.if_ = parse_paren(p);
	push(&result->remarks, remark);
}

static struct choice *parse_result_switch(struct parser *p)
{
	struct choice *choice = alloc(sizeof *choice);

	choice->at = p->t->at;
	p->t++;
	push(&choice->exprs, parse_paren(p));
	need_punct(p, '{', "'{'");
	while (!at_punct(p, '}')) {
		struct case_ *c = alloc(sizeof *c);

		c->at = p->t->at;
		do
			push(&c->pats, parse_pat(p));
		while (take_punct(p, ','));
		need_punct(p, P_GIVES, "'=>'");
		c->result = parse_result(p);
		push(&choice->cases, c);
		if (!take_punct(p, ';'))
			break;
	}
	need_punct(p, '}', "';' or '}'");
	return choice;
}

struct result *parse_result(struct parser *p)
{
	struct result *result = alloc(sizeof *result);

	result->at = p->t->at;
	if (at_word(p, "switch") && next_is(p, '('))
		result->choice = parse_result_switch(p);
	else
		result->name = need_id(p, "what the result is");
	while (take_word(p, "remark"))
		parse_remark(p, result);
	return result;
}
