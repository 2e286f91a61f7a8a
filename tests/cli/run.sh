#!/bin/bash
# Runs every command line of tests/cli/cases on STROBE_BINARY (tests/cli/run.sh STROBE_BINARY), called `strobe`, and compares all
# that it prints and its exit status with what is written there. A line that Debian's strace 6.1 answers in the same words is
# also run by that program and by strobe under the name `strace`: neither may differ from the other.
[ -x "$1" ] || { echo "usage: $0 STROBE_BINARY" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
strobe=$(cd "$(dirname "$1")" && pwd)/${1##*/}
reference=$(PATH=/usr/bin:/bin command -v strace)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/ours" "$work/theirs" "$work/dir"
ln -s "$strobe" "$work/ours/strobe"
ln -s "$strobe" "$work/ours/strace"
ln -s "$reference" "$work/theirs/strace"
printf '#!/bin/sh\n' >"$work/dir/script"
cp "$work/dir/script" "$work/dir/plain"
chmod 755 "$work/dir/script"
case $("$reference" -V 2>/dev/null | head -n 1) in
*" 6.1") ;;
*) echo "skip cli/reference: no strace 6.1 at hand"; reference= ;;
esac

failed=0
# Prints what the line prints, standard error and all, and then `? STATUS`. Numbers of processes vary.
answer() {	# DIRECTORY NAME LINE
	local line=${3//NAME/$2}
	# the shell's own word about a death by a signal is not wanted
	(cd "$work/dir" && { PATH=$work/$1:$PATH timeout -k 1 10 bash -c "$line" 2>&1 </dev/null; } 2>/dev/null; echo "? $?") |
		sed -E "s/(Process |pid )[0-9]+/\1N/"
}
check() {	# KIND LINE EXPECTED
	local got expected=${3//NAME/strobe}
	got=$(answer ours strobe "$2")
	if [ "$got" != "$expected" ]; then
		failed=1
		echo "FAIL cli/$2: expected"
		diff <(printf '%s\n' "$expected") <(printf '%s\n' "$got") | grep '^[<>]' | head -n 12
		return
	fi
	if [ "$1" = '$' ] && [ -n "$reference" ]; then
		expected=$(answer theirs strace "$2")
		got=$(answer ours strace "$2")
		if [ "$got" != "$expected" ]; then
			failed=1
			echo "FAIL cli/$2: differs from strace"
			diff <(printf '%s\n' "$expected") <(printf '%s\n' "$got") | grep '^[<>]' | head -n 12
			return
		fi
	fi
	echo "ok cli/$2"
}

kind= line= expected=
while IFS= read -r text || [ -n "$text" ]; do
	case $text in
	'') ;;
	'#'*) [ -n "$line" ] && expected+=$text$'\n' ;;
	'$ '* | '% '*) kind=${text%% *} line=${text#* } expected= ;;
	'? '*) check "$kind" "$line" "$expected$text"; line= ;;
	*) expected+=$text$'\n' ;;
	esac
done <"$here/cases"
[ -z "$line" ] || { echo "FAIL cli/$line: has no status in the table"; failed=1; }
exit $failed
