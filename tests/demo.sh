#!/bin/sh
# What `make demo` shows: three things a tracer is used for, each the command as one would type it and what it printed.
strobe=$1
export LC_ALL=C
directory=$(mktemp -d) || exit 1
trap 'rm -rf "$directory"' EXIT
show() {	# the command, as it is typed
	echo
	echo "\$ $1"
	PATH=$directory:$PATH sh -c "$1"
}
ln -s "$(realpath "$strobe")" "$directory/strobe"
echo '== Which files does a program open?'
show 'strobe -e trace=openat,read cat /etc/hostname'
echo
echo '== What does a pipeline do, process by process, and how long does each call take?'
show "strobe -f -T -e trace=clone,execve,pipe2,dup2,wait4,exit_group sh -c 'echo hello | wc -c'"
echo
echo '== Where does the time go?'
show 'strobe -c ls -lR /etc/apt >/dev/null'
