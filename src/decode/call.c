/*
 * A system call from its registers to its tape: identification (tables, multiplexers, argument blocks), the two halves,
 * the result and its remarks.
 */
#include "decoder.h"
#include <stdlib.h>
#include <string.h>

enum { ERESTART_RESTARTBLOCK_NR = 516 }; /* include/linux/errno.h of the kernel */

static struct decode_state *state_of(struct task *task)
{
	if (!task->decode)
		task->decode = calloc(1, sizeof *task->decode);
	return task->decode;
}

static struct decoder decoder_for(struct task *task, const struct decode_options *options, bool exit)
{
	return (struct decoder){
		.task = task,
		.call = &task->call,
		.tape = &task->tape,
		.memory = &task->decode->memory,
		.options = options,
		.abi = task->call.abi,
		.exit = exit,
		.granted = NO_LIMIT,
		.size = NO_LIMIT,
		.budget = NO_LIMIT,
	};
}

static struct frame call_frame(const struct desc_call *c)
{
	return (struct frame){ .first = c->first, .count = c->count };
}

/* ---- which call is it ---- */

static void use_call(struct call *call, uint32_t index)
{
	call->desc = index ? &desc_calls[index] : NULL;
	call->result = call->desc ? call->desc->result : 0;
}

/* The arguments lie in memory, `from T[n]`. */
static bool read_block(struct decoder *d, uint64_t address, unsigned count, unsigned size)
{
	const uint8_t *p = count ? memory_get(d, address, count * size) : NULL;
	if (count && !p)
		return false;
	memset(d->call->sub_args, 0, sizeof d->call->sub_args);
	for (unsigned i = 0; i < count && i < 6; i++)
		memcpy(&d->call->sub_args[i], p + i * size, size);
	return true;
}

static void identify_subcall(struct decoder *d)
{
	struct call *call = d->call;
	const struct desc_multiplex *mx = &desc_multiplexes[call->desc->multiplex];
	struct frame f = call_frame(call->desc);
	d->frame = &f;
	uint64_t number = expr_value(d, mx->select);
	for (uint32_t i = mx->first; i < mx->first + mx->count; i++) {
		const struct desc_subcall *sub = &desc_subcalls[i];
		if (sub->number != number)
			continue;
		if (mx->from) {
			const struct desc_member *m = frame_find(d, &f, mx->from);
			uint64_t address = m ? member_value(d, &f, m) : 0;
			if (!read_block(d, address, sub->nargs, abi_info[d->abi].lng))
				break;
		} else {
			memmove(call->sub_args, call->sub_args + mx->shift,
				(6 - mx->shift) * sizeof call->sub_args[0]);
			memset(call->sub_args + 6 - mx->shift, 0, mx->shift * sizeof call->sub_args[0]);
		}
		use_call(call, sub->call);
		call->name = sub->name;
		call->nargs = sub->nargs;
		call->classes = sub->classes;
		call->subcall = i;
		break;
	}
	d->frame = NULL;
}

void decode_identify(struct task *task)
{
	static const struct decode_options none = { 0 };
	struct call *call = &task->call;
	struct decode_state *state = state_of(task);
	const struct desc_sysent *row = desc_sysent(call->abi, call->nr);
	call->sysent = row;
	call->name = row ? row->name : 0;
	call->nargs = row ? row->nargs : 6;
	call->classes = row ? row->classes : 0;
	call->subcall = 0;
	memcpy(call->sub_args, call->args, sizeof call->args);
	use_call(call, row ? row->call : 0);
	if (!state)
		return;
	memory_reset(&state->memory);
	state->entered = false;
	if (!call->desc || !(call->desc->flags & (CALL_FROM | CALL_MULTIPLEX)))
		return;
	struct decoder d = decoder_for(task, &none, false);
	if (call->desc->flags & CALL_MULTIPLEX)
		identify_subcall(&d);
	if (call->desc && call->desc->flags & CALL_FROM &&
	    !read_block(&d, call->args[0], call->desc->from_count, call->desc->from_size[call->abi]))
		use_call(call, 0); /* the block is unreadable: its address is shown, mmap(0x1) */
}

/* ---- the two halves ---- */

static void put_plain_args(struct decoder *d)
{
	unsigned count = d->call->nargs < 6 ? d->call->nargs : 6;
	const struct call *call = d->call;
	const struct desc_call *described = call->sysent ? &desc_calls[call->sysent->call] : &desc_calls[0];
	const uint64_t *args = call->subcall ? call->sub_args : call->args;
	if (!call->desc && described->flags & CALL_FROM) { /* the block of arguments cannot be read */
		put_address(d, 0, args[0], ADDR_FAULT);
		return;
	}
	for (unsigned i = 0; i < count; i++)
		tape_add(d->tape,
			 (struct value){
				 .kind = V_INT, .num = args[i], .aux = 'x', .size = abi_info[d->abi].klong });
}

static bool is_plain(const struct call *call)
{
	return call->raw || !call->desc;
}

static void put_resumes(struct decoder *d, struct decode_state *state)
{
	/* What was interrupted before strobe attached is not known: 0. */
	if (d->call->name && !strcmp(desc_str(d->call->name), "restart_syscall"))
		tape_add(d->tape, (struct value){ .kind = V_RESUMES, .desc = state->restarted });
}

/* What is shown after the seam but read by the call is fetched while it is still there. */
static void prefetch(struct decoder *d, uint32_t from)
{
	const struct desc_call *c = d->call->desc;
	bool mute = d->tape->mute;
	d->tape->mute = d->prefetch = true;
	d->stop = false;
	for (uint32_t i = from; i < c->count; i++) {
		d->dir = DIR_NONE;
		put_member(d, &desc_members[c->first + i]);
		d->stop = false;
	}
	d->prefetch = false;
	d->tape->mute = mute;
}

void decode_enter(struct task *task, const struct decode_options *options)
{
	struct decode_state *state = state_of(task);
	struct call *call = &task->call;
	tape_reset(&task->tape);
	if (!state)
		return;
	struct decoder d = decoder_for(task, options, false);
	state->entered = true;
	if (is_plain(call)) {
		put_plain_args(&d);
	} else {
		struct frame f = call_frame(call->desc);
		uint32_t i = 0;
		d.frame = &f;
		put_resumes(&d, state);
		for (; i < f.count; i++) {
			state->next_node = task->tape.count;
			put_member(&d, &desc_members[f.first + i]);
			if (d.stop)
				break;
		}
		state->next_arg = i;
		task->tape.seam = task->tape.count;
		task->tape.more = d.stop && state->next_node == task->tape.count;
		if (d.stop && call->desc->flags & CALL_ENTRY_MEMORY)
			prefetch(&d, i);
		return;
	}
	task->tape.seam = task->tape.count;
}

static void put_remark(struct decoder *d, const struct desc_remark *r)
{
	struct tape *tape = d->tape;
	if (!expr_true(d, r->if_, true) || (r->value && !d->call->decode_pointers))
		return;
	if (r->hook) {
		hook_remark(d, r->hook);
		return;
	}
	uint32_t start = tape->count;
	uint32_t begin = tape_begin(tape, (struct value){ .kind = V_REMARK });
	if (r->str)
		tape_add(tape, (struct value){ .kind = V_TEXT, .desc = r->str });
	if (r->type) {
		const struct desc_type *t = &desc_types[r->type];
		uint64_t v = r->value ? expr_value(d, r->value) : (uint64_t)d->call->ret;
		uint32_t at = tape->count;
		bool done;
		if (t->op == T_STRUCT)
			done = put_type(d, t, NULL, 0, (struct place){ .address = v });
		else
			done = put_type(d, t, NULL, 0, (struct place){ .in_register = true, .value = v });
		if (!done) {
			tape->count = tape->cursor = start;
			return;
		}
		if (tape->nodes && at < tape->count)
			tape->nodes[at].flags |= VF_ABBREV;
	}
	tape_end(tape, begin);
}

static uint32_t result_in_force(struct decoder *d)
{
	uint32_t result = d->call->result;
	for (unsigned depth = 0; depth < 4 && desc_results[result].sw; depth++) {
		const struct desc_case *c = switch_pick(d, &desc_switches[desc_results[result].sw]);
		if (!c || !c->result)
			break;
		result = c->result;
	}
	return result;
}

static void put_result(struct decoder *d)
{
	struct call *call = d->call;
	call->result = result_in_force(d);
	const struct desc_result *r = &desc_results[call->result];
	const struct desc_type *t = &desc_types[r->type];
	uint64_t num = call->ret;
	/* A 32-bit task's result is an int only where one is meant. */
	if (abi_info[d->abi].klong == 4 && !call->err && r->type && !(t->flags & TYPE_SIGNED))
		num = (uint32_t)num;
	d->tape->result = tape_add(
		d->tape, (struct value){ .kind = V_RESULT, .num = num, .desc = r->type, .aux = call->err });
	if (call->raw)
		return;
	for (uint32_t i = r->first; i < r->first + r->count; i++)
		put_remark(d, &desc_remarks[i]);
}

void decode_exit(struct task *task, const struct decode_options *options)
{
	struct decode_state *state = state_of(task);
	struct call *call = &task->call;
	if (!state)
		return;
	struct decoder d = decoder_for(task, options, true);
	struct frame f = { 0 };
	if (!state->entered) {
		tape_reset(&task->tape);
		state->next_arg = state->next_node = 0;
	}
	memory_exit(&state->memory);
	if (is_plain(call)) {
		if (!state->entered)
			put_plain_args(&d);
	} else {
		f = call_frame(call->desc);
		d.frame = &f;
		if (!state->entered)
			put_resumes(&d, state);
		task->tape.cursor = state->next_node < task->tape.count ? state->next_node : task->tape.count;
		for (uint32_t i = state->next_arg; i < f.count; i++) {
			d.dir = DIR_NONE;
			put_member(&d, &desc_members[f.first + i]);
		}
	}
	task->tape.cursor = task->tape.count;
	d.dir = DIR_NONE;
	put_result(&d);
	state->entered = false;
	if (call->err == ERESTART_RESTARTBLOCK_NR)
		state->restarted = call->name;
	else if (call->err < 512)
		state->restarted = 0;
}

void decode_siginfo(struct tape *tape, const siginfo_t *info, const struct decode_options *options)
{
	struct task task = { .abi = ABI_X86_64, .call = { .brief = true, .decode_pointers = true } };
	struct decode_state state = { 0 };
	task.decode = &state;
	struct decoder d = decoder_for(&task, options, true);
	d.tape = tape;
	tape_reset(tape);
	struct desc_type t = { .op = T_STRUCT, .a = STRUCT_ID_siginfo };
	put_struct(&d, &t, NULL, 0, (struct place){ .bytes = (const uint8_t *)info });
	memory_free(&state.memory);
}

void decode_forget(struct task *task)
{
	if (!task->decode)
		return;
	memory_free(&task->decode->memory);
	free(task->decode);
	task->decode = NULL;
	tape_free(&task->tape);
}
