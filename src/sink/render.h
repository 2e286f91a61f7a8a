/*
 * render.h: the value tape as strace's text.
 */
#ifndef STROBE_SINK_RENDER_H
#define STROBE_SINK_RENDER_H

#include "output.h"
#include "task.h"

enum { LEVEL_MAX = 512 }; /* nested containers; what is deeper than decode can nest is not rendered */

struct level { /* an open container */
	uint8_t kind; /* enum value_kind; V_RESULT: the call's arguments */
	bool any; /* something is shown in it already */
	bool abbrev; /* what is in it shows in the abbreviated style */
	bool comment; /* its end closes a comment */
};

struct render {
	struct output *out;
	const struct options *o;
	const struct task *task; /* whose values these are; NULL: nobody's */
	const struct tape *tape;
	enum xlat_style style;
	bool named; /* arguments show with their names */
	bool glued; /* the next value follows without a separator and name of its own */
	uint32_t tail; /* text that follows the number being put, before its comment: FUTEX_WAKE_OP's <<24 */
	uint32_t depth;
	struct level levels[LEVEL_MAX];
};

/* Are the names of a call's arguments always shown (clone)? */
bool call_is_named(const struct call *);
void put_tail(struct render *); /* once */
/* For a call's arguments, or a siginfo's. */
void render_begin(struct render *, const struct task *, const struct tape *, bool arguments);
/* Nodes from..to, continuing in the containers that are open. */
void render_nodes(struct render *, uint32_t from, uint32_t to);
/* The node V_RESULT at index i: what follows `= `. */
void render_result(struct render *, const struct value *);
/* `ERESTARTSYS (To be restarted …)` for a result that asks for the call to be begun anew, or NULL. */
const char *restart_text(int err);

/* The style a value shows in: the abbreviated one in a comment and for some words whatever was asked for. */
enum xlat_style style_of(const struct render *, const struct value *);

/* ---- tables.c ---- */

const struct desc_const *const_find(uint32_t table, uint64_t number);
/* The name, or NULL. */
const char *const_name(uint32_t table, uint64_t number);
void render_const(struct render *, uint32_t table, uint64_t number, unsigned size, enum xlat_style);
void render_flags(struct render *, uint32_t table, uint64_t number, unsigned size, enum xlat_style);
/* The same from several tables, in turn; 0-terminated. */
void render_flags_of(struct render *, const uint32_t *tables, uint64_t number, unsigned size,
		     enum xlat_style);
/* Does the table say anything about the number? A remark of one that does not is left out. */
bool table_speaks(uint32_t table, uint64_t number);
bool table_is_flags(uint32_t table);
/* Are numbers that it does not know shown with a sign? */
bool table_is_signed(uint32_t table);
/* The tables to be tried for that one, 0-terminated; table points to a list of one. */
const uint32_t *tables_of(const uint32_t *table);
/* The next name of those that rest has; *tables and *from say where the search goes on. */
const struct desc_const *next_flag(const uint32_t **tables, uint32_t *from, uint64_t rest);

/* ---- kinds.c and its like ---- */

void render_kind(struct render *, const struct value *);
void render_bytes(struct render *, const struct value *);
void render_note(struct render *, const struct value *);
/* 2026-11-19T23:34:36.123456789+0000; part: micro- or nanoseconds by its digits, ~0: none. false: no such date */
bool put_time(struct output *, int64_t seconds, uint64_t part, unsigned digits);
/* The same as a comment, if there is anything to say. */
void render_time(struct output *, int64_t seconds, uint64_t part, unsigned digits);
void render_signal(struct output *, int number); /* SIGINT */
void render_fd(struct render *, int fd);
void render_integer(struct output *, uint64_t number, unsigned size, bool is_signed, char radix);

/* The number, cut to size bytes; and with its sign. */
static inline uint64_t cut(uint64_t number, unsigned size)
{
	return size && size < 8 ? number & ((1ull << size * 8) - 1) : number;
}

static inline int64_t with_sign(uint64_t number, unsigned size)
{
	unsigned shift = size && size < 8 ? 64 - size * 8 : 0;
	return (int64_t)(number << shift) >> shift;
}

#endif
