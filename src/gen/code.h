/*
 * code.h: what the files that compile expressions share. Code is gathered in a coder, then interned: equal
 * expressions are one run of cells.
 */
#ifndef STROBE_GEN_CODE_H
#define STROBE_GEN_CODE_H

#include "gen.h"

struct coder {
	struct gen *g;
	const struct ctx *cx;
	VEC(union desc_cell) cells;
	VEC(uint8_t) is_imm;
	bool exits;		/* something in it is known at the call's exit only */
	unsigned entry;		/* inside entry.x */
};

void emit(struct coder *, enum desc_opcode, int a, int64_t b);
struct width code_expr(struct coder *, struct expr *);

/* code_name.c: E_NAME and E_DOT. address: of a pointer, the address itself, not what it points to. */
struct width code_path(struct coder *, struct expr *, bool address, struct elem **denoted);

static inline struct width wide(bool is_signed)
{
	return (struct width){ .size = { 8, 8 }, .is_signed = is_signed };
}

/* What makes comparison, division and >> unsigned. */
static inline bool is_unsigned64(struct width w)
{
	return !w.is_signed && w.size[ABI_X86_64] == 8;
}

#endif
