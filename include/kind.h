/*
 * kind.h: what a number or a run of bytes means (`as KIND` of the description language). The tape carries number and
 * kind; how a kind looks is the sink's business (part 5 of syscalls/README.md).
 *
 * X(name, form): form is what it may be applied to: I integer, B bytes.
 */
#ifndef STROBE_KIND_H
#define STROBE_KIND_H

#define KINDS(X) \
	X(none, I) X(d, I) X(u, I) X(x, I) X(x0, I) X(addr, I) X(octal, I) X(mode, I) \
	X(fd, I) X(dirfd, I) X(tid, I) X(tgid, I) X(pgid, I) X(sid, I) X(pidany, I) X(id, I) \
	X(signal, I) X(errno, I) X(negerrno, I) X(dev, I) X(ifindex, I) X(port, I) X(htonl, I) X(htobe64, I) X(htobs, I) \
	X(time, I) X(clock_t, I) X(rlim, I) X(waitstatus, I) X(ioctlnr, I) X(sysnr, I) X(kversion, I) X(u64max, I) \
	X(fourcc, I) X(char, I) X(scaled, I) X(masked, I) X(clockid, I) X(ioprio, I) X(keyserial, I) \
	X(htons, I)	/* operand: a table; the number is in network order */ \
	X(l2psm, I) X(nltype, I) X(nlflags, I) X(nlattr_type, I) /* operand: the attributes' table */ \
	X(si_code, I) X(str_at, I) X(precise_ip, I) X(hex, I) \
	X(none_result, I) /* the result "?" */ \
	X(bytes, B) X(bytes_hex, B) X(text, B) X(drop0, B) X(str0, B) \
	X(ipv4, B) X(ipv6, B) X(mac, B) X(hwaddr, B) X(uuid, B) X(sigset, B) X(sunpath, B) X(utime, B) X(insn, B)

enum kind {
#define X(name, form) KIND_##name,
	KINDS(X)
#undef X
	KIND_COUNT
};

#endif
