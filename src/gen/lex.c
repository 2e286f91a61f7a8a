/*
 * lex.c: the first pass: text to tokens. Tokens are C's; `#` starts a comment.
 */
#include "gen.h"
#include <ctype.h>
#include <stdlib.h>

struct lexer {
	struct place at;
	const char *p, *line_start;
	token_vec tokens;
};

static bool id_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void skip_space(struct lexer *lx)
{
	for (;; lx->p++) {
		if (*lx->p == '#')
			lx->p += strcspn(lx->p, "\n");
		if (*lx->p == '\n') {
			lx->at.line++;
			lx->line_start = lx->p + 1;
		} else if (!isspace((unsigned char)*lx->p)) {
			return;
		}
	}
}

static void lex_number(struct lexer *lx, struct token *t)
{
	const char *start = lx->p;
	char *end;

	t->kind = TK_INT;
	t->num = strtoull(start, &end, 0);
	while (id_char(*lx->p))
		lx->p++;
	t->text = intern(start, lx->p - start);
	if (lx->p != end)
		error_at(t->at, "expected a number, found '%s'", t->text);
}

static char escape(struct lexer *lx)
{
	static const char from[] = "ntrvf0\\\"'", to[] = "\n\t\r\v\f\0\\\"'";
	const char *at = strchr(from, *lx->p);

	if (!*lx->p || !at) {
		error_at(lx->at, "unknown escape '\\%c'", *lx->p);
		return '?';
	}
	lx->p++;
	return to[at - from];
}

static void lex_quoted(struct lexer *lx, struct token *t)
{
	char quote = *lx->p++;
	char *text = alloc(strcspn(lx->p, "\n") + 1);
	size_t n = 0;

	while (*lx->p && *lx->p != '\n' && *lx->p != quote) {
		char c = *lx->p++;

		text[n++] = c == '\\' ? escape(lx) : c;
	}
	if (*lx->p == quote)
		lx->p++;
	else
		error_at(t->at, "expected %c before the end of the line", quote);
	t->text = intern(text, n);
	t->kind = quote == '"' ? TK_STR : TK_CHAR;
	t->num = (unsigned char)text[0];
}

static void lex_punct(struct lexer *lx, struct token *t)
{
	static const struct {
		char text[3];
		int punct;
	} pairs[] = {
		{ "->", P_ARROW }, { "=>", P_GIVES },  { "..", P_DOTS }, { "<<", P_SHL },
		{ ">>", P_SHR },   { "<=", P_LE },     { ">=", P_GE },   { "==", P_EQ },
		{ "!=", P_NE },    { "&&", P_ANDAND }, { "||", P_OROR },
	};
	size_t len = 1;

	t->kind = TK_PUNCT;
	t->punct = (unsigned char)*lx->p;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (!strncmp(lx->p, pairs[i].text, 2)) {
			t->punct = pairs[i].punct;
			len = 2;
		}
	t->text = intern(lx->p, len);
	lx->p += len;
	if (len == 1 && !strchr("{}()[];:,=@.*+-/%&|^~!<>?", t->punct))
		error_at(t->at, "unexpected character '%c'", isprint(t->punct) ? t->punct : '?');
}

token_vec lex(const char *file, const char *text)
{
	struct lexer lx = { .at = { file, 1 }, .p = text, .line_start = text };

	for (;;) {
		struct token t = { 0 };

		skip_space(&lx);
		t.at = lx.at;
		t.leads = lx.p == lx.line_start;
		if (!*lx.p) {	/* errors there are shown where the text ends */
			if (lx.tokens.n)
				t.at = lx.tokens.v[lx.tokens.n - 1].at;
			t.text = "the end of the file";
			push(&lx.tokens, t);
			return lx.tokens;
		}
		if (isdigit((unsigned char)*lx.p)) {
			lex_number(&lx, &t);
		} else if (id_char(*lx.p)) {
			const char *start = lx.p;

			while (id_char(*lx.p))
				lx.p++;
			t.kind = TK_ID;
			t.text = intern(start, lx.p - start);
		} else if (*lx.p == '"' || *lx.p == '\'') {
			lex_quoted(&lx, &t);
		} else {
			lex_punct(&lx, &t);
		}
		push(&lx.tokens, t);
	}
}
