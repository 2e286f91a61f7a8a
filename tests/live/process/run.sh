#!/bin/sh
# Process control, as seen from outside: run.sh STROBE [TEST…]. Prints `ok NAME`, `FAIL NAME: why` or
# `skip NAME: why` for each test.
exec env PYTHONDONTWRITEBYTECODE=1 python3 "$(dirname "$0")/process.py" "$@"
