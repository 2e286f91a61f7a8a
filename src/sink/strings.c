/*
 * Quoting and escaping.
 */
#include "strings.h"

/* What stands after the backslash for a byte with a letter of its own; 0: none. */
static const char letter[256] = { ['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\' };

static bool is_plain(uint8_t c)
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
		if (!is_plain(bytes[i]) && !(bytes[i] >= '\t' && bytes[i] <= '\r'))
			return true;
	return false;
}

static void escape(struct output *out, const struct options *o, const uint8_t *bytes, size_t n, bool hex, bool brackets)
{
	enum { CHUNK = 4096 };
	for (size_t i = 0; i < n;) {
		char *start = output_at(out, 4 * CHUNK), *p = start;
		size_t end = n - i > CHUNK ? i + CHUNK : n;
		for (; i < end; i++) {
			uint8_t c = bytes[i];
			if (hex) {
				p = hex_escape(p, c);
			} else if (letter[c]) {
				*p++ = '\\';
				*p++ = letter[c];
			} else if (is_plain(c) && !(brackets && (c == '<' || c == '>'))) {
				*p++ = c;
			} else if (o->hex_strings == HEX_NON_ASCII_CHARS) {
				p = hex_escape(p, c);
			} else {
				p = octal_escape(p, c, i + 1 < n && bytes[i + 1] >= '0' && bytes[i + 1] <= '7');
			}
		}
		out->len += p - start;
	}
}

void put_escaped(struct output *out, const struct options *o, const uint8_t *bytes, size_t n, enum quoting quoting)
{
	escape(out, o, bytes, n, all_hex(o, bytes, n, quoting), false);
}

void put_quoted(struct output *out, const struct options *o, const uint8_t *bytes, size_t n, enum quoting quoting)
{
	put_char(out, '"');
	escape(out, o, bytes, n, all_hex(o, bytes, n, quoting), false);
	put_char(out, '"');
}

void put_bracketed(struct output *out, const struct options *o, const char *text, size_t n)
{
	const uint8_t *bytes = (const uint8_t *) text;
	escape(out, o, bytes, n, all_hex(o, bytes, n, QUOTE_AS_ASKED), true);
}
