/*
 * parse_type.c: types: an atom and its suffixes, `[extent]` and `as KIND`.
 */
#include "parse.h"

static struct type *new_type(struct parser *p, enum type_op op)
{
	struct type *type = alloc(sizeof *type);

	type->op = op;
	type->at = p->t->at;
	return type;
}

bool at_type(const struct parser *p)
{
	if (p->t->kind == TK_ID)
		return !at_word(p, "if") && !at_word(p, "remark") && !at_item(p);
	return at_punct(p, '*') || at_punct(p, '(') || at_punct(p, '{');
}

static bool next_is(const struct parser *p, int punct)
{
	return p->t[1].kind == TK_PUNCT && p->t[1].punct == punct;
}

enum desc_dir take_dir(struct parser *p)
{
	static const char *const words[] = { "in", "out", "inout", "late", "inherit" };

	for (int i = 0; i < DIR_INHERIT; i++)
		if (take_word(p, words[i]))
			return DIR_IN + i;
	return DIR_NONE;
}

static struct type *parse_pointer(struct parser *p)
{
	struct type *type = new_type(p, TY_PTR);

	type->dir = take_dir(p);
	if (!type->dir)
		error_at(type->at, "expected in, out, inout, late or inherit before '*'");
	need_punct(p, '*', "'*'");
	if (p->t->kind == TK_INT && (p->t->num == 64 || p->t->num == 32))
		type->slot = p->t++->num;
	type->a = parse_type(p);
	return type;
}

static struct type *unnamed_struct(struct parser *p, struct type *type)
{
	struct record *record = alloc(sizeof *record);

	record->at = type->at;
	record->call_name = type->name;
	if (type->op == TY_CALL)
		record->flags = STRUCT_CALL;
	record->frame.top = parse_fields(p);
	type->record = record;
	return type;
}

/* bit(T, n), cstr(n), open(e), pair_of(A, B): the only types with operands. */
static struct type *parse_operands(struct parser *p, struct type *type)
{
	p->t++;
	if (!strcmp(type->name, "bit")) {
		type->op = TY_BIT;
		type->a = parse_type(p);
		need_punct(p, ',', "','");
		type->arg = parse_expr(p);
	} else if (!strcmp(type->name, "cstr")) {
		type->op = TY_CSTR;
		type->arg = parse_expr(p);
	} else if (!strcmp(type->name, "open")) {
		type->op = TY_OPEN;
		type->arg = parse_expr(p);
	} else if (!strcmp(type->name, "pair_of")) {
		type->op = TY_PAIR;
		type->a = parse_type(p);
		need_punct(p, ',', "','");
		type->b = parse_type(p);
	} else {
		error_at(type->at, "type '%s' takes no operands", type->name);
		longjmp(p->recover, 1);
	}
	need_punct(p, ')', "')'");
	return type;
}

static struct type *parse_atom(struct parser *p)
{
	struct type *type;

	if (at_punct(p, '*') || (p->t->kind == TK_ID && next_is(p, '*')))
		return parse_pointer(p);
	if (take_punct(p, '(')) {
		type = parse_type(p);
		need_punct(p, ')', "')'");
		return type;
	}
	type = new_type(p, TY_NAME);
	if (at_punct(p, '{')) {
		type->op = TY_STRUCT;
		return unnamed_struct(p, type);
	}
	if (at_word(p, "switch") && next_is(p, '(')) {
		type->op = TY_SWITCH;
		type->choice = parse_switch(p, false);
		return type;
	}
	type->name = need_id(p, "a type");
	if (!strcmp(type->name, "call") && p->t->kind == TK_ID && next_is(p, '{')) {
		type->op = TY_CALL;
		type->name = p->t++->text;
		return unnamed_struct(p, type);
	}
	if (!strcmp(type->name, "attrs") && p->t->kind == TK_ID) {
		type->op = TY_ATTRS;
		type->name = p->t++->text;
		return type;
	}
	return at_punct(p, '(') ? parse_operands(p, type) : type;
}

/* A word of the language, unless it is used as a name: `[budget n]` against `[budget]` and `[budget / 2]`. */
static bool take_extent_word(struct parser *p, const char *word)
{
	const struct token *next = p->t + 1;

	if (!at_word(p, word))
		return false;
	if (next->kind == TK_PUNCT && next->punct != '(' && next->punct != '~')
		return false;
	if (next->kind == TK_ID && !strcmp(next->text, "max"))
		return false;
	p->t++;
	return true;
}

static void parse_chain(struct parser *p, struct extent *ex)
{
	ex->op = EX_CHAIN;
	ex->member = need_id(p, "the member that holds a record's length");
	for (;;) {
		if (take_word(p, "align"))
			ex->e = parse_expr(p);
		else if (take_word(p, "within"))
			ex->max = parse_expr(p);
		else if (take_word(p, "lone"))
			ex->lone = true;
		else
			return;
	}
}

static struct extent parse_extent(struct parser *p)
{
	struct extent ex = { .op = EX_COUNT };

	if (at_punct(p, ']')) {
		ex.op = EX_EMPTY;
	} else if (take_extent_word(p, "chain")) {
		parse_chain(p, &ex);
	} else {
		if (take_extent_word(p, "until"))
			ex.op = EX_UNTIL;
		else if (take_extent_word(p, "budget"))
			ex.op = EX_BUDGET;
		else if (take_extent_word(p, "bits"))
			ex.op = EX_BITS;
		ex.e = parse_expr(p);
		if (take_word(p, "max"))
			ex.max = parse_expr(p);
	}
	need_punct(p, ']', "']'");
	return ex;
}

struct type *parse_type(struct parser *p)
{
	struct type *type = parse_atom(p);

	for (;;) {
		struct type *outer = new_type(p, TY_ARRAY);

		outer->a = type;
		if (take_punct(p, '[')) {
			outer->extent = parse_extent(p);
		} else if (at_word(p, "as")) {
			p->t++;
			outer->op = TY_AS;
			outer->at = p->t->at;
			outer->name = need_id(p, "a kind or a table");
			if (take_punct(p, '(')) {
				do
					push(&outer->args, parse_expr(p));
				while (take_punct(p, ','));
				need_punct(p, ')', "')'");
			}
		} else {
			return type;
		}
		type = outer;
	}
}
