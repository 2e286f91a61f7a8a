#!/bin/sh
# Compares layouts and constants with the headers at hand; run.py says how. Argument: the build directory.
exec "$(dirname "$0")/run.py" "$@"
