/*
 * gen.h: what the passes of the description compiler share. They run in this order: lex and parse (a file at
 * a time) make the syntax tree declared here; check links its names; layout gives members their places; lower
 * turns the tree into the arrays of desc.h; emit writes them down.
 *
 * Memory comes from one arena and lives until the program ends. Names are interned: equal names are equal
 * pointers.
 */
#ifndef STROBE_GEN_H
#define STROBE_GEN_H

#define DESC_WITHOUT_IDS	/* they are what this program makes */
#include "desc.h"
#include "hooks.h"
#include "kind.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- memory.c ---- */

void *alloc(size_t size);	/* zeroed; never NULL */
const char *intern(const char *text, size_t len);
const char *name_of(const char *text);	/* intern of a C string */
const char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *vec_grow(void *v, uint32_t *n, uint32_t *room, size_t size);

#define VEC(T) struct { T *v; uint32_t n, room; }
/* Appends and yields the new element's index. */
#define push(vec, ...) ({ \
	typeof(*(vec)->v) pushed_ = __VA_ARGS__; \
	(vec)->v = vec_grow((vec)->v, &(vec)->n, &(vec)->room, sizeof(typeof(pushed_))); \
	(vec)->v[(vec)->n - 1] = pushed_; \
	(vec)->n - 1; })

/* Maps a run of bytes to a number; the number given first stays. */
struct map {
	struct map_entry *slots;
	uint32_t n, room;
};
uint32_t *map_find(struct map *, const void *key, size_t len);	/* NULL if there is none */
uint32_t *map_add(struct map *, const void *key, size_t len, uint32_t value);

/* ---- diag.c ---- */

struct place {
	const char *file;
	int line;
};

/* Prints `file:line: …`; the 20th error ends the program. */
void error_at(struct place, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int error_count(void);
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *fmt, ...);

/* ---- lex.c ---- */

enum token_kind { TK_EOF, TK_ID, TK_INT, TK_CHAR, TK_STR, TK_PUNCT };
/* -> => .. << >> <= >= == != && || */
enum { P_ARROW = 256, P_GIVES, P_DOTS, P_SHL, P_SHR, P_LE, P_GE, P_EQ, P_NE, P_ANDAND, P_OROR };

struct token {
	enum token_kind kind;
	int punct;		/* TK_PUNCT: the character, or P_… */
	struct place at;
	const char *text;	/* TK_ID, TK_STR (unescaped), TK_CHAR; as written otherwise */
	uint64_t num;		/* TK_INT, TK_CHAR of one character */
	bool leads;		/* first of its line, at the left margin */
};
typedef VEC(struct token) token_vec;

token_vec lex(const char *file, const char *text);

/* ---- the syntax tree ---- */

enum expr_op { E_NUM, E_STR, E_NAME, E_DOT, E_CALL, E_SIZEOF, E_OFFSETOF, E_UNARY, E_BINARY, E_COND };

struct expr {
	enum expr_op op;
	int punct;		/* E_UNARY, E_BINARY: the operator */
	struct place at;
	uint64_t num;
	const char *name;	/* E_NAME, E_STR, E_CALL (function), E_DOT (a.name), E_OFFSETOF (member) */
	struct expr *a, *b, *c;
	struct type *type;	/* E_SIZEOF, E_OFFSETOF */
	VEC(struct expr *) args;
};

enum type_op {
	TY_NAME, TY_PTR, TY_ARRAY, TY_AS, TY_STRUCT, TY_CALL, TY_SWITCH, TY_ATTRS, TY_BIT, TY_CSTR, TY_OPEN, TY_PAIR,
};

enum extent_op { EX_COUNT, EX_UNTIL, EX_BUDGET, EX_BITS, EX_CHAIN, EX_EMPTY };

struct extent {
	enum extent_op op;
	struct expr *e, *max;		/* count; EX_CHAIN: align and within */
	const char *member;		/* EX_CHAIN */
	bool lone;
};

struct type {
	enum type_op op;
	struct place at;
	const char *name;		/* TY_NAME, TY_AS (kind or table), TY_CALL, TY_ATTRS */
	enum desc_dir dir;		/* TY_PTR */
	int slot;			/* TY_PTR: 64, 32 or 0 */
	struct type *a, *b;		/* target, element, base; TY_PAIR: both */
	struct extent extent;
	struct expr *arg;		/* TY_BIT: width; TY_CSTR: limit; TY_OPEN: selector */
	VEC(struct expr *) args;	/* TY_AS */
	struct record *record;		/* TY_STRUCT, TY_CALL */
	struct choice *choice;		/* TY_SWITCH */
};

struct mods {
	struct expr *if_, *when, *within, *budget, *at, *min, *then_when;
	struct type *else_type, *then_type;
	uint16_t flags;			/* enum desc_member_flags that have a word: NZ BARE FULL … */
	enum desc_dir dir;
	const char *note, *note_kind, *index, *set, *via;
	struct expr *note_arg;
	VEC(struct expr *) via_args;
	struct place note_at, index_at, via_at;
	bool any;			/* something besides `min` was written */
};

struct reg {			/* `@` of a member: one number or two an ABI */
	bool given;
	bool pair[ABI_COUNT];
	uint32_t lo[ABI_COUNT], hi[ABI_COUNT];
};

struct elem {
	enum desc_form form;
	struct place at;
	const char *ident, *shown;	/* shown: printed name where it differs */
	struct reg reg;
	struct type *type;
	struct expr *value;
	struct mods mods;
	struct elems *group;
	struct choice *choice;		/* M_SWITCH */
	struct elems *list;		/* the list it stands in */
	/* by layout */
	uint32_t off[ABI_COUNT], size[ABI_COUNT];
	uint8_t bit_off, bit_width;
	uint8_t regs[ABI_COUNT][2];
	/* by lower */
	uint32_t index;			/* in desc_members */
	bool entry;			/* some expression asks for entry.x of it */
	enum { EXIT_UNKNOWN, EXIT_BUSY, EXIT_NO, EXIT_YES } let_exit;
};

/*
 * A list of elements; those of a group, and of a case of a spliced switch, are part of the frame of the list
 * around.
 */
struct elems {
	VEC(struct elem *) list;
	struct elems *parent;
	struct frame *frame;
};

/* What names are looked up in: a struct's members or a call's arguments. */
struct frame {
	struct record *record;
	struct call *call;
	struct elems *top;
	struct elems *outer;		/* where an unnamed struct stands: names go on to there */
	VEC(struct frame *) users;	/* frames that hold or point to this one */
	bool linked, seen;		/* by check; a mark for walks */
};

enum pat_op { PAT_RANGE, PAT_ANY, PAT_ELSE, PAT_STR, PAT_TUPLE, PAT_IOC };
struct pat {
	enum pat_op op;
	struct place at;
	struct expr *lo, *hi;
	const char *text;		/* PAT_STR; the letters of ioc's direction */
	const char *on;
	VEC(struct pat *) sub;
};

struct case_ {
	struct place at;
	VEC(struct pat *) pats;
	struct elems *elems;		/* spliced */
	struct type *type;		/* typed */
	struct mods mods;
	struct result *result;
};

struct choice {
	struct place at;
	bool spliced, open;
	VEC(struct expr *) exprs;
	VEC(struct case_ *) cases;
};

struct remark {
	struct place at;
	const char *via, *text;
	struct type *type;
	struct expr *value, *if_;
};

struct result {
	struct place at;
	const char *name;		/* a type's or a kind's, or "none" */
	struct choice *choice;		/* of results */
	VEC(struct remark) remarks;
};

struct layout {
	uint32_t size[ABI_COUNT], align[ABI_COUNT];
	bool open;			/* there is more of no fixed size */
};

struct record {
	struct place at;
	const char *name;		/* NULL: unnamed */
	const char *call_name;		/* shown as NAME(…) */
	uint16_t flags;			/* enum desc_struct_flags */
	enum desc_tail tail;
	struct expr *min, *max, *align;
	bool packed[ABI_COUNT];
	VEC(const char *) show;
	struct frame frame;
	enum { LAYOUT_TODO, LAYOUT_BUSY, LAYOUT_DONE } laid_out;
	struct layout layout;
	uint32_t index;			/* in desc_structs, 0: not lowered yet */
};

struct options {			/* of tables */
	const char *label;
	bool none, verbose;
	char format;
};

struct entry {
	struct place at;
	const char *name, *shown;
	struct expr *value;
	uint64_t num;
	enum { NUM_UNKNOWN, NUM_BUSY, NUM_KNOWN } state;
};

struct table {
	struct place at;
	const char *name;
	bool flags;
	struct type *carrier;
	struct options options;
	VEC(struct entry *) entries;
	uint32_t index;
};

struct part {
	struct place at;
	uint8_t flags;
	struct expr *mask, *shift, *if_;
	struct type *type;
	const char *tail;
};

struct word {
	struct place at;
	const char *name;
	struct type *carrier;
	bool each;
	struct options options;
	VEC(struct part) parts;
	uint32_t index;
};

struct attrs {
	struct place at;
	const char *name, *types;
	struct options options;
	struct choice *choice;
	struct frame frame;		/* without elements: only for who uses it */
	uint32_t index;
};

struct alias {
	struct place at;
	const char *name;
	struct type *type;
	bool busy;		/* being looked into: a cycle leads back here */
	bool used;		/* by lower */
};

struct subcall {
	struct place at;
	uint32_t number;
	const char *name;
};

struct call {			/* syscall and multiplex */
	struct place at;
	const char *name;
	struct type *from;
	struct frame frame;
	struct result *result;
	bool multiplex;
	struct expr *select;
	const char *from_arg;
	uint32_t shift;
	VEC(struct subcall) subcalls;
	uint32_t index;
};

struct extend {
	struct place at;
	const char *call, *arg;
	struct choice *choice;
};

struct class_ {
	struct place at;
	const char *name;
	VEC(const char *) calls;
	VEC(struct place) places;
};

struct row {			/* of a number table */
	struct place at;
	enum abi abi;
	uint32_t number;
	const char *name, *desc;
	uint32_t nargs;
};

enum symbol_kind { SYM_BUILTIN, SYM_ALIAS, SYM_TABLE, SYM_WORD, SYM_RECORD };
struct builtin;

struct symbol {
	enum symbol_kind kind;
	const char *name;
	struct place at;
	union {
		const struct builtin *builtin;
		struct alias *alias;
		struct table *table;
		struct word *word;
		struct record *record;
	};
};

/* One item of each array of desc.h, growing. */
struct output {
	VEC(char) strings;
	VEC(struct desc_name) names;
	VEC(struct desc_const) consts;
	VEC(struct desc_table) tables;
	VEC(uint32_t) table_consts;	/* a table's first constant */
	VEC(uint32_t) lists;
	VEC(union desc_cell) code;
	VEC(uint8_t) code_flags;	/* EXPR_… of the expression that begins there */
	VEC(uint8_t) code_is_imm;	/* the cell is a number */
	VEC(struct desc_type) types;
	VEC(struct desc_member) members;
	VEC(struct desc_struct) structs;
	VEC(struct desc_range) ranges;
	VEC(struct desc_pattern) patterns;
	VEC(struct desc_case) cases;
	VEC(struct desc_switch) switches;
	VEC(struct desc_part) parts;
	VEC(struct desc_word) words;
	VEC(struct desc_attrs) attrs;
	VEC(struct desc_remark) remarks;
	VEC(struct desc_result) results;
	VEC(struct desc_call) calls;
	VEC(struct desc_multiplex) multiplexes;
	VEC(struct desc_subcall) subcalls;
	VEC(struct desc_sysent) sysents[ABI_COUNT];
	bool hook_used[HOOK_COUNT];
	struct map string_map, name_map, type_map, code_map, any_map;
};
enum { EXPR_EXIT = 1 };

struct abi_row {
	struct place at;
	bool known;
	struct abi_info info;
	const char *label;
};

struct gen {
	struct abi_row abis[ABI_COUNT];
	VEC(struct alias *) aliases;
	VEC(struct table *) tables;
	VEC(struct word *) words;
	VEC(struct record *) records;		/* named */
	VEC(struct attrs *) attrs;
	VEC(struct call *) calls;
	VEC(struct extend *) extends;
	VEC(struct class_ *) classes;
	VEC(struct row) rows;
	VEC(struct elem *) elems;		/* every element of every frame */
	VEC(struct frame *) frames;
	VEC(const char *) sets;			/* identifiers of `set` */
	struct map symbol_map, const_map, attrs_map, call_map, elem_map;
	VEC(struct symbol) declared;		/* as written */
	VEC(struct symbol) symbols;
	VEC(struct entry *) consts;
	VEC(struct record *) todo;		/* structs given an index and not yet lowered */
	struct output out;
};

/* ---- parse.c, parse_type.c, parse_expr.c ---- */

void parse_descriptions(struct gen *, const char *file, const char *text);	/* *.sys, *.abi */
void parse_numbers(struct gen *, const char *file, const char *text);		/* *.tbl */

/* ---- builtin.c: the types and kinds of the language itself ---- */

struct builtin {
	const char *name;
	enum desc_type_op op;
	enum { WIDTH_FIXED, WIDTH_LONG, WIDTH_KLONG } width;
	uint8_t size, align;		/* align 0: as C's */
	uint16_t flags;			/* enum desc_type_flags */
	enum kind kind;
};
const struct builtin *builtin_find(const char *name);
uint8_t builtin_size(struct gen *, const struct builtin *, enum abi);
uint8_t builtin_align(struct gen *, const struct builtin *, enum abi);
bool kind_find(const char *name, enum kind *kind);
bool kind_is_bytes(enum kind);
const char *kind_name(enum kind);
uint8_t hook_find(const char *name);	/* 0: none */
int abi_find(const char *name);		/* -1: none */
int class_find(const char *name);

/* ---- check.c ---- */

void check(struct gen *);
void link_all(struct gen *);	/* link.c */
struct symbol *symbol_find(struct gen *, const char *name);	/* of types, tables, words, structs; NULL */
struct attrs *attrs_find(struct gen *, const char *name);
struct call *call_find(struct gen *, const char *name);
struct entry *const_find(struct gen *, const char *name);
const struct row *row_find(struct gen *, const char *name);
const char *subcall_name(const char *desc);	/* "semctl" of "ipc_semctl" */

/* ---- scope.c: names of members and arguments ---- */

/*
 * The element that `name` means in the frame of `scope` alone; NULL. `at` is for the error when it means
 * several.
 */
struct elem *scope_find(struct gen *, struct elems *scope, const char *name, struct place at);
/* Likewise of an open list and all below it (a struct's members from outside). */
struct elem *frame_find(struct gen *, struct frame *, const char *name, struct place at);
struct found {
	struct elem *elem;		/* NULL: nothing in sight has the name */
	enum { FOUND_NOT, FOUND_HERE, FOUND_OUTER, FOUND_CALL, FOUND_EMBEDDED } how;
	struct elem *holder;		/* FOUND_EMBEDDED: the member of this frame that holds it */
};
/*
 * What a name means in a scope: of its frame, of those around an unnamed struct, of structs held by this one.
 */
struct found name_find(struct gen *, struct elems *scope, const char *name, struct place at);
typedef VEC(struct elem *) elem_vec;
/* Elements of that name in frames that use this one, directly or not; if none, anywhere. */
elem_vec outer_candidates(struct gen *, struct frame *, const char *name, bool args_only);
/* The type behind aliases and `as`. */
struct type *type_plain(struct gen *, struct type *);
bool type_is_scalar(struct gen *, struct type *);
struct type *pointer_target(struct gen *, struct type *);	/* NULL: no pointer */
struct record *type_record(struct gen *, struct type *);	/* NULL: no struct */

struct width {			/* of a scalar; size 0: not one */
	uint8_t size[ABI_COUNT];
	bool is_signed;
};
struct width type_width(struct gen *, struct type *);

/* ---- layout.c, registers.c ---- */

void layout(struct gen *);
struct layout layout_type(struct gen *, struct type *);
struct layout layout_record(struct gen *, struct record *);
void assign_registers(struct gen *, struct call *);

/* ---- fold.c: expressions known at build time ---- */

struct ctx {			/* where an expression stands */
	struct elems *scope;		/* NULL: in no struct or call */
	struct elem *self;		/* the element that it is a part of, if one */
	struct type *self_type;
};

struct number {
	uint64_t v[ABI_COUNT];
	bool is_unsigned;		/* a 64-bit one */
};
bool fold(struct gen *, const struct ctx *, struct expr *, struct number *);
/* A constant, the same on all ABIs; an error and 0 otherwise. */
uint64_t fold_const(struct gen *, struct expr *);

/* ---- lower: code.c, code_name.c, lower_*.c ---- */

void lower(struct gen *);

desc_expr lower_expr(struct gen *, const struct ctx *, struct expr *);	/* NULL gives 0 */
desc_expr lower_expr_width(struct gen *, const struct ctx *, struct expr *, struct width *);
bool expr_exits(struct gen *, desc_expr);
desc_expr lower_number(struct gen *, uint64_t);
/*
 * A member of a struct that the holder's struct holds, as a member of the latter; an index in desc_members.
 */
uint32_t held_member(struct gen *, struct elem *holder, struct elem *);

uint32_t lower_type(struct gen *, const struct ctx *, struct type *);
uint32_t lower_result_type(struct gen *, const struct ctx *, struct type *);	/* a kind's name will do */
uint32_t intern_type(struct gen *, const struct desc_type *);
uint32_t table_for(struct gen *, const char *name, struct place);

uint32_t record_index(struct gen *, struct record *);
void reserve_members(struct gen *, struct elems *);
void lower_members(struct gen *, struct elems *);
/* The modifiers of a typed case as a member; 0 if it has none. */
uint32_t lower_case_member(struct gen *, const struct ctx *, struct case_ *, uint32_t type);
void lower_pending_records(struct gen *);
void lower_mods(struct gen *, const struct ctx *, struct mods *, struct desc_member *);

uint32_t lower_switch(struct gen *, const struct ctx *, struct choice *);
uint32_t lower_result(struct gen *, const struct ctx *, struct result *);
void lower_table(struct gen *, struct table *);
void lower_word(struct gen *, struct word *);
void lower_attrs(struct gen *, struct attrs *);
void lower_call(struct gen *, struct call *);
void lower_numbers(struct gen *);
uint64_t classes_of(struct gen *, const char *call);
void mark_entry_members(struct gen *);	/* phases.c */
void mark_phases(struct gen *, struct call *);

uint32_t string_index(struct gen *, const char *text);		/* NULL or "": 0 */
uint16_t name_index(struct gen *, const char *text);

/* ---- emit.c ---- */

void emit_c(struct gen *, FILE *);
void emit_ids(struct gen *, FILE *);
void emit_layout(struct gen *, FILE *);	/* emit_ids.c */
void emit_dump(struct gen *, FILE *);	/* dump.c */

#endif
