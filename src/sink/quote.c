/*
 * Strings from a tracee: quoted, and escaped so that no byte of theirs reaches a terminal as it is.
 */
#include "render.h"

static bool printable(uint8_t c)
{
	return c >= 0x20 && c < 0x7f;
}

static bool is_space_escape(uint8_t c)
{
	return c >= '\t' && c <= '\r';
}

static bool wants_hex(const uint8_t *bytes, size_t size, enum hex_strings hex)
{
	if (hex == HEX_ALL)
		return true;
	if (hex != HEX_NON_ASCII)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!printable(bytes[i]) && !is_space_escape(bytes[i]))
			return true;
	return false;
}

static void put_byte_hex(struct output *o, uint8_t c)
{
	put_text(o, "\\x", 2);
	put_hex_digits(o, c, 2);
}

static void put_byte_octal(struct output *o, uint8_t c, bool digit_follows)
{
	put_char(o, '\\');
	if (digit_follows || c >= 0100)
		put_char(o, '0' + (c >> 6));
	if (digit_follows || c >= 010)
		put_char(o, '0' + (c >> 3 & 7));
	put_char(o, '0' + (c & 7));
}

static void put_escaped(struct output *o, const uint8_t *p, size_t left, enum hex_strings hex, unsigned flags)
{
	static const char spaces[] = "tnvfr";
	uint8_t c = *p;
	if (is_space_escape(c) && hex != HEX_NON_ASCII_CHARS) {
		put_char(o, '\\');
		put_char(o, spaces[c - '\t']);
	} else if (is_space_escape(c)) {
		put_char(o, '\\');
		put_char(o, spaces[c - '\t']);
	} else if (c == '"' || c == '\\') {
		put_char(o, '\\');
		put_char(o, c);
	} else if (printable(c) && !(flags & QUOTE_ANGLES && (c == '<' || c == '>'))) {
		put_char(o, c);
	} else if (hex == HEX_NON_ASCII_CHARS) {
		put_byte_hex(o, c);
	} else {
		put_byte_octal(o, c, left > 1 && p[1] >= '0' && p[1] <= '7');
	}
}

void render_quoted(struct output *o, const uint8_t *bytes, size_t size, enum hex_strings hex, unsigned flags)
{
	bool all = flags & QUOTE_HEX || wants_hex(bytes, size, hex);
	if (!(flags & QUOTE_BARE))
		put_char(o, '"');
	for (size_t i = 0; i < size; i++) {
		if (all)
			put_byte_hex(o, bytes[i]);
		else
			put_escaped(o, bytes + i, size - i, hex, flags);
	}
	if (!(flags & QUOTE_BARE))
		put_char(o, '"');
	if (flags & QUOTE_ELLIPSIS)
		put_text(o, "...", 3);
}
