#!/bin/sh
# Compares strobe with strace on real commands; run.py says how.
exec "$(dirname "$0")/run.py" "$@"
