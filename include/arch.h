/*
 * arch.h: the host. What a stop's registers say, the only place that differs by the machine strobe runs on.
 */
#ifndef STROBE_ARCH_H
#define STROBE_ARCH_H

#include "abi.h"
#include "task.h"

/* PTRACE_GET_SYSCALL_INFO's arch (AUDIT_ARCH_…) to the ABI, or -1 for one strobe does not decode. */
int arch_abi(uint32_t audit_arch);

#endif
