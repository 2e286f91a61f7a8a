/*
 * Members: arguments of a call, members of a struct, elements of a case. Presence (if, nz, size), the seam between
 * entry and exit, and the modifiers that surround a value.
 */
#include "decoder.h"
#include <string.h>

/* The half a reader asks for: memory as it was at entry while the entry half is (again) walked, and under `in` pointers. */
static bool wants_entry_view(const struct decoder *d)
{
	return d->dir == DIR_IN || (d->exit && d->tape->cursor < d->tape->count);
}

static struct place member_place(struct decoder *d, const struct desc_member *m)
{
	struct frame *f = d->frame;
	const struct desc_type *t = &desc_types[m->type];
	if (m->form == M_COMPUTED || !f->s || m->bit_width)
		return (struct place){ .in_register = true, .value = member_value(d, f, m) };
	uint32_t off = m->off[d->abi], size = t->mem_size[d->abi];
	if (m->at) {
		uint64_t at = expr_value(d, m->at);
		return (struct place){ .address = f->address + at };
	}
	struct place p = { .address = f->address + off };
	if (off <= f->avail && size <= f->avail - off && size)
		p.bytes = f->bytes + off;
	if (d->exit && d->entry_view && f->address && size) {
		const uint8_t *entry = memory_get(d, p.address, size);
		if (entry)
			p.bytes = entry;
	}
	return p;
}

static bool is_loadable(const struct desc_type *t, enum abi abi)
{
	uint32_t size = t->mem_size[abi] ? t->mem_size[abi] : t->size[abi];
	return size && size <= 8;
}

static bool all_zero(struct decoder *d, const struct desc_member *m, struct place p)
{
	size_t size = desc_types[m->type].mem_size[d->abi];
	if (p.in_register)
		return !p.value;
	if (!place_read(d, &p, size))
		return false;
	for (size_t i = 0; i < size; i++)
		if (p.bytes[i])
			return false;
	return true;
}

/* An extensible struct that its caller granted fewer bytes: members that begin past them are absent. */
static bool beyond_the_end(struct decoder *d, const struct desc_member *m)
{
	struct frame *f = d->frame;
	return f->s && f->extensible && (m->form == M_FIELD) && m->off[d->abi] >= f->avail &&
	       f->avail < f->s->size[d->abi];
}

static bool put_partial(struct decoder *d, const struct desc_member *m, struct place p)
{
	struct frame *f = d->frame;
	uint32_t off = m->off[d->abi], size = desc_types[m->type].mem_size[d->abi];
	if (!(m->flags & MEMBER_PARTIAL) || !f->s || off + size <= f->avail || off >= f->avail)
		return false;
	tape_add_bytes(
		d->tape,
		(struct value){
			.kind = V_BYTES, .name = m->name, .desc = KIND_bytes_hex, .aux = f->avail - off },
		f->bytes + off, f->avail - off);
	return true;
}

/* The elements of a pair and of a call have no names in the output. */
static uint16_t shown_name(const struct decoder *d, const struct desc_member *m)
{
	const struct desc_struct *s = d->frame->s;
	return s && s->flags & (STRUCT_PAIR | STRUCT_CALL) ? 0 : m->name;
}

/* ---- notes ---- */

static void put_time_note(struct decoder *d, const struct desc_member *m, struct place p)
{
	const struct desc_type *t = &desc_types[m->type];
	uint64_t seconds, nanoseconds = NO_LIMIT;
	if (t->op == T_STRUCT) {
		tape_add(d->tape, time_note(d, t, p));
		return;
	}
	seconds = member_value(d, d->frame, m);
	if (m->note_arg)
		nanoseconds = expr_value(d, m->note_arg);
	tape_add(d->tape,
		 (struct value){ .kind = V_NOTE, .desc = NOTE_TIME, .num = seconds, .aux = nanoseconds });
}

static void put_notes(struct decoder *d, const struct desc_member *m, struct place p)
{
	if (m->flags & MEMBER_NOTE_TIME)
		put_time_note(d, m, p);
	else if (m->note && !(m->flags & MEMBER_BRIEF_COUNT))
		tape_add(d->tape, (struct value){ .kind = V_NOTE, .desc = NOTE_STR, .num = m->note });
	else if (m->note_kind) {
		uint64_t v = m->note_arg ? expr_value(d, m->note_arg) : d->self;
		tape_add(d->tape,
			 (struct value){ .kind = V_NOTE, .desc = NOTE_KIND, .num = v, .aux = m->note_kind });
	}
}

/* ---- what changes between entry and exit ---- */

static void put_scalar_at(struct decoder *d, const struct desc_member *m, uint16_t name, struct place p)
{
	if (!put_type(d, &desc_types[m->type], m, name, p))
		put_address(d, name, p.address, ADDR_FAULT);
}

/* A member that the call may change: as it was, and what became of it if that differs. */
static void put_changed_member(struct decoder *d, const struct desc_member *m, struct place p)
{
	bool view = d->entry_view;
	d->entry_view = true;
	struct place before = member_place(d, m);
	uint64_t old = member_value(d, d->frame, m);
	put_scalar_at(d, m, shown_name(d, m), before);
	d->entry_view = false;
	if (!d->exit) {
		d->stop = true;
	} else {
		/* The frame may have been read as it was at entry. */
		struct frame *f = d->frame;
		const uint8_t *bytes = f->bytes, *now = memory_get(d, f->address, f->avail);
		f->bytes = now ? now : bytes;
		uint64_t fresh = member_value(d, f, m);
		p = member_place(d, m);
		f->bytes = bytes;
		if (fresh != old && expr_true(d, m->when, !d->call->err)) {
			tape_add(d->tape, (struct value){ .kind = V_ARROW });
			put_scalar_at(d, m, 0, p);
		}
	}
	d->entry_view = view;
}

static bool same_scalar(struct decoder *d, const struct desc_type *t, uint64_t address, bool *readable)
{
	uint32_t size = t->mem_size[d->abi];
	d->entry_view = true;
	const uint8_t *before = memory_get(d, address, size);
	d->entry_view = false;
	const uint8_t *after = memory_get(d, address, size);
	*readable = before && after;
	return *readable && !memcmp(before, after, size);
}

/* `inout *T changed`: [100 => 16] */
static void put_changed_pointer(struct decoder *d, const struct desc_member *m, uint64_t address)
{
	const struct desc_type *t = &desc_types[desc_types[m->type].a];
	uint32_t size = t->mem_size[d->abi];
	bool view = d->entry_view, readable = false;
	struct place p = { .address = address };
	d->entry_view = true;
	if (!address || !d->call->decode_pointers || !(p.bytes = memory_get(d, address, size))) {
		put_address(d, shown_name(d, m), address, ADDR_FAULT);
		d->entry_view = view;
		return;
	}
	bool bracket = t->flags & TYPE_SCALAR && !(m->flags & MEMBER_BARE);
	uint32_t begin =
		bracket ? tape_begin(d->tape, (struct value){ .kind = V_DEREF, .name = shown_name(d, m) })
			: 0;
	put_type(d, t, NULL, bracket ? 0 : shown_name(d, m), p);
	d->entry_view = false;
	if (!d->exit) {
		d->stop = true;
	} else {
		if (expr_true(d, m->when, !d->call->err) && !same_scalar(d, t, address, &readable) &&
		    readable) {
			tape_add(d->tape, (struct value){ .kind = V_ARROW });
			p.bytes = memory_get(d, address, size);
			put_type(d, t, NULL, 0, p);
		}
		if (bracket)
			tape_end(d->tape, begin);
	}
	d->entry_view = view;
}

/* ---- pointers ---- */

static bool failed_out(struct decoder *d, uint8_t dir)
{
	return (dir == DIR_OUT || dir == DIR_LATE) && d->call->err;
}

static bool put_brief(struct decoder *d, const struct desc_member *m, uint64_t address)
{
	if (!d->call->brief || !address)
		return false;
	if (m->flags & MEMBER_BRIEF_ADDR) {
		put_address(d, shown_name(d, m), address, ADDR_BRIEF);
		return true;
	}
	if (!(m->flags & MEMBER_BRIEF_COUNT))
		return false;
	uint64_t count = 0;
	bool broken = false;
	const struct desc_type *target = &desc_types[desc_types[m->type].a];
	if (!count_records(d, target, address, &count, &broken)) {
		put_address(d, shown_name(d, m), address, ADDR_FAULT);
		return true;
	}
	put_address(d, shown_name(d, m), address, ADDR_BRIEF);
	bool variables = target->extent == EXTENT_UNTIL;
	tape_add(d->tape, (struct value){ .kind = V_NOTE,
					  .desc = broken && variables ? NOTE_UNTERMINATED : NOTE_COUNT,
					  .num = count,
					  .aux = m->note,
					  .flags = broken ? VF_CUT : 0 });
	return true;
}

/* The pointer's direction: its own, the member's, or that of the pointer around it. */
static uint8_t pointer_dir(const struct decoder *d, const struct desc_type *t, const struct desc_member *m)
{
	uint8_t dir = t->dir != DIR_NONE ? t->dir : m ? m->dir : DIR_NONE;
	if (dir == DIR_INHERIT || dir == DIR_NONE)
		dir = d->dir == DIR_NONE ? DIR_IN : d->dir;
	return dir;
}

/* What a pointer points to: a scalar in brackets, anything else as it is, its address where it cannot be read. */
static void put_target(struct decoder *d, const struct desc_type *target, const struct desc_member *m,
		       uint16_t name, uint64_t address)
{
	struct place p = { .address = address };
	if (target->op == T_SWITCH) { /* brackets depend on the case */
		struct case_scope scope;
		const struct desc_case *c = case_enter(d, target, &scope);
		const struct desc_member *own = c && c->member ? &desc_members[c->member] : m;
		if (!c || !c->type)
			put_address(d, name, address, ADDR_PLAIN);
		else if (!own || !own->hook || !hook_value(d, own->hook, own, name, p))
			put_target(d, &desc_types[c->type], own, name, address);
		case_leave(d, &scope);
		return;
	}
	if (!d->call->decode_pointers && target->op != T_STR &&
	    (target->op != T_BYTES || target->kind == KIND_sigset)) {
		put_address(d, name, address, ADDR_PLAIN); /* -e verbose=: strings stay */
		return;
	}
	bool bracket =
		target->flags & TYPE_SCALAR && target->kind != KIND_sigset && !(m && m->flags & MEMBER_BARE);
	uint32_t size = target->mem_size[d->abi];
	if (bracket && (d->granted < size || !place_read(d, &p, size))) {
		put_address(d, name, address, ADDR_FAULT);
		return;
	}
	uint32_t begin = bracket ? tape_begin(d->tape, (struct value){ .kind = V_DEREF, .name = name }) : 0;
	if (!put_type(d, target, m, bracket ? 0 : name, p))
		put_address(d, bracket ? 0 : name, address, ADDR_FAULT);
	if (bracket && !d->stop)
		tape_end(d->tape, begin);
}

bool put_pointee(struct decoder *d, const struct desc_type *t, const struct desc_member *m, uint16_t name,
		 uint64_t address)
{
	const struct desc_type *target = &desc_types[t->a];
	uint8_t dir = pointer_dir(d, t, m), outer = d->dir;
	bool view = d->entry_view;
	uint64_t granted = d->granted;
	if (!address) {
		put_address(d, name, address, ADDR_PLAIN);
		return true;
	}
	bool inherited = t->dir == DIR_INHERIT && d->dir == DIR_INOUT && d->call->err;
	if (m && m->when ? !expr_value(d, m->when) : failed_out(d, dir) || inherited) {
		put_address(d, name, address, ADDR_FAILED);
		return true;
	}
	if (m && d->call->decode_pointers && put_brief(d, m, address))
		return true;
	if (d->depth >= DEPTH_MAX) {
		put_address(d, name, address, ADDR_PLAIN);
		return true;
	}
	if (!m || !m->within)
		d->granted = NO_LIMIT;
	if (d->abi == ABI_I386 && address >> 32) { /* a 64-bit slot of a 32-bit task: nothing lies there */
		put_address(d, name, address, ADDR_FAULT);
		d->granted = granted;
		return true;
	}
	d->dir = dir;
	d->entry_view = wants_entry_view(d);
	put_target(d, target, m, name, address);
	d->entry_view = view;
	d->dir = outer;
	d->granted = granted;
	return true;
}

/* `then *T`: the same pointer shown again after the call. */
static void put_then(struct decoder *d, const struct desc_member *m, uint64_t address)
{
	const struct desc_type *t = &desc_types[m->then_type];
	if (!d->exit) {
		d->stop = true;
		return;
	}
	if (!address || !d->call->decode_pointers || !expr_true(d, m->then_when, !d->call->err))
		return;
	const struct desc_type *target = &desc_types[t->a];
	if (target->mem_size[d->abi] && !memory_get(d, address, target->mem_size[d->abi]))
		return;
	/* A second half with nothing in it is left out with its arrow. */
	uint32_t before = d->tape->count;
	tape_add(d->tape, (struct value){ .kind = V_ARROW, .flags = VF_THEN });
	uint32_t body = d->tape->count;
	uint8_t dir = d->dir;
	bool view = d->entry_view;
	d->dir = DIR_OUT;
	d->entry_view = false;
	put_target(d, target, NULL, 0, address); /* also of a call that failed: `when` has judged that */
	d->dir = dir;
	d->entry_view = view;
	bool empty = d->tape->count == body + 2 && d->tape->nodes[body].kind == V_STRUCT;
	if (empty && before < d->tape->count && !d->tape->mute)
		d->tape->count = d->tape->cursor = before;
}

/* ---- a member ---- */

static void put_present(struct decoder *d, const struct desc_member *m)
{
	const struct desc_type *t = &desc_types[m->type];
	struct place p = member_place(d, m);
	if (m->hook) {
		if (hook_value(d, m->hook, m, shown_name(d, m), p))
			return;
	}
	if (put_partial(d, m, p))
		return;
	if (m->flags & MEMBER_CHANGED && d->dir != DIR_IN) { /* what a call only reads it does not change */
		if (t->op == T_PTR)
			put_changed_pointer(d, m, d->self);
		else
			put_changed_member(d, m, p);
		return;
	}
	if (t->op != T_PTR && m->when && !expr_value(d, m->when)) {
		if (m->else_type)
			put_type(d, &desc_types[m->else_type], NULL, shown_name(d, m), p);
		else
			tape_add(d->tape, (struct value){ .kind = V_UNKNOWN, .name = shown_name(d, m) });
		return;
	}
	if (t->op == T_PTR && m->when && m->else_type && !expr_value(d, m->when)) {
		put_type(d, &desc_types[m->else_type], NULL, shown_name(d, m), p);
		return;
	}
	if (!put_type(d, t, m, shown_name(d, m), p)) {
		if (p.in_register)
			put_address(d, shown_name(d, m), p.value, ADDR_FAULT);
		else
			tape_add(d->tape, (struct value){ .kind = V_UNKNOWN, .name = shown_name(d, m) });
	}
	if (d->stop)
		return;
	put_notes(d, m, p);
	if (m->then_type)
		put_then(d, m, d->self);
}

static void put_switch(struct decoder *d, const struct desc_member *m)
{
	const struct desc_switch *sw = &desc_switches[m->sw];
	const struct desc_case *c =
		switch_pick(d, sw); /* `min` of a spliced case counts from the struct's start */
	if (!c)
		return;
	if (c->result)
		d->call->result = c->result;
	put_members(d, c->first, c->count);
}

/* Where the entry half ends. true: the member is not to be looked at now. */
static bool at_the_seam(struct decoder *d, const struct desc_member *m)
{
	if (d->exit || !(m->flags & MEMBER_EXIT) || (m->flags & MEMBER_CHANGED && d->dir == DIR_IN))
		return false;
	if (m->flags & MEMBER_CHANGED && !(m->if_ && expr_needs_exit(m->if_)))
		return false; /* what it was is shown at once */
	if (m->if_ && !expr_needs_exit(m->if_) && !expr_value(d, m->if_))
		return true; /* absent whatever comes */
	if (!d->prefetch)
		d->stop = true;
	else if (m->form == M_FIELD && !d->frame->s && desc_types[m->type].op == T_PTR)
		memory_get(d, member_value(d, d->frame, m), 1); /* entry.x and `changed` will want it */
	return true;
}

void put_member(struct decoder *d, const struct desc_member *m)
{
	struct frame *f = d->frame;
	uint64_t self = d->self, granted = d->granted, size = d->size, budget = d->budget;
	const uint8_t *bytes = f->bytes;
	bool view = d->entry_view;
	if (d->stop || m->form == M_LET || m->form == M_SKIP || m->flags & MEMBER_HIDDEN)
		return;
	if (m->form == M_SWITCH && !f->s && !d->exit && desc_switches[m->sw].exit) {
		d->stop = !d->prefetch;
		return;
	}
	/* What the call wrote into a struct that it otherwise reads (sendmmsg's msg_len, SIOCGIFINDEX) */
	if (d->exit && m->flags & MEMBER_OUT && f->s && f->address) {
		d->entry_view = false;
		const uint8_t *fresh = memory_get(d, f->address, f->avail);
		f->bytes = fresh ? fresh : bytes;
	}
	if ((m->form == M_FIELD || m->form == M_COMPUTED) &&
	    (m->form == M_COMPUTED || !f->s || is_loadable(&desc_types[m->type], d->abi)))
		d->self = member_value(d, f, m);
	else if (m->form == M_FIELD)
		d->self = f->address + m->off[d->abi];
	bool absent = beyond_the_end(d, m);
	if (m->form == M_GROUP && m->count && beyond_the_end(d, &desc_members[m->first]))
		absent = true;
	if (absent || at_the_seam(d, m))
		goto out;
	/* What the caller granted, seen from here */
	if (f->s && granted != NO_LIMIT && m->form == M_FIELD) {
		uint64_t off = m->off[d->abi];
		d->granted = granted > off ? granted - off : 0;
	}
	if (m->within) {
		uint64_t inside = expr_value(d, m->within);
		if (f->s && d->granted != NO_LIMIT && desc_types[m->type].op != T_PTR && inside > d->granted)
			inside = d->granted;
		d->granted = d->size = (int64_t)inside < 0 ? 0 : inside;
	}
	if (m->if_ && !expr_value(d, m->if_))
		goto out;
	if (m->min && m->form != M_GROUP && d->granted < expr_value(d, m->min))
		goto out;
	if (m->flags & MEMBER_NZ && m->form == M_FIELD && all_zero(d, m, member_place(d, m)))
		goto out;
	if (m->budget)
		d->budget = expr_value(d, m->budget);
	switch (m->form) {
	case M_MORE: tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = CUT_BRIEF }); break;
	case M_GROUP:
		d->granted = granted;
		put_members(d, m->first, m->count);
		break;
	case M_SWITCH:
		d->granted = granted;
		put_switch(d, m);
		break;
	default: {
		uint32_t first = d->tape->count;
		put_present(d, m);
		if (m->flags & MEMBER_NAMED && d->tape->count > first)
			d->tape->nodes[first].flags |= VF_NAMED;
	}
	}
out:
	f->bytes = bytes;
	d->entry_view = view;
	d->self = self;
	d->granted = granted;
	d->size = size;
	if (m->budget) /* else what the member took of it is gone */
		d->budget = budget;
}

void put_members(struct decoder *d, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count && !d->stop; i++)
		put_member(d, &desc_members[i]);
}
