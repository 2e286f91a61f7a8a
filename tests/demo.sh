#!/bin/sh
# What `make demo` shows: three things a tracer is used for, each the command as one would type it and what it printed.
strobe=$1
export LC_ALL=C
directory=$(mktemp -d) || exit 1
trap 'rm -rf "$directory"' EXIT
show() {
	echo
	echo "\$ strobe $*"
	"$strobe" "$@"
}
echo '== Which files does a program open?'
show -e trace=openat cat /etc/hostname
echo
echo '== What does a pipeline do, process by process, and how long does each call take?'
show -f -T -e trace=clone,execve,pipe,pipe2,wait4,exit_group,dup2 sh -c 'echo hello | wc -c'
echo
echo '== Where does the time go?'
show -c ls -lR "$directory" /etc/apt 2>&1
