#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each source file src/<layer>/uke-x.c has its test tests/<layer>/test-x.c. A file that is tested together
with others is listed in combined-tests.txt with the test that covers it."""
import re

from lintlib import run


def combined_tests(tree):
    """Yields the entries: the source, its test or "", and where that stands."""
    path = "tests/lint/combined-tests.txt"
    if tree.has(path):
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            words = line.split("#")[0].split()
            if words:
                yield words[0], words[1] if len(words) > 1 else "", f"{path}:{number}"


def check(tree):
    combined = set()
    sources = [p for p in tree.paths("src/*.c") if p.count("/") >= 2]
    for source, test, where in combined_tests(tree):
        if source in combined:
            yield f"{where}: {source} stands twice"
        combined.add(source)
        if source not in sources:
            yield f"{where}: {source} is gone"
        elif not test or not tree.has(test):
            yield f"{where}: {source} names no test that exists"
    for path in sources:
        folder, name = path.rsplit("/", 1)
        if path in combined:
            continue
        twin = f"tests{folder[3:]}/test-{re.sub('^ukes?-', '', name)}"
        if not tree.has(twin):
            yield f"{path}:1: no test twin {twin}"


run(check, bad={
    "a source without test": {"src/base/uke-a.c": "int a;\n"},
    "a combined test that is gone": {
        "src/base/uke-a.c": "int a;\n",
        "tests/lint/combined-tests.txt": "src/base/uke-a.c tests/base/test-b.c\n"},
    "a source that is listed twice": {
        "src/base/uke-a.c": "int a;\n", "tests/base/test-b.c": "int a;\n",
        "tests/lint/combined-tests.txt": "src/base/uke-a.c tests/base/test-b.c\n" * 2},
}, good={
    "src/base/uke-a.c": "int a;\n", "tests/base/test-a.c": "int a;\n",
    "src/app/main.c": "int a;\n", "tests/app/test-window.c": "int a;\n",
    "tests/lint/combined-tests.txt": "src/app/main.c tests/app/test-window.c # started there\n",
})
