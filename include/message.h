/*
 * message.h: what strobe says about itself, on standard error: `NAME: message`, NAME being how it was called. The one
 * place for diagnostics. Bytes of the message outside printable ASCII are escaped, so names of files and tasks may be
 * given as they are.
 */
#ifndef STROBE_MESSAGE_H
#define STROBE_MESSAGE_H

void message_name(const char *argv0);	/* call first; the string is kept, not copied */

void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));	/* `: strerror(errno)` added */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));	/* exit status 1 */
_Noreturn void fatal_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* fatal, with the second line `Try 'NAME -h' for more information.` */
_Noreturn void fatal_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called before each message: the text sink ends a half-written line on standard error here. May be NULL. */
extern void (*message_before)(void);

#endif
