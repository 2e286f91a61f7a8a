#!/bin/bash
# Tests of the description language's compiler: tests/lang/run.sh BUILD. Prints ok NAME or FAIL NAME: why, a line a test.
#
#   *.cases           what is refused, and what is made of what is accepted; see the top of each
#   layout.sys, .h    structs described, and the same in C: gcc says with -m64 and -m32 whether all offsets and sizes agree
#   worked.sys        descriptions of the hard calls, with stubs.sys for what they only refer to; and the sys blocks of
#                     syscalls/README.md: they are accepted and the arrays compile
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
gen=${1:?usage: run.sh BUILD}/strobe-gen
case $gen in /*) ;; *) gen=$PWD/$gen ;; esac
cc=${CC:-cc}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

ok() { echo "ok $1"; }
fail() { echo "FAIL $1: $2"; failed=1; }

# Splits a file of cases: $work/cases/N/{name,text}
split() {
	rm -rf "$work/cases"
	mkdir "$work/cases"
	awk -v dir="$work/cases" '
		/^#% / { n++; d = sprintf("%s/%03d", dir, n); system("mkdir " d); print substr($0, 4) > (d "/name") }
		n { print > (d "/text") }' "$1"
}

# The messages that a case announces, as the compiler writes them.
announced() {
	awk -v file="$1" -v prelude="$2" '{
		n = split($0, parts, "#!\\^? error: ")
		for (i = 2; i <= n; i++) {
			message = parts[i]
			sub(/[ \t]+$/, "", message)
			gsub(/\$F/, file, message)
			gsub(/\$P/, prelude, message)
			print file ":" NR - ($0 ~ /#!\^/) ": " message
		}
	}' "$1"
}

# Errors of the case $1, compiled under the name $2 after the prelude.
refused() {
	local name suffix=$2 dir=$1 status
	name=$(cat "$dir/name")
	cp "$dir/text" "$dir/$suffix"
	cp "$here/prelude.sys" "$dir/prelude.sys"
	announced "$dir/$suffix" "$dir/prelude.sys" | sort >"$dir/expected"
	"$gen" --c "$dir/out.c" "$dir/prelude.sys" "$dir/$suffix" >"$dir/out" 2>"$dir/err"
	status=$?
	sort "$dir/err" >"$dir/found"
	if ! diff "$dir/expected" "$dir/found" >"$dir/diff"; then
		fail "lang/$name" "$(sed -n 's,^\([<>]\) .*/\([^/]*\)$,\1 \2,p' "$dir/diff" | tr '\n' ' ')"
	elif [ -s "$dir/expected" ] && [ $status != 1 ]; then
		fail "lang/$name" "ended with status $status"
	elif [ -s "$dir/expected" ] && [ -e "$dir/out.c" ]; then
		fail "lang/$name" "wrote its output in spite of errors"
	elif [ ! -s "$dir/expected" ] && [ $status != 0 ]; then
		fail "lang/$name" "ended with status $status"
	else
		ok "lang/$name"
	fi
}

# What becomes of the case $1: every `#= TEXT` must stand in a line of the dump.
made() {
	local name dir=$1 text missing=
	name=$(cat "$dir/name")
	if ! "$gen" --dump "$dir/dump" "$here/prelude.sys" "$dir/text" >"$dir/out" 2>&1; then
		fail "lang/$name" "$(head -n 1 "$dir/out")"
		return
	fi
	# Indexes in the arrays are nobody's business.
	sed -E 's/#[0-9]+//g; s/^ +//' "$dir/dump" >"$dir/plain"
	grep -q '#= ' "$dir/text" || missing="it expects nothing"
	while IFS= read -r text; do
		grep -qF -- "$text" "$dir/plain" || missing="nowhere: $text"
	done < <(sed -n 's/^.*#= //p' "$dir/text" | sed 's/[ \t]*$//')
	if [ -n "$missing" ]; then fail "lang/$name" "$missing"; else ok "lang/$name"; fi
}

for suite in errors:case.sys numbers:x86_64.tbl; do
	split "$here/${suite%%:*}.cases"
	for dir in "$work"/cases/*; do refused "$dir" "${suite#*:}"; done
done
split "$here/made.cases"
for dir in "$work"/cases/*; do made "$dir"; done

# ---- layouts against gcc's ----

# Static assertions for offsets and sizes; for bit fields, an object that has that field set and the bytes that we expect.
asserts() {
	awk -F '\t' -v column="$1" '
		function expect(s, m, off, size, bit, width,  i, byte) {
			printf "struct %s %s_%s __attribute__((section(\"found\"), aligned(32))) = { .%s = -1 };\n", s, s, m, m
			printf "unsigned char expected_%s_%s[sizeof(struct %s)] __attribute__((section(\"wanted\"), aligned(32))) = {", s, m, s
			for (i = bit; i < bit + width; i++)
				sum[int(i / 8)] += 2 ^ (i % 8)
			for (byte in sum) {
				printf "[%d] = %d,", off + byte, sum[byte]
				delete sum[byte]
			}
			print "};"
		}
		BEGIN { print "#include <stddef.h>\n#include <stdint.h>\n#include \"layout.h\"" }
		$1 == "struct" { printf "_Static_assert(sizeof(struct %s) == %d && _Alignof(struct %s) == %d, \"size of %s\");\n", $2, $(6 + column), $2, $(4 + column), $2 }
		$1 == "member" { printf "_Static_assert(offsetof(struct %s, %s) == %d, \"%s.%s\");\n", $2, $3, $(4 + column), $2, $3
				 printf "_Static_assert(sizeof(((struct %s *) 0)->%s) == %d, \"%s.%s\");\n", $2, $3, $(6 + column), $2, $3 }
		$1 == "bits" { expect($2, $3, $(4 + column), $(6 + column), $8, $9) }' "$work/layout.tsv"
}

layout() {
	local option=$1 column=$2 why
	asserts "$column" >"$work/layout$option.c"
	if ! "$cc" "$option" -ffreestanding -fno-pie -I"$here" -Wno-overflow -c -o "$work/layout.o" "$work/layout$option.c" 2>"$work/err"; then
		why=$(grep -m 1 error "$work/err")
		fail "lang/layout $option" "${why#*error: }"
		return
	fi
	objcopy -O binary -j found "$work/layout.o" "$work/found" && objcopy -O binary -j wanted "$work/layout.o" "$work/wanted"
	if [ ! -s "$work/found" ] || ! cmp -s "$work/found" "$work/wanted"; then
		fail "lang/layout $option" "bit fields lie elsewhere: $(cmp "$work/found" "$work/wanted" 2>&1 | sed 's,.*/,,')"
		return
	fi
	ok "lang/layout $option ($(grep -c '^_Static_assert\|^struct' "$work/layout$option.c") facts)"
}

if "$gen" --layout "$work/layout.tsv" "$here/prelude.sys" "$here/layout.sys" 2>"$work/err"; then
	layout -m64 0
	layout -m32 1
else
	fail lang/layout "$(head -n 1 "$work/err")"
fi

# ---- examples: accepted, and the arrays compile ----

accepted() {
	local name=$1
	shift
	if ! "$gen" --c "$work/desc.c" --ids "$work/desc_ids.h" "$@" 2>"$work/err"; then
		fail "$name" "$(head -n 1 "$work/err" | sed 's,^/.*/,,')"
	elif ! "$cc" -std=gnu17 -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$root/include" -I"$work" \
			-c -o "$work/desc.o" "$work/desc.c" 2>"$work/err"; then
		fail "$name" "$(grep -m 1 error "$work/err")"
	else
		ok "$name"
	fi
}

# Line numbers in messages are the page's.
awk '/^```sys$/ { on = 1; print ""; next } /^```$/ { on = 0 } { print on ? $0 : "" }' "$root/syscalls/README.md" >"$work/README.sys"
accepted lang/reference "$here/prelude.sys" "$here/shared.sys" "$work/README.sys"
accepted lang/worked "$here/worked.sys" "$here/stubs.sys"
cp "$work/desc.c" "$work/first.c"
"$gen" --c "$work/desc.c" "$here/worked.sys" "$here/stubs.sys"
if cmp -s "$work/desc.c" "$work/first.c"; then ok lang/reproducible; else fail lang/reproducible "two runs differ"; fi

# ---- the command line ----

if "$gen" 2>"$work/err"; then fail lang/usage "no files, and no error"
elif grep -q '^usage:' "$work/err"; then ok lang/usage
else fail lang/usage "does not say how it is used"; fi
if "$gen" --c "$work/x.c" "$work/nosuch.sys" 2>"$work/err"; then fail lang/missing-file "no error"
elif grep -q 'nosuch.sys: No such file' "$work/err"; then ok lang/missing-file
else fail lang/missing-file "$(head -n 1 "$work/err")"; fi
if "$gen" --c "$work/nosuch/x.c" "$here/prelude.sys" 2>"$work/err"; then fail lang/unwritable "no error"
elif grep -q 'nosuch/x.c.*: No such file' "$work/err"; then ok lang/unwritable
else fail lang/unwritable "$(head -n 1 "$work/err")"; fi

exit $failed
