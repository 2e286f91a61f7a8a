/*
 * value.h: the value tape, what decode hands the sinks.
 *
 * A tape holds the decoded arguments and result of one system call (or one siginfo) as a run of 24-byte nodes in the
 * order in which they are shown. A node holds the number and what it means, never formatted text; sinks look names up
 * in desc.h's tables. Containers nest: a container node's `aux` is the index of its V_END node. A value may be preceded by
 * an INDEX and followed by TAIL, NOTE, SURPLUS or ARROW nodes, which belong to it.
 *
 * The tape belongs to its task and is reset at each syscall-enter-stop; node indexes are stable, pointers are not (it
 * grows). Nodes before `seam` were decoded at the call's entry; a sink may show these at once and the rest at exit.
 * Containers may be open at the seam: their `aux` is 0 until the exit half closes them.
 */
#ifndef STROBE_VALUE_H
#define STROBE_VALUE_H

#include "kind.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_kind {
	/* scalars */
	V_INT,		/* num; aux: radix 'd' 'u' 'x' 'o', '0' for x0; size: bytes of the type (signed if VF_SIGNED) */
	V_CONST,	/* num; desc: table */
	V_FLAGS,	/* num; desc: table */
	V_KIND,		/* num; desc: enum kind; aux: operand (VF_OPERAND), two of them in its halves, the first low */
	V_ADDR,		/* num; aux: enum addr_why */
	V_BYTES,	/* pool range (off, len); desc: enum kind; aux: true length; VF_CUT if len is less because of a limit */
	V_STR,		/* pool range without the NUL; VF_CUT: went on beyond the limit; VF_TERMINATED: its NUL was seen */
	V_UNKNOWN,	/* should have been there and was not: ??? */
	V_CUT,		/* the `...` that ends a list; desc: enum cut_why; num: address of what could not be read (CUT_FAULT) */
	/* containers, each closed by V_END */
	V_STRUCT,	/* desc: struct */
	V_UNION,	/* {name={…}} */
	V_CALL,		/* NAME(a, b); desc: string */
	V_ARRAY,	/* num: elements asked for */
	V_DEREF,	/* [v] round a scalar */
	V_WORD,		/* num: the whole; desc: word; children: its parts */
	V_BITS,		/* [a b c]: children V_CONST, V_INT or V_KIND; num: bits looked at; VF_INVERTED: ~[ ] */
	V_REMARK,	/* after the result, ` (…)` */
	V_END,
	/* around a value */
	V_INDEX,	/* before an element: `[NAME]=`; num; desc: table */
	V_TAIL,		/* after a word's part: fixed text; desc: string */
	V_NOTE,		/* after a value: a comment of its own; desc: enum note_what; num, aux: operands; or pool range */
	V_SURPLUS,	/* after a struct's last member: bytes num..aux follow, next node V_BYTES or V_UNKNOWN */
	V_ARROW,	/* the next value is what became of the value before it: => */
	V_MARK,		/* one fixed character, num */
	/* about the call */
	V_RESULT,	/* num: the result; desc: type; aux: errno, as a positive number, 0 on success; VF_… below */
	V_RESUMES,	/* restart_syscall: desc: name (string) of the call it resumes, 0: not known */
	V_TEXT,		/* in a remark, before a value or alone: fixed text; desc: string of the description, or 0 and
			   num: enum label */
};

enum value_flags {
	VF_SIGNED = 1,
	VF_CUT = 2,
	VF_TERMINATED = 4,
	VF_OPERAND = 8,
	VF_INVERTED = 16,
	VF_ABBREV = 32,		/* inside a word of style `one`, or a remark: always in the abbreviated style */
	VF_NAMED = 64,		/* an argument whose name is always shown (clone) */
	VF_MICRO = 64,		/* NOTE_TIME: aux is microseconds */
	VF_THEN = 128,		/* V_ARROW: a second rendering rather than a changed number; V_ADDR-like nodes: free */
};

enum label { LABEL_IN, LABEL_OUT, LABEL_EXCEPT, LABEL_LEFT };	/* "in ", "out ", "except ", "left " */
enum addr_why { ADDR_PLAIN, ADDR_NULL, ADDR_FAULT, ADDR_FAILED, ADDR_BRIEF };
enum cut_why { CUT_BRIEF, CUT_LIMIT, CUT_SIZE, CUT_FAULT, CUT_MISPLACED };
enum note_what {
	NOTE_STR,	/* string of the description, num */
	NOTE_COUNT,	/* num elements, "N word": aux: string; `N+ word` if VF_CUT */
	NOTE_TIME,	/* num: seconds (signed); aux: nanoseconds, or ~0: none */
	NOTE_UNTERMINATED, /* "N word, unterminated": num, aux */
	NOTE_BYTES,	/* "bytes num..aux" */
	NOTE_KIND,	/* num shown as kind aux */
	NOTE_POOL,	/* text made by a hook: pool range; comes from the tracee, escape it */
};

struct value {			/* 24 bytes: a call is a cache line or two */
	uint8_t kind;		/* enum value_kind */
	uint8_t flags;		/* enum value_flags */
	uint16_t name;		/* desc_names: printed name of an argument or member; 0 in arrays */
	uint32_t desc : 28;	/* what it is an instance of, see enum value_kind */
	uint32_t size : 4;	/* V_INT, V_CONST, V_FLAGS, V_KIND: bytes of the type it came from */
	union {
		uint64_t num;
		struct { uint32_t off, len; };	/* in the tape's pool */
	};
	uint64_t aux;		/* containers: index of their V_END, 0 while open */
};
_Static_assert(sizeof(struct value) == 24, "a value node is 24 bytes");

/* Bounds of one call's tape, whatever a tracee claims; beyond them nodes are dropped and a V_CUT CUT_SIZE stands in. */
enum { TAPE_MAX_NODES = 1 << 18, TAPE_MAX_POOL = 8 << 20 };

struct tape {
	struct value *nodes;
	uint8_t *pool;
	uint32_t count, room;		/* nodes used and allocated */
	uint32_t pool_count, pool_room;	/* bytes used and allocated */
	uint32_t seam;			/* nodes that the entry half had */
	uint32_t cursor;		/* where the next node goes; less than count while the decoder re-walks the entry half */
	uint32_t result;		/* index of the V_RESULT node (remarks follow it), 0 before the exit */
	bool mute;			/* the decoder only wants the memory reads: nodes are not kept */
	bool full;			/* a bound was hit */
	bool more;			/* the entry half ended between two arguments: others follow */
};

void tape_reset(struct tape *);		/* empty, memory kept */
void tape_free(struct tape *);

/* Appends a node and returns its index (meaningless while muted). */
uint32_t tape_add(struct tape *, struct value);
/* Opens a container; tape_end closes it. */
uint32_t tape_begin(struct tape *, struct value);
void tape_end(struct tape *, uint32_t begin);
/* Copies bytes to the pool and appends the V_BYTES, V_STR, … node v with that range. */
uint32_t tape_add_bytes(struct tape *, struct value v, const void *bytes, size_t size);

/* The index after the value at i and all that belongs to it: its END, and TAIL, NOTE, SURPLUS, ARROW with their values. */
uint32_t tape_next(const struct tape *, uint32_t i);

#endif
