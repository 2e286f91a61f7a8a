/*
 * Structs: fixed ones, those whose size the caller grants, pairs and open tails; and the dispatch over all types.
 */
#include "decoder.h"
#include <string.h>

enum { UTIME_NOW_NSEC = 0x3fffffff, UTIME_OMIT_NSEC = 0x3ffffffe }; /* <linux/stat.h> */

/* How many bytes of an extensible struct its caller granted. false: fewer than its first version; *own: it says so itself. */
static bool granted_size(struct decoder *d, const struct desc_struct *s, uint64_t address, uint64_t *granted,
			 bool *own)
{
	*own = false;
	*granted = d->granted;
	uint64_t min = s->min ? expr_value(d, s->min) : 0;
	if (*granted == NO_LIMIT && s->size_member) {
		const struct desc_member *m = &desc_members[s->size_member];
		uint32_t width = desc_types[m->type].mem_size[d->abi];
		const uint8_t *p = memory_get(d, address + m->off[d->abi], width);
		if (!p)
			return false;
		*granted = integer_load(&desc_types[m->type], d->abi, p);
		*own = true;
		if (!*granted) /* sched_setattr(2), perf_event_open(2): 0 stands for the first version */
			*granted = min;
	}
	return *granted >= min;
}

static void put_surplus(struct decoder *d, uint64_t address, uint64_t known, uint64_t granted, uint16_t name)
{
	enum { PAGE = 4096 };
	uint64_t end = granted < PAGE ? granted : PAGE;
	if (end <= known)
		return;
	const uint8_t *p = memory_get(d, address + known, end - known);
	bool any = !p;
	for (uint64_t i = 0; p && i < end - known; i++)
		any |= p[i];
	if (!any)
		return;
	if (!p) {
		tape_add(d->tape, (struct value){ .kind = V_UNKNOWN });
		return;
	}
	tape_add(d->tape, (struct value){ .kind = V_SURPLUS, .num = known, .aux = end - 1, .name = name });
	uint64_t size = end - known;
	bool cut = size > d->options->string_limit;
	tape_add_bytes(
		d->tape,
		(struct value){
			.kind = V_BYTES, .desc = KIND_bytes_hex, .aux = size, .flags = cut ? VF_CUT : 0 },
		p, cut ? d->options->string_limit : size);
}

static void put_tail(struct decoder *d, const struct desc_struct *s, uint64_t address, uint64_t granted)
{
	uint32_t known = s->size[d->abi];
	if (granted == NO_LIMIT || granted <= known || s->flags & STRUCT_OPEN)
		return;
	if (s->tail == TAIL_ZERO)
		put_surplus(d, address, known, granted, 0);
	else if (s->tail == TAIL_MORE)
		tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = CUT_SIZE });
	else if (s->tail == TAIL_EXTRA && d->call->brief)
		tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = CUT_SIZE });
	else if (s->tail == TAIL_EXTRA)
		put_surplus(d, address, known, granted, s->extra_name);
}

static void put_shown(struct decoder *d, const struct desc_struct *s)
{
	if (!s->show) {
		put_members(d, s->first, s->count);
		return;
	}
	for (const uint32_t *i = &desc_lists[s->show]; *i && !d->stop; i++)
		put_member(d, &desc_members[*i]);
}

/* A `pair` whose second member is absent shows its first alone, without the brackets. */
static bool pair_is_single(struct decoder *d, const struct desc_struct *s)
{
	const struct desc_member *second = &desc_members[s->first + 1];
	uint64_t granted = d->granted;
	bool single = false;
	if (second->within) {
		uint64_t inside = expr_value(d, second->within);
		d->granted = (int64_t)inside < 0 ? 0 : inside;
	}
	if (second->if_)
		single = !expr_value(d, second->if_);
	d->granted = granted;
	return single;
}

/* Bytes of the members that every instance has: up to the first that depends on something. */
uint32_t struct_head(struct decoder *d, const struct desc_struct *s)
{
	for (uint32_t i = s->first; i < s->first + s->count; i++) {
		const struct desc_member *m = &desc_members[i];
		bool sized = m->form == M_FIELD && desc_types[m->type].mem_size[d->abi] && !m->if_;
		if (!sized && m->form != M_LET && m->form != M_COMPUTED && m->form != M_MORE &&
		    m->form != M_SKIP && m->off[d->abi])
			return m->off[d->abi];
	}
	return s->size[d->abi];
}

static uint8_t struct_container(const struct desc_struct *s)
{
	return s->flags & STRUCT_PAIR    ? V_ARRAY
	       : s->flags & STRUCT_CALL  ? V_CALL
	       : s->flags & STRUCT_UNION ? V_UNION
					 : V_STRUCT;
}

bool put_struct(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
		struct place p)
{
	const struct desc_struct *s = &desc_structs[t->a];
	uint64_t granted = d->granted, size = d->size, self = d->self, want = s->size[d->abi];
	bool own = false;
	if ((p.in_register && s->size[d->abi]) || d->depth >= DEPTH_MAX) /* all computed, it needs no place */
		return false;
	struct frame f = {
		.up = d->frame, .s = s, .first = s->first, .count = s->count, .address = p.address
	};
	if (s->flags & STRUCT_EXTENSIBLE) {
		bool enough = granted_size(d, s, p.address, &granted, &own);
		if (!enough && !own)
			return false;
		f.extensible = true;
		uint64_t cap = s->max ? expr_value(d, s->max) : want;
		if (s->flags & STRUCT_OPEN || granted < want)
			want = granted;
		if (want > cap)
			want = cap;
		if (s->flags & STRUCT_OPEN && granted > cap)
			granted = cap;
		if (!enough) /* its size member alone can be shown */
			want = desc_members[s->size_member].off[d->abi] +
			       desc_types[desc_members[s->size_member].type].mem_size[d->abi];
		p.bytes = NULL;
	} else if (granted < want) { /* what its cases would take at the most is more than this one needs */
		if (granted < struct_head(d, s))
			return false;
		want = granted;
	}
	if (want && !place_read(d, &p, want))
		return false;
	f.bytes = p.bytes;
	f.avail = want;
	d->frame = &f;
	d->depth++;
	d->size = granted == NO_LIMIT ? want : granted;
	d->granted = granted;
	d->self = p.address;
	uint32_t begin = 0;
	bool single = s->flags & STRUCT_PAIR && pair_is_single(d, s);
	if (!single)
		begin = tape_begin(d->tape,
				   (struct value){ .kind = struct_container(s),
						   .name = name,
						   .desc = s->flags & STRUCT_CALL ? s->ident : t->a });
	uint32_t first = d->tape->count;
	put_shown(d, s);
	if (single && d->tape->count > first) /* its one member stands for the pair */
		d->tape->nodes[first].name = name;
	if (!d->stop && (s->flags & STRUCT_EXTENSIBLE))
		put_tail(d, s, p.address, granted);
	if (!single && !d->stop)
		tape_end(d->tape, begin);
	d->depth--;
	d->frame = f.up;
	d->granted = granted;
	d->size = size;
	d->self = self;
	return true;
}

/* The note of a struct of seconds and a part, which is microseconds where it is called so (timeval). */
struct value time_note(struct decoder *d, const struct desc_type *t, struct place p)
{
	const struct desc_struct *s = &desc_structs[t->a];
	const struct desc_member *seconds = &desc_members[s->first], *part = seconds + 1;
	struct frame f = { .s = s,
			   .first = s->first,
			   .count = s->count,
			   .address = p.address,
			   .bytes = p.bytes,
			   .avail = p.bytes ? t->mem_size[d->abi] : 0 };
	bool micro = !strcmp(desc_str(part->ident), "tv_usec");
	return (struct value){ .kind = V_NOTE,
			       .desc = NOTE_TIME,
			       .num = member_value(d, &f, seconds),
			       .aux = member_value(d, &f, part),
			       .flags = micro ? VF_MICRO : 0 };
}

/* `timespec as utime`: UTIME_NOW and UTIME_OMIT, else the struct and its time. */
static bool put_utime(struct decoder *d, const struct desc_type *t, const struct desc_member *m,
		      uint16_t name, struct place p)
{
	if (!place_read(d, &p, t->mem_size[d->abi]))
		return false;
	struct value note = time_note(d, t, p);
	uint64_t nanoseconds = note.aux;
	if (!(note.flags & VF_MICRO) && (nanoseconds == UTIME_NOW_NSEC || nanoseconds == UTIME_OMIT_NSEC)) {
		tape_add(d->tape, (struct value){ .kind = V_KIND,
						  .desc = KIND_utime,
						  .name = name,
						  .num = nanoseconds,
						  .aux = note.num,
						  .size = 8,
						  .flags = VF_OPERAND });
		return true;
	}
	if (!put_struct(d, t, m, name, p))
		return false;
	tape_add(d->tape, note);
	return true;
}

const struct desc_case *case_enter(struct decoder *d, const struct desc_type *t, struct case_scope *scope)
{
	const struct desc_case *c = switch_pick(d, &desc_switches[t->a]);
	*scope = (struct case_scope){ d->granted, d->size, d->budget, false };
	if (!c)
		return NULL;
	if (c->result)
		d->call->result = c->result;
	const struct desc_member *own = &desc_members[c->member];
	if (!c->member)
		return c;
	if (own->within)
		d->granted = d->size = expr_value(d, own->within);
	if (own->budget) {
		scope->own_budget = true;
		d->budget = expr_value(d, own->budget);
	}
	return c;
}

void case_leave(struct decoder *d, const struct case_scope *scope)
{
	d->granted = scope->granted;
	d->size = scope->size;
	if (scope->own_budget) /* else what the case took of the budget is gone */
		d->budget = scope->budget;
}

static bool put_case(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
		     struct place p)
{
	struct case_scope scope;
	const struct desc_case *c = case_enter(d, t, &scope);
	const struct desc_member *own = c && c->member ? &desc_members[c->member] : m;
	bool done = false;
	if (c && c->member && own->if_ && !expr_value(d, own->if_))
		done = true; /* absent */
	else if (c && c->member && own->hook && hook_value(d, own->hook, own, name, p))
		done = true;
	else if (c && c->type)
		done = put_type(d, &desc_types[c->type], own, name, p);
	case_leave(d, &scope);
	return done;
}

/* pair_of(A, B): B, if there is any of it, follows A at the next multiple of 4 (netlink(7)). */
static bool put_pair(struct decoder *d, const struct desc_type *t, struct place p)
{
	const struct desc_type *a = &desc_types[t->a], *b = &desc_types[t->a2];
	uint64_t granted = d->granted, skip = (a->mem_size[d->abi] + 3) & ~3u;
	if (!put_type(d, a, NULL, 0, p))
		return false;
	struct frame f = { .up = d->frame,
			   .s = a->op == T_STRUCT ? &desc_structs[a->a] : &desc_structs[0],
			   .address = p.address };
	if (granted == NO_LIMIT || granted <= skip)
		return true;
	f.first = f.s->first;
	f.count = f.s->count;
	d->frame = &f; /* the header's members are visible to what follows */
	d->granted = granted - skip;
	if (!put_type(d, b, NULL, 0, (struct place){ .address = p.address + skip }))
		tape_add(d->tape, (struct value){ .kind = V_UNKNOWN });
	d->frame = f.up;
	d->granted = granted;
	return true;
}

static bool integer_at(struct decoder *d, const struct desc_type *t, struct place p, uint64_t *value)
{
	if (p.in_register) {
		*value = integer_cut(t, d->abi, p.value);
		return true;
	}
	/* What is granted to a pointer is what it points to. */
	if ((t->op != T_PTR && d->granted < t->mem_size[d->abi]) || !place_read(d, &p, t->mem_size[d->abi]))
		return false;
	*value = integer_load(t, d->abi, p.bytes);
	return true;
}

bool put_type(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
	      struct place p)
{
	uint64_t v;
	switch (t->op) {
	case T_INT:
		if (!integer_at(d, t, p, &v))
			return false;
		put_integer(d, t, name, v, 0);
		return true;
	case T_WORD:
		if (!integer_at(d, t, p, &v))
			return false;
		put_word(d, t, name, v);
		return true;
	case T_CALL:
		if (!integer_at(d, t, p, &v))
			return false;
		put_call(d, t, name, v);
		return true;
	case T_PTR:
		if (!integer_at(d, t, p, &v))
			return false;
		return put_pointee(d, t, m, name, v);
	case T_STRUCT:
		return t->kind == KIND_utime ? put_utime(d, t, m, name, p) : put_struct(d, t, m, name, p);
	case T_ARRAY: return put_array(d, t, m, name, p);
	case T_BYTES: return put_bytes(d, t, m, name, p);
	case T_STR: return put_cstr(d, t, m, name, p);
	case T_BITS: return put_bits(d, t, name, p);
	case T_SWITCH: return put_case(d, t, m, name, p);
	case T_ATTRS: return put_attrs(d, t, name, p);
	case T_PAIR: return put_pair(d, t, p);
	}
	return false;
}
