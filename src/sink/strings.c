/*
 * Quoting and escaping.
 */
#include "strings.h"

/* What stands after the backslash for a byte with a letter of its own; 0: none. */
static const char letter[256] = {
	['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\',
};

/* Bytes that stand for themselves: in a string, and between < and > too. */
enum { IN_STRING = 1, IN_BRACKETS = 2 };
static const uint8_t plain[256] = {
	[' ' ... '!'] = 3, ['#' ... ';'] = 3, ['<'] = IN_STRING, ['='] = 3,
	['>'] = IN_STRING, ['?' ... '['] = 3, [']' ... '~'] = 3,
};

static bool is_printable(uint8_t c)
{
	return c >= ' ' && c < 0x7f;
}

static char *hex_escape(char *p, uint8_t c)
{
	static const char digit[] = "0123456789abcdef";
	*p++ = '\\';
	*p++ = 'x';
	*p++ = digit[c >> 4];
	*p++ = digit[c & 15];
	return p;
}

/* As few digits as say it, all three before a digit that would be taken for another. */
static char *octal_escape(char *p, uint8_t c, bool digit_follows)
{
	*p++ = '\\';
	if (digit_follows || c > 077)
		*p++ = '0' + (c >> 6);
	if (digit_follows || c > 7)
		*p++ = '0' + (c >> 3 & 7);
	*p++ = '0' + (c & 7);
	return p;
}

/* Does the whole string go to hexadecimal? -x: when a byte of it is neither printable nor white space. */
static bool all_hex(const struct options *o, const uint8_t *bytes, size_t n, enum quoting quoting)
{
	if (quoting == QUOTE_HEX || o->hex_strings == HEX_ALL)
		return true;
	if (o->hex_strings != HEX_NON_ASCII)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_printable(bytes[i]) && !(bytes[i] >= '\t' && bytes[i] <= '\r'))
			return true;
	return false;
}

static char *escape_byte(char *p, const struct options *o, const uint8_t *at, const uint8_t *end)
{
	uint8_t c = *at;
	if (letter[c]) {
		*p++ = '\\';
		*p++ = letter[c];
		return p;
	}
	if (o->hex_strings == HEX_NON_ASCII_CHARS && !is_printable(c))
		return hex_escape(p, c);
	return octal_escape(p, c, at + 1 < end && at[1] >= '0' && at[1] <= '7');
}

static void escape(struct output *out, const struct options *o, const uint8_t *bytes, size_t n, bool hex,
		   uint8_t where)
{
	enum { CHUNK = 4096 };
	const uint8_t *end = bytes + n;
	for (const uint8_t *at = bytes; at < end;) {
		const uint8_t *stop = end - at > CHUNK ? at + CHUNK : end;
		char *start = output_at(out, 4 * (stop - at)), *p = start;
		for (; at < stop; at++) {
			if (hex)
				p = hex_escape(p, *at);
			else if (plain[*at] & where)
				*p++ = *at;
			else
				p = escape_byte(p, o, at, end);
		}
		out->len += p - start;
	}
}

void put_escaped(struct output *out, const struct options *o, const uint8_t *bytes, size_t n,
		 enum quoting quoting)
{
	escape(out, o, bytes, n, all_hex(o, bytes, n, quoting), IN_STRING);
}

void put_quoted(struct output *out, const struct options *o, const uint8_t *bytes, size_t n,
		enum quoting quoting)
{
	put_char(out, '"');
	escape(out, o, bytes, n, all_hex(o, bytes, n, quoting), IN_STRING);
	put_char(out, '"');
}

void put_bracketed(struct output *out, const struct options *o, const char *text, size_t n)
{
	const uint8_t *bytes = (const uint8_t *)text;
	escape(out, o, bytes, n, all_hex(o, bytes, n, QUOTE_AS_ASKED), IN_BRACKETS);
}
