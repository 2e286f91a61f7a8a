/*
 * parse.c: the second pass: tokens to items. Also the number tables, which are lines of words.
 */
#include "parse.h"
#include <ctype.h>
#include <stdlib.h>

/* ---- the cursor ---- */

void expected(struct parser *p, const char *what)
{
	const char *quote = p->t->kind == TK_EOF ? "" : p->t->kind == TK_STR ? "\"" : "'";

	error_at(p->t->at, "expected %s, found %s%s%s", what, quote, p->t->text, quote);
	longjmp(p->recover, 1);
}

bool take_punct(struct parser *p, int punct)
{
	if (!at_punct(p, punct))
		return false;
	p->t++;
	return true;
}

bool take_word(struct parser *p, const char *word)
{
	if (!at_word(p, word))
		return false;
	p->t++;
	return true;
}

void need_punct(struct parser *p, int punct, const char *shown)
{
	if (!take_punct(p, punct))
		expected(p, shown);
}

const char *need_id(struct parser *p, const char *what)
{
	if (p->t->kind != TK_ID)
		expected(p, what);
	return p->t++->text;
}

const char *need_str(struct parser *p, const char *what)
{
	if (p->t->kind != TK_STR)
		expected(p, what);
	return p->t++->text;
}

uint64_t need_int(struct parser *p, const char *what)
{
	if (p->t->kind != TK_INT)
		expected(p, what);
	return p->t++->num;
}

/* ---- items ---- */

static void parse_abi(struct parser *p)
{
	struct place at = p->t->at;
	const char *name = need_id(p, "an ABI");
	int abi = abi_find(name);
	struct abi_row unknown = { 0 }, *row = abi < 0 ? &unknown : &p->g->abis[abi];

	if (abi < 0)
		error_at(at, "unknown ABI '%s'", name);
	else if (row->known)
		error_at(at, "ABI '%s' is already at %s:%d", name, row->at.file, row->at.line);
	row->at = at;
	row->known = true;
	row->info.name = name;
	need_punct(p, '{', "'{'");
	while (!take_punct(p, '}')) {
		struct place key_at = p->t->at;
		const char *key = need_id(p, "a property of the ABI");

		if (!strcmp(key, "label"))
			row->label = need_str(p, "a string");
		else if (!strcmp(key, "ptr"))
			row->info.ptr = need_int(p, "a number of bytes");
		else if (!strcmp(key, "long"))
			row->info.lng = need_int(p, "a number of bytes");
		else if (!strcmp(key, "klong"))
			row->info.klong = need_int(p, "a number of bytes");
		else if (!strcmp(key, "align8"))
			row->info.align8 = need_int(p, "a number of bytes");
		else if (!strcmp(key, "pair"))
			row->info.pair = strcmp(need_id(p, "none or any"), "none") != 0;
		else
			error_at(key_at, "unknown property '%s' of an ABI", key);
		need_punct(p, ';', "';'");
	}
}

static void parse_alias(struct parser *p)
{
	struct alias *alias = alloc(sizeof *alias);

	alias->at = p->t->at;
	alias->name = need_id(p, "a name");
	need_punct(p, '=', "'='");
	alias->type = parse_type(p);
	push(&p->g->aliases, alias);
	push(&p->g->declared,
	     (struct symbol){ .kind = SYM_ALIAS, .name = alias->name, .at = alias->at, .alias = alias });
}

static struct options parse_options(struct parser *p)
{
	struct options o = { .format = 'x' };

	for (;;) {
		if (take_word(p, "unknown")) {
			if (p->t->kind == TK_STR)
				o.label = p->t++->text;
			else if (take_word(p, "none"))
				o.none = true;
			else
				expected(p, "a string or none");
		} else if (take_word(p, "label")) {
			o.label = need_str(p, "a string");
		} else if (take_word(p, "verbose")) {
			o.verbose = true;
		} else if (take_word(p, "format")) {
			struct place at = p->t->at;

			o.format = need_id(p, "d, u or x")[0];
			if (!strchr("dux", o.format))
				error_at(at, "expected d, u or x, found '%c'", o.format);
		} else {
			return o;
		}
	}
}

static struct type *parse_carrier(struct parser *p)
{
	struct type *type = alloc(sizeof *type);

	need_punct(p, ':', "':'");
	type->op = TY_NAME;
	type->at = p->t->at;
	type->name = need_id(p, "an integer type");
	return type;
}

static void parse_table(struct parser *p, bool flags)
{
	struct table *table = alloc(sizeof *table);

	table->flags = flags;
	table->at = p->t->at;
	table->name = need_id(p, "a name");
	table->carrier = parse_carrier(p);
	table->options = parse_options(p);
	push(&p->g->tables, table);
	push(&p->g->declared,
	     (struct symbol){ .kind = SYM_TABLE, .name = table->name, .at = table->at, .table = table });
	need_punct(p, '{', "'{'");
	while (!at_punct(p, '}')) {
		struct entry *entry = alloc(sizeof *entry);

		entry->at = p->t->at;
		entry->name = need_id(p, "a constant or '}'");
		if (p->t->kind == TK_STR)
			entry->shown = p->t++->text;
		need_punct(p, '=', "'='");
		entry->value = parse_expr(p);
		push(&table->entries, entry);
		if (!take_punct(p, ';'))
			break;
	}
	need_punct(p, '}', "';' or '}'");
}

static struct part parse_part(struct parser *p)
{
	struct part part = { .at = p->t->at };

	if (take_word(p, "always"))
		part.flags = PART_ALWAYS;
	else if (take_word(p, "filler"))
		part.flags = PART_FILLER;
	if (take_word(p, "rest")) {
		part.flags |= PART_REST;
	} else if (take_word(p, "mask")) {
		part.mask = parse_expr(p);
		if (take_word(p, "shift"))
			part.shift = parse_expr(p);
	} else {
		expected(p, "mask or rest");
	}
	need_punct(p, ':', "':'");
	part.type = parse_type(p);
	if (take_word(p, "tail"))
		part.tail = need_str(p, "a string");
	if (take_word(p, "if"))
		part.if_ = parse_paren(p);
	return part;
}

static void parse_word(struct parser *p)
{
	struct word *word = alloc(sizeof *word);

	word->at = p->t->at;
	word->name = need_id(p, "a name");
	word->carrier = parse_carrier(p);
	word->each = take_word(p, "each");
	if (!word->each && !take_word(p, "one"))
		expected(p, "one or each");
	word->options = parse_options(p);
	push(&p->g->words, word);
	push(&p->g->declared,
	     (struct symbol){ .kind = SYM_WORD, .name = word->name, .at = word->at, .word = word });
	need_punct(p, '{', "'{'");
	while (!at_punct(p, '}')) {
		push(&word->parts, parse_part(p));
		if (!take_punct(p, ';'))
			break;
	}
	need_punct(p, '}', "';' or '}'");
}

static void parse_extensible(struct parser *p, struct record *record)
{
	static const char *const tails[] = {
		[TAIL_NONE] = "none", [TAIL_ZERO] = "zero", [TAIL_MORE] = "more", [TAIL_EXTRA] = "extra",
	};

	record->flags |= STRUCT_EXTENSIBLE;
	need_punct(p, '(', "'('");
	do {
		if (take_word(p, "min")) {
			record->min = parse_expr(p);
		} else if (take_word(p, "max")) {
			record->max = parse_expr(p);
		} else if (take_word(p, "tail")) {
			int i = 0;

			while (i <= TAIL_EXTRA && !at_word(p, tails[i]))
				i++;
			if (i > TAIL_EXTRA)
				expected(p, "zero, more, extra or none");
			p->t++;
			record->tail = i;
		} else {
			expected(p, "min, max or tail");
		}
	} while (take_punct(p, ','));
	need_punct(p, ')', "')'");
}

static void parse_packed(struct parser *p, struct record *record)
{
	struct place at;
	int abi;

	if (!take_punct(p, '(')) {
		for (int i = 0; i < ABI_COUNT; i++)
			record->packed[i] = true;
		return;
	}
	at = p->t->at;
	abi = abi_find(need_id(p, "an ABI"));
	if (abi < 0)
		error_at(at, "unknown ABI '%s'", p->t[-1].text);
	else
		record->packed[abi] = true;
	need_punct(p, ')', "')'");
}

static bool at_struct_option(const struct parser *p)
{
	static const char *const words[] = {
		"packed", "align", "call", "union", "pair", "show", "extensible"
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (at_word(p, words[i]))
			return true;
	return false;
}

static void parse_struct_option(struct parser *p, struct record *record)
{
	if (take_word(p, "packed")) {
		parse_packed(p, record);
	} else if (take_word(p, "align")) {
		record->align = parse_paren(p);
	} else if (take_word(p, "union")) {
		record->flags |= STRUCT_UNION;
	} else if (take_word(p, "pair")) {
		record->flags |= STRUCT_PAIR;
	} else if (take_word(p, "extensible")) {
		parse_extensible(p, record);
	} else if (take_word(p, "call")) {
		record->flags |= STRUCT_CALL;
		if (p->t->kind == TK_ID && !at_struct_option(p))
			record->call_name = p->t++->text;
	} else if (take_word(p, "show")) {
		need_punct(p, '(', "'('");
		do
			push(&record->show, need_id(p, "a member"));
		while (take_punct(p, ','));
		need_punct(p, ')', "')'");
	}
}

static void parse_struct(struct parser *p)
{
	struct record *record = alloc(sizeof *record);

	record->at = p->t->at;
	record->name = need_id(p, "a name");
	while (at_struct_option(p))
		parse_struct_option(p, record);
	record->frame.top = parse_fields(p);
	push(&p->g->records, record);
	push(&p->g->declared,
	     (struct symbol){ .kind = SYM_RECORD, .name = record->name, .at = record->at, .record = record });
}

static void parse_attrs(struct parser *p)
{
	struct attrs *attrs = alloc(sizeof *attrs);

	attrs->at = p->t->at;
	attrs->name = need_id(p, "a name");
	if (take_punct(p, ':'))
		attrs->types = need_id(p, "a table");
	attrs->options = parse_options(p);
	attrs->choice = alloc(sizeof *attrs->choice);
	attrs->choice->at = attrs->at;
	parse_cases(p, false, attrs->choice);
	push(&p->g->attrs, attrs);
}

static struct call *new_call(struct parser *p)
{
	struct call *call = alloc(sizeof *call);

	call->at = p->t->at;
	call->name = need_id(p, "a system call");
	return call;
}

static void parse_syscall(struct parser *p)
{
	struct call *call = new_call(p);

	if (take_word(p, "from"))
		call->from = parse_type(p);
	call->frame.top = parse_args(p);
	if (take_punct(p, P_ARROW))
		call->result = parse_result(p);
	push(&p->g->calls, call);
}

static void parse_multiplex(struct parser *p)
{
	struct call *call = new_call(p);

	call->multiplex = true;
	call->frame.top = parse_args(p);
	if (!take_word(p, "select"))
		expected(p, "select");
	call->select = parse_paren(p);
	if (take_word(p, "from"))
		call->from_arg = need_id(p, "an argument");
	else if (take_word(p, "shift"))
		call->shift = need_int(p, "a number of arguments");
	need_punct(p, '{', "'{'");
	while (!take_punct(p, '}')) {
		struct subcall sub = { .at = p->t->at };

		sub.number = need_int(p, "a number");
		need_punct(p, P_GIVES, "'=>'");
		sub.name = need_id(p, "a system call");
		need_punct(p, ';', "';'");
		push(&call->subcalls, sub);
	}
	push(&p->g->calls, call);
}

static void parse_extend(struct parser *p)
{
	struct extend *extend = alloc(sizeof *extend);

	extend->at = p->t->at;
	extend->call = need_id(p, "a system call");
	need_punct(p, '.', "'.'");
	extend->arg = need_id(p, "an argument");
	extend->choice = alloc(sizeof *extend->choice);
	extend->choice->at = extend->at;
	parse_cases(p, true, extend->choice);
	push(&p->g->extends, extend);
}

static void parse_class(struct parser *p)
{
	struct class_ *class = alloc(sizeof *class);

	class->at = p->t->at;
	class->name = need_id(p, "a class");
	need_punct(p, '{', "'{'");
	while (!take_punct(p, '}')) {
		push(&class->places, p->t->at);
		push(&class->calls, need_id(p, "a system call or '}'"));
		if (!take_punct(p, ','))
			take_punct(p, ';');
	}
	push(&p->g->classes, class);
}

static const char *const items[] = {
	"abi", "type", "enum", "flags", "word", "struct", "attrs", "syscall", "multiplex", "extend", "class",
};
enum { ITEMS = sizeof items / sizeof *items };

bool at_item(const struct parser *p)
{
	for (int i = 0; i < ITEMS; i++)
		if (at_word(p, items[i]))
			return true;
	return false;
}

static void parse_item(struct parser *p)
{
	if (take_word(p, "abi"))
		parse_abi(p);
	else if (take_word(p, "type"))
		parse_alias(p);
	else if (take_word(p, "enum"))
		parse_table(p, false);
	else if (take_word(p, "flags"))
		parse_table(p, true);
	else if (take_word(p, "word"))
		parse_word(p);
	else if (take_word(p, "struct"))
		parse_struct(p);
	else if (take_word(p, "attrs"))
		parse_attrs(p);
	else if (take_word(p, "syscall"))
		parse_syscall(p);
	else if (take_word(p, "multiplex"))
		parse_multiplex(p);
	else if (take_word(p, "extend"))
		parse_extend(p);
	else if (take_word(p, "class"))
		parse_class(p);
	else
		expected(p,
			 "abi, type, enum, flags, word, struct, attrs, syscall, multiplex, extend or class");
}

void parse_descriptions(struct gen *g, const char *file, const char *text)
{
	struct parser *p = alloc(sizeof *p);	/* not on the stack: setjmp */

	p->g = g;
	p->t = lex(file, text).v;
	if (setjmp(p->recover)) {	/* after an error: on with the next item that begins a line */
		if (p->t->kind != TK_EOF)
			p->t++;
		while (p->t->kind != TK_EOF && !(p->t->leads && at_item(p)))
			p->t++;
	}
	while (p->t->kind != TK_EOF)
		parse_item(p);
}

/* ---- number tables ---- */

static char *next_word(char **line)
{
	char *start = *line + strspn(*line, " \t");
	size_t len = strcspn(start, " \t");

	if (!len)
		return NULL;
	*line = start + len;
	if (**line)
		*(*line)++ = 0;
	return start;
}

static bool parse_number(const char *word, uint32_t *number)
{
	char *end;

	if (!word || !isdigit((unsigned char)*word))
		return false;
	*number = strtoul(word, &end, 10);
	return !*end;
}

static void parse_row(struct gen *g, enum abi abi, struct place at, char *line)
{
	struct row row = { .at = at, .abi = abi };
	char *number = next_word(&line), *name = next_word(&line), *nargs = next_word(&line),
	     *desc = next_word(&line);

	if (!number)
		return;
	if (!parse_number(number, &row.number) || row.number >= 4096) {
		error_at(at, "expected a number below 4096, found '%s'", number);
		return;
	}
	if (!name || !parse_number(nargs, &row.nargs) || row.nargs > 6) {
		error_at(at, "expected NUMBER NAME NARGS [DESCRIPTION], with at most 6 arguments");
		return;
	}
	if (next_word(&line))
		error_at(at, "expected the end of the line after the description's name");
	row.name = name_of(name);
	row.desc = desc ? name_of(desc) : row.name;
	push(&g->rows, row);
}

void parse_numbers(struct gen *g, const char *file, const char *text)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	int abi = abi_find(intern(base, strcspn(base, ".")));
	struct place at = { file, 1 };

	if (abi < 0) {
		error_at(at, "expected a file named after an ABI, found '%s'", base);
		return;
	}
	for (; *text; at.line++) {
		size_t len = strcspn(text, "\n"), code = strcspn(text, "#\n");
		char *line = alloc(code + 1);

		memcpy(line, text, code);
		parse_row(g, abi, at, line);
		text += len + (text[len] == '\n');
	}
}
