/*
 * help.c: what -h and -V print.
 */
#include "command_line.h"
#include <stdio.h>
#include <stdlib.h>

void print_help(void)
{
	printf("Usage: %s [OPTION]... { -p PID | PROG [ARGS] }\n", message_called());
	exit(fflush(stdout) ? 1 : 0);
}

void print_version(void)
{
	printf("strobe -- version %s\n", STROBE_VERSION);
	exit(fflush(stdout) ? 1 : 0);
}
