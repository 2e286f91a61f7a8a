/*
 * render.h: values on the tape as strace's text.
 */
#ifndef STROBE_RENDER_H
#define STROBE_RENDER_H

#include "desc.h"
#include "options.h"
#include "output.h"
#include "value.h"

struct style {
	enum xlat_style xlat;
	enum hex_strings hex;
	bool arg_names;
};

struct renderer {
	struct output *out;
	const struct style *style;
	const struct tape *tape;
	uint32_t begin, end;	/* nodes before begin were put before; nodes from end on are not there yet */
};

/* The arguments in [begin, end) of the tape, with what separates them from those before begin. */
void render_args(struct renderer *);
/* One value, what follows it included; returns the node after it. */
uint32_t render_value(struct renderer *, uint32_t i);
void render_remark(struct renderer *, uint32_t i);

/* tables.c */
const struct desc_const *table_find(uint32_t table, uint64_t value, uint8_t size);
void render_const(struct output *, uint32_t table, uint64_t value, uint8_t size, enum xlat_style);
void render_flags(struct output *, uint32_t table, uint64_t value, uint8_t size, enum xlat_style);
/* Flags of a word's part: `first` says whether a bar is due before them; returns whether anything was put. */
const char *const_name(uint32_t table, uint64_t value, size_t *len);

/* kinds.c */
void render_kind(struct renderer *, const struct value *, enum xlat_style);
void render_bytes(struct renderer *, const struct value *, enum xlat_style);
void render_time_note(struct output *, int64_t seconds, uint64_t nanoseconds);
void render_signal(struct output *, uint64_t number, enum xlat_style, bool in_set);

/* quote.c */
enum quote_flags { QUOTE_HEX = 1, QUOTE_ELLIPSIS = 2, QUOTE_ANGLES = 4, QUOTE_BARE = 8 };
void render_quoted(struct output *, const uint8_t *bytes, size_t size, enum hex_strings, unsigned flags);

#endif
