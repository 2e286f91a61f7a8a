/*
 * x86: which ABI a syscall-stop belongs to, by the architecture word of PTRACE_GET_SYSCALL_INFO. `int $0x80`
 * from 64-bit code says i386 there, as it should: its arguments are in that ABI's registers.
 */
#include "arch.h"
#include <linux/audit.h>

#if !defined(__x86_64__)
#error "strobe runs on x86_64; another host needs its own file here"
#endif

int arch_abi(uint32_t audit_arch)
{
	switch (audit_arch) {
	case AUDIT_ARCH_X86_64: return ABI_X86_64;
	case AUDIT_ARCH_I386: return ABI_I386;
	default: return -1;
	}
}
