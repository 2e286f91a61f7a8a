/*
 * tape_maker.h: tapes built by hand, for the tests of the sinks.
 */
#ifndef STROBE_TESTS_TAPE_MAKER_H
#define STROBE_TESTS_TAPE_MAKER_H

#include "desc.h"
#include "value.h"
#include <check.h>
#include <string.h>

/* The index of a printed name. */
static inline uint16_t name_of(const char *text)
{
	for (uint32_t i = 1; i < DESC_NAME_COUNT; i++)
		if (!strcmp(desc_str(desc_names[i].str), text))
			return i;
	ck_abort_msg("the description prints no name %s", text);
}

/* The offset of a string of the description: the call's of that name. */
static inline uint32_t call_string(const char *name)
{
	for (uint32_t i = 1; i < DESC_CALL_COUNT; i++)
		if (!strcmp(desc_str(desc_calls[i].name), name))
			return desc_calls[i].name;
	ck_abort_msg("no call %s is described", name);
}

static inline uint32_t add(struct tape *t, struct value v)
{
	return tape_add(t, v);
}

static inline uint32_t add_int(struct tape *t, const char *name, int64_t n, char radix, unsigned size)
{
	return tape_add(t, (struct value){ .kind = V_INT,
					   .name = name ? name_of(name) : 0,
					   .num = n,
					   .aux = radix,
					   .size = size,
					   .flags = radix == 'd' ? VF_SIGNED : 0 });
}

static inline uint32_t add_const(struct tape *t, uint32_t table, uint64_t n)
{
	return tape_add(t, (struct value){ .kind = V_CONST, .desc = table, .num = n, .size = 4 });
}

static inline uint32_t add_flags(struct tape *t, uint32_t table, uint64_t n)
{
	return tape_add(t, (struct value){ .kind = V_FLAGS, .desc = table, .num = n, .size = 4 });
}

static inline uint32_t add_kind(struct tape *t, enum kind kind, uint64_t n, unsigned size)
{
	return tape_add(t, (struct value){ .kind = V_KIND, .desc = kind, .num = n, .size = size });
}

static inline uint32_t add_operand(struct tape *t, enum kind kind, uint64_t n, unsigned size,
				   uint64_t operand)
{
	return tape_add(t, (struct value){ .kind = V_KIND,
					   .desc = kind,
					   .num = n,
					   .size = size,
					   .aux = operand,
					   .flags = VF_OPERAND });
}

static inline uint32_t add_bytes(struct tape *t, enum kind kind, const char *name, const void *bytes,
				 size_t n, uint8_t flags)
{
	return tape_add_bytes(t,
			      (struct value){ .kind = V_BYTES,
					      .desc = kind,
					      .name = name ? name_of(name) : 0,
					      .aux = n,
					      .flags = flags },
			      bytes, n);
}

static inline uint32_t add_string(struct tape *t, const char *name, const char *text, uint8_t flags)
{
	return tape_add_bytes(
		t, (struct value){ .kind = V_STR, .name = name ? name_of(name) : 0, .flags = flags }, text,
		strlen(text));
}

static inline uint32_t begin(struct tape *t, enum value_kind kind, const char *name)
{
	return tape_begin(t, (struct value){ .kind = kind, .name = name ? name_of(name) : 0 });
}

static inline uint32_t begin_word(struct tape *t, uint32_t word, uint64_t n, unsigned size)
{
	return tape_begin(t, (struct value){ .kind = V_WORD, .desc = word, .num = n, .size = size });
}

#endif
