/*
 * desc.h: the compiled description of the system call interface.
 *
 * src/gen compiles syscalls/ into build/gen/desc.c, which defines every array declared here, all const. The decoder
 * interprets them, the sinks look names up in them. syscalls/README.md is the reference of the language; this page says what
 * each construct becomes.
 *
 * Conventions: an index of 0 means "none" in every array (element 0 of each is a filler); a string is an offset into
 * desc_strings, 0 being the empty string. Sizes and offsets are bytes, one column an ABI.
 */
#ifndef STROBE_DESC_H
#define STROBE_DESC_H

#include "abi.h"
#include <stddef.h>

/* ---- strings and names ---- */

extern const char desc_strings[];

static inline const char *desc_str(uint32_t offset)
{
	return desc_strings + offset;
}

/* Printed names (of arguments and members), few enough for 16 bits in a value node. */
struct desc_name {
	uint32_t str;
	uint32_t len;
};
extern const struct desc_name desc_names[];

/* ---- constants: enum and flags tables ---- */

struct desc_const {
	uint64_t value;
	uint32_t str, len;
};

enum desc_table_flags {
	TABLE_FLAGS = 1,	/* a `flags` table: kept in written order; else an `enum`: sorted by value, for bisection */
	TABLE_UNLABELLED = 2,	/* `unknown none` */
	TABLE_VERBOSE = 4,	/* `verbose`: renders as in the verbose style in the abbreviated one too */
	TABLE_HAS_ZERO = 8,	/* flags: an entry has the value 0 */
};

struct desc_table {
	uint32_t ident;			/* the table's own name, for diagnostics and tests */
	uint32_t label;			/* "AF_???", or 0 with TABLE_UNLABELLED */
	uint16_t flags;
	char format;			/* how an unknown number is written: 'd', 'u', 'x' */
	uint8_t size;			/* bytes of the carrier type: lookups cut the value to it */
	uint32_t count;
	const struct desc_const *consts;
	uint32_t also;			/* `any(a, b, …)`: first of a 0-terminated list of tables in desc_lists, else 0 */
};
extern const struct desc_table desc_tables[];
extern const uint32_t desc_lists[];	/* 0-terminated runs of indexes */

/* ---- expressions ----
 *
 * Code for a stack machine, run by the decoder: 64-bit unsigned cells; members and arguments are sign-extended when
 * their type is signed. Comparison, division and >> are signed unless either side's static type is an unsigned 64-bit one
 * (the compiler picks the opcode). A desc_expr is an offset into desc_code; the code ends with X_END.
 */
typedef uint32_t desc_expr;

enum desc_opcode {
	X_END,
	X_IMM,		/* push b, sign-extended */
	X_IMM64,	/* push the next cell */
	X_IMM_ABI,	/* push one of the next ABI_COUNT cells (sizeof, offsetof, abi.long …) */
	X_MEMBER,	/* push the value of member b (index in desc_members) of the frame a levels up; a is 0 except for up.x */
	X_OUTER,	/* push the value of the member with identifier b (string) of the nearest enclosing frame that has one */
	X_ARG,		/* push the value of argument with identifier b of the call (arg.x) */
	X_DEREF,	/* pop an address; push the scalar of type b that lies there (name of a pointer-to-scalar argument) */
	X_FIELD,	/* pop an address; push member b of the struct that lies there (ptr.member) */
	X_ENTRY,	/* a: 1 begin, 0 end: what is between reads memory as it was at the call's entry (entry.x) */
	X_SELF, X_RET, X_ERR, X_SUCCESS /* `ok`; X_OK is <unistd.h>'s */, X_ERESTART, X_EXIT, X_BRIEF, X_VERBOSE,
	X_SIZE,		/* bytes the caller granted to this struct (`within`) */
	X_REST,		/* of those, bytes after the current member's offset */
	X_INDEX,	/* of the innermost array */
	X_PAGE,
	X_SP,		/* the stack pointer at the call's entry */
	X_NEG, X_NOT, X_INV,
	X_ADD, X_SUB, X_MUL, X_DIV, X_MOD, X_UDIV, X_UMOD, X_SHL, X_SHR, X_USHR, X_AND, X_OR, X_XOR,
	X_EQ, X_NE, X_LT, X_LE, X_GT, X_GE, X_ULT, X_ULE, X_UGT, X_UGE,
	X_JZ,		/* pop; if zero, skip b cells */
	X_JMP,		/* skip b cells */
	X_BOOL,		/* !!x */
	X_MIN,		/* unsigned minimum of two */
	X_READABLE,	/* pop an address; can one byte be read there? */
	X_NONZERO,	/* pop an address, b a type: is any byte of the thing there nonzero? */
	X_LO, X_HI,	/* pop i: the i-th u32 of the frame's memory, as is or shifted up by 32 */
	X_PTR_AT,	/* pop nothing; the pointer-sized word at member b's offset in this frame (ptr_at(x)) */
	/* answered by resolve/; those marked S leave a string in the machine's string register, and push 0 */
	X_FDLINK,	/* S pop an fd */
	X_FDPROTO,	/* S pop an fd: "NETLINK", "TCP" … or "" */
	X_NLFAMILY,	/* pop an fd: its netlink protocol, or -1 */
	X_GENL,		/* S pop a generic netlink family id: its name */
	X_ISDEV,	/* pop an fd; b a string, the kind of device ("tty"): is it one? */
	X_STRING,	/* S the string kept by `set b` (identifier string) in an enclosing frame */
};

union desc_cell {
	struct {
		uint16_t op, a;
		int32_t b;
	};
	int64_t imm;
};
extern const union desc_cell desc_code[];

/* ---- types ---- */

enum desc_type_op {
	T_VOID,
	T_INT,		/* an integer */
	T_PTR,
	T_STRUCT,	/* a: struct */
	T_ARRAY,	/* a: element type */
	T_BYTES,	/* bytes, their meaning in `kind` (KIND_BYTES, KIND_HEX, KIND_TEXT, KIND_IPV4, KIND_SIGSET …) */
	T_STR,		/* cstr, cstr(N), path: to the NUL */
	T_BITS,		/* a bit set: a: table (or 0), kind: KIND_FD or KIND_NONE */
	T_SWITCH,	/* a: switch, its cases have types */
	T_WORD,		/* a: word; size and sign as for T_INT */
	T_ATTRS,	/* a: attrs */
	T_PAIR,		/* pair_of(a, b): two types, the second at the first's size aligned to 4, shown [x, y] */
	T_CALL,		/* call NAME {…}: a: struct holding the fields (its ident is NAME); computed from self */
};

enum desc_dir { DIR_NONE, DIR_IN, DIR_OUT, DIR_INOUT, DIR_LATE, DIR_INHERIT };

enum desc_extent {
	EXTENT_NONE,
	EXTENT_COUNT,	/* [n]: e1, with `max` e2 */
	EXTENT_UNTIL,	/* until 0 */
	EXTENT_REST,	/* all that is left of the granted bytes */
	EXTENT_BUDGET,	/* [budget n]: min(e1, what is left of the budget), which it takes down */
	EXTENT_CHAIN,	/* records that bear their length: member `a2` (desc_members) of the element's struct, aligned up to e1
			   (1 if none), inside e2 bytes (or the granted ones) */
};

enum desc_type_flags {
	TYPE_SIGNED = 1,
	TYPE_BIG_ENDIAN = 2,
	TYPE_LONE = 4,		/* chain: a single record is shown without the outer brackets */
	TYPE_PATH = 8,		/* T_STR: path (4096, -s does not apply) */
	TYPE_EXIT = 16,		/* deciding it needs the exit (an expression of its own uses ret, err, ok …) */
	TYPE_SCALAR = 32,	/* shown in [ ] under a pointer (T_INT, T_WORD, a switch of such; KIND_WAITSTATUS etc. too) */
	TYPE_MEMBER_CHARS = 64,	/* T_BYTES of char[N]: to the NUL, never limited by -s */
	TYPE_FULL_LIMIT = 128,	/* T_BYTES/T_ARRAY: not limited by -s ("full", "as text", MAC …) */
};

struct desc_type {
	uint8_t op;		/* enum desc_type_op */
	uint8_t dir;		/* T_PTR: enum desc_dir */
	uint8_t extent;		/* enum desc_extent */
	uint8_t size[ABI_COUNT];/* T_INT, T_WORD: bytes; T_PTR: bytes of the slot */
	uint8_t kind;		/* enum kind (kind.h) of an `as`; KIND_NONE */
	uint16_t flags;
	uint32_t a, a2;		/* T_PTR: target type; T_INT, T_BITS: a table (as TABLE); T_PAIR: the two types; else as above */
	desc_expr e1, e2;	/* extents; T_STR cstr(N): N */
	desc_expr operand[2];	/* of the kind: time(nsec), hwaddr(type), sysnr(arch), scaled(n) … */
	uint32_t mem_size[ABI_COUNT];	/* bytes it takes in memory; 0 if that is not fixed */
	uint32_t mem_align[ABI_COUNT];
};
extern const struct desc_type desc_types[];

/* ---- members: arguments of calls, members of structs, elements of switch cases ---- */

enum desc_form {
	M_FIELD,	/* named, laid out (or in a register) */
	M_COMPUTED,	/* `name = expr : type`: value from `value`, no room */
	M_SKIP,		/* `_`: room only */
	M_LET,		/* `let`: `value`, not shown */
	M_MORE,		/* the "..." of a short form */
	M_GROUP,	/* first, count: members under one condition */
	M_SWITCH,	/* sw: elements by case, spliced */
};

enum desc_member_flags {
	MEMBER_NZ = 1,
	MEMBER_BARE = 2,
	MEMBER_FULL = 4,
	MEMBER_CHANGED = 8,
	MEMBER_PARTIAL = 16,
	MEMBER_BRIEF_ADDR = 32,		/* brief addr: the short form leaves the address */
	MEMBER_BRIEF_COUNT = 64,	/* brief count "x": address and a count of elements, `note` holds x */
	MEMBER_EXIT = 128,		/* needs the exit: dir out/late, or one of its expressions does (not those inside what a
					   pointer of it points to); the entry half ends before it */
	MEMBER_NAMED = 256,		/* the printed name ends in '=' and is shown without -N too (clone) */
	MEMBER_HIDDEN = 512,		/* left out by the struct's `show` */
	MEMBER_OUT = 1024,		/* `out` on a member of an inout struct: known at exit only (implies MEMBER_EXIT) */
	MEMBER_NOTE_TIME = 2048,	/* note time / note time(nsec): operand in `note_arg` or 0 */
	MEMBER_NEEDS_ENTRY = 4096,	/* (argument) what it reads must be kept from entry to exit: an in/inout pointer shown after
					   the seam, `changed`, entry.x */
	MEMBER_SET = 8192,		/* `set id`: keep the string decoded, under identifier `set` */
	MEMBER_PADS_KLONG = 16384,	/* (argument) 64-bit value in one register where abi.pair is off, two where on */
};

struct desc_member {
	uint8_t form;		/* enum desc_form */
	uint8_t dir;		/* modifier; DIR_NONE */
	uint8_t bit_off, bit_width;	/* of bit(T, n), from the least significant bit of the T at off; width 0: none */
	uint16_t flags;
	uint16_t name;		/* printed name, desc_names; 0 none */
	uint32_t ident;		/* identifier in expressions (string); 0 none */
	uint32_t type;
	uint32_t sw;		/* M_SWITCH */
	uint32_t first, count;	/* M_GROUP */
	uint32_t off[ABI_COUNT];	/* bytes from the struct's start */
	uint8_t reg[ABI_COUNT][2];	/* arguments: register of the low (or only) and of the high half; REG_NONE */
	desc_expr if_, when, within, budget, at, min, value;
	uint32_t else_type;	/* `when … else T` */
	uint32_t then_type;	/* `then [dir] *T` */
	desc_expr then_when;
	uint32_t note;		/* `note "text"` or brief count's word (string) */
	uint8_t note_kind;	/* note KIND(args) other than time: enum kind */
	uint8_t hook;		/* `via`: enum hook (hooks.h), 0 none */
	desc_expr note_arg, hook_arg[2];
	uint32_t index;		/* `index T`: table of the index names */
	uint32_t set;
};
enum { REG_NONE = 255 };
extern const struct desc_member desc_members[];

/* ---- structs ---- */

enum desc_tail { TAIL_NONE, TAIL_ZERO, TAIL_MORE, TAIL_EXTRA };

enum desc_struct_flags {
	STRUCT_EXTENSIBLE = 1,
	STRUCT_UNION = 2,
	STRUCT_PAIR = 4,	/* shown as [a, b] */
	STRUCT_CALL = 8,	/* shown as NAME(a, b) */
	STRUCT_OPEN = 16,	/* its tail is not of fixed size (rest, chains): mem_size is that of what comes before */
};

struct desc_struct {
	uint32_t ident;
	uint16_t flags;
	uint8_t tail;		/* enum desc_tail */
	uint32_t first, count;	/* members, in layout order, in desc_members */
	uint32_t show;		/* desc_lists: member indexes in printed order; 0: layout order */
	uint32_t size[ABI_COUNT];	/* sizeof: a spliced switch counts as the union of its cases; without an open tail */
	uint32_t align[ABI_COUNT];
	desc_expr min, max;	/* extensible: first published size; cap on what is read where the tail is open */
	uint16_t extra_name;	/* tail extra: desc_names index of "extra_data" */
	uint32_t size_member;	/* member named `size`, which tells the granted bytes where no `within` does */
};
extern const struct desc_struct desc_structs[];

/* ---- switches ---- */

struct desc_range {		/* one dimension of a pattern matches v if lo <= (v & mask) <= hi; unsigned */
	uint64_t lo, hi, mask;
	uint32_t str;		/* or the string register is this string (lo = 1, hi = 0) */
};

struct desc_pattern {
	uint32_t first;		/* nexpr ranges from here in desc_ranges */
	uint32_t case_;		/* index in desc_cases */
};

struct desc_case {
	uint32_t type;		/* typed switch: the type; 0: nothing */
	uint32_t first, count;	/* spliced switch: members */
	uint32_t result;	/* `-> result`, 0 none */
	desc_expr min;		/* `min N`: counts only if N bytes are there */
	uint32_t member;	/* typed switch: the case's own modifiers (within, when, if, full, via …), as a member of that type;
				   0 none */
};

struct desc_switch {
	uint8_t nexpr;		/* dimensions, at most 4 */
	uint8_t sorted;		/* one dimension, full masks, no overlap, no `min`: patterns sorted by lo, for bisection */
	uint8_t exit;		/* an expression needs the exit */
	desc_expr expr[4];
	uint32_t first, count;	/* in desc_patterns, in written order unless sorted */
	uint32_t else_;		/* case, 0 none */
};
extern const struct desc_range desc_ranges[];
extern const struct desc_pattern desc_patterns[];
extern const struct desc_case desc_cases[];
extern const struct desc_switch desc_switches[];

/* ---- words ---- */

enum desc_part_flags { PART_ALWAYS = 1, PART_FILLER = 2, PART_REST = 4 };

struct desc_part {
	uint64_t mask;		/* PART_REST: what the others leave */
	uint8_t shift;
	uint8_t flags;
	uint32_t type;		/* T_INT, T_CALL … that the shifted part is shown as */
	uint32_t tail;		/* string after it */
	desc_expr if_;
};
struct desc_word {
	uint32_t ident;
	uint8_t each;		/* 1: every part in its own style; 0: one */
	char format;
	uint32_t first, count;	/* desc_parts */
};
extern const struct desc_part desc_parts[];
extern const struct desc_word desc_words[];

/* ---- netlink attributes ---- */

struct desc_attrs {
	uint32_t ident;
	uint32_t types;		/* table of the attribute's names, 0 none */
	uint32_t sw;		/* typed switch on the attribute's type (nla_type without its two flag bits) */
};
extern const struct desc_attrs desc_attrs[];

/* ---- results and calls ---- */

struct desc_remark {
	uint8_t hook;		/* via */
	uint32_t str;
	uint32_t type;		/* applied to `value`, or to ret when there is none; a struct type: value is its address */
	desc_expr value, if_;
};
struct desc_result {
	uint32_t type;		/* T_INT with kind/table: how ret is shown; 0 with sw */
	uint32_t sw;		/* result chosen by a switch whose cases have only `result` */
	uint8_t hidden;		/* `none`: "?" */
	uint32_t first, count;	/* desc_remarks */
};
extern const struct desc_remark desc_remarks[];
extern const struct desc_result desc_results[];

enum desc_call_flags {
	CALL_FROM = 1,		/* the arguments lie in memory at args[0]: `from_type`-sized words */
	CALL_MULTIPLEX = 2,
	CALL_ENTRY_MEMORY = 4,	/* some argument has MEMBER_NEEDS_ENTRY */
	CALL_PREFETCH = 8,	/* of those, one lies wholly after the first MEMBER_EXIT */
};

struct desc_call {
	uint32_t name;
	uint16_t flags;
	uint16_t first_exit;	/* index (from 0) of the first argument with MEMBER_EXIT, or count */
	uint32_t first, count;	/* arguments, desc_members */
	uint32_t result;
	uint8_t from_size[ABI_COUNT];	/* bytes of a word of `from T[n]` */
	uint8_t from_count;
	uint32_t multiplex;
};
extern const struct desc_call desc_calls[];

struct desc_multiplex {
	desc_expr select;
	uint32_t from;		/* identifier of the argument that points to the block, 0: `shift` */
	uint8_t shift;
	uint32_t first, count;	/* desc_subcalls */
};
struct desc_subcall {
	uint32_t number;
	uint32_t call;
	uint32_t name;		/* shown, and selected by: semctl for ipc_semctl */
	uint64_t classes;
	uint8_t nargs;
};
extern const struct desc_multiplex desc_multiplexes[];
extern const struct desc_subcall desc_subcalls[];

/* ---- the number tables ---- */

#define DESC_CLASSES(X) \
	X(desc) X(file) X(memory) X(network) X(process) X(signal) X(ipc) X(creds) X(clock) X(pure) \
	X(stat) X(lstat) X(fstat) X(stat_like) X(statfs) X(fstatfs) X(statfs_like) \
	/* not of -e trace=: facts of a call that the tracer and the result need */ \
	X(never_fails)	/* a negative result is no error (getpid) */ \
	X(remaps)	/* may change the memory map */ \
	X(renames)	/* may change the task's name */

enum desc_class {
#define X(name) CLASS_##name,
	DESC_CLASSES(X)
#undef X
	CLASS_COUNT
};

struct desc_sysent {
	uint32_t name;		/* 0: no such number */
	uint32_t call;		/* 0: not described yet, shown as nargs hexadecimal numbers */
	uint64_t classes;	/* 1 << enum desc_class */
	uint8_t nargs;
};
extern const struct desc_sysent *const desc_sysents[ABI_COUNT];
extern const uint32_t desc_sysent_count[ABI_COUNT];

/* The call's row, or NULL for a number that no table has. */
static inline const struct desc_sysent *desc_sysent(enum abi abi, uint64_t nr)
{
	return nr < desc_sysent_count[abi] && desc_sysents[abi][nr].name ? &desc_sysents[abi][nr] : NULL;
}

/* Tables that C code refers to by name: TABLE_ID_signals and so on, one for every enum and flags table. */
#ifndef DESC_WITHOUT_IDS	/* in the compiler that makes them */
#include "desc_ids.h"	/* generated beside desc.c */
#endif

#endif
