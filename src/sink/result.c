/*
 * The result of a call: what follows `= `.
 */
#include "render.h"
#include "tables.h"
#include <string.h>

/* Results that ask for the call to be begun anew: include/linux/errno.h of the kernel. */
const char *restart_text(int err)
{
	switch (err) {
	case 512: return "ERESTARTSYS (To be restarted if SA_RESTART is set)";
	case 513: return "ERESTARTNOINTR (To be restarted)";
	case 514: return "ERESTARTNOHAND (To be restarted if no handler)";
	case 516: return "ERESTART_RESTARTBLOCK (Interrupted by signal)";
	}
	return NULL;
}

/* Shown raw, a call that is to be begun anew has failed like any other. */
static void render_error(struct output *out, int err, bool raw)
{
	const char *restart = raw ? NULL : restart_text(err);
	const char *name = restart ? NULL : const_name(TABLE_ERRNOS, err);
	if (restart) {
		put_literal(out, "? ");
		put_string(out, restart);
	} else if (name) {
		const char *text = strerrordesc_np(err);
		put_literal(out, "-1 ");
		put_string(out, name);
		put_literal(out, " (");
		if (text) {
			put_string(out, text);
		} else {
			put_literal(out, "Unknown error ");
			put_signed(out, err);
		}
		put_char(out, ')');
	} else {
		put_literal(out, "-1 (errno ");
		put_signed(out, err);
		put_char(out, ')');
	}
}

/* As a value of the result's type would show among the arguments. */
static void render_typed(struct render *r, const struct desc_type *t, uint64_t number)
{
	unsigned size = t->size[r->task->call.abi];
	bool is_signed = t->flags & TYPE_SIGNED;
	if (!size)
		size = 8;
	if (t->a && t->kind == KIND_none) {
		if (table_is_flags(t->a))
			render_flags(r, t->a, number, size, r->style);
		else
			render_const(r, t->a, number, size, r->style);
		return;
	}
	switch (t->kind) {
	case KIND_none:
	case KIND_d:
	case KIND_u: render_integer(r->out, number, 8, is_signed, is_signed ? 'd' : 'u'); break;
	case KIND_x:
	case KIND_hex:
	case KIND_addr: render_integer(r->out, number, 8, false, 'x'); break;
	case KIND_octal: render_integer(r->out, number, size, false, 'o'); break;
	default:
		render_kind(r, &(struct value){ .kind = V_KIND,
						.desc = t->kind,
						.num = number,
						.size = size,
						.flags = is_signed ? VF_SIGNED : 0 });
	}
}

void render_result(struct render *r, const struct value *v)
{
	const struct call *call = &r->task->call;
	const struct desc_result *result = &desc_results[call->result];
	r->depth = 0;
	r->glued = false;
	if (v->aux) {
		render_error(r->out, v->aux, r->task->call.raw);
	} else if (call->raw) {
		render_integer(r->out, v->num, abi_info[call->abi].klong, false, 'x');
	} else if (result->hidden) {
		put_char(r->out, '?');
	} else if (v->desc) {
		render_typed(r, &desc_types[v->desc], v->num);
	} else {
		put_signed(r->out, v->num);
	}
}
