#!/bin/bash
# What --json writes (tests/json/run.sh STROBE): a broad set of commands and every live test's program, each line validated against the
# schema; jq's answers to known questions; the values of tests/json/program.c; and that text and JSON tell the same calls.
[ -x "$1" ] || { echo "usage: $0 STROBE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
strobe=$(cd "$(dirname "$1")" && pwd)/${1##*/}
live=$(dirname "$strobe")/tests/live
schema=$root/schema/strobe-event.schema.json
page=$root/man/strobe-json.5
command -v jq >/dev/null || { echo "skip json/all: no jq"; exit 0; }
PATH=/usr/bin:$PATH python3 -c 'import jsonschema' 2>/dev/null || { echo "skip json/all: no python3-jsonschema"; exit 0; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/dir" "$work/scratch"
ulimit -c 0
failed=0
ok() { echo "ok json/$1"; }
bad() { failed=1; echo "FAIL json/$1: $2"; }
validate() { /usr/bin/python3 -W ignore "$here/validate.py" "$schema" "$@"; }
valid() {	# NAME FILE…
	local name=$1 said
	shift
	if said=$(validate "$@" 2>&1); then ok "valid-$name"; else bad "valid-$name" "$said"; fi
}
trace() { timeout -k 1 20 "$strobe" "$@" >/dev/null 2>&1 </dev/null; }
holds() {	# NAME JQ-CONDITION on all events of $log
	if jq -es "$2" "$log" >/dev/null 2>"$work/err"; then ok "$1"; else bad "$1" "not so: $2 $(head -n 1 "$work/err")"; fi
}
same() {	# NAME GOT WANTED
	if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "got $(printf %s "$2" | tr '\n' '|'), wanted $(printf %s "$3" | tr '\n' '|')"; fi
}

# ---- broad: every line is an event of the schema ----

i=0
while IFS= read -r command; do
	i=$((i + 1))
	trace --json -f -o "$work/broad.$i" sh -c "$command"
	[ -s "$work/broad.$i" ] || bad "broad-$i" "wrote nothing: $command"
done <<'END'
ls -lR /etc/apt
echo hello | wc -c; cat /nonexistent; exit 3
/usr/bin/python3 -c 'import socket, os, signal; os.kill(os.getpid(), signal.SIGTERM)'
curl -s http://127.0.0.1:1/
find /usr/share/doc -maxdepth 1 -name 'a*'
stat -f /; df /; id; date; uname -a
kill -STOP $$ & sleep 0.1; kill -CONT $$; kill -SEGV $$
timeout 0.1 sleep 5
END
valid broad "$work"/broad.*
trace --json -v -s 4 -o "$work/verbose" ls -l /
valid verbose "$work/verbose"
trace --json -e raw=all -i -o "$work/raw" ls /
valid raw "$work/raw"
names=0
for source in "$live"/*.c; do
	[ -x "${source%.c}" ] || continue
	for name in $(sed -nE 's/^\{ "([^"]+)", case_[0-9]+ \},$/\1/p' "$source"); do
		(cd "$work/scratch" && timeout -k 1 1 "$strobe" --json -f -A -o "$work/live" "${source%.c}" "$name" >/dev/null 2>&1 </dev/null)
		names=$((names + 1))
	done
done
if [ -s "$work/live" ]; then
	valid live "$work/live"
	echo "note json: $names live cases, $(wc -l <"$work/live") events"
else
	echo "skip json/valid-live: the live tests' programs are not built"
fi

# The schema is not one that takes anything.
wrong=0
while IFS= read -r change; do
	jq -c "select(.event == \"call\" and .args.flags.parts) | $change" "$work/broad.1" | head -n 1 >"$work/wrong"
	[ -s "$work/wrong" ] || bad refuses "nothing changed by $change"
	validate "$work/wrong" >/dev/null 2>&1 && bad refuses "$change is taken" && wrong=1
done <<'END'
del(.name)
.surprise = 1
.seq = "1"
.wall_ns = 1
.ret = true
del(.ret)
.unfinished = true
.args.length = 9007199254740994
.args.x = {"addr": false}
END
[ $wrong = 1 ] || ok refuses

# ---- known values ----

if ! gcc -w -o "$work/program" "$here/program.c" 2>"$work/err"; then
	bad program "$(head -n 1 "$work/err")"
	exit 1
fi
run() { (cd "$work/dir" && rm -f new && timeout -k 1 20 "$strobe" "$@" "$work/program" 1 "$work/dir" >/dev/null 2>&1 </dev/null); }
run --json -f -o "$work/log"
same status $? 7
log=$work/log
valid program "$log"
call() { echo "map(select(.event == \"call\" and .name == \"$1\"))"; }
holds string "$(call openat) | any(.args.pathname == \"h\u00f6chst \\\"seltsam\\\"\n\u007f\u0085\")"
holds not-utf8 "$(call openat) | any(.args.pathname | objects | .bytes == \"bGF0aW4g9g==\" and .len == 7)"
holds bytes "$(call write) | any(.args.buf | objects | .bytes == \"//4=\" and .len == 2)"
holds cut "$(call write) | any(.args.buf | objects | .text == \"0123456789012345678901234567890\" and .cut and .len == 42)"
holds fault "$(call openat) | any(.args.pathname == {addr: \"0x10\", why: \"fault\"} and .errno == \"EFAULT\" and .errno_nr == 14)"
holds null "$(call openat) | any(.args | has(\"pathname\") and .pathname == null)"
holds wide "$(call pwrite64) | any(.args.offset == \"9223372036854775806\")"
holds flags "$(call openat) | any(.args.flags.names == [\"O_WRONLY\", \"O_CREAT\", \"O_TRUNC\"] and .args.flags.value == 577 and .args.mode == 416 and .ret == .ret_as.fd)"
holds nested "$(call sendmsg) | any(.args.msg.msg_iov[1] == {iov_base: \"two\", iov_len: 3} and .args.msg.msg_name == null)"
holds socket "$(call connect) | any(.args.addr | .sa_family.name == \"AF_INET\" and .sin_port.value == 1 and .sin_addr.text == \"127.0.0.1\")"
holds abstract "$(call connect) | any(.args.addr.sun_path | objects | .abstract and .text == \"a name\")"
holds constant-unknown "$(call madvise) | any(.args.advice == {value: 4711} and .args.addr == {addr: \"0x7fff00000000\"})"
holds unfinished "$(call exit_group) | length == 2 - 1 and all(.unfinished and (has(\"ret\") | not) and .args.status == 7)"
holds killed-in-call "($(call read) | any(.unfinished and (.args | keys) == [\"fd\"])) and any(.event == \"killed\" and .signal == \"SIGKILL\")"
holds signal "any(.event == \"signal\" and .signal == \"SIGUSR1\" and .signal_nr == 10 and .info.si_code.name == \"SI_TKILL\")"
holds exited "map(select(.event == \"exited\")) | length == 1 and .[0].status == 7"
holds events "(map(.event) | unique) - [\"call\"] == [\"attached\", \"exec\", \"exited\", \"killed\", \"signal\"]"
holds parent "map(select(.event == \"attached\")) | length == 2 and (.[0] | has(\"parent\") | not) and .[1].parent == .[0].tid"
holds order "map(.seq) | . == sort"
holds duration "$(call clock_nanosleep) | all(.duration_ns > 4000000) and length == 6"

# The one-liners of README.md and strobe-json(5), as they stand there.
same slowest "$(jq -sr 'map(select(.duration_ns)) | sort_by(-.duration_ns) | .[:5][] | "\(.duration_ns / 1e6 | floor) ms \(.name)"' "$log" |
	awk '$1 > was && was { print "out of order" } { print $3, $1 >= 60 - 10 * NR; was = $1 }')" "$(yes clock_nanosleep 1 | head -n 5)"
same missing "$(jq -r 'select(.errno == "ENOENT") | .args.pathname | strings' "$log" | grep -ac '^missing$')" 1
same connects "$(jq -r 'select(.name == "connect") | .args.addr | select(.sin_addr) | "\(.sin_addr.text):\(.sin_port.value)"' "$log")" 127.0.0.1:1
for line in 'map(select(.duration_ns)) | sort_by(-.duration_ns) | .[:5][]' 'select(.errno == "ENOENT") | .args.pathname | strings' \
	'select(.name == "connect") | .args.addr | select(.sin_addr)'; do
	grep -qF "$line" "$root/README.md" || bad readme "not there: $line"
done

# ---- text and JSON tell the same calls; options apply ----

run -f -o "$work/text"
same calls "$(jq -r 'select(.event == "call") | .name' "$log" | sort | uniq -c)" \
	"$(sed -E 's/^[0-9]+ +//' "$work/text" | grep -vE '^(\+\+\+|---|<\.\.\.)' | sed -E 's/\(.*//' | sort | uniq -c)"
run --json -f -Z -o "$work/failed"
log=$work/failed
holds status-failed 'map(select(.event == "call")) | length > 5 and all(has("errno"))'
run --json -f -e status=unfinished -o "$work/unfinished"
log=$work/unfinished
holds status-unfinished 'map(select(.event == "call")) | length == 2 and all(.unfinished)'
valid filters "$work/failed" "$work/unfinished"
run --json -f -e trace=openat -e signal=none -qq -o "$work/select"
log=$work/select
holds select 'map(.event) | unique == ["attached", "call", "exec"]'
run --json -ff -o "$work/own"
same own-files "$(ls "$work"/own.* | wc -l)" 2
valid own-files "$work"/own.*
for file in "$work"/own.*; do
	same "own-tid" "$(jq -r .tid "$file" | sort -u)" "${file##*.}"
done
run --json -f -o "|cat >$work/piped"
valid piped "$work/piped"
timeout 5 "$strobe" --json cat /dev/null 2>"$work/standard" >/dev/null
valid standard-error "$work/standard"
timeout 10 "$strobe" --json -I waiting -o "$work/interrupted" sh -c 'while :; do cat /dev/null; done' >/dev/null 2>&1 &
pid=$!
sleep 1
kill -INT $(ps -o pid= --ppid $pid) 2>/dev/null
wait $pid
valid interrupted "$work/interrupted"
same full "$(timeout 5 "$strobe" --json -o /dev/full ls / 2>&1 >/dev/null | grep -c 'No space left')" 1
same no-summary "$(timeout 5 "$strobe" --json -c true 2>&1 | grep -c 'mutually exclusive')" 1

# ---- strobe-json(5) names every member and every event of the schema, and nothing else ----

same page-members "$(awk '/^\.TP/ { getline; sub(/^\.(B|BR) /, ""); gsub(/\\/, ""); print $1 }' "$page" | sort -u)" \
	"$(jq -r '.definitions[].properties // {} | keys[]' "$schema" | sort -u)"
same page-events "$(awk '/^\.SH EVENTS/ { inside = 1; next } /^\.SH/ { inside = 0 } inside && /^\.SS/ { print $2 }' "$page" | sort)" \
	"$(jq -r '.definitions | to_entries[] | .value.properties.event.const // empty' "$schema" | sort)"
exit $failed
