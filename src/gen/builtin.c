/*
 * builtin.c: what the language has without declaration: integer and string types, kinds, hooks, ABIs and
 * classes. The last four come from the lists in include/.
 */
#include "gen.h"

static const struct builtin builtins[] = {
	{ "i8", T_INT, WIDTH_FIXED, 1, 0, TYPE_SIGNED, KIND_none },
	{ "i16", T_INT, WIDTH_FIXED, 2, 0, TYPE_SIGNED, KIND_none },
	{ "i32", T_INT, WIDTH_FIXED, 4, 0, TYPE_SIGNED, KIND_none },
	{ "i64", T_INT, WIDTH_FIXED, 8, 0, TYPE_SIGNED, KIND_none },
	{ "u8", T_INT, WIDTH_FIXED, 1, 0, 0, KIND_none },
	{ "u16", T_INT, WIDTH_FIXED, 2, 0, 0, KIND_none },
	{ "u32", T_INT, WIDTH_FIXED, 4, 0, 0, KIND_none },
	{ "u64", T_INT, WIDTH_FIXED, 8, 0, 0, KIND_none },
	{ "a64", T_INT, WIDTH_FIXED, 8, 8, 0, KIND_none },
	{ "be16", T_INT, WIDTH_FIXED, 2, 0, TYPE_BIG_ENDIAN, KIND_none },
	{ "be32", T_INT, WIDTH_FIXED, 4, 0, TYPE_BIG_ENDIAN, KIND_none },
	{ "be64", T_INT, WIDTH_FIXED, 8, 0, TYPE_BIG_ENDIAN, KIND_none },
	{ "long", T_INT, WIDTH_LONG, 0, 0, TYPE_SIGNED, KIND_none },
	{ "ulong", T_INT, WIDTH_LONG, 0, 0, 0, KIND_none },
	{ "klong", T_INT, WIDTH_KLONG, 0, 0, TYPE_SIGNED, KIND_none },
	{ "kulong", T_INT, WIDTH_KLONG, 0, 0, 0, KIND_none },
	{ "char", T_INT, WIDTH_FIXED, 1, 0, TYPE_SIGNED, KIND_char },
	{ "void", T_VOID, WIDTH_FIXED, 0, 0, 0, KIND_none },
	{ "bytes", T_BYTES, WIDTH_FIXED, 1, 0, 0, KIND_bytes },
	{ "cstr", T_STR, WIDTH_FIXED, 0, 0, 0, KIND_none },
	{ "path", T_STR, WIDTH_FIXED, 0, 0, TYPE_PATH, KIND_none },
};

const struct builtin *builtin_find(const char *name)
{
	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (!strcmp(builtins[i].name, name))
			return &builtins[i];
	return NULL;
}

uint8_t builtin_size(struct gen *g, const struct builtin *b, enum abi abi)
{
	switch (b->width) {
	case WIDTH_LONG: return g->abis[abi].info.lng;
	case WIDTH_KLONG: return g->abis[abi].info.klong;
	default: return b->size;
	}
}

uint8_t builtin_align(struct gen *g, const struct builtin *b, enum abi abi)
{
	uint8_t size = builtin_size(g, b, abi);

	if (b->align)
		return b->align;
	return size == 8 ? g->abis[abi].info.align8 : size ? size : 1;
}

static const struct { const char *name; char form; } kinds[] = {
#define X(name, form) { #name, (#form)[0] },
	KINDS(X)
#undef X
};

bool kind_find(const char *name, enum kind *kind)
{
	for (int i = KIND_none + 1; i < KIND_COUNT; i++)
		if (!strcmp(kinds[i].name, name)) {
			*kind = i;
			return true;
		}
	return false;
}

const char *kind_name(enum kind kind)
{
	return kinds[kind].name;
}

bool kind_is_bytes(enum kind kind)
{
	return kinds[kind].form == 'B';
}

uint8_t hook_find(const char *name)
{
	static const char *const hooks[] = {
		[HOOK_none] = "",
#define X(name) [HOOK_##name] = #name,
		HOOKS(X)
#undef X
	};

	for (int i = 1; i < HOOK_COUNT; i++)
		if (!strcmp(hooks[i], name))
			return i;
	return 0;
}

int abi_find(const char *name)
{
	static const char *const names[ABI_COUNT] = { [ABI_X86_64] = "x86_64", [ABI_I386] = "i386" };

	for (int i = 0; i < ABI_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

int class_find(const char *name)
{
	static const char *const names[] = {
#define X(name) #name,
		DESC_CLASSES(X)
#undef X
	};

	for (int i = 0; i < CLASS_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}
