/*
 * decoder.h: the inside of the descriptor interpreter, shared by the files of this room.
 *
 * decode is a function of (registers, result, memory): at the call's exit the element in which the entry half ended is
 * walked again with the same inputs, the nodes that are there already are passed over (tape.cursor), and the walk goes on
 * past the seam. So no state but the memory read at entry is carried from one half to the other.
 */
#ifndef STROBE_DECODER_H
#define STROBE_DECODER_H

#include "decode.h"
#include "hooks.h"

enum {
	DEPTH_MAX = 64, /* nested types: what is deeper shows as address */
	STACK_MAX = 32, /* cells of the expression machine */
	READ_MAX = 4 << 20, /* bytes of one read, whatever was asked for */
	READ_AHEAD = 256, /* bytes a read takes at the least: the next pointer's target is often near */
	PATH_LIMIT = 4096,
	BITS_MAX = 1 << 16, /* bits of one set */
	ELEMENTS_MAX = 1 << 20,
};
#define NO_LIMIT UINT64_MAX

/* ---- memory.c: reads of one stop, remembered ---- */

struct chunk {
	uint64_t address;
	size_t size;
	uint8_t *bytes;
};
struct view {
	struct chunk *chunks;
	uint32_t count, room;
};
struct block {
	struct block *next;
	size_t used, size;
	uint8_t bytes[];
};
struct memory {
	struct view entry, now;
	struct block *blocks;
	size_t allocated; /* bytes of all blocks */
};

void memory_reset(struct memory *); /* a new call */
void memory_exit(struct memory *); /* the exit half: what was read at entry is kept aside */
void memory_free(struct memory *);

/* ---- the walk ---- */

struct frame { /* a struct being decoded, or the call itself (s is NULL) */
	struct frame *up;
	const struct desc_struct *s;
	uint32_t first, count; /* members */
	uint64_t address;
	const uint8_t
		*bytes; /* avail bytes, the fixed part; those at or past it are read when wanted, or absent */
	size_t avail;
	bool extensible; /* members at or past avail are absent */
	const uint64_t *number; /* T_CALL: what its members are computed from, their `self` */
};

struct kept_string {
	uint32_t ident;
	char text[64];
};

struct decode_state { /* task->decode */
	struct memory memory;
	uint32_t next_arg; /* element at which the exit half goes on */
	uint32_t next_node; /* the tape's length before that element */
	bool entered;
	uint32_t restarted; /* name (string) of the call that restart_syscall would resume */
};

struct decoder {
	struct task *task;
	struct call *call;
	struct tape *tape;
	struct memory *memory;
	const struct decode_options *options;
	enum abi abi;
	bool exit; /* the exit half */
	bool stop; /* entry half: its end was reached */
	bool prefetch; /* entry half, past its end: only the reads matter */
	bool entry_view; /* reads see memory as it was at entry */
	uint8_t dir; /* of the innermost pointer */
	struct frame *frame;
	uint64_t self; /* value or address of what is being decoded */
	uint64_t index;
	uint64_t granted; /* bytes left here, NO_LIMIT */
	uint64_t size; /* bytes granted in all to the innermost that was granted some */
	uint64_t budget; /* NO_LIMIT */
	uint64_t read_ahead;
	const char *string; /* the machine's string register */
	char link[256]; /* what it points to after fdlink() */
	struct kept_string kept[4];
	unsigned kept_count;
	unsigned depth;
};

/* The bytes at address, or NULL when not all of them can be read. Valid until the call's next half. */
const uint8_t *memory_get(struct decoder *, uint64_t address, size_t size);
/* As many as can be read: *got. */
const uint8_t *memory_prefix(struct decoder *, uint64_t address, size_t size, size_t *got);
/* size bytes of the stop's own memory */
uint8_t *memory_alloc(struct memory *, size_t size);

/* ---- machine.c: expressions ---- */

uint64_t expr_value(struct decoder *, desc_expr);
bool expr_true(struct decoder *, desc_expr,
	       bool otherwise); /* otherwise: what an absent expression counts as */
bool expr_needs_exit(desc_expr);
/* The value of a member of frame f: loaded, computed, or a register. */
uint64_t member_value(struct decoder *, struct frame *f, const struct desc_member *);
/* The member with that identifier in f, through groups and chosen cases; NULL. */
const struct desc_member *frame_find(struct decoder *, struct frame *f, uint32_t ident);
uint64_t integer_load(const struct desc_type *, enum abi, const uint8_t *bytes);
uint64_t integer_cut(const struct desc_type *, enum abi, uint64_t value);
/* The case that applies, or NULL. */
const struct desc_case *switch_pick(struct decoder *, const struct desc_switch *);

/* ---- what is put on the tape ---- */

/* Where a value is: in a register, or in memory with its bytes perhaps at hand already. */
struct place {
	bool in_register;
	uint64_t value; /* in_register */
	uint64_t address;
	const uint8_t *bytes; /* NULL: to be read */
};

/* Appends what lies at the place. false: it cannot be read, and nothing was appended. m: the member it belongs to, for its
   modifiers; NULL inside arrays. */
bool put_type(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
	      struct place);
void put_member(struct decoder *, const struct desc_member *);
void put_members(struct decoder *, uint32_t first, uint32_t count);
void put_integer(struct decoder *, const struct desc_type *, uint16_t name, uint64_t value, uint8_t flags);
void put_address(struct decoder *, uint16_t name, uint64_t address, enum addr_why);
void put_sigset(struct decoder *, uint16_t name, const uint8_t *bytes, size_t size);
bool put_struct(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
		struct place);
struct value time_note(struct decoder *, const struct desc_type *, struct place);
uint32_t struct_head(struct decoder *, const struct desc_struct *);
bool put_pointee(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
		 uint64_t address);
bool put_array(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
	       struct place);
bool put_attrs(struct decoder *, const struct desc_type *, uint16_t name, struct place);
/* The case of a typed switch that applies, or NULL; its own modifiers are in force until case_leave. */
struct case_scope {
	uint64_t granted, size, budget;
	bool own_budget;
};
const struct desc_case *case_enter(struct decoder *, const struct desc_type *, struct case_scope *);
void case_leave(struct decoder *, const struct case_scope *);
/* Elements that `brief count` counts, for the note. */
bool count_records(struct decoder *, const struct desc_type *, uint64_t address, uint64_t *count,
		   bool *broken);
void put_word(struct decoder *, const struct desc_type *, uint16_t name, uint64_t value);
void put_call(struct decoder *, const struct desc_type *, uint16_t name, uint64_t value);
bool put_bytes(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
	       struct place);
bool put_cstr(struct decoder *, const struct desc_type *, const struct desc_member *m, uint16_t name,
	      struct place);
bool put_bits(struct decoder *, const struct desc_type *, uint16_t name, struct place);
bool place_read(struct decoder *, struct place *, size_t size);

/* ---- hooks.c ---- */

/* Runs `via hook` in place of the ordinary decoding. false: nothing was appended. */
bool hook_value(struct decoder *, enum hook, const struct desc_member *, uint16_t name, struct place);
void hook_remark(struct decoder *, enum hook);

#endif
