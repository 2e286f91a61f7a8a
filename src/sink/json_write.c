/*
 * JSON's punctuation, numbers and strings. Strings are UTF-8 with control characters escaped, whatever a tracee holds.
 */
#include "json.h"

void json_comma(struct json *j)
{
	char last = j->line->len ? j->line->buffer[j->line->len - 1] : '{';
	if (last != '{' && last != '[' && last != ':')
		put_char(j->line, ',');
}

void json_key(struct json *j, const char *name, size_t len)
{
	struct output *out = j->line;
	json_comma(j);
	char *p = output_at(out, len + 3);
	*p++ = '"';
	memcpy(p, name, len);
	p[len] = '"';
	p[len + 1] = ':';
	out->len += len + 3;
}

/* Readers that have doubles only keep integers up to here. */
#define EXACT (1ull << 53)

void json_unsigned(struct json *j, uint64_t n)
{
	if (n > EXACT)
		put_char(j->line, '"');
	put_unsigned(j->line, n);
	if (n > EXACT)
		put_char(j->line, '"');
}

void json_signed(struct json *j, int64_t n)
{
	if (n >= 0) {
		json_unsigned(j, n);
		return;
	}
	bool quoted = -(uint64_t)n > EXACT;
	if (quoted)
		put_char(j->line, '"');
	put_signed(j->line, n);
	if (quoted)
		put_char(j->line, '"');
}

void json_address(struct json *j, uint64_t address)
{
	put_literal(j->line, "\"0x");
	put_hex_digits(j->line, address, 1);
	put_char(j->line, '"');
}

void json_name(struct json *j, const char *name, size_t len)
{
	char *p = output_at(j->line, len + 2);
	*p = '"';
	memcpy(p + 1, name, len);
	p[len + 1] = '"';
	j->line->len += len + 2;
}

/* ---- strings ---- */

/* Bytes of the UTF-8 sequence at p, 0 if it is none: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
static unsigned sequence(const uint8_t *p, const uint8_t *end)
{
	uint8_t c = *p;
	unsigned n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (!n || (size_t)(end - p) < n)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) || (c == 0xf0 && p[1] < 0x90) ||
	    (c == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

size_t json_valid(const uint8_t *bytes, size_t n)
{
	const uint8_t *p = bytes, *end = bytes + n;
	while (p < end) {
		unsigned step = *p < 0x80 ? 1 : sequence(p, end);
		if (!step)
			break;
		p += step;
	}
	return p - bytes;
}

/* Stand for themselves: all but controls, the quote and the backslash. U+0080 to U+009F are looked at on their own. */
static const bool plain[256] = { [' ' ... '!'] = true, ['#' ... '['] = true, [']' ... '~'] = true,
				 [0xc3 ... 0xff] = true, [0x80 ... 0xc1] = true };
static const char letter[256] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
				  ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\' };

static char *escape_point(char *p, uint8_t point)
{
	static const char digit[] = "0123456789abcdef";
	memcpy(p, "\\u00", 4);
	p[4] = digit[point >> 4];
	p[5] = digit[point & 15];
	return p + 6;
}

void json_text(struct json *j, const void *text, size_t n)
{
	enum { CHUNK = 4096 };
	struct output *out = j->line;
	const uint8_t *at = text, *end = at + n;
	put_char(out, '"');
	while (at < end) {
		const uint8_t *stop = end - at > CHUNK ? at + CHUNK : end;
		char *start = output_at(out, 6 * (stop - at + 1)), *p = start;
		for (; at < stop; at++) {
			if (plain[*at]) {
				*p++ = *at;
			} else if (letter[*at]) {
				*p++ = '\\';
				*p++ = letter[*at];
			} else if (*at == 0xc2 && at[1] >= 0xa0) { /* valid: another byte follows */
				*p++ = *at;
			} else if (*at == 0xc2) {
				p = escape_point(p, *++at);
			} else {
				p = escape_point(p, *at);
			}
		}
		out->len += p - start;
	}
	put_char(out, '"');
}

void json_base64(struct json *j, const uint8_t *bytes, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct output *out = j->line;
	char *p = output_at(out, (n + 2) / 3 * 4 + 2), *start = p;
	*p++ = '"';
	for (size_t i = 0; i < n; i += 3) {
		size_t left = n - i;
		uint32_t group = bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
		*p++ = digit[group >> 18];
		*p++ = digit[group >> 12 & 63];
		*p++ = left > 1 ? digit[group >> 6 & 63] : '=';
		*p++ = left > 2 ? digit[group & 63] : '=';
	}
	*p++ = '"';
	out->len += p - start;
}

void json_reopen(struct json *j, size_t start, const char *key)
{
	struct output *out = j->line;
	size_t len = strlen(key);
	if (out->buffer[start] == '{') {
		out->len--;
		return;
	}
	char *p = output_at(out, len + 4) - out->len + start;
	memmove(p + len + 4, p, out->len - start);
	p[0] = '{';
	p[1] = '"';
	memcpy(p + 2, key, len);
	p[len + 2] = '"';
	p[len + 3] = ':';
	out->len += len + 4;
}
