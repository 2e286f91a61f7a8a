/*
 * json.h: the inside of the JSON sink, shared by its files. A line is made in memory and handed over whole.
 *
 * Every put_… writes one JSON value or member at the end of j->line. Whether a comma is due is told from the byte before:
 * a value never ends in `{`, `[`, `:` or `,`.
 */
#ifndef STROBE_SINK_JSON_H
#define STROBE_SINK_JSON_H

#include "render.h"

struct json {
	struct output *line; /* the line in hand */
	struct output *scratch; /* what the text of a kind is made in */
	struct options plain; /* strings as they are, constants by name: for that text */
	struct render text;
	const struct task *task;
	const struct tape *tape;
	unsigned depth; /* nested containers */
};

/* ---- json_write.c: punctuation, numbers, strings ---- */

void json_comma(struct json *); /* unless the container was just opened */
void json_key(struct json *, const char *name, size_t len);
#define json_member(j, name) json_key(j, "" name, sizeof(name) - 1)
void json_unsigned(struct json *, uint64_t); /* a string beyond 2^53 */
void json_signed(struct json *, int64_t);
void json_address(struct json *, uint64_t); /* "0x…" */
void json_name(struct json *, const char *, size_t); /* a string of the descriptions' own */
void json_text(struct json *, const void *bytes, size_t); /* must be valid UTF-8 */
void json_base64(struct json *, const uint8_t *bytes, size_t);
/* How many of the bytes are valid UTF-8, from the first on. */
size_t json_valid(const uint8_t *bytes, size_t);
/* The value written from start on becomes {"key":value, or stays an object; either way it is open for more members. */
void json_reopen(struct json *, size_t start, const char *key);

/* ---- json_kinds.c: numbers and bytes that mean something ---- */

void json_kind(struct json *, const struct value *);
void json_bytes(struct json *, const struct value *);
void json_time(struct json *, const struct value *note); /* NOTE_TIME; null if there is no such date */
/* The text that render gives a node, as a member `name` or `text`, if it says more than the number. */
void json_meaning(struct json *, const struct value *);
bool json_is_absent(const struct value *); /* an unnamed socket's path */

/* ---- json_values.c: the tape ---- */

void json_begin(struct json *, const struct task *, const struct tape *);
/* Nodes from..to as members of an object, to the end of the container they are in. Returns the index after it. */
uint32_t json_members(struct json *, uint32_t from, uint32_t to);
/* The same as elements of an array. */
uint32_t json_elements(struct json *, uint32_t from, uint32_t to);
/* The value at i and what belongs to it; nodes at `to` and beyond are not looked at. */
uint32_t json_value(struct json *, uint32_t i, uint32_t to);
void json_const(struct json *, uint32_t table, uint64_t number, unsigned size);
void json_flags(struct json *, uint32_t table, uint64_t number, unsigned size);

/* ---- json_call.c: a call ---- */

/* name, arguments and, unless unfinished, the result, as members of the open object */
void json_call(struct json *, const struct task *, bool unfinished);
void json_signal_name(struct json *, int number); /* members signal and signal_nr */

#endif
