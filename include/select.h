/*
 * select.h: predicates. Which calls are stopped for, decoded, shown: sets of calls by ABI, name, class, number, regex;
 * sets of signals, statuses and so on by name.
 */
#ifndef STROBE_SELECT_H
#define STROBE_SELECT_H

#include "task.h"

enum { CALL_SET_MAX = 1024 };	/* numbers in the tables are below it */

/* Calls with a number that no table has are not told apart: they are in a set that was complemented or filled, else not. */
struct call_set {
	uint64_t bits[ABI_COUNT][CALL_SET_MAX / 64];
	uint64_t sub[2];	/* sub-calls of the multiplexers, by index in desc_subcalls */
	bool others;
};

/*
 * Parses what may stand after `-e trace=` (names, %classes, /regex, ?, @64 @32 @x32, numbers, !, all, none, commas) and
 * replaces *set. Returns NULL, or a message that names what is wrong (`invalid system call 'x'`, `regcomp: [: …`) in a
 * static buffer; *usage then tells whether the hint to -h belongs to it.
 */
const char *call_set_parse(struct call_set *set, const char *text, bool *usage);
void call_set_fill(struct call_set *set, bool all);
bool call_set_has(const struct call_set *set, const struct call *call);	/* after decode_identify */

enum { SMALL_SET_MAX = 128 };
struct small_set { uint64_t bits[SMALL_SET_MAX / 64]; };	/* signals, statuses, quiet words, descriptors' numbers */

static inline bool small_set_has(const struct small_set *s, unsigned n)
{
	return n < SMALL_SET_MAX && s->bits[n / 64] >> n % 64 & 1;
}

enum status { STATUS_SUCCESSFUL, STATUS_FAILED, STATUS_UNFINISHED, STATUS_UNAVAILABLE, STATUS_DETACHED, STATUS_COUNT };
enum quiet { QUIET_ATTACH, QUIET_EXIT, QUIET_PATH_RESOLUTION, QUIET_PERSONALITY, QUIET_THREAD_EXECVE, QUIET_COUNT };

/* `[!]name,name…`, `all`, `none`; lookup gives a name's number or -1. Returns false when a word is unknown (*bad, bad_len). */
bool small_set_parse(struct small_set *set, const char *text, int (*lookup)(const char *word, size_t len), int max,
		     const char **bad, size_t *bad_len);

/*
 * Is an entered call one to be shown, and how (call->shown, brief, decode_pointers, raw)? One with a number that no table
 * has always is: nobody could have named it.
 */
struct options;
void select_enter(const struct options *, struct call *);
/* And one that returned, by -e status= and the like? */
bool select_exit(const struct options *, const struct call *);

#endif
