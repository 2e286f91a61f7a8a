/*
 * x86_64 hosts: which ABI a stop belongs to.
 */
#include "arch.h"
#include <linux/audit.h>

int arch_abi(uint32_t audit_arch)
{
	switch (audit_arch) {
	case AUDIT_ARCH_X86_64: return ABI_X86_64;
	case AUDIT_ARCH_I386: return ABI_I386;
	}
	return -1;
}
