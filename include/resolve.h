/*
 * resolve.h: what a number stands for outside the tracee's memory: a descriptor's file or socket, later processes,
 * interfaces and more.
 */
#ifndef STROBE_RESOLVE_H
#define STROBE_RESOLVE_H

#include "task.h"

/* The text of /proc/TID/fd/FD ("socket:[4711]", "/dev/null"). Returns its length, 0 if it cannot be had. */
size_t resolve_fd_link(const struct task *, int fd, char *buffer, size_t size);
/* "NETLINK", "TCP", "UNIX" …, or "" */
const char *resolve_fd_protocol(const struct task *, int fd);
/* The protocol of a netlink socket (NETLINK_ROUTE …), -1 if it is none or unknown. */
int resolve_netlink_family(const struct task *, int fd);
/* Name of the interface with that index in strobe's own network namespace, or false. */
bool resolve_ifindex(unsigned index, char name[static 16]);

#endif
