/*
 * Values on the tape as strace's text: containers and what stands between values. Names and numbers are tables.c's and
 * kinds.c's.
 */
#include "render.h"

/* The walk passes over nodes that were put before with a mute output, to find out which containers are open. */
static void look(struct renderer *r, uint32_t i)
{
	r->out->mute = i < r->begin;
}

static void comment(struct output *o, const char *before, const char *text)
{
	put_string(o, before);
	put_string(o, text);
	put_text(o, " */", 3);
}

static enum xlat_style style_of(const struct renderer *r, const struct value *v)
{
	return v->flags & VF_ABBREV ? XLAT_ABBREV : r->style->xlat;
}

static void put_int(struct output *o, const struct value *v)
{
	uint64_t u = v->size && v->size < 8 ? v->num & ((1ull << v->size * 8) - 1) : v->num;
	switch (v->aux) {
	case 'd': put_decimal(o, v->num); break;
	case 'x': u ? put_hex(o, u) : put_char(o, '0'); break;
	case 'o':
		put_char(o, '0');
		if (u >> 6) {
			o->count -= !o->mute;
			put_octal(o, u);
		} else {
			put_char(o, '0' + (u >> 3 & 7));
			put_char(o, '0' + (u & 7));
		}
		break;
	case '0':
		if (u)
			put_text(o, "0x", 2);
		put_hex_digits(o, u, v->size * 2 - (u ? 2 : 0));
		break;
	default: put_unsigned(o, u);
	}
}

static void put_address(struct output *o, const struct value *v)
{
	if (v->num)
		put_hex(o, v->num);
	else
		put_text(o, "NULL", 4);
}

static void put_bit_value(struct renderer *r, const struct value *v)
{
	if (v->kind == V_KIND && v->desc == KIND_signal)
		render_signal(r->out, v->num, style_of(r, v), true);
	else if (v->kind == V_CONST)
		render_const(r->out, v->desc, v->num, v->size, style_of(r, v));
	else if (v->kind == V_KIND)
		render_kind(r, v, style_of(r, v));
	else if (v->kind == V_CUT)
		put_text(r->out, "...", 3);
	else
		put_int(r->out, v);
}

static uint32_t put_bits(struct renderer *r, uint32_t i)
{
	const struct value *nodes = r->tape->nodes;
	bool any = false;
	put_text(r->out, "~[", nodes[i].flags & VF_INVERTED ? 2 : 0);
	if (!(nodes[i].flags & VF_INVERTED))
		put_char(r->out, '[');
	for (i++; i < r->end && nodes[i].kind != V_END; i++) {
		look(r, i);
		if (any)
			put_char(r->out, ' ');
		any = true;
		put_bit_value(r, &nodes[i]);
	}
	look(r, i);
	if (i < r->end)
		put_char(r->out, ']');
	return i + 1;
}

static void put_member_name(struct renderer *r, const struct value *v)
{
	if (!v->name)
		return;
	if (v->kind == V_BYTES && v->desc == KIND_ipv6 && style_of(r, v) == XLAT_ABBREV)
		return;	/* inet_pton(…, &name) bears it */
	put_text(r->out, desc_str(desc_names[v->name].str), desc_names[v->name].len);
	put_char(r->out, '=');
}

/* The children of a container from i on, up to its END (or to what is there); named: with `name=`. */
static uint32_t put_children(struct renderer *r, uint32_t i, const char *separator, bool named)
{
	const struct value *nodes = r->tape->nodes;
	bool any = false;
	while (i < r->end && nodes[i].kind != V_END) {
		look(r, i);
		if (any)
			put_string(r->out, separator);
		any = true;
		if (named)
			put_member_name(r, &nodes[i]);
		i = render_value(r, i);
	}
	look(r, i);
	return i;
}

static uint32_t put_container(struct renderer *r, uint32_t i, const char *open, const char *close, const char *separator, bool named)
{
	look(r, i);
	put_string(r->out, open);
	i = put_children(r, i + 1, separator, named);
	if (i < r->end)
		put_string(r->out, close);
	return i + 1;
}

/* A word of style `one` is one value; its parts are names within the comment. */
static uint32_t put_word(struct renderer *r, uint32_t i)
{
	const struct value *v = &r->tape->nodes[i];
	const struct desc_word *w = &desc_words[v->desc];
	enum xlat_style xlat = style_of(r, v);
	struct style abbreviated = *r->style;
	const struct style *outer = r->style;
	bool empty = v->aux == i + 1;
	if (w->each || xlat == XLAT_ABBREV) {
		if (empty)
			put_char(r->out, '0');
		abbreviated.xlat = xlat;
		r->style = &abbreviated;
		i = put_container(r, i, "", "", "|", false);
		r->style = outer;
		return i;
	}
	uint64_t u = v->size && v->size < 8 ? v->num & ((1ull << v->size * 8) - 1) : v->num;
	if (!u || w->format == 'u')
		put_unsigned(r->out, u);
	else
		put_hex(r->out, u);
	if (xlat == XLAT_RAW || empty) {
		bool mute = r->out->mute;
		i = v->aux + 1;
		r->out->mute = mute;
		return i;
	}
	put_text(r->out, " /* ", 4);
	abbreviated.xlat = XLAT_ABBREV;
	r->style = &abbreviated;
	i = put_container(r, i, "", "", "|", false);
	r->style = outer;
	put_text(r->out, " */", 3);
	return i;
}

static void put_str(struct renderer *r, const struct value *v)
{
	render_quoted(r->out, r->tape->pool + v->off, v->len, r->style->hex, v->flags & VF_TERMINATED ? 0 : QUOTE_ELLIPSIS);
}

static void put_cut(struct output *o, const struct value *v)
{
	put_text(o, "...", 3);
	if (v->desc == CUT_FAULT) {
		put_text(o, " /* ", 4);
		put_hex(o, v->num);
		put_text(o, " */", 3);
	}
}

static void put_label(struct output *o, const struct value *v)
{
	static const char *const labels[] = { "in ", "out ", "except ", "left " };
	put_string(o, v->desc ? desc_str(v->desc) : labels[v->num & 3]);
}

static uint32_t put_one(struct renderer *r, uint32_t i)
{
	const struct value *v = &r->tape->nodes[i];
	look(r, i);
	switch (v->kind) {
	case V_INT: put_int(r->out, v); break;
	case V_CONST: render_const(r->out, v->desc, v->num, v->size, style_of(r, v)); break;
	case V_FLAGS: render_flags(r->out, v->desc, v->num, v->size, style_of(r, v)); break;
	case V_KIND: render_kind(r, v, style_of(r, v)); break;
	case V_ADDR: put_address(r->out, v); break;
	case V_BYTES: render_bytes(r, v, style_of(r, v)); break;
	case V_STR: put_str(r, v); break;
	case V_UNKNOWN: put_text(r->out, "???", 3); break;
	case V_CUT: put_cut(r->out, v); break;
	case V_STRUCT: case V_UNION: return put_container(r, i, "{", "}", ", ", true);
	case V_CALL:
		put_string(r->out, desc_str(v->desc));
		return put_container(r, i, "(", ")", ", ", false);
	case V_ARRAY: return put_container(r, i, "[", "]", ", ", true);
	case V_DEREF: return put_container(r, i, "[", "]", ", ", false);
	case V_WORD: return put_word(r, i);
	case V_BITS: return put_bits(r, i);
	case V_SURPLUS: break;
	case V_MARK: put_char(r->out, v->num); break;
	case V_TEXT: put_label(r->out, v); break;
	case V_RESUMES:
		put_string(r->out, "<... resuming interrupted ");
		put_string(r->out, desc_str(v->desc));
		put_string(r->out, " ...>");
		break;
	}
	return i + 1;
}

static void put_note(struct renderer *r, const struct value *v)
{
	struct output *o = r->out;
	switch (v->desc) {
	case NOTE_STR: comment(o, " /* ", desc_str(v->num)); break;
	case NOTE_TIME: render_time_note(o, v->num, v->aux); break;
	case NOTE_COUNT:
	case NOTE_UNTERMINATED:
		put_text(o, " /* ", 4);
		put_unsigned(o, v->num);
		if (v->desc == NOTE_COUNT && v->flags & VF_CUT)
			put_char(o, '+');
		put_char(o, ' ');
		put_string(o, desc_str(v->aux));
		if (v->num != 1 && v->desc != NOTE_STR && desc_str(v->aux)[0] == 'v')
			put_char(o, 's');	/* vars; entries is written so whatever their number */
		if (v->desc == NOTE_UNTERMINATED)
			put_string(o, ", unterminated");
		put_text(o, " */", 3);
		break;
	case NOTE_BYTES:
		put_text(o, " /* bytes ", 10);
		put_unsigned(o, v->num);
		put_text(o, "..", 2);
		put_unsigned(o, v->aux);
		put_text(o, " */", 3);
		break;
	case NOTE_KIND: {
		struct value inner = { .kind = V_KIND, .desc = v->aux, .num = v->num, .size = 8 };
		put_text(o, " /* ", 4);
		render_kind(r, &inner, XLAT_ABBREV);
		put_text(o, " */", 3);
		break;
	}
	case NOTE_POOL:
		put_text(o, " /* ", 4);
		render_quoted(o, r->tape->pool + v->off, v->len, HEX_NONE, QUOTE_BARE);
		put_text(o, " */", 3);
		break;
	}
}

/* The bytes range in a comment before the bytes; with -v after them, and with a name: extra_data. */
static uint32_t put_surplus(struct renderer *r, uint32_t i)
{
	const struct value *v = &r->tape->nodes[i];
	struct value bytes = { .kind = V_NOTE, .desc = NOTE_BYTES, .num = v->num, .aux = v->aux };
	if (!v->name) {
		put_text(r->out, "/* bytes ", 9);
		put_unsigned(r->out, v->num);
		put_text(r->out, "..", 2);
		put_unsigned(r->out, v->aux);
		put_text(r->out, " */ ", 4);
	}
	i = put_one(r, i + 1);
	if (v->name)
		put_note(r, &bytes);
	return i;
}

static uint32_t put_suffixes(struct renderer *r, uint32_t i)
{
	const struct value *nodes = r->tape->nodes;
	while (i < r->end) {
		look(r, i);
		if (nodes[i].kind == V_TAIL)
			put_string(r->out, desc_str(nodes[i++].desc));
		else if (nodes[i].kind == V_NOTE)
			put_note(r, &nodes[i++]);
		else if (nodes[i].kind == V_ARROW) {
			put_text(r->out, " => ", 4);
			i = put_one(r, i + 1);
		} else
			break;
	}
	return i;
}

uint32_t render_value(struct renderer *r, uint32_t i)
{
	const struct value *v = &r->tape->nodes[i];
	look(r, i);
	if (v->kind == V_SURPLUS)
		return put_surplus(r, i);
	if (v->kind == V_INDEX) {
		put_char(r->out, '[');
		const struct desc_const *c = table_find(v->desc, v->num, 8);
		c ? put_text(r->out, desc_str(c->str), c->len) : put_unsigned(r->out, v->num);
		put_text(r->out, "]=", 2);
		i++;
	}
	return put_suffixes(r, put_one(r, i));
}

/* An argument's name: with -N, or always where the description writes it with its `=` (clone). */
static void put_arg_name(struct renderer *r, const struct value *v)
{
	const struct desc_name *n = &desc_names[v->name];
	const char *text = desc_str(n->str);
	bool always = n->len && text[n->len - 1] == '=';
	if (!n->len || (!always && !r->style->arg_names))
		return;
	put_text(r->out, text, n->len);
	if (!always)
		put_char(r->out, '=');
}

void render_args(struct renderer *r)
{
	const struct value *nodes = r->tape->nodes;
	bool any = false;
	for (uint32_t i = 0; i < r->end;) {
		look(r, i);
		if (any && !(r->tape->more && i == r->begin))
			put_text(r->out, ", ", 2);
		any = true;
		put_arg_name(r, &nodes[i]);
		i = render_value(r, i);
	}
	r->out->mute = false;
}

void render_remark(struct renderer *r, uint32_t i)
{
	const struct value *nodes = r->tape->nodes;
	bool any = false;
	put_text(r->out, " (", 2);
	for (i++; i < r->end && nodes[i].kind != V_END;) {
		if (any)
			put_text(r->out, ", ", 2);
		any = true;
		if (nodes[i].kind == V_TEXT && i + 1 < r->end && nodes[i + 1].kind != V_END)
			put_label(r->out, &nodes[i++]);
		i = render_value(r, i);
	}
	put_char(r->out, ')');
}
