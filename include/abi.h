/*
 * abi.h: the system call ABIs strobe decodes. A row says what differs between them, as data, so that decoding and
 * layout need no #ifdef and no second compilation. The rows are the `abi` items of syscalls/abi/ (see desc.h).
 */
#ifndef STROBE_ABI_H
#define STROBE_ABI_H

#include <stdbool.h>
#include <stdint.h>

enum abi { ABI_X86_64, ABI_I386, ABI_COUNT };

struct abi_info {
	const char *name;    /* "x86_64", "i386": also the name of its tables in syscalls/abi/ */
	const char *label;   /* what COMPAT calls it in `runs in %s mode` and `@64`: "64 bit", "32 bit" */
	uint8_t ptr, lng, klong; /* bytes of a pointer, a long, a register-sized long of the kernel's */
	uint8_t align8;      /* alignment of a 64-bit member in a struct */
	bool pair;           /* a 64-bit argument takes two registers, low half first */
};

extern const struct abi_info abi_info[ABI_COUNT];

#endif
