/*
 * kinds.h: how numbers and bytes of each kind look (part 5 of syscalls/README.md).
 */
#ifndef STROBE_SINK_KINDS_H
#define STROBE_SINK_KINDS_H

#include "render.h"

/* ---- ioctl.c ---- */

void put_ioctl_name(struct render *, uint32_t number,
		    enum xlat_style); /* TCGETS, EVIOCGNAME(32), or _IOC(…) */

/* ---- kinds_words.c ---- */

void put_wait_status(struct output *, uint32_t status);
void put_netlink_type(struct render *, uint16_t type, int family, enum xlat_style);
void put_netlink_flags(struct render *, uint16_t flags, uint16_t type, int family, enum xlat_style);
void put_bpf_instruction(struct render *, const uint8_t *bytes, size_t size, enum xlat_style);

void put_comment(struct output *, const char *text); /* ` / * text * /` */

#endif
