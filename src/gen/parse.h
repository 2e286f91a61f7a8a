/*
 * parse.h: what the files of the parser share: a cursor over one file's tokens. A syntax error leaves the
 * item it is in by longjmp; the parser goes on at the next item that begins a line.
 */
#ifndef STROBE_GEN_PARSE_H
#define STROBE_GEN_PARSE_H

#include "gen.h"
#include <setjmp.h>

struct parser {
	struct gen *g;
	const struct token *t;	/* the next one; the last is TK_EOF */
	jmp_buf recover;
};

#define LIST(vec) ((vec).v), ((vec).n)

static inline bool at_punct(const struct parser *p, int punct)
{
	return p->t->kind == TK_PUNCT && p->t->punct == punct;
}

static inline bool at_word(const struct parser *p, const char *word)
{
	return p->t->kind == TK_ID && !strcmp(p->t->text, word);
}

/* Steps over it if it is next. */
bool take_punct(struct parser *, int punct);
bool take_word(struct parser *, const char *word);
/* Steps over it, or fails. */
void need_punct(struct parser *, int punct, const char *shown);
const char *need_id(struct parser *, const char *what);
const char *need_str(struct parser *, const char *what);
uint64_t need_int(struct parser *, const char *what);
__attribute__((noreturn)) void expected(struct parser *, const char *what);
bool at_item(const struct parser *);

/* parse_expr.c */
struct expr *parse_expr(struct parser *);
struct expr *parse_paren(struct parser *);	/* ( expr ) */
struct pat *parse_pat(struct parser *);

/* parse_type.c */
struct type *parse_type(struct parser *);
bool at_type(const struct parser *);
enum desc_dir take_dir(struct parser *);	/* DIR_NONE: there is none */

/* parse_elem.c */
struct elems *parse_fields(struct parser *);	/* { elem; elem } */
struct elems *parse_args(struct parser *);	/* ( elem, elem ) */
struct choice *parse_cases(struct parser *, bool spliced, struct choice *into);
struct choice *parse_switch(struct parser *, bool spliced);
struct result *parse_result(struct parser *);

#endif
