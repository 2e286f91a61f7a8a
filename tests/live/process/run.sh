#!/bin/sh
# Process control, as seen from outside: run.sh STROBE. Prints `ok NAME`, `FAIL NAME: why` or `skip NAME: why` a test.
exec python3 "$(dirname "$0")/process.py" "$@"
