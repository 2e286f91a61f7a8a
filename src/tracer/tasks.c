/*
 * The tracees of a loop by their thread id: a hash with open addressing, so that nothing depends on how many there are.
 */
#include "message.h"
#include "tracer_internal.h"
#include <stdlib.h>

static struct tracee tombstone;

static size_t slot_of(const struct tracer *tr, pid_t tid)
{
	return (uint32_t) tid * 2654435761u % tr->slot_count;
}

struct tracee *tasks_find(const struct tracer *tr, pid_t tid)
{
	if (!tr->slot_count)
		return NULL;
	for (size_t i = slot_of(tr, tid);; i = (i + 1) % tr->slot_count) {
		struct tracee *t = tr->slots[i];
		if (!t)
			return NULL;
		if (t != &tombstone && t->task.tid == tid)
			return t;
	}
}

static void insert(struct tracer *tr, struct tracee *t)
{
	size_t i = slot_of(tr, t->task.tid);
	while (tr->slots[i] && tr->slots[i] != &tombstone)
		i = (i + 1) % tr->slot_count;
	tr->used += !tr->slots[i];
	tr->slots[i] = t;
	tr->live++;
}

static void make_room(struct tracer *tr)
{
	if ((tr->used + 1) * 2 <= tr->slot_count)
		return;
	struct tracee **old = tr->slots;
	size_t count = tr->slot_count, size = 64;
	while (size < (tr->live + 1) * 4)
		size *= 2;
	tr->slots = calloc(size, sizeof *tr->slots);
	if (!tr->slots)
		fatal("out of memory for %zu tasks", tr->live);
	tr->slot_count = size;
	tr->used = tr->live = 0;
	for (size_t i = 0; i < count; i++)
		if (old[i] && old[i] != &tombstone)
			insert(tr, old[i]);
	free(old);
}

struct tracee *tasks_add(struct tracer *tr, pid_t tid)
{
	struct tracee *t = calloc(1, sizeof *t);
	if (!t)
		fatal("out of memory for task %d", tid);
	make_room(tr);
	t->task.tid = tid;
	t->task.tracee = t;
	memory_reader(&t->task);
	insert(tr, t);
	return t;
}

static void take_out(struct tracer *tr, struct tracee *t)
{
	size_t i = slot_of(tr, t->task.tid);
	while (tr->slots[i] != t)
		i = (i + 1) % tr->slot_count;
	tr->slots[i] = &tombstone;
	tr->live--;
}

void tasks_remove(struct tracer *tr, struct tracee *t)
{
	take_out(tr, t);
	tr->handler->gone(tr->handler->ctx, &t->task);
	free(t);
}

void tasks_rekey(struct tracer *tr, struct tracee *t, pid_t tid)
{
	take_out(tr, t);
	t->task.tid = tid;
	make_room(tr);
	insert(tr, t);
}

void tasks_each(struct tracer *tr, void (*visit)(struct tracer *, struct tracee *))
{
	for (size_t i = 0; i < tr->slot_count; i++)
		if (tr->slots[i] && tr->slots[i] != &tombstone)
			visit(tr, tr->slots[i]);
}

static void remove_one(struct tracer *tr, struct tracee *t)
{
	tasks_remove(tr, t);
}

void tasks_free(struct tracer *tr)
{
	tasks_each(tr, remove_one);
	free(tr->slots);
}
