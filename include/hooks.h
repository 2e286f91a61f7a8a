/*
 * hooks.h: what the language cannot say, as C functions in src/decode/hooks.c, named in descriptions by `via NAME`. A hook
 * emits values, never text. A test counts this list and fails above 30; before adding one, ask what the language lacks.
 */
#ifndef STROBE_HOOKS_H
#define STROBE_HOOKS_H

#define HOOKS(X) \
	X(select_remark)	/* results against the sets given; select, pselect6 */ \
	X(poll_remark)		/* poll, ppoll */

enum hook {
	HOOK_none,
#define X(name) HOOK_##name,
	HOOKS(X)
#undef X
	HOOK_COUNT
};

#endif
