#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each SQL file opens with a comment that says what it is for; a query's comment names its inputs with
their units, its output columns and the index it leans on; a migration makes STRICT tables only, and one for
PostgreSQL knows three types: BIGINT, BYTEA and texts that compare by their bytes, as in SQLite."""
import re

from lintlib import run

TABLE = re.compile(r"CREATE TABLE\b.*?;", re.DOTALL | re.IGNORECASE)
COLUMN = re.compile(r"^  (?!PRIMARY KEY|UNIQUE|CHECK|FOREIGN)(\w+) ([^\n]*)", re.MULTILINE)
PG_TYPE = re.compile(r'(BIGINT|BYTEA|TEXT COLLATE "C")(\s|,|$)')


def opening_comment(text):
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if "SPDX" not in line and line.strip("- "):
            lines.append(line)
    return "\n".join(lines)


def check(tree):
    for path in tree.paths("src/*.sql"):
        text = tree.text(path)
        comment = opening_comment(text)
        if not comment:
            yield f"{path}:1: no comment that says what it is for"
        if "/queries/" in path:
            for word in ("in", "out", "index"):
                if not re.search(rf"\b{word}[a-z]*:", comment, re.IGNORECASE):
                    yield f"{path}:1: the comment does not say \"{word.capitalize()}:\""
        if "/migrations/" in path:
            for match in TABLE.finditer(re.sub(r"--[^\n]*", "", text)):
                if path.endswith(".pg.sql"):
                    for name, rest in COLUMN.findall(match.group(0)):
                        if not PG_TYPE.match(rest):
                            yield f"{path}:1: a column of another type: {name} {rest}"
                    continue
                if not re.search(r"\)\s*(WITHOUT ROWID\s*,\s*)?STRICT\b", match.group(0)):
                    yield f"{path}:1: a table is not STRICT: {match.group(0).split('(')[0].strip()}"


QUERY = "-- Finds a patient.\n-- In: :id\n-- Out: name\n-- Index: primary key\nSELECT 1;\n"
run(check, bad={
    "SQL without a comment": {"src/store/sql/schema.sql": "SELECT 1;\n"},
    "a query that hides its index": {"src/store/sql/queries/a.sql": QUERY.replace("-- Index: primary key\n", "")},
    "a text that compares by a locale": {
        "src/store/sql/migrations/0001-a.pg.sql": "-- First.\nCREATE TABLE a (\n  b TEXT\n);\n"},
    "a loose table": {"src/store/sql/migrations/0001-a.sql": "-- First.\nCREATE TABLE a (b INTEGER);\n"},
}, good={
    "src/store/sql/queries/a.sql": QUERY,
    "src/store/sql/migrations/0001-a.sql": "-- First.\nCREATE TABLE a (b INTEGER) WITHOUT ROWID, STRICT;\n",
    "src/store/sql/migrations/0001-b.pg.sql": "-- First.\nCREATE TABLE b (\n  c TEXT COLLATE \"C\"\n);\n",
})
