/*
 * strings.h: what comes from a tracee, quoted and escaped. Nothing of it reaches the output by another way.
 */
#ifndef STROBE_SINK_STRINGS_H
#define STROBE_SINK_STRINGS_H

#include "output.h"

enum quoting { QUOTE_AS_ASKED, QUOTE_HEX }; /* as -x and -xx say; or \x.. whatever they say */

/* "…" */
void put_quoted(struct output *, const struct options *, const uint8_t *bytes, size_t n, enum quoting);
/* The same without the quotes. */
void put_escaped(struct output *, const struct options *, const uint8_t *bytes, size_t n, enum quoting);
/* Text inside < >, which are escaped too. */
void put_bracketed(struct output *, const struct options *, const char *text, size_t n);

#endif
