/*
 * What the description language cannot say. Each hook emits values, never text; hooks.h lists them.
 */
#include "decoder.h"
#include <string.h>

bool hook_value(struct decoder *d, enum hook hook, const struct desc_member *m, uint16_t name, struct place p)
{
	return false;
}

/* ---- select, pselect6: which descriptors are ready; poll, ppoll: which events came ---- */

static void put_label(struct decoder *d, enum label label)
{
	tape_add(d->tape, (struct value){ .kind = V_TEXT, .num = label });
}

/* `left {…}`: the kernel gave back what remains of the timeout, argument i of the call. */
static void put_time_left(struct decoder *d, unsigned i)
{
	const struct desc_type *pointer = &desc_types[desc_members[d->call->desc->first + i].type];
	uint64_t address = d->call->sub_args[i];
	const struct desc_type *t = &desc_types[pointer->a];
	if (!address || pointer->op != T_PTR)
		return;
	put_label(d, LABEL_LEFT);
	if (!d->call->decode_pointers || !put_type(d, t, NULL, 0, (struct place){ .address = address }))
		put_address(d, 0, address, ADDR_FAULT);
}

static void put_ready_set(struct decoder *d, enum label label, uint64_t address, unsigned nfds)
{
	unsigned lng = abi_info[d->abi].lng;
	size_t size = (nfds + lng * 8 - 1) / (lng * 8) * lng;
	const uint8_t *set = address && size ? memory_get(d, address, size) : NULL;
	bool any = false;
	for (unsigned fd = 0; set && fd < nfds; fd++)
		any |= set[fd / 8] >> fd % 8 & 1;
	if (!any)
		return;
	put_label(d, label);
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_BITS, .desc = KIND_fd, .num = nfds });
	for (unsigned fd = 0; fd < nfds; fd++)
		if (set[fd / 8] >> fd % 8 & 1)
			tape_add(d->tape, (struct value){ .kind = V_KIND,
							  .desc = KIND_fd,
							  .num = fd,
							  .size = 4,
							  .flags = VF_SIGNED });
	tape_end(d->tape, begin);
}

static void select_remark(struct decoder *d)
{
	int nfds = d->call->sub_args[0];
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_REMARK });
	for (unsigned i = 0; i < 3; i++)
		put_ready_set(d, LABEL_IN + i, d->call->sub_args[1 + i],
			      nfds < 0          ? 0
			      : nfds > BITS_MAX ? BITS_MAX
						: nfds);
	put_time_left(d, 4);
	tape_end(d->tape, begin);
}

/* poll(fds, nfds, …): the entries whose revents are not zero. */
static void poll_remark(struct decoder *d)
{
	struct desc_type t = { .op = T_STRUCT, .a = STRUCT_ID_pollfd_result };
	uint32_t size = desc_structs[t.a].size[d->abi];
	uint64_t address = d->call->sub_args[0], n = (uint32_t)d->call->sub_args[1], shown = 0;
	uint64_t limit = d->call->brief ? d->options->string_limit : ELEMENTS_MAX;
	if (!d->call->decode_pointers)
		return;
	uint32_t begin = tape_begin(d->tape, (struct value){ .kind = V_REMARK });
	uint32_t list = tape_begin(d->tape, (struct value){ .kind = V_ARRAY });
	for (uint64_t i = 0; i < n && !d->tape->full; i++) {
		const uint8_t *p = memory_get(d, address + i * size, size);
		if (!p)
			break;
		if (!p[size - 2] && !p[size - 1]) /* revents, the last member */
			continue;
		if (shown++ == limit) {
			tape_add(d->tape, (struct value){ .kind = V_CUT, .desc = CUT_BRIEF });
			break;
		}
		put_struct(d, &t, NULL, 0, (struct place){ .address = address + i * size });
	}
	tape_end(d->tape, list);
	if (d->call->desc->count > 3)
		put_time_left(d, 2);
	tape_end(d->tape, begin);
}

void hook_remark(struct decoder *d, enum hook hook)
{
	if (d->call->err || !d->call->ret)
		return;
	if (hook == HOOK_select_remark)
		select_remark(d);
	else if (hook == HOOK_poll_remark)
		poll_remark(d);
}
