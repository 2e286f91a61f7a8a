/*
 * Which numbers are the calls that placement must see: by name, from the tables, so that they are right for
 * every ABI.
 */
#include "place_calls.h"
#include "desc.h"
#include "message.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	enum place_call kind;
} calls[] = {
	{ "clone", PLACE_FORKS }, { "clone3", PLACE_FORKS }, { "fork", PLACE_FORKS }, { "vfork", PLACE_FORKS },
	{ "execve", PLACE_EXECS }, { "execveat", PLACE_EXECS },
	{ "sched_getaffinity", PLACE_GETS_MASK }, { "sched_setaffinity", PLACE_SETS_MASK },
	{ "sched_setscheduler", PLACE_SETS_POLICY }, { "sched_setattr", PLACE_SETS_POLICY },
};

static enum place_call kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].kind;
	return PLACE_OTHER;
}

void place_calls_find(uint8_t *kinds[ABI_COUNT])
{
	for (int abi = 0; abi < ABI_COUNT; abi++) {
		kinds[abi] = calloc(PLACE_CALLS, 1);
		if (!kinds[abi])
			fatal("Out of memory");
		for (uint64_t nr = 0; nr < PLACE_CALLS; nr++) {
			const struct desc_sysent *row = desc_sysent(abi, nr);
			if (row)
				kinds[abi][nr] = kind_of(desc_str(row->name));
		}
	}
}

bool place_same_namespace(pid_t tid)
{
	char path[64], theirs[64], ours[64];
	snprintf(path, sizeof path, "/proc/%d/ns/pid", tid);
	ssize_t n = readlink(path, theirs, sizeof theirs), m = readlink("/proc/self/ns/pid", ours, sizeof ours);
	return n > 0 && n == m && memcmp(theirs, ours, n) == 0;
}
