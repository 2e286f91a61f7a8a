/*
 * From the value tape to text: separators, names, brackets, and the dispatch over the kinds of nodes.
 */
#include "render.h"
#include "strings.h"
#include "tables.h"

bool call_is_named(const struct call *call)
{
	const struct desc_call *d = call->desc;
	return d && !call->raw && d->count && desc_members[d->first].flags & MEMBER_NAMED;
}

void render_begin(struct render *r, const struct task *task, const struct tape *tape, bool arguments)
{
	r->task = task;
	r->tape = tape;
	r->style = r->o->xlat;
	r->named = arguments && (r->o->arg_names || call_is_named(&task->call));
	r->glued = false;
	r->depth = 0;
	r->levels[0] = (struct level){ .kind = arguments ? V_RESULT : V_REMARK };
}

/* In a remark constants, flags and words of such (personality) go by the style; signals and open's flags do not. */
static bool goes_by_style(const struct value *v)
{
	return v->kind == V_CONST || v->kind == V_FLAGS || (v->kind == V_KIND && v->desc == KIND_ioprio) ||
	       (v->kind == V_WORD && desc_words[v->desc].each);
}

enum xlat_style style_of(const struct render *r, const struct value *v)
{
	const struct level *level = &r->levels[r->depth];
	if (level->kind == V_REMARK && goes_by_style(v))
		return r->style;
	return v->flags & VF_ABBREV || level->abbrev ? XLAT_ABBREV : r->style;
}

/* ---- between values ---- */

static void put_separator(struct render *r, struct level *level, const struct value *v)
{
	if (!level->any) {
		level->any = true;
		return;
	}
	switch (level->kind) {
	case V_WORD: put_char(r->out, '|'); break;
	case V_BITS: put_char(r->out, ' '); break;
	case V_DEREF: break;
	default: put_literal(r->out, ", ");
	}
}

static void put_name(struct render *r, const struct level *level, const struct value *v)
{
	const struct desc_name *name = &desc_names[v->name];
	if (!v->name || level->kind == V_CALL || (level->kind == V_RESULT && !r->named))
		return;
	put_text(r->out, desc_str(name->str), name->len);
	put_char(r->out, '=');
}

static void begin_value(struct render *r, const struct value *v, bool named)
{
	struct level *level = &r->levels[r->depth];
	if (r->glued) {
		r->glued = false;
		return;
	}
	put_separator(r, level, v);
	if (named)
		put_name(r, level, v);
}

/* ---- containers ---- */

static struct level *open_level(struct render *r, const struct value *v)
{
	const struct level *outer = &r->levels[r->depth];
	bool abbrev =
		outer->abbrev || (v->flags & VF_ABBREV && !(outer->kind == V_REMARK && goes_by_style(v)));
	if (r->depth + 1 < LEVEL_MAX)
		r->depth++;
	r->levels[r->depth] = (struct level){ .kind = v->kind, .abbrev = abbrev };
	return &r->levels[r->depth];
}

static void close_level(struct render *r)
{
	struct level *level = &r->levels[r->depth];
	static const char closing[] = { [V_STRUCT] = '}', [V_UNION] = '}', [V_CALL] = ')',  [V_ARRAY] = ']',
					[V_DEREF] = ']',  [V_BITS] = ']',  [V_REMARK] = ')' };
	if (!r->depth)
		return;
	if (level->comment)
		put_literal(r->out, " */");
	if (level->kind < sizeof closing && closing[level->kind])
		put_char(r->out, closing[level->kind]);
	r->depth--;
}

/* A number made of parts. Returns the index at which to go on. */
static uint32_t open_word(struct render *r, const struct value *v, uint32_t i)
{
	const struct desc_word *word = &desc_words[v->desc];
	enum xlat_style style = style_of(r, v);
	if (!word->each && style != XLAT_ABBREV) {
		char radix = word->format ? word->format : 'x';
		render_integer(r->out, v->num, v->size, radix == 'd', radix);
		if (style == XLAT_RAW && v->aux > i)
			return v->aux + 1;
		put_literal(r->out, " /* ");
		struct level *level = open_level(r, v);
		level->comment = level->abbrev = true;
		return i + 1;
	}
	open_level(r, v);
	return i + 1;
}

/* Nothing but a value that its table does not know: nothing is said. */
static bool remark_is_silent(const struct render *r, uint32_t i)
{
	const struct tape *t = r->tape;
	for (i++; i < t->count && t->nodes[i].kind == V_TEXT; i++)
		;
	const struct value *v = &t->nodes[i];
	if (i >= t->count || v->kind == V_END)
		return i > 0 && t->nodes[i - 1].kind != V_TEXT;
	if (v->kind == V_CONST || v->kind == V_FLAGS)
		return !table_speaks(v->desc, cut(v->num, v->size));
	if (v->kind == V_KIND && v->desc == KIND_ioprio)
		return r->style == XLAT_RAW;
	if (v->kind == V_KIND && v->desc == KIND_signal)
		return !const_find(TABLE_SIGNALS, cut(v->num, v->size));
	return false;
}

static uint32_t open_container(struct render *r, const struct value *v, uint32_t i)
{
	if (v->kind == V_REMARK) {
		if (remark_is_silent(r, i))
			return v->aux > i ? v->aux + 1 : r->tape->count;
		put_literal(r->out, " (");
		open_level(r, v);
		return i + 1;
	}
	begin_value(r, v, true);
	switch (v->kind) {
	case V_STRUCT:
	case V_UNION: put_char(r->out, '{'); break;
	case V_CALL:
		put_string(r->out, desc_str(v->desc));
		put_char(r->out, '(');
		break;
	case V_BITS:
		if (v->flags & VF_INVERTED)
			put_char(r->out, '~');
		put_char(r->out, '[');
		break;
	case V_ARRAY:
	case V_DEREF: put_char(r->out, '['); break;
	case V_WORD: return open_word(r, v, i);
	}
	open_level(r, v);
	return i + 1;
}

/* ---- single values ---- */

void render_integer(struct output *out, uint64_t number, unsigned size, bool is_signed, char radix)
{
	number = cut(number, size);
	switch (radix) {
	case 'x': put_hex(out, number); break;
	case 'o': put_octal(out, number); break;
	case '0':
		if (number)
			put_literal(out, "0x");
		put_hex_digits(out, number, size * 2 - (number ? 2 : 0));
		break;
	default:
		if (is_signed)
			put_signed(out, with_sign(number, size));
		else
			put_unsigned(out, number);
	}
}

static void render_address(struct render *r, const struct value *v)
{
	if (v->num)
		put_hex(r->out, v->num);
	else
		put_literal(r->out, "NULL");
}

static void render_string(struct render *r, const struct value *v)
{
	put_quoted(r->out, r->o, r->tape->pool + v->off, v->len, QUOTE_AS_ASKED);
	if (v->flags & VF_CUT)
		put_literal(r->out, "...");
}

static void render_cut(struct render *r, const struct value *v)
{
	put_string(r->out, v->desc == CUT_MISPLACED ? "???" : "...");
	if (v->desc != CUT_FAULT && v->desc != CUT_MISPLACED)
		return;
	put_string(r->out, v->desc == CUT_FAULT ? " /* " : " /* misplaced ");
	put_hex(r->out, v->num);
	put_literal(r->out, " */");
}

static void render_index(struct render *r, const struct value *v)
{
	const struct desc_const *c = v->desc ? const_find(v->desc, v->num) : NULL;
	begin_value(r, v, false);
	put_char(r->out, '[');
	if (c && r->style == XLAT_ABBREV)
		put_text(r->out, desc_str(c->str), c->len);
	else
		put_unsigned(r->out, v->num);
	if (c && r->style == XLAT_VERBOSE) {
		put_literal(r->out, " /* ");
		put_text(r->out, desc_str(c->str), c->len);
		put_literal(r->out, " */");
	}
	put_literal(r->out, "]=");
	r->glued = true;
}

/* Bytes after the end of a struct as strobe knows it: with a name the range follows, else it goes before. */
static uint32_t render_surplus(struct render *r, const struct value *v, uint32_t i)
{
	struct value range = { .kind = V_NOTE, .desc = NOTE_BYTES, .num = v->num, .aux = v->aux };
	begin_value(r, v, true);
	if (!v->name) {
		put_literal(r->out, "/* bytes ");
		put_unsigned(r->out, v->num);
		put_literal(r->out, "..");
		put_unsigned(r->out, v->aux);
		put_literal(r->out, " */ ");
	}
	r->glued = true;
	if (i + 1 < r->tape->count) {
		uint32_t next = i + 1;
		render_nodes(r, next, next + 1);
		i = next;
	}
	r->glued = false;
	if (v->name)
		render_note(r, &range);
	return i + 1;
}

/* `in `, `left ` and the like in remarks; what follows belongs to it. */
static void render_text(struct render *r, const struct value *v)
{
	static const char *const labels[] = {
		[LABEL_IN] = "in ", [LABEL_OUT] = "out ", [LABEL_EXCEPT] = "except ", [LABEL_LEFT] = "left "
	};
	begin_value(r, v, false);
	if (v->desc)
		put_string(r->out, desc_str(v->desc));
	else if (v->num < sizeof labels / sizeof *labels)
		put_string(r->out, labels[v->num]);
	r->glued = true;
}

static void render_resumes(struct render *r, const struct value *v)
{
	begin_value(r, v, false);
	put_literal(r->out, "<... resuming interrupted ");
	put_string(r->out, v->desc ? desc_str(v->desc) : "system call");
	put_literal(r->out, " ...>");
}

/* An abstract socket's or unnamed one's path of length 0, and a struct's IPv6 address, which brings its name along. */
static bool is_absent(const struct value *v)
{
	return v->kind == V_BYTES && v->desc == KIND_sunpath && !v->len;
}

static bool names_itself(const struct render *r, const struct value *v)
{
	return v->kind == V_BYTES && v->desc == KIND_ipv6 && v->name && style_of(r, v) == XLAT_ABBREV;
}

void put_tail(struct render *r)
{
	if (r->tail)
		put_string(r->out, desc_str(r->tail));
	r->tail = 0;
}

static void render_scalar(struct render *r, const struct value *v)
{
	if (is_absent(v))
		return;
	r->tail = v + 1 < r->tape->nodes + r->tape->count && v[1].kind == V_TAIL ? v[1].desc : 0;
	begin_value(r, v, !names_itself(r, v));
	switch (v->kind) {
	case V_INT: render_integer(r->out, v->num, v->size, v->flags & VF_SIGNED, v->aux); break;
	case V_CONST: render_const(r, v->desc, v->num, v->size, style_of(r, v)); break;
	case V_FLAGS: render_flags(r, v->desc, v->num, v->size, style_of(r, v)); break;
	case V_KIND: render_kind(r, v); break;
	case V_ADDR: render_address(r, v); break;
	case V_BYTES: render_bytes(r, v); break;
	case V_STR: render_string(r, v); break;
	case V_UNKNOWN: put_literal(r->out, "???"); break;
	case V_CUT: render_cut(r, v); break;
	case V_MARK: put_char(r->out, v->num); break;
	}
}

/* Returns the index of the node to go on with. */
static uint32_t render_node(struct render *r, uint32_t i)
{
	const struct value *v = &r->tape->nodes[i];
	switch (v->kind) {
	case V_STRUCT:
	case V_UNION:
	case V_CALL:
	case V_ARRAY:
	case V_DEREF:
	case V_WORD:
	case V_BITS:
	case V_REMARK: return open_container(r, v, i);
	case V_END:
		close_level(r);
		r->glued = false; /* a remark of text alone */
		break;
	case V_INDEX: render_index(r, v); break;
	case V_TAIL:
		if (v[-1].kind == V_END) /* of a part that is itself made of parts */
			r->tail = v->desc;
		put_tail(r);
		break;
	case V_NOTE: render_note(r, v); break;
	case V_SURPLUS: return render_surplus(r, v, i);
	case V_ARROW:
		put_literal(r->out, " => ");
		r->glued = true;
		break;
	case V_RESUMES: render_resumes(r, v); break;
	case V_TEXT: render_text(r, v); break;
	case V_RESULT: break;
	default: render_scalar(r, v);
	}
	return i + 1;
}

void render_nodes(struct render *r, uint32_t from, uint32_t to)
{
	if (to > r->tape->count)
		to = r->tape->count;
	while (from < to)
		from = render_node(r, from);
}
