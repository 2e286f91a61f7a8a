/*
 * Numbers and bytes that mean something, as JSON: the number as a program wants it, what it is, and its name or text, which
 * the text renderer makes.
 */
#include "json.h"
#include "kinds.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <ctype.h>

static const char *const kind_names[] = {
#define X(name, form) [KIND_##name] = #name,
	KINDS(X)
#undef X
};

/* Kinds that only say how the number is written in text. */
static bool is_number(unsigned kind)
{
	switch (kind) {
	case KIND_none:
	case KIND_d:
	case KIND_u:
	case KIND_x:
	case KIND_x0:
	case KIND_octal:
	case KIND_hex:
	case KIND_id:
	case KIND_scaled:
	case KIND_masked:
	case KIND_str_at:
	case KIND_none_result: return true;
	}
	return false;
}

static bool is_signed(const struct value *v)
{
	switch (v->desc) {
	case KIND_fd:
	case KIND_dirfd:
	case KIND_tid:
	case KIND_tgid:
	case KIND_pgid:
	case KIND_sid:
	case KIND_pidany:
	case KIND_signal:
	case KIND_errno:
	case KIND_negerrno:
	case KIND_time:
	case KIND_keyserial:
	case KIND_clockid:
	case KIND_si_code:
	case KIND_d: return true;
	}
	return v->flags & VF_SIGNED;
}

static void put_number(struct json *j, const struct value *v)
{
	uint64_t n = cut(v->num, v->size);
	if (v->desc == KIND_scaled)
		json_unsigned(j, v->num * v->aux);
	else if (v->desc == KIND_masked)
		json_unsigned(j, n & v->aux);
	else if (v->desc == KIND_id && n == cut(UINT64_MAX, v->size))
		json_signed(j, -1);
	else if (is_signed(v))
		json_signed(j, with_sign(v->num, v->size));
	else
		json_unsigned(j, n);
}

/* AF_INET, -ENOENT, __NR_read: what a program may compare with; the rest is for people. */
static bool is_name(const char *text, size_t n)
{
	if (n && *text == '-')
		text++, n--;
	if (!n || !(isalpha((unsigned char)*text) || *text == '_'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return true;
}

/* Of a number with a comment after it, what the comment says. */
static bool inside_comment(const char **text, size_t *n)
{
	const char *open = memmem(*text, *n, "/* ", 3);
	if (!open)
		return false;
	*n -= open + 3 - *text + 3;
	*text = open + 3;
	return true;
}

void json_meaning(struct json *j, const struct value *v)
{
	const char *text;
	size_t n;
	output_clear(j->scratch);
	j->text.out = j->scratch;
	if (v->kind == V_BYTES)
		render_bytes(&j->text, v);
	else
		render_kind(&j->text, v);
	text = j->scratch->buffer;
	n = j->scratch->len;
	if (v->kind == V_KIND && (v->desc == KIND_time || v->desc == KIND_clock_t)) {
		if (!inside_comment(&text, &n))
			return;
	} else if (v->kind == V_KIND && v->desc != KIND_mode && n &&
		   (isdigit((unsigned char)text[0]) || (text[0] == '-' && isdigit((unsigned char)text[1])))) {
		return; /* the number again */
	}
	if (is_name(text, n))
		json_member(j, "name");
	else
		json_member(j, "text");
	json_text(j, text, json_valid((const uint8_t *)text, n));
}

void json_kind(struct json *j, const struct value *v)
{
	uint64_t n = cut(v->num, v->size);
	if (is_number(v->desc)) {
		put_number(j, v);
		return;
	}
	if (v->desc == KIND_addr) {
		if (!n) {
			put_literal(j->line, "null");
			return;
		}
		put_literal(j->line, "{\"addr\":");
		json_address(j, n);
		put_char(j->line, '}');
		return;
	}
	if (v->desc == KIND_fd || v->desc == KIND_dirfd) { /* -y adds to it what it stands for */
		put_literal(j->line, "{\"fd\":");
		put_signed(j->line, (int32_t)n);
		if (v->desc == KIND_dirfd && (int32_t)n == AT_FDCWD)
			put_literal(j->line, ",\"name\":\"AT_FDCWD\"");
		put_char(j->line, '}');
		return;
	}
	put_literal(j->line, "{\"value\":");
	put_number(j, v);
	json_member(j, "as");
	json_name(j, kind_names[v->desc], strlen(kind_names[v->desc]));
	switch (v->desc) { /* nothing but the number is known of these */
	case KIND_tid:
	case KIND_tgid:
	case KIND_pgid:
	case KIND_sid:
	case KIND_pidany:
	case KIND_port:
	case KIND_htonl:
	case KIND_htobe64:
	case KIND_htobs: break;
	default: json_meaning(j, v);
	}
	put_char(j->line, '}');
}

void json_time(struct json *j, const struct value *v)
{
	unsigned digits = v->flags & VF_MICRO ? 6 : 9;
	output_clear(j->scratch);
	if (put_time(j->scratch, v->num, v->aux, digits))
		json_text(j, j->scratch->buffer, j->scratch->len);
	else
		put_literal(j->line, "null");
}

/* ---- bytes ---- */

bool json_is_absent(const struct value *v)
{
	return v->kind == V_BYTES && v->desc == KIND_sunpath && !v->len;
}

/* An address or the like: what it is and its text. */
static bool put_known(struct json *j, const struct value *v, const uint8_t *p, size_t n)
{
	char text[INET6_ADDRSTRLEN];
	int family = v->desc == KIND_ipv4 ? AF_INET : AF_INET6;
	bool address = (v->desc == KIND_ipv4 && n >= 4) || (v->desc == KIND_ipv6 && n >= 16);
	if (!address && v->desc != KIND_mac && v->desc != KIND_hwaddr && v->desc != KIND_uuid &&
	    v->desc != KIND_insn)
		return false;
	put_literal(j->line, "{\"as\":");
	json_name(j, kind_names[v->desc], strlen(kind_names[v->desc]));
	if (address) {
		json_member(j, "text");
		inet_ntop(family, p, text, sizeof text);
		json_text(j, text, strlen(text));
	} else {
		json_meaning(j, v);
	}
	put_char(j->line, '}');
	return true;
}

/* How much of a character is at the end that the limit cut in two: at most three bytes. */
static bool ends_in_half_a_character(const uint8_t *p, size_t n, size_t valid)
{
	size_t left = n - valid;
	if (!left || left > 3 || p[valid] < 0xc2 || p[valid] > 0xf4)
		return false;
	for (size_t i = valid + 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return false;
	return left < (p[valid] < 0xe0 ? 2u : p[valid] < 0xf0 ? 3u : 4u);
}

void json_bytes(struct json *j, const struct value *v)
{
	const uint8_t *p = j->tape->pool + v->off;
	size_t n = v->len, valid;
	bool was_cut = v->flags & VF_CUT, abstract = false, unterminated = false;
	uint64_t len = v->kind == V_BYTES && v->aux > n ? v->aux : n;
	if (v->kind == V_BYTES && v->flags & VF_OPERAND && n >= 4)
		p += 4, n -= 4, len -= 4;
	if (v->kind == V_BYTES) {
		if (put_known(j, v, p, n))
			return;
		bool nul = n && !p[n - 1];
		if ((v->desc == KIND_drop0 || v->desc == KIND_str0) && nul && !was_cut)
			n--, len--;
		else if (v->desc == KIND_str0)
			unterminated = !was_cut;
		if (v->desc == KIND_sunpath && n && !*p)
			p++, len--, n--, abstract = true;
		else if (v->desc == KIND_sunpath)
			len = n = strnlen((const char *)p, n);
	}
	valid = json_valid(p, n);
	bool text = valid == n || (was_cut && ends_in_half_a_character(p, n, valid));
	if (text && !was_cut && !abstract && !unterminated) {
		json_text(j, p, n);
		return;
	}
	put_char(j->line, '{');
	if (text) {
		json_member(j, "text");
		json_text(j, p, valid);
	} else {
		json_member(j, "bytes");
		json_base64(j, p, n);
	}
	if (v->kind == V_BYTES || !was_cut) { /* a string's true length is not known where it was cut */
		json_member(j, "len");
		json_unsigned(j, len);
	}
	if (was_cut)
		put_literal(j->line, ",\"cut\":true");
	if (abstract)
		put_literal(j->line, ",\"abstract\":true");
	if (unterminated)
		put_literal(j->line, ",\"unterminated\":true");
	put_char(j->line, '}');
}
