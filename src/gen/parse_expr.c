/*
 * parse_expr.c: expressions, as in C, and the patterns of switches.
 */
#include "parse.h"

static struct expr *new_expr(struct parser *p, enum expr_op op)
{
	struct expr *e = alloc(sizeof *e);

	e->op = op;
	e->at = p->t->at;
	return e;
}

static struct expr *parse_named(struct parser *p)
{
	struct expr *e = new_expr(p, E_NAME);

	e->name = need_id(p, "an expression");
	if (!take_punct(p, '('))
		return e;
	if (!strcmp(e->name, "sizeof") || !strcmp(e->name, "offsetof")) {
		e->op = E_SIZEOF;
		e->type = parse_type(p);
		if (e->name[0] == 'o') {
			e->op = E_OFFSETOF;
			need_punct(p, ',', "','");
			e->name = need_id(p, "a member");
		}
	} else {
		e->op = E_CALL;
		if (!at_punct(p, ')'))
			do
				push(&e->args, parse_expr(p));
			while (take_punct(p, ','));
	}
	need_punct(p, ')', "')'");
	return e;
}

static struct expr *parse_primary(struct parser *p)
{
	struct expr *e;

	if (p->t->kind == TK_INT || p->t->kind == TK_CHAR) {
		e = new_expr(p, E_NUM);
		if (p->t->kind == TK_CHAR && p->t->text[0] && p->t->text[1])
			expected(p, "one character");
		e->num = p->t++->num;
		return e;
	}
	if (p->t->kind == TK_STR) {
		e = new_expr(p, E_STR);
		e->name = p->t++->text;
		return e;
	}
	if (at_punct(p, '('))
		return parse_paren(p);
	e = parse_named(p);
	while (at_punct(p, '.')) {
		struct expr *dot = new_expr(p, E_DOT);

		p->t++;
		dot->a = e;
		dot->name = need_id(p, "a member");
		e = dot;
	}
	return e;
}

static struct expr *parse_unary(struct parser *p)
{
	struct expr *e;

	if (!at_punct(p, '-') && !at_punct(p, '!') && !at_punct(p, '~'))
		return parse_primary(p);
	e = new_expr(p, E_UNARY);
	e->punct = p->t++->punct;
	e->a = parse_unary(p);
	return e;
}

static int precedence(const struct parser *p)
{
	if (p->t->kind != TK_PUNCT)
		return 0;
	switch (p->t->punct) {
	case P_OROR: return 1;
	case P_ANDAND: return 2;
	case '|': return 3;
	case '^': return 4;
	case '&': return 5;
	case P_EQ: case P_NE: return 6;
	case '<': case '>': case P_LE: case P_GE: return 7;
	case P_SHL: case P_SHR: return 8;
	case '+': case '-': return 9;
	case '*': case '/': case '%': return 10;
	default: return 0;
	}
}

static struct expr *parse_binary(struct parser *p, int least)
{
	struct expr *left = parse_unary(p);
	int level;

	while ((level = precedence(p)) >= least && level) {
		struct expr *e = new_expr(p, E_BINARY);

		e->punct = p->t++->punct;
		e->a = left;
		e->b = parse_binary(p, level + 1);
		left = e;
	}
	return left;
}

struct expr *parse_expr(struct parser *p)
{
	struct expr *test = parse_binary(p, 1), *e;

	if (!at_punct(p, '?'))
		return test;
	e = new_expr(p, E_COND);
	p->t++;
	e->a = test;
	e->b = parse_expr(p);
	need_punct(p, ':', "':'");
	e->c = parse_expr(p);
	return e;
}

struct expr *parse_paren(struct parser *p)
{
	struct expr *e;

	need_punct(p, '(', "'('");
	e = parse_expr(p);
	need_punct(p, ')', "')'");
	return e;
}

static void parse_sub_pats(struct parser *p, struct pat *pat)
{
	need_punct(p, '(', "'('");
	do
		push(&pat->sub, parse_pat(p));
	while (take_punct(p, ','));
	need_punct(p, ')', "')'");
}

/* The direction of ioc(…): 'r', 'w', 'rw' or a number. */
static bool take_direction(struct parser *p, struct pat *pat)
{
	if (p->t->kind != TK_CHAR || strspn(p->t->text, "rw") != strlen(p->t->text))
		return false;
	if (!at_punct(&(struct parser){ .t = p->t + 1 }, ','))
		return false;
	pat->text = p->t->text;
	return true;
}

struct pat *parse_pat(struct parser *p)
{
	struct pat *pat = alloc(sizeof *pat);

	pat->at = p->t->at;
	if (take_punct(p, '*')) {
		pat->op = PAT_ANY;
	} else if (take_word(p, "else")) {
		pat->op = PAT_ELSE;
	} else if (p->t->kind == TK_STR) {
		pat->op = PAT_STR;
		pat->text = p->t++->text;
	} else if (at_punct(p, '(')) {
		pat->op = PAT_TUPLE;
		parse_sub_pats(p, pat);
	} else if (at_word(p, "ioc") && p->t[1].kind == TK_PUNCT && p->t[1].punct == '(') {
		p->t++;
		pat->op = PAT_IOC;
		parse_sub_pats(p, pat);
		if (pat->sub.n != 4)
			error_at(pat->at, "expected ioc(direction, type, number, size), found %u parts",
				 pat->sub.n);
	} else {
		pat->op = PAT_RANGE;
		if (take_direction(p, pat))
			p->t++;
		else
			pat->lo = parse_expr(p);
		if (take_punct(p, P_DOTS))
			pat->hi = parse_expr(p);
	}
	if (take_word(p, "on"))
		pat->on = need_id(p, "a kind of device");
	return pat;
}
