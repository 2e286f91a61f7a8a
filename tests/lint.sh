#!/bin/bash
# The rules of the house that a compiler does not hold (src/README.md says why they are): a line a rule, with the first lines
# that break it. Works on the tracked files and on those that are about to be.
cd "$(dirname "$0")/.." || exit 1
failed=0
files=$(git ls-files -co --exclude-standard 2>/dev/null || find . -type f -not -path './build/*' | sed 's,^\./,,')
of() {	# the files whose names match
	printf '%s\n' "$files" | grep -E "$1" | while IFS= read -r file; do [ -e "$file" ] && printf '%s\n' "$file"; done
}
rule() {	# NAME: what stands on standard input breaks it
	local broken
	broken=$(cat)
	if [ -z "$broken" ]; then
		echo "ok lint/$1"
	else
		printf '%s\n' "$broken" | head -n 10 | sed "s,^,FAIL lint/$1: ,"
		failed=1
	fi
}
in_files() {	# PATTERN of lines, in the files given on standard input
	xargs -r grep -nHE -- "$1"
}
# C with its comments blanked, so that a rule about code does not read prose: FILE:LINE:TEXT
code() {
	while IFS= read -r file; do
		awk -v file="$file" '
			{ line = $0; out = ""
			  while (line != "") {
				if (inside) { end = index(line, "*/"); if (!end) break; line = substr(line, end + 2); inside = 0; continue }
				block = index(line, "/*"); rest = index(line, "//")
				if (rest && (!block || rest < block)) { out = out substr(line, 1, rest - 1); break }
				if (!block) { out = out line; break }
				out = out substr(line, 1, block - 1); line = substr(line, block + 2); inside = 1
			  }
			  print file ":" FNR ":" out }' "$file"
	done
}

# A room knows the contracts and itself.
of '^src/[^/]+/.*\.[ch]$' | while IFS= read -r file; do
	room=${file%/*}
	sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]+"([^"]+)".*/\1/p' "$file" | while IFS= read -r header; do
		[ -e "include/$header" ] || [ -e "$room/$header" ] || [ "$header" = desc_ids.h ] || echo "$file includes $header"
	done
done | rule rooms

of '^(src|include)/.*\.[ch]$' | grep -vE '^src/(tracer|arch)/' | code |
	grep -E '<(sys|linux|asm)/ptrace\.h>|\<ptrace[[:space:]]*\(' | rule ptrace

# Standard output is the options room's (-h, -V), standard error message.h's; the compiler is a program of its own.
of '^src/.*\.c$' | grep -vE '^src/(sink|gen|options)/|/message\.c$' | code |
	grep -E '[^_[:alnum:]](v?f?printf|v?dprintf|puts|fputs|fwrite|putc|fputc|putchar|perror|writev)[[:space:]]*\(' | rule output
of '^src/options/.*\.c$' | grep -v '/message\.c$' | code |
	grep -E '[^_[:alnum:]](perror|dprintf|write)[[:space:]]*\(|\<stderr\>' | rule diagnostics

of '^(src|include|syscalls)/' | grep -vE '^src/arch/' |
	in_files '#[[:space:]]*(if|ifdef|ifndef|elif).*(__(x86_64|amd64|i386|aarch64|arm|riscv|powerpc|s390|mips|loongarch|LP64|ILP32)[0-9]*_?_?)' |
	rule arch

{ of '^syscalls/' | grep -vE '\.(sys|tbl|abi)$|^syscalls/README\.md$'
  of '^syscalls/' | while IFS= read -r file; do [ -x "$file" ] && echo "$file is executable"; done
  of '^syscalls/.*\.(sys|tbl|abi)$' | in_files '^[[:space:]]*#[[:space:]]*(include|define|if|ifdef|ifndef)[[:space:]]+[<"A-Z_]'
} | rule data

here=$(pwd -P)
of . | grep -vE '^tests/lint\.sh$' | in_files "(^|[^[:alnum:]_.])($here/|/home/[a-z]|/root/)" | rule paths

of '^(src|include)/' | grep -E '(^|/)(util|utils|common|misc|helpers?)\.[ch]$' | rule names
of '^(src|include)/.*\.[ch]$' | while IFS= read -r file; do
	lines=$(wc -l <"$file")
	[ "$lines" -le 600 ] || echo "$file has $lines lines: which two rooms is it?"
done | rule size
of '^(src|include|tests)/.*\.[ch]$' | while IFS= read -r file; do
	head -n 1 "$file" | grep -q '^/\*' || echo "$file does not begin by saying its purpose"
done | rule purpose
of '\.(c|h|sh|py)$|^Makefile$' | in_files '[[:space:]]+$' | rule trailing-space
# 110 columns are the aim, told and not held, since a table's comments may want more; 132 are held.
wide=$(of '^(src|include)/.*\.[ch]$' | while IFS= read -r file; do
	expand "$file" | awk -v file="$file" 'length > 110 { print file ":" FNR ": " length " columns" }'
done)
echo "note lint: $(printf '%s' "$wide" | grep -c .) lines are wider than 110 columns"
printf '%s\n' "$wide" | awk '$2 > 132' | rule columns

# The language's way out is for the few things that it cannot say.
hooks=$(grep -cE '^[[:space:]]*X\([a-z0-9_]+\)' include/hooks.h)
echo "note lint: $hooks hooks of at most 30"
{ [ "$hooks" -le 30 ] || echo "$hooks hooks: what does the language lack?"; } | rule hooks
of '^syscalls/.*\.sys$' | xargs -r grep -ohE '\bvia [a-z_0-9]+' | sort -u | sed 's/via //' | while IFS= read -r hook; do
	grep -q "X($hook)" include/hooks.h || echo "a description says via $hook, which is no hook of include/hooks.h"
done | rule hooks-known

exit $failed
