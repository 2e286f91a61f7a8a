/*
 * command.c: the command to run: where it is, and as whom.
 */
#include "command_line.h"
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* UID:GID are numbers and need no entry in any data base; what is no such pair is a name. */
static bool find_numeric_user(struct options *o, const char *user)
{
	char copy[64];
	char *colon;
	snprintf(copy, sizeof copy, "%s", user);
	if (strlen(user) >= sizeof copy || !(colon = strchr(copy, ':')))
		return false;
	*colon = 0;
	int64_t uid = parse_number(copy, UINT32_MAX - 1), gid = parse_number(colon + 1, UINT32_MAX - 1);
	if (uid < 0 || gid < 0)
		return false;
	o->uid = uid;
	o->gid = gid;
	return true;
}

void find_user(struct command_line *line)
{
	struct options *o = line->options;
	if (!line->user)
		return;
	o->has_user = true;
	if (find_numeric_user(o, line->user))
		return;
	const struct passwd *entry = getpwnam(line->user);
	if (!entry)
		fatal("Cannot find user '%s'", line->user);
	o->user = line->user;
	o->uid = entry->pw_uid;
	o->gid = entry->pw_gid;
}

static bool runnable(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & 0111;
}

/* As a shell looks: a name with a slash is a path, else the first program of that name in PATH. */
char *find_command(const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	const char *at = strchr(name, '/') ? NULL : getenv("PATH");
	bool found = false;
	snprintf(path, sizeof path, "%s", name);
	for (; !found && at && *name; at += *at == ':') {
		int length = strcspn(at, ":");
		int written = snprintf(path, sizeof path, "%.*s%s%s", length, at, length ? "/" : "", name);
		found = written < (int) sizeof path && runnable(path);
		at += length;
		if (!*at)
			break;
	}
	if (!strchr(name, '/') && !found) {
		errno = ENOENT;
		fatal_errno("Cannot stat '%s'", name);
	}
	if (strlen(name) >= sizeof path) {
		errno = ENAMETOOLONG;
		fatal_errno("Cannot stat '%s'", name);
	}
	if (stat(path, &st) < 0)
		fatal_errno("Cannot stat '%s'", path);
	char *copy = strdup(path);
	if (!copy)
		fatal_errno("Cannot stat '%s'", path);
	return copy;
}
