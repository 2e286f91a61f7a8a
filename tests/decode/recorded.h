/*
 * recorded.h: decoding without ptrace: a task whose memory is recorded bytes, and its tape written out as a line, so that a test can
 * say what values a call must become.
 */
#ifndef RECORDED_H
#define RECORDED_H

#include "decode.h"
#include "desc.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct region {
	uint64_t address;
	const void *bytes;
	size_t size;
};

struct recording {
	struct region regions[8];
	unsigned reads;		/* asked for, whether or not there was something */
	size_t largest;		/* of the sizes asked for */
};

static size_t recorded_read(void *ctx, uint64_t address, void *buffer, size_t size)
{
	struct recording *r = ctx;
	r->reads++;
	if (size > r->largest)
		r->largest = size;
	for (const struct region *g = r->regions; g < r->regions + 8 && g->bytes; g++)
		if (address >= g->address && address - g->address < g->size) {
			size_t left = g->size - (address - g->address), n = size < left ? size : left;
			memcpy(buffer, (const char *)g->bytes + (address - g->address), n);
			return n;
		}
	return 0;
}

/* ---- a tape as text ---- */

/*
 * name=NUMBER, name=NUMBER:TABLE, name=NUMBER:KIND, "bytes", @ADDRESS, NULL, !FAULT, {struct}, [array], <deref>, ~CUT, ?unknown,
 * (remark); `|` is the seam, `= RESULT` or `= RESULT:errno` the end.
 */
struct dump {
	char text[65536];
	size_t used;
};

static void dump_add(struct dump *d, const char *text)
{
	size_t n = strlen(text);
	if (d->used + n < sizeof(d->text)) {
		memcpy(d->text + d->used, text, n + 1);
		d->used += n;
	}
}

static void dump_number(struct dump *d, const struct value *v)
{
	char text[32];
	if (v->flags & VF_SIGNED)
		snprintf(text, sizeof(text), "%lld", (long long)v->num);
	else
		snprintf(text, sizeof(text), v->num > 65535 ? "0x%llx" : "%llu", (unsigned long long)v->num);
	dump_add(d, text);
}

static void dump_bytes(struct dump *d, const struct tape *tape, const struct value *v)
{
	char text[8];
	dump_add(d, "\"");
	for (uint32_t i = 0; i < v->len; i++) {
		unsigned char c = tape->pool[v->off + i];
		snprintf(text, sizeof(text), c >= ' ' && c < 127 && c != '"' ? "%c" : "\\x%02x", c);
		dump_add(d, text);
	}
	dump_add(d, v->flags & VF_CUT ? "\"+" : "\"");
}

static const char *const kind_names[] = {
#define X(name, form) #name,
	KINDS(X)
#undef X
};

static void dump_value(struct dump *d, const struct tape *tape, const struct value *v)
{
	char text[96];
	switch (v->kind) {
	case V_INT: dump_number(d, v); break;
	case V_CONST:
	case V_FLAGS:
		dump_number(d, v);
		dump_add(d, ":");
		dump_add(d, desc_str(desc_tables[v->desc].ident));
		break;
	case V_KIND:
		dump_number(d, v);
		dump_add(d, ":");
		dump_add(d, kind_names[v->desc]);
		break;
	case V_ADDR:
		snprintf(text, sizeof(text), v->aux == ADDR_FAULT ? "!0x%llx" : v->num ? "@0x%llx" : "NULL", (unsigned long long)v->num);
		dump_add(d, text);
		break;
	case V_BYTES:
	case V_STR: dump_bytes(d, tape, v); break;
	case V_UNKNOWN: dump_add(d, "?"); break;
	case V_CUT: dump_add(d, "~"); break;
	case V_NOTE: dump_add(d, "/**/"); break;
	case V_ARROW: dump_add(d, "=>"); break;
	case V_RESULT:
		snprintf(text, sizeof(text), v->aux ? "= %lld:%llu" : "= %lld", (long long)v->num, (unsigned long long)v->aux);
		dump_add(d, text);
		break;
	default: dump_add(d, "#"); break;
	}
}

static const char *dump_tape(const struct tape *tape)
{
	static struct dump d;
	static const char open[] = { [V_STRUCT] = '{', [V_UNION] = '{', [V_CALL] = '(', [V_ARRAY] = '[', [V_DEREF] = '<', [V_WORD] = '(',
				     [V_BITS] = '[', [V_REMARK] = '(', [V_END] = 0 };
	static const char close[] = { [V_STRUCT] = '}', [V_UNION] = '}', [V_CALL] = ')', [V_ARRAY] = ']', [V_DEREF] = '>', [V_WORD] = ')',
				      [V_BITS] = ']', [V_REMARK] = ')', [V_END] = 0 };
	uint8_t kinds[256];
	unsigned depth = 0;
	bool space = false;
	d.used = 0;
	d.text[0] = '\0';
	for (uint32_t i = 0; i < tape->count; i++) {
		const struct value *v = &tape->nodes[i];
		if (v->kind == V_END) {
			ck_assert_uint_gt(depth, 0);
			dump_add(&d, (char[2]){ close[kinds[--depth]] });
			space = true;
			continue;
		}
		if (space)
			dump_add(&d, " ");
		if (i == tape->seam && i)
			dump_add(&d, "| ");
		space = true;
		if (v->name) {
			dump_add(&d, desc_str(desc_names[v->name].str));
			dump_add(&d, "=");
		}
		if (v->kind >= V_STRUCT && v->kind <= V_REMARK) {
			dump_add(&d, (char[2]){ open[v->kind] });
			kinds[depth++ % sizeof(kinds)] = v->kind;
			ck_assert_uint_lt(depth, sizeof(kinds));
			space = false;
		} else {
			dump_value(&d, tape, v);
		}
	}
	ck_assert_uint_eq(depth, 0);
	return d.text;
}

/* ---- a call ---- */

static const struct decode_options usual = { .string_limit = 32, .fetch_more = true };

static uint64_t number_of(enum abi abi, const char *name)
{
	for (uint64_t nr = 0; nr < desc_sysent_count[abi]; nr++) {
		const struct desc_sysent *row = desc_sysent(abi, nr);
		if (row && !strcmp(desc_str(row->name), name))
			return nr;
	}
	ck_abort_msg("no call %s", name);
	return 0;
}

static struct task task_of(struct recording *recording)
{
	return (struct task){ .tid = getpid(), .tgid = getpid(), .mem = { recording, recorded_read } };
}

static void task_end(struct task *task)
{
	decode_forget(task);
	tape_free(&task->tape);
}

static void call_enter(struct task *task, enum abi abi, uint64_t nr, const uint64_t args[6])
{
	task->abi = abi;
	task->call = (struct call){ .abi = abi, .nr = nr, .shown = true, .brief = true, .decode_pointers = true };
	memcpy(task->call.args, args, sizeof(task->call.args));
	decode_identify(task);
	decode_enter(task, &usual);
}

static void call_exit(struct task *task, int64_t ret, int err)
{
	task->call.ret = ret;
	task->call.err = err;
	task->call.in_exit = true;
	decode_exit(task, &usual);
}

/* The whole call as text; valid until the next. */
static inline const char *decoded(struct recording *recording, enum abi abi, const char *name, const uint64_t args[6], int64_t ret, int err)
{
	struct task task = task_of(recording);
	call_enter(&task, abi, number_of(abi, name), args);
	call_exit(&task, ret, err);
	const char *text = dump_tape(&task.tape);
	task_end(&task);
	return text;
}

#define ARGS(...) ((const uint64_t[6]){ __VA_ARGS__ })

static inline int run_tests(const char *name, TCase *tests)
{
	Suite *suite = suite_create(name);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
