/*
 * mem.h: how decode reads a tracee's memory, so that it needs neither ptrace nor a live process. The tracer's reader
 * uses process_vm_readv; the tests' serves recorded bytes.
 */
#ifndef STROBE_MEM_H
#define STROBE_MEM_H

#include <stddef.h>
#include <stdint.h>

struct mem {
	void *ctx;
	/*
	 * Reads up to size bytes at address into buffer. Returns how many of them could be read, from the first on: less
	 * than size when an unmapped page cuts the range short, 0 when the first byte cannot be had. Never fails otherwise.
	 */
	size_t (*read)(void *ctx, uint64_t address, void *buffer, size_t size);
};

#endif
