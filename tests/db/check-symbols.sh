#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-symbols.sh PROGRAM
# A program must keep SQLCipher's symbols to itself: it exports none, so that libsoup's libsqlite3
# cannot take its calls, and needs none, so that no other library can answer them.
set -eu
program=$1
exported=$(nm -D --defined-only "$program" | grep -c ' sqlite3_' || true)
needed=$(nm -D --undefined-only "$program" | grep -c ' sqlite3_' || true)
inside=$(nm --defined-only "$program" | grep -c ' sqlite3_key_v2$' || true)
echo "1..1"
if [ "$exported" -eq 0 ] && [ "$needed" -eq 0 ] && [ "$inside" -eq 1 ]; then
  echo "ok 1 the program keeps SQLCipher to itself"
else
  echo "not ok 1 exported $exported, needed from elsewhere $needed, own sqlite3_key_v2 $inside"
fi
