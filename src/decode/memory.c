/*
 * The tracee's memory as decode sees it: what one stop has read is remembered, so that neighbours cost one read; what
 * was read at a call's entry is kept until its exit, when it may have changed.
 */
#include "decoder.h"
#include <stdlib.h>

enum { BLOCK_SIZE = 16 << 10, RECENT = 8 };
enum { CALL_MAX = 32 << 20 }; /* bytes kept of one call's memory; what is beyond counts as unreadable */

void memory_reset(struct memory *m)
{
	m->entry.count = m->now.count = 0;
	while (m->blocks && m->blocks->next) { /* keep the first, the others were for an unusual call */
		struct block *b = m->blocks;
		m->blocks = b->next;
		free(b);
	}
	m->allocated = 0;
	if (m->blocks) {
		m->blocks->used = 0;
		m->allocated = m->blocks->size;
	}
}

void memory_exit(struct memory *m)
{
	m->now.count = 0;
}

void memory_free(struct memory *m)
{
	for (struct block *b = m->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(m->entry.chunks);
	free(m->now.chunks);
	*m = (struct memory){ 0 };
}

uint8_t *memory_alloc(struct memory *m, size_t size)
{
	size = (size + 15) & ~(size_t)15;
	struct block *b = m->blocks;
	if (!b || b->size - b->used < size) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		if (m->allocated + room > CALL_MAX)
			return NULL;
		struct block *fresh = malloc(sizeof *fresh + room);
		if (!fresh)
			return NULL;
		m->allocated += room;
		*fresh = (struct block){ .next = b, .size = room };
		m->blocks = b = fresh;
	}
	uint8_t *p = b->bytes + b->used;
	b->used += size;
	return p;
}

static const struct chunk *view_find(const struct view *v, uint64_t address, size_t size, uint32_t depth)
{
	for (uint32_t i = v->count; i-- && depth--;) {
		const struct chunk *c = &v->chunks[i];
		if (address >= c->address && address - c->address <= c->size &&
		    c->size - (address - c->address) >= size)
			return c;
	}
	return NULL;
}

static const struct chunk *view_add(struct view *v, struct chunk c)
{
	if (v->count == v->room) {
		uint32_t room = v->room ? v->room * 2 : 16;
		struct chunk *chunks = realloc(v->chunks, room * sizeof *chunks);
		if (!chunks)
			return NULL;
		v->chunks = chunks;
		v->room = room;
	}
	v->chunks[v->count] = c;
	return &v->chunks[v->count++];
}

/* Reads at least size bytes, more if that is likely to be wanted next. */
static const struct chunk *chunk_read(struct decoder *d, struct view *v, uint64_t address, size_t size)
{
	size_t want = size;
	if (want < READ_AHEAD)
		want = READ_AHEAD;
	if (want < d->read_ahead)
		want = d->read_ahead;
	if (want > READ_MAX)
		want = READ_MAX;
	if (address + want < address)
		want = -address;
	uint8_t *bytes = memory_alloc(d->memory, want);
	if (!bytes)
		return NULL;
	size_t got = d->task->mem.read(d->task->mem.ctx, address, bytes, want);
	return view_add(v, (struct chunk){ address, got, bytes });
}

const uint8_t *memory_prefix(struct decoder *d, uint64_t address, size_t size, size_t *got)
{
	struct view *v = d->exit ? &d->memory->now : &d->memory->entry;
	const struct chunk *c = NULL;
	*got = 0;
	if (d->exit && d->entry_view)
		c = view_find(&d->memory->entry, address, size, d->memory->entry.count);
	if (!c)
		c = view_find(v, address, size, RECENT);
	if (!c)
		c = chunk_read(d, v, address, size);
	if (!c)
		return NULL;
	uint64_t skip = address - c->address;
	*got = c->size - skip < size ? c->size - skip : size;
	return c->bytes + skip;
}

const uint8_t *memory_get(struct decoder *d, uint64_t address, size_t size)
{
	size_t got;
	const uint8_t *p = memory_prefix(d, address, size, &got);
	return p && got == size ? p : NULL;
}
