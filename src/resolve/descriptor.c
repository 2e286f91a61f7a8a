/*
 * What a descriptor of a tracee is, from /proc: proc(5), and the attribute system.sockprotoname of sockets.
 */
#include "resolve.h"
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

static void proc_path(char path[static 64], const struct task *task, int fd)
{
	snprintf(path, 64, "/proc/%d/fd/%d", task->tid, fd);
}

size_t resolve_fd_link(const struct task *task, int fd, char *buffer, size_t size)
{
	char path[64];
	if (fd < 0)
		return 0;
	proc_path(path, task, fd);
	ssize_t n = readlink(path, buffer, size);
	return n < 0 ? 0 : n;
}

const char *resolve_fd_protocol(const struct task *task, int fd)
{
	/* Names are told from these alone, so that the answer needs no memory of its own. */
	static const char *const known[] = { "NETLINK", "TCP",       "UDP",    "UNIX",   "UNIX-STREAM",
					     "RAW",     "PING",      "TCPv6",  "UDPv6",  "RAWv6",
					     "UDPLITE", "UDPLITEv6", "PINGv6", "PACKET", "" };
	char path[64], name[32] = "";
	if (fd < 0)
		return "";
	proc_path(path, task, fd);
	ssize_t n = getxattr(path, "system.sockprotoname", name, sizeof name - 1);
	if (n <= 0)
		return "";
	for (const char *const *k = known; **k; k++)
		if (!strcmp(*k, name))
			return *k;
	return "";
}

int resolve_netlink_family(const struct task *task, int fd)
{
	char path[64], link[64], line[256];
	unsigned long inode, wanted;
	int family = -1, protocol;
	size_t n = resolve_fd_link(task, fd, link, sizeof link - 1);
	link[n] = 0;
	if (sscanf(link, "socket:[%lu]", &wanted) != 1)
		return -1;
	snprintf(path, sizeof path, "/proc/%d/net/netlink", task->tid);
	FILE *f = fopen(path, "re");
	if (!f)
		return -1;
	/* sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode */
	while (family < 0 && fgets(line, sizeof line, f))
		if (sscanf(line, "%*s %d %*s %*s %*s %*s %*s %*s %*s %lu", &protocol, &inode) == 2 &&
		    inode == wanted)
			family = protocol;
	fclose(f);
	return family;
}

bool resolve_ifindex(unsigned index, char name[static 16])
{
	return index && if_indextoname(index, name) != NULL;
}
