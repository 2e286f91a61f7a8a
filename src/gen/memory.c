/*
 * memory.c: the arena, interned names, growing arrays and maps of the compiler. Nothing is freed: the program
 * ends soon.
 */
#include "gen.h"
#include <stdlib.h>

enum { CHUNK = 1 << 20 };

/* The chunks are chained so that a leak checker sees them as in use. */
static struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(16) char bytes[];
} *chunks;

void *alloc(size_t size)
{
	size = (size + 15) & ~(size_t)15;
	if (!chunks || chunks->size - chunks->used < size) {
		size_t want = size > CHUNK ? size : CHUNK;
		struct chunk *chunk = calloc(1, sizeof *chunk + want);

		if (!chunk)
			die("out of memory");
		chunk->size = want;
		chunk->next = chunks;
		chunks = chunk;
	}
	chunks->used += size;
	return chunks->bytes + chunks->used - size;
}

void *vec_grow(void *v, uint32_t *n, uint32_t *room, size_t size)
{
	if (*n == *room) {
		void *old = v;

		*room = *room ? *room * 2 : 4;
		v = alloc(*room * size);
		if (old)
			memcpy(v, old, *n * size);
	}
	++*n;
	return v;
}

struct map_entry {
	const void *key;
	uint32_t len, value;
};

static uint32_t hash(const unsigned char *key, size_t len)
{
	uint32_t h = 2166136261u;

	while (len--)
		h = (h ^ *key++) * 16777619u;
	return h;
}

static struct map_entry *map_slot(struct map *map, const void *key, size_t len)
{
	uint32_t i = hash(key, len) & (map->room - 1);

	while (map->slots[i].key && (map->slots[i].len != len || memcmp(map->slots[i].key, key, len) != 0))
		i = (i + 1) & (map->room - 1);
	return &map->slots[i];
}

uint32_t *map_find(struct map *map, const void *key, size_t len)
{
	struct map_entry *slot = map->room ? map_slot(map, key, len) : NULL;

	return slot && slot->key ? &slot->value : NULL;
}

static void map_enlarge(struct map *map)
{
	struct map old = *map;

	map->room = old.room ? old.room * 2 : 64;
	map->slots = alloc(map->room * sizeof *map->slots);
	for (uint32_t i = 0; i < old.room; i++)
		if (old.slots[i].key)
			*map_slot(map, old.slots[i].key, old.slots[i].len) = old.slots[i];
}

uint32_t *map_add(struct map *map, const void *key, size_t len, uint32_t value)
{
	struct map_entry *slot;

	if (map->n * 2 >= map->room)
		map_enlarge(map);
	slot = map_slot(map, key, len);
	if (!slot->key) {
		char *copy = alloc(len + 1);

		memcpy(copy, key, len);
		*slot = (struct map_entry){ copy, len, value };
		map->n++;
	}
	return &slot->value;
}

const char *intern(const char *text, size_t len)
{
	static struct map names;

	map_add(&names, text, len, 0);
	return map_slot(&names, text, len)->key;
}

const char *name_of(const char *text)
{
	return intern(text, strlen(text));
}

const char *format(const char *fmt, ...)
{
	va_list ap;
	char *text;
	const char *name;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	name = intern(text, n);
	free(text);
	return name;
}
