/*
 * A call as members of a JSON object: its name, arguments by name, and what came back.
 */
#include "json.h"
#include "tables.h"
#include <string.h>

static void put_name(struct json *j, const struct call *call)
{
	json_member(j, "name");
	if (call->name) {
		json_name(j, desc_str(call->name), strlen(desc_str(call->name)));
	} else {
		put_literal(j->line, "\"syscall_0x");
		put_hex_digits(j->line, call->nr, 1);
		put_char(j->line, '"');
	}
	json_member(j, "nr");
	json_unsigned(j, call->nr);
	json_member(j, "abi");
	json_name(j, abi_info[call->abi].name, strlen(abi_info[call->abi].name));
}

static void put_resumed(struct json *j, uint32_t to)
{
	for (uint32_t i = 0; i < to; i = tape_next(j->tape, i)) {
		const struct value *v = &j->tape->nodes[i];
		if (v->kind != V_RESUMES)
			continue;
		json_member(j, "resumes");
		if (v->desc)
			json_name(j, desc_str(v->desc), strlen(desc_str(v->desc)));
		else
			put_literal(j->line, "null");
		return;
	}
}

/* ---- the result ---- */

static void put_error(struct json *j, int err)
{
	const char *restart = restart_text(err), *open = restart ? strchr(restart, '(') : NULL;
	const char *name = open ? NULL : const_name(TABLE_ERRNOS, err), *text = open ? NULL : strerrordesc_np(err);
	put_string(j->line, restart ? "null" : "-1");
	if (open || name) {
		json_member(j, "errno");
		json_name(j, open ? restart : name, open ? (size_t)(open - restart - 1) : strlen(name));
	}
	json_member(j, "errno_nr");
	json_unsigned(j, err);
	if (open || text) {
		json_member(j, "error");
		json_text(j, open ? open + 1 : text, open ? strlen(open) - 2 : strlen(text));
	}
}

/* What the number stands for, where it is not a mere number. */
static void put_meaning(struct json *j, const struct value *v, unsigned abi)
{
	const struct desc_type *t = &desc_types[v->desc];
	unsigned size = t->size[abi] ? t->size[abi] : 8;
	bool table = t->a && t->kind == KIND_none;
	if (!table && (t->kind == KIND_none || t->kind == KIND_d || t->kind == KIND_u || t->kind == KIND_x ||
		       t->kind == KIND_hex || t->kind == KIND_addr || t->kind == KIND_octal))
		return;
	json_member(j, "ret_as");
	if (table && table_is_flags(t->a))
		json_flags(j, t->a, v->num, size);
	else if (table)
		json_const(j, t->a, v->num, size);
	else
		json_kind(j, &(struct value){ .kind = V_KIND,
					      .desc = t->kind,
					      .num = v->num,
					      .size = size,
					      .flags = t->flags & TYPE_SIGNED ? VF_SIGNED : 0 });
}

static void put_result(struct json *j, const struct call *call, const struct value *v)
{
	bool hidden = desc_results[call->result].hidden && !call->raw;
	const struct desc_type *t = v->desc && !call->raw ? &desc_types[v->desc] : NULL;
	json_member(j, "ret");
	if (v->aux) {
		put_error(j, v->aux);
		return;
	}
	if (hidden)
		put_literal(j->line, "null");
	else if (call->raw)
		json_unsigned(j, cut(v->num, abi_info[call->abi].klong));
	else if (t && !(t->flags & TYPE_SIGNED))
		json_unsigned(j, cut(v->num, abi_info[call->abi].klong));
	else
		json_signed(j, v->num);
	if (t && !hidden)
		put_meaning(j, v, call->abi);
}

static void put_remarks(struct json *j, uint32_t i)
{
	const struct tape *t = j->tape;
	bool any = false;
	while (i < t->count) {
		if (t->nodes[i].kind != V_REMARK) {
			i++;
			continue;
		}
		if (!any) {
			json_member(j, "remark");
			put_char(j->line, '[');
		}
		any = true;
		i = json_elements(j, i + 1, t->count);
	}
	if (any)
		put_char(j->line, ']');
}

void json_call(struct json *j, const struct task *task, bool unfinished)
{
	const struct call *call = &task->call;
	const struct tape *t = &task->tape;
	uint32_t to = unfinished ? t->seam : t->result;
	if (to > t->count)
		to = t->count;
	json_begin(j, task, t);
	put_name(j, call);
	put_resumed(j, to);
	json_member(j, "args");
	put_char(j->line, '{');
	json_members(j, 0, to);
	put_char(j->line, '}');
	if (unfinished) {
		put_literal(j->line, ",\"unfinished\":true");
		return;
	}
	if (to < t->count) {
		put_result(j, call, &t->nodes[to]);
		put_remarks(j, to + 1);
	}
}

void json_signal_name(struct json *j, int number)
{
	const char *name = const_name(TABLE_SIGNALS, number);
	if (name) {
		json_member(j, "signal");
		json_name(j, name, strlen(name));
	}
	json_member(j, "signal_nr");
	json_signed(j, number);
}
