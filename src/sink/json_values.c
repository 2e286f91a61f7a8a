/*
 * From the value tape to JSON: part 10 of syscalls/README.md, column JSON.
 */
#include "json.h"
#include <stdio.h>

/* Deeper than decode nests; what is deeper is null. */
enum { DEPTH_MAX = 256 };

void json_begin(struct json *j, const struct task *task, const struct tape *tape)
{
	j->task = task;
	j->tape = tape;
	j->depth = 0;
	j->text.o = &j->plain;
	render_begin(&j->text, task, tape, false);
	j->text.levels[0].kind = V_STRUCT;
}

static void put_string_of(struct json *j, uint32_t str)
{
	json_name(j, desc_str(str), strlen(desc_str(str)));
}

/* ---- constants and flags ---- */

void json_const(struct json *j, uint32_t table, uint64_t number, unsigned size)
{
	const struct desc_const *c = const_find(table, cut(number, size));
	put_literal(j->line, "{\"value\":");
	if (table_is_signed(table))
		json_signed(j, with_sign(number, size));
	else
		json_unsigned(j, cut(number, size));
	if (c) {
		json_member(j, "name");
		json_name(j, desc_str(c->str), c->len);
	}
	put_char(j->line, '}');
}

/* The names as elements of the open array; returns what no name stands for. */
static uint64_t put_flag_names(struct json *j, uint32_t table, uint64_t number)
{
	const uint32_t one[2] = { table, 0 }, *at = tables_of(one);
	const struct desc_const *c = number ? NULL : const_find(table, 0);
	uint32_t from = 0;
	if (c) {
		json_comma(j);
		json_name(j, desc_str(c->str), c->len);
	}
	while (number && (c = next_flag(&at, &from, number))) {
		json_comma(j);
		json_name(j, desc_str(c->str), c->len);
		number &= ~cut(c->value, desc_tables[*at].size);
	}
	return number;
}

void json_flags(struct json *j, uint32_t table, uint64_t number, unsigned size)
{
	number = cut(number, size);
	put_literal(j->line, "{\"value\":");
	json_unsigned(j, number);
	put_literal(j->line, ",\"names\":[");
	uint64_t rest = put_flag_names(j, table, number);
	put_literal(j->line, "],\"rest\":");
	json_unsigned(j, rest);
	put_char(j->line, '}');
}

/* All names of a word's parts, so that one need not know which part has which. */
static void put_word_names(struct json *j, uint32_t from, uint32_t to)
{
	const struct desc_const *c;
	for (uint32_t i = from; i < to; i++) {
		const struct value *v = &j->tape->nodes[i];
		if (v->kind == V_FLAGS && cut(v->num, v->size))
			put_flag_names(j, v->desc, cut(v->num, v->size));
		else if (v->kind == V_CONST && (c = const_find(v->desc, cut(v->num, v->size)))) {
			json_comma(j);
			json_name(j, desc_str(c->str), c->len);
		}
	}
}

/* ---- single values ---- */

static void put_address(struct json *j, const struct value *v)
{
	static const char *const why[] = { [ADDR_FAULT] = "fault", [ADDR_FAILED] = "failed", [ADDR_BRIEF] = "brief" };
	if (!v->num) {
		put_literal(j->line, "null");
		return;
	}
	put_literal(j->line, "{\"addr\":");
	json_address(j, v->num);
	if (v->aux < sizeof why / sizeof *why && why[v->aux]) {
		json_member(j, "why");
		json_name(j, why[v->aux], strlen(why[v->aux]));
	}
	put_char(j->line, '}');
}

static const char *cut_reason(const struct value *v)
{
	static const char *const why[] = { [CUT_BRIEF] = "brief", [CUT_LIMIT] = "limit", [CUT_SIZE] = "size",
					   [CUT_FAULT] = "fault", [CUT_MISPLACED] = "misplaced" };
	return v->desc < sizeof why / sizeof *why ? why[v->desc] : "brief";
}

/* As members of the open object. */
static void put_cut(struct json *j, const struct value *v)
{
	json_member(j, "cut");
	json_name(j, cut_reason(v), strlen(cut_reason(v)));
	if (v->desc == CUT_FAULT || v->desc == CUT_MISPLACED) {
		json_member(j, "cut_addr");
		json_address(j, v->num);
	}
}

static void put_scalar(struct json *j, const struct value *v)
{
	char c = v->num;
	switch (v->kind) {
	case V_INT:
		if (v->flags & VF_SIGNED)
			json_signed(j, with_sign(v->num, v->size));
		else
			json_unsigned(j, cut(v->num, v->size));
		break;
	case V_CONST: json_const(j, v->desc, v->num, v->size); break;
	case V_FLAGS: json_flags(j, v->desc, v->num, v->size); break;
	case V_KIND: json_kind(j, v); break;
	case V_ADDR: put_address(j, v); break;
	case V_BYTES:
	case V_STR: json_bytes(j, v); break;
	case V_CUT:
		put_char(j->line, '{');
		put_cut(j, v);
		put_char(j->line, '}');
		break;
	case V_MARK: json_text(j, &c, json_valid((const uint8_t *)&c, 1)); break;
	case V_TEXT: put_string_of(j, v->desc); break;
	case V_UNKNOWN: put_literal(j->line, "{\"unknown\":true}"); break;
	default: put_literal(j->line, "null");
	}
}

/* ---- containers ---- */

static uint32_t put_bits(struct json *j, const struct value *v, uint32_t from, uint32_t to)
{
	const struct desc_const *c;
	if (v->flags & VF_INVERTED)
		put_literal(j->line, "{\"inverted\":true,\"names\":");
	put_char(j->line, '[');
	for (; from < to && j->tape->nodes[from].kind != V_END; from++) {
		const struct value *bit = &j->tape->nodes[from];
		uint64_t n = cut(bit->num, bit->size);
		json_comma(j);
		c = bit->kind == V_CONST ? const_find(bit->desc, n) :
		    bit->kind == V_KIND && bit->desc == KIND_signal ? const_find(TABLE_ID_signals, n) : NULL;
		if (c)
			json_name(j, desc_str(c->str), c->len);
		else
			json_unsigned(j, n);
	}
	put_char(j->line, ']');
	if (v->flags & VF_INVERTED)
		put_char(j->line, '}');
	return from + 1;
}

static uint32_t put_word(struct json *j, const struct value *v, uint32_t i, uint32_t to)
{
	put_literal(j->line, "{\"value\":");
	json_unsigned(j, cut(v->num, v->size));
	put_literal(j->line, ",\"names\":[");
	put_word_names(j, i + 1, v->aux > i && v->aux < to ? v->aux : to);
	put_literal(j->line, "],\"parts\":[");
	i = json_elements(j, i + 1, to);
	put_literal(j->line, "]}");
	return i;
}

static uint32_t put_container(struct json *j, uint32_t i, uint32_t to)
{
	const struct value *v = &j->tape->nodes[i];
	if (j->depth >= DEPTH_MAX) {
		put_literal(j->line, "null");
		return v->aux > i ? v->aux + 1 : to;
	}
	j->depth++;
	switch (v->kind) {
	case V_STRUCT:
	case V_UNION:
		put_char(j->line, '{');
		i = json_members(j, i + 1, to);
		put_char(j->line, '}');
		break;
	case V_CALL:
		put_literal(j->line, "{\"call\":");
		put_string_of(j, v->desc);
		put_literal(j->line, ",\"args\":[");
		i = json_elements(j, i + 1, to);
		put_literal(j->line, "]}");
		break;
	case V_WORD: i = put_word(j, v, i, to); break;
	case V_BITS: i = put_bits(j, v, i + 1, to); break;
	case V_DEREF: /* the value itself */
		if (i + 1 < to && j->tape->nodes[i + 1].kind != V_END)
			i = json_value(j, i + 1, to);
		else {
			put_literal(j->line, "null");
			i++;
		}
		while (i < to && j->tape->nodes[i].kind != V_END)
			i++;
		i++;
		break;
	default: /* V_ARRAY, V_REMARK */
		put_char(j->line, '[');
		i = json_elements(j, i + 1, to);
		put_char(j->line, ']');
	}
	j->depth--;
	return i;
}

uint32_t json_elements(struct json *j, uint32_t i, uint32_t to)
{
	while (i < to && j->tape->nodes[i].kind != V_END) {
		json_comma(j);
		i = json_value(j, i, to);
	}
	return i + 1;
}

/* A member's name; the same again, or none, gets a number. */
static void put_member_name(struct json *j, uint16_t name, unsigned again, unsigned position)
{
	char text[96];
	const struct desc_name *n = &desc_names[name];
	if (name && !again) {
		json_key(j, desc_str(n->str), n->len);
	} else {
		int len = name ? snprintf(text, sizeof text, "%.64s_%u", desc_str(n->str), again + 1)
			       : snprintf(text, sizeof text, j->depth ? "value%u" : "arg%u", position);
		json_key(j, text, len);
	}
}

static uint32_t put_surplus(struct json *j, uint32_t i, uint32_t to)
{
	const struct value *v = &j->tape->nodes[i];
	if (v->name)
		json_key(j, desc_str(desc_names[v->name].str), desc_names[v->name].len);
	else
		json_member(j, "surplus");
	put_literal(j->line, "{\"from\":");
	json_unsigned(j, v->num);
	json_member(j, "to");
	json_unsigned(j, v->aux);
	if (++i < to && j->tape->nodes[i].kind != V_END) {
		json_member(j, "data");
		put_scalar(j, &j->tape->nodes[i++]);
	}
	put_char(j->line, '}');
	return i;
}

uint32_t json_members(struct json *j, uint32_t i, uint32_t to)
{
	enum { SEEN = 64 };
	uint16_t seen[SEEN];
	unsigned count = 0;
	bool was_cut = false;
	while (i < to && j->tape->nodes[i].kind != V_END) {
		const struct value *v = &j->tape->nodes[i];
		if (v->kind == V_CUT) {
			if (!was_cut)
				put_cut(j, v);
			was_cut = true;
			i++;
		} else if (v->kind == V_SURPLUS) {
			i = put_surplus(j, i, to);
		} else if (json_is_absent(v) || v->kind == V_NOTE || v->kind == V_TAIL || v->kind == V_RESUMES) {
			i++;
		} else {
			unsigned again = 0;
			for (unsigned k = 0; k < count && k < SEEN; k++)
				again += v->name && seen[k] == v->name;
			if (count < SEEN)
				seen[count] = v->name;
			put_member_name(j, v->name, again, count++);
			i = json_value(j, i, to);
		}
	}
	return i + 1;
}

/* ---- what belongs to a value ---- */

/* The text of a comment, without its delimiters. */
static void put_note(struct json *j, const struct value *v)
{
	const uint8_t *text;
	size_t n;
	if (v->desc == NOTE_TIME) {
		json_time(j, v);
		return;
	}
	output_clear(j->scratch);
	j->text.out = j->scratch;
	render_note(&j->text, v);
	text = (const uint8_t *)j->scratch->buffer;
	n = j->scratch->len;
	if (n >= 7 && !memcmp(text, " /* ", 4))
		text += 4, n -= 7;
	json_text(j, text, json_valid(text, n));
}

/* Of a remark: `in [4], left {…}`. */
static uint32_t put_labelled(struct json *j, uint32_t i, uint32_t to)
{
	static const char *const labels[] = { [LABEL_IN] = "in", [LABEL_OUT] = "out", [LABEL_EXCEPT] = "except",
					      [LABEL_LEFT] = "left" };
	const struct value *v = &j->tape->nodes[i];
	const char *label = v->desc ? desc_str(v->desc) : v->num < 4 ? labels[v->num] : "";
	size_t n = strlen(label);
	bool alone = i + 1 >= to || j->tape->nodes[i + 1].kind == V_END || j->tape->nodes[i + 1].kind == V_TEXT;
	while (n && label[n - 1] == ' ')
		n--;
	if (alone) {
		json_text(j, label, n);
		return i + 1;
	}
	put_literal(j->line, "{\"label\":");
	json_text(j, label, n);
	json_member(j, "value");
	i = json_value(j, i + 1, to);
	put_char(j->line, '}');
	return i;
}

static uint32_t put_indexed(struct json *j, uint32_t i, uint32_t to)
{
	const struct value *v = &j->tape->nodes[i];
	put_literal(j->line, "{\"index\":");
	if (v->desc)
		json_const(j, v->desc, v->num, 8);
	else
		json_unsigned(j, v->num);
	if (i + 1 < to && j->tape->nodes[i + 1].kind != V_END) {
		json_member(j, "value");
		i = json_value(j, i + 1, to) - 1;
	}
	put_char(j->line, '}');
	return i + 1;
}

/* Comments, a part's text, and what became of the value. */
static uint32_t put_trailers(struct json *j, size_t start, uint32_t i, uint32_t to)
{
	bool noted = false, tailed = false;
	for (; i < to; i++) {
		const struct value *v = &j->tape->nodes[i];
		if (v->kind == V_ARROW) {
			char *p = output_at(j->line, 10) - j->line->len + start;
			memmove(p + 10, p, j->line->len - start);
			memcpy(p, "{\"before\":", 10);
			j->line->len += 10;
			json_member(j, "after");
			if (++i < to && j->tape->nodes[i].kind != V_END)
				i = json_value(j, i, to);
			else
				put_literal(j->line, "null");
			put_char(j->line, '}');
			return i;
		}
		bool note = v->kind == V_NOTE && !noted, tail = v->kind == V_TAIL && !tailed;
		if (v->kind != V_NOTE && v->kind != V_TAIL)
			break;
		if (!note && !tail)
			continue;
		json_reopen(j, start, "value");
		if (note) {
			json_member(j, "note");
			put_note(j, v);
		} else {
			json_member(j, "tail");
			put_string_of(j, v->desc);
		}
		noted |= note;
		tailed |= tail;
		put_char(j->line, '}');
	}
	return i;
}

uint32_t json_value(struct json *j, uint32_t i, uint32_t to)
{
	const struct value *v = &j->tape->nodes[i];
	size_t start = j->line->len;
	if (v->kind == V_INDEX)
		return put_indexed(j, i, to);
	if (v->kind == V_TEXT)
		return put_labelled(j, i, to);
	if (v->kind >= V_STRUCT && v->kind <= V_REMARK)
		i = put_container(j, i, to);
	else
		put_scalar(j, v), i++;
	if (i >= to || j->tape->nodes[i].kind == V_END)
		return i;
	return put_trailers(j, start, i, to);
}
