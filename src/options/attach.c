/*
 * attach.c: -p, lists of process ids.
 */
#include "command_line.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(struct options *o, pid_t pid)
{
	pid_t *grown = realloc(o->attach, (o->attach_count + 1) * sizeof *grown);
	if (!grown)
		fatal_errno("remember the processes to attach to");
	o->attach = grown;
	o->attach[o->attach_count++] = pid;
}

/* `pidof`'s and `pgrep`'s output will do: a comma, blank or newline between two, and one may end the list. */
void parse_pids(struct command_line *line, const char *value)
{
	static const char separators[] = ", \n\t";
	while (*value) {
		size_t length = strcspn(value, separators);
		char *word = strndup(value, length);
		int64_t pid = word ? parse_number(word, INT_MAX) : -1;
		if (pid <= 0)
			fatal("Invalid process id: '%s'", word ? word : value);
		if (pid == getpid())
			fatal("I'm sorry, I can't let you do that, Dave.");
		add(line->options, pid);
		free(word);
		value += length + (value[length] != 0);
	}
}
