/*
 * Runs of bytes by what they mean: text, addresses, identifiers; and the notes after values.
 */
#include "kinds.h"
#include "strings.h"
#include "tables.h"
#include <arpa/inet.h>
#include <string.h>
#include <time.h>

static void put_bytes_hex(struct render *r, const uint8_t *p, size_t n)
{
	put_quoted(r->out, r->o, p, n, QUOTE_HEX);
}

/* abbrev: text alone; verbose: the bytes and the text; raw: the bytes. */
static void both(struct render *r, const uint8_t *p, size_t n, const char *before, const char *text,
		 enum xlat_style style)
{
	if (style != XLAT_ABBREV)
		put_bytes_hex(r, p, n);
	if (style == XLAT_RAW)
		return;
	if (style == XLAT_VERBOSE)
		put_literal(r->out, " /* ");
	put_string(r->out, before);
	put_quoted(r->out, r->o, (const uint8_t *)text, strlen(text),
		   QUOTE_AS_ASKED); /* -xx reaches it too */
	put_char(r->out, ')');
	if (style == XLAT_VERBOSE)
		put_literal(r->out, " */");
}

/* With a name, in the abbreviated style, it is the function's third argument: the name= was left out. */
static void render_ipv6(struct render *r, const struct value *v, const uint8_t *p, enum xlat_style style)
{
	char text[INET6_ADDRSTRLEN];
	inet_ntop(AF_INET6, p, text, sizeof text);
	if (style != XLAT_ABBREV || !v->name) {
		both(r, p, 16, "inet_pton(AF_INET6, ", text, style);
		return;
	}
	put_literal(r->out, "inet_pton(AF_INET6, ");
	put_quoted(r->out, r->o, (const uint8_t *)text, strlen(text), QUOTE_AS_ASKED);
	put_literal(r->out, ", &");
	put_text(r->out, desc_str(desc_names[v->name].str), desc_names[v->name].len);
	put_char(r->out, ')');
}

/* Bytes that an address of a hardware type (ARPHRD_…) has: <linux/if_arp.h>; those that are not known show whole. */
static size_t hardware_address_length(uint32_t type, size_t n)
{
	static const struct {
		uint16_t type;
		uint8_t length;
	} lengths[] = {
		{ 1 /* ETHER */, 6 },        { 6 /* IEEE802 */, 6 },    { 24 /* IEEE1394 */, 8 },
		{ 32 /* INFINIBAND */, 20 }, { 772 /* LOOPBACK */, 6 }, { 801 /* IEEE80211 */, 6 },
		{ 804 /* IEEE802154 */, 8 },
	};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		if (lengths[i].type == type && lengths[i].length < n)
			return lengths[i].length;
	return n;
}

static void render_mac(struct render *r, const uint8_t *p, size_t n, enum xlat_style style)
{
	if (style != XLAT_ABBREV)
		put_bytes_hex(r, p, n);
	if (style == XLAT_RAW)
		return;
	if (style == XLAT_VERBOSE)
		put_literal(r->out, " /* ");
	for (size_t i = 0; i < n; i++) {
		if (i)
			put_char(r->out, ':');
		put_hex_digits(r->out, p[i], 2);
	}
	if (style == XLAT_VERBOSE)
		put_literal(r->out, " */");
}

static void render_uuid(struct render *r, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			put_char(r->out, '-');
		put_hex_digits(r->out, p[i], 2);
	}
}

/* unix(7): a path ends at its NUL; an abstract name begins with one and has all the bytes there are. */
static void render_sun_path(struct render *r, const uint8_t *p, size_t n)
{
	if (n && !*p) {
		put_char(r->out, '@');
		put_quoted(r->out, r->o, p + 1, n - 1, QUOTE_AS_ASKED);
	} else {
		put_quoted(r->out, r->o, p, strnlen((const char *)p, n), QUOTE_AS_ASKED);
	}
}

static void render_data(struct render *r, const struct value *v, const uint8_t *p, size_t n)
{
	bool dots = v->flags & VF_CUT, nul = n && !p[n - 1];
	if ((v->desc == KIND_drop0 || v->desc == KIND_str0) && nul && !dots)
		n--;
	else if (v->desc == KIND_str0)
		dots = true;
	put_quoted(r->out, r->o, p, n,
		   v->desc == KIND_bytes_hex || v->desc == KIND_hex ? QUOTE_HEX : QUOTE_AS_ASKED);
	if (dots)
		put_literal(r->out, "...");
}

void render_bytes(struct render *r, const struct value *v)
{
	const uint8_t *p = r->tape->pool + v->off;
	size_t n = v->len;
	uint32_t operand = 0;
	enum xlat_style style = style_of(r, v);
	char text[INET_ADDRSTRLEN];
	if (v->flags & VF_OPERAND && n >= sizeof operand) { /* it precedes the bytes */
		memcpy(&operand, p, sizeof operand);
		p += sizeof operand;
		n -= sizeof operand;
	}
	switch (v->desc) {
	case KIND_ipv4:
		if (n < 4)
			break;
		inet_ntop(AF_INET, p, text, sizeof text);
		both(r, p, 4, "inet_addr(", text, style);
		return;
	case KIND_ipv6:
		if (n < 16)
			break;
		render_ipv6(r, v, p, style);
		return;
	case KIND_mac: render_mac(r, p, n, style); return;
	case KIND_hwaddr: render_mac(r, p, hardware_address_length(operand, n), style); return;
	case KIND_uuid: render_uuid(r, p, n); return;
	case KIND_sunpath: render_sun_path(r, p, n); return;
	case KIND_insn: put_bpf_instruction(r, p, n, style); return;
	}
	render_data(r, v, p, n);
}

/* ---- notes ---- */

bool put_time(struct output *out, int64_t seconds, uint64_t part, unsigned digits)
{
	struct tm tm;
	time_t t = seconds;
	char text[64];
	if (!localtime_r(&t, &tm))
		return false;
	put_text(out, text, strftime(text, sizeof text, "%FT%T", &tm));
	if (part && part != ~0ull) {
		put_char(out, '.');
		put_padded(out, part, digits, '0');
	}
	put_text(out, text, strftime(text, sizeof text, "%z", &tm));
	return true;
}

void render_time(struct output *out, int64_t seconds, uint64_t part, unsigned digits)
{
	bool has_part = part != ~0ull;
	if ((!seconds && (!has_part || !part)) || (has_part && part > (digits == 6 ? 999999 : 999999999)))
		return;
	output_at(out, 128); /* so that nothing is flushed before it is known whether there is a date */
	size_t before = out->len;
	put_literal(out, " /* ");
	if (put_time(out, seconds, part, digits))
		put_literal(out, " */");
	else
		out->len = before;
}

/* "37 vars", but "1 entries": a word that ends in s is plural already. */
static void put_count(struct output *out, uint64_t count, const char *word, bool more)
{
	size_t len = strlen(word);
	put_unsigned(out, count);
	if (more)
		put_char(out, '+');
	put_char(out, ' ');
	put_text(out, word, len);
	if (count != 1 && len && word[len - 1] != 's')
		put_char(out, 's');
}

static const char *precise_ip(uint64_t n)
{
	static const char *const texts[] = { "arbitrary skid", "constant skid", "requested to have 0 skid",
					     "must have 0 skid" };
	return texts[n & 3];
}

void render_note(struct render *r, const struct value *v)
{
	struct output *out = r->out;
	struct value kind = { .kind = V_KIND, .desc = v->aux, .num = v->num, .size = 8 };
	if (v->desc == NOTE_TIME) {
		render_time(out, v->num, v->aux, v->flags & VF_MICRO ? 6 : 9);
		return;
	}
	put_literal(out, " /* ");
	switch (v->desc) {
	case NOTE_STR: put_string(out, desc_str(v->num)); break;
	case NOTE_COUNT: put_count(out, v->num, desc_str(v->aux), v->flags & VF_CUT); break;
	case NOTE_UNTERMINATED:
		put_count(out, v->num, desc_str(v->aux), false);
		put_literal(out, ", unterminated");
		break;
	case NOTE_BYTES:
		put_literal(out, "bytes ");
		put_unsigned(out, v->num);
		put_literal(out, "..");
		put_unsigned(out, v->aux);
		break;
	case NOTE_KIND:
		if (v->aux == KIND_precise_ip)
			put_string(out, precise_ip(v->num));
		else
			render_kind(r, &kind);
		break;
	case NOTE_POOL: put_escaped(out, r->o, r->tape->pool + v->off, v->len, QUOTE_AS_ASKED); break;
	}
	put_literal(out, " */");
}
