/*
 * The tasks by tid: an open-addressing hash, so that nothing in the loop is linear in tasks. Deletion moves
 * later entries of the probe sequence back instead of leaving marks, so a long run of short-lived tasks does
 * not fill it.
 */
#include "tracee.h"
#include "message.h"
#include <stdlib.h>

static size_t home(const struct table *table, pid_t tid)
{
	/* Fibonacci hashing: tids come in runs. */
	return ((uint32_t)tid * 2654435769u >> 7) & (table->size - 1);
}

struct tracee *table_find(const struct table *table, pid_t tid)
{
	if (!table->size)
		return NULL;
	for (size_t i = home(table, tid);; i = (i + 1) & (table->size - 1)) {
		if (!table->slots[i] || table->slots[i]->task.tid == tid)
			return table->slots[i];
	}
}

static void place(struct table *table, struct tracee *t)
{
	size_t i = home(table, t->task.tid);
	while (table->slots[i])
		i = (i + 1) & (table->size - 1);
	table->slots[i] = t;
}

static void grow(struct table *table)
{
	struct table old = *table;
	table->size = old.size ? old.size * 2 : 64;
	table->slots = calloc(table->size, sizeof *table->slots);	/* NOLINT(bugprone-*) */
	if (!table->slots)
		fatal("Out of memory");
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i])
			place(table, old.slots[i]);
	free(old.slots);
}

void table_add(struct table *table, struct tracee *t)
{
	if ((table->count + 1) * 2 > table->size)
		grow(table);
	place(table, t);
	table->count++;
}

void table_remove(struct table *table, struct tracee *t)
{
	size_t mask = table->size - 1, hole = home(table, t->task.tid);
	while (table->slots[hole] != t)
		hole = (hole + 1) & mask;
	for (size_t i = (hole + 1) & mask; table->slots[i]; i = (i + 1) & mask) {
		size_t wanted = home(table, table->slots[i]->task.tid);
		if (((i - wanted) & mask) >= ((i - hole) & mask)) {
			table->slots[hole] = table->slots[i];
			hole = i;
		}
	}
	table->slots[hole] = NULL;
	table->count--;
}

struct tracee *table_next(const struct table *table, size_t *slot)
{
	while (*slot < table->size) {
		struct tracee *t = table->slots[(*slot)++];
		if (t)
			return t;
	}
	return NULL;
}
