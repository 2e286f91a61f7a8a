/*
 * The value tape: growing arrays of nodes and bytes, see value.h.
 */
#include "value.h"
#include <stdlib.h>
#include <string.h>

void tape_reset(struct tape *t)
{
	t->count = t->pool_count = t->seam = t->cursor = t->result = 0;
	t->mute = t->full = t->more = false;
}

void tape_free(struct tape *t)
{
	free(t->nodes);
	free(t->pool);
	*t = (struct tape){ 0 };
}

/* Room for one more node; false when the bound is hit or memory is short. */
static bool node_room(struct tape *t)
{
	if (t->count < t->room)
		return true;
	uint32_t room = t->room ? t->room * 2 : 64;
	if (room > TAPE_MAX_NODES)
		return false;
	struct value *nodes = realloc(t->nodes, room * sizeof *nodes);
	if (!nodes)
		return false;
	t->nodes = nodes;
	t->room = room;
	return true;
}

uint32_t tape_add(struct tape *t, struct value v)
{
	if (t->mute)
		return 0;
	if (t->cursor < t->count) /* the entry half is walked again: the node is there */
		return t->cursor++;
	/* Past the bound only ENDs are taken (a few nodes are kept for them), so that what is there stays well formed. */
	if (t->full && v.kind != V_END)
		return 0;
	if (!t->full && v.kind != V_END && t->count >= TAPE_MAX_NODES - 1024) {
		t->full = true;
		v = (struct value){ .kind = V_CUT, .desc = CUT_SIZE };
	}
	if (!node_room(t)) {
		t->full = true;
		return 0;
	}
	t->nodes[t->count] = v;
	t->cursor = t->count + 1;
	return t->count++;
}

/* Containers that did not fit are told apart by their index, so that their end is not taken for another's. */
enum { NOT_THERE = UINT32_MAX };

uint32_t tape_begin(struct tape *t, struct value v)
{
	if (t->mute || t->full)
		return NOT_THERE;
	uint32_t i = tape_add(t, v);
	return t->full ? NOT_THERE : i;
}

void tape_end(struct tape *t, uint32_t begin)
{
	if (t->mute || begin == NOT_THERE)
		return;
	uint32_t end = tape_add(t, (struct value){ .kind = V_END });
	t->nodes[begin].aux = end;
}

uint32_t tape_add_bytes(struct tape *t, struct value v, const void *bytes, size_t size)
{
	if (t->mute || t->full || t->cursor < t->count)
		return tape_add(t, v);
	if (size > TAPE_MAX_POOL - t->pool_count) {
		size = TAPE_MAX_POOL - t->pool_count;
		v.flags |= VF_CUT;
	}
	if (t->pool_count + size > t->pool_room) {
		uint32_t room = t->pool_room ? t->pool_room : 256;
		while (room < t->pool_count + size)
			room *= 2;
		uint8_t *pool = realloc(t->pool, room);
		if (!pool)
			return tape_add(t, (struct value){ .kind = V_UNKNOWN, .name = v.name });
		t->pool = pool;
		t->pool_room = room;
	}
	if (size)
		memcpy(t->pool + t->pool_count, bytes, size);
	v.off = t->pool_count;
	v.len = size;
	t->pool_count += size;
	return tape_add(t, v);
}

static bool is_container(uint8_t kind)
{
	return kind >= V_STRUCT && kind <= V_REMARK;
}

static uint32_t skip_value(const struct tape *t, uint32_t i)
{
	if (i < t->count && t->nodes[i].kind == V_INDEX)
		i++;
	if (i < t->count && is_container(t->nodes[i].kind))
		return t->nodes[i].aux > i ? t->nodes[i].aux + 1 : t->count;
	return i + 1;
}

uint32_t tape_next(const struct tape *t, uint32_t i)
{
	i = skip_value(t, i);
	while (i < t->count) {
		uint8_t kind = t->nodes[i].kind;
		if (kind == V_TAIL || kind == V_NOTE)
			i++;
		else if (kind == V_SURPLUS || kind == V_ARROW)
			i = skip_value(t, i + 1);
		else
			break;
	}
	return i;
}
