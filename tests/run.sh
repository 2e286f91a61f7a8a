#!/bin/bash
# Runs every suite on the binaries in BUILD (tests/run.sh BUILD [SUITE…]) and counts. A suite prints `ok NAME`, `FAIL NAME: why`
# or `skip NAME: why` lines among others; all it prints is kept in BUILD/tests/SUITE.log. A suite that ends badly without
# having said FAIL, or that says nothing at all, is a failure of its own: no silence passes.
cd "$(dirname "$0")/.." || exit 1
build=${1:-build}
shift
strobe=$build/strobe
mkdir -p "$build/tests"
passed=0 failed=0 skipped=0

suite() {	# NAME SECONDS COMMAND…
	local name=$1 seconds=$2 log=$build/tests/$1.log status ok bad skip begin=$SECONDS
	shift 2
	[ -z "$only" ] || case " $only " in *" $name "*) ;; *) return ;; esac
	if [ "$(type -t "$1")" = function ]; then "$@"; else timeout -k 5 "$seconds" "$@"; fi >"$log" 2>&1 </dev/null
	status=$?
	if [ $status = 124 ] || [ $status = 137 ]; then
		echo "FAIL $name: did not end within $seconds s" >>"$log"
	elif [ $status != 0 ] && ! grep -q '^FAIL ' "$log"; then
		echo "FAIL $name: ended with status $status: $(grep -v '^ok ' "$log" | tail -n 1)" >>"$log"
	elif ! grep -qE '^(ok|FAIL|skip) ' "$log"; then
		echo "FAIL $name: ran no test" >>"$log"
	fi
	ok=$(grep -c '^ok ' "$log") bad=$(grep -c '^FAIL ' "$log") skip=$(grep -c '^skip ' "$log")
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
	printf '%-14s %5d passed %5d failed%s  %4d s\n' "$name" "$ok" "$bad" \
		"$([ "$skip" = 0 ] || echo " $skip skipped")" $((SECONDS - begin))
	awk '/^FAIL / { shown = ++n <= 40 ? 3 : 0 } /^(ok|skip|note) / { shown = 0 } shown-- > 0' "$log" | cut -c1-400
	[ "$bad" -le 40 ] || echo "and $((bad - 40)) more: grep '^FAIL' $log"
	grep '^note ' "$log" | cut -c6-
	return 0
}

# Check's own report, a line a test, as ours. A program that dies before it has reported is seen by its missing plan.
unit() {
	local source program name tap=$build/tests/tap
	for source in tests/unit/test_*.c tests/decode/test_*.c; do
		[ -e "$source" ] || continue
		name=${source#tests/} name=${name%.c} program=$build/tests/$name
		[ "$program" -nt "$source" ] || { echo "FAIL $name: could not be built"; continue; }
		rm -f "$tap"
		status=0
		CK_TAP_LOG_FILE_NAME=$tap timeout -k 5 120 "$program" || status=$?
		sed -nE -e 's,^ok [0-9]+ - [^:]*:[^:]*:([^:]*):.*,ok '"$name"'/\1,p' \
			-e 's,^not ok [0-9]+ - ([^:]*:[^:]*):([^:]*):(.*),FAIL '"$name"'/\2:\3 (\1),p' "$tap" 2>/dev/null
		if ! grep -q '^1\.\.[1-9]' "$tap" 2>/dev/null; then
			echo "FAIL $name: ended with status $status and ran no test"
		elif [ $status != 0 ] && ! grep -q '^not ok' "$tap"; then
			echo "FAIL $name: ended with status $status"
		fi
	done
}

only=$*
suite lint 300 tests/lint.sh
suite unit 300 unit
suite lang 120 tests/lang/run.sh "$build"
suite layout 120 tests/layout/run.sh "$build"
suite live 600 tests/live/run.py --build "$build/tests/live" "$strobe"
suite process 300 tests/live/process/run.sh "$strobe"
suite json 200 tests/json/run.sh "$strobe"
suite cli 300 tests/cli/run.sh "$strobe"
suite differential 400 tests/differential/run.sh "$strobe"
[ $skipped = 0 ] || echo "$skipped skipped: grep '^skip' $build/tests/*.log"
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
