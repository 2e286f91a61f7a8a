/*
 * place_calls.h: the calls that placement must see, and what it asks of /proc for them.
 */
#ifndef STROBE_PLACE_CALLS_H
#define STROBE_PLACE_CALLS_H

#include "abi.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum place_call {
	PLACE_OTHER, PLACE_FORKS, PLACE_EXECS, PLACE_GETS_MASK, PLACE_SETS_MASK, PLACE_SETS_POLICY
};
enum { PLACE_CALLS = 512 };	/* numbers below it are looked at */

/* An array of PLACE_CALLS for each ABI, allocated. */
void place_calls_find(uint8_t *kinds[ABI_COUNT]);

static inline enum place_call place_call(const uint8_t *kinds, uint64_t nr)
{
	return nr < PLACE_CALLS ? (enum place_call)kinds[nr] : PLACE_OTHER;
}

/* Are the numbers that the task gives to tasks the tracer's? */
bool place_same_namespace(pid_t tid);

#endif
