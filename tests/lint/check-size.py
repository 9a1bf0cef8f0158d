#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions of at most 90 lines and files of at most 700; the exceptions stand with their reason in
size-allowed.txt. Size is a smell: the rule only stops what nobody would read."""
from lintlib import blank, functions, run

MAX_FUNCTION, MAX_FILE = 90, 700


def check(tree):
    allowed = tree.allowed("size-allowed.txt")
    seen = set()
    for path in tree.paths("src/*.c", "src/*.h", "tests/*.c", "tests/*.h"):
        text = tree.text(path)
        n_lines = text.count("\n")
        if n_lines > MAX_FILE:
            seen.add(path)
            if path not in allowed:
                yield f"{path}:1: {n_lines} lines; which second noun has moved in?"
        for function in functions(blank(text)):
            length = function.last_line - function.first_line + 1
            name = f"{path}:{function.name}"
            if length > MAX_FUNCTION:
                seen.add(name)
                if name not in allowed and path not in allowed:
                    yield f"{path}:{function.first_line}: {function.name} has {length} lines"
    for name in sorted(allowed - seen):
        yield f"tests/lint/size-allowed.txt:1: {name} needs no exception any more"


LONG = "static int\nlong_one (void)\n{\n" + "  work ();\n" * 100 + "}\n"
run(check, bad={
    "a long function": {"src/base/uke-a.c": LONG},
    "a long file": {"src/base/uke-a.c": "int a;\n" * 701},
    "an exception that is no longer needed": {"tests/lint/size-allowed.txt": "src/base/uke-a.c # why\n"},
}, good={"src/base/uke-a.c": LONG, "tests/lint/size-allowed.txt": "src/base/uke-a.c:long_one # a table\n"})
