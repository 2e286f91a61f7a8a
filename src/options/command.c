/*
 * command.c: the command to run: where it is, and as whom.
 */
#include "command_line.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	if (geteuid())
		fatal("You must be root to use the -u/--username option");
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

/* The first program of that name in PATH. An empty directory there is the current one, but for the last. */
static bool search(char *path, size_t room, const char *name)
{
	const char *at = getenv("PATH");
	while (at && *at) {
		int length = strcspn(at, ":");
		const char *directory = length ? at : ".";
		size_t written = snprintf(path, room, "%.*s/%s", length ? length : 1, directory, name);
		if (written < room && runnable(path))
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/*
 * strace opens the file of -o before it looks for the command: of two mistakes that one is named, and
 * the file is there, empty, after the other.
 */
static void try_output(const struct options *o)
{
	if (!o->output || o->output_separately || *o->output == '|' || *o->output == '!')
		return;
	int fd = open(o->output, O_WRONLY | O_CREAT | O_CLOEXEC | (o->append ? O_APPEND : O_TRUNC), 0666);
	if (fd < 0)
		fatal_errno("Can't fopen '%s'", o->output);
	close(fd);
}

static _Noreturn void no_command(const struct options *o, int error)
{
	try_output(o);
	errno = error;
	fatal_errno("Cannot stat '%s'", o->command[0]);
}

/* Whether it can be run is for execve to say, but no process is started for a name mistyped. */
char *find_command(const struct options *o)
{
	const char *name = o->command[0];
	char path[PATH_MAX], *copy;
	struct stat st;
	if (strlen(name) >= sizeof path) {
		errno = ENAMETOOLONG;
		fatal_errno("exec");
	}
	strcpy(path, name);
	if (!strchr(name, '/') && !search(path, sizeof path, name))
		no_command(o, ENOENT);
	if (stat(path, &st) < 0)
		no_command(o, errno);
	if (!(copy = strdup(path)))
		fatal_errno("remember the command's path");
	return copy;
}
