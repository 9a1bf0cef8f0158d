#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text file of ours names its licence near the top, ends with a newline, has no tabs, no trailing
blanks and no left-over notes."""
import os
import re

from lintlib import run

LICENSED = (".c", ".h", ".py", ".sh", ".css", ".sql", ".ui", ".build", ".yml", ".gschema.xml", ".gresource.xml")
TEXT = LICENSED + (".md", ".in", ".po", ".txt", ".supp", ".svg")
NOTE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b(?!ING)")
FREE_OF_LICENCE = ("po/POTFILES.in", "tests/data/")


def is_script(tree, path):
    if not path.startswith(("scripts/", ".ci/", ".githooks/", "tests/")) or "." in os.path.basename(path):
        return False
    with open(tree.full(path), "rb") as file:
        return file.read(2) == b"#!"


def check(tree):
    for path in tree.paths():
        script = is_script(tree, path)
        if path.startswith("tests/data/") or not (script or path.endswith(TEXT)):
            continue
        try:
            text = tree.text(path)
        except UnicodeDecodeError:
            yield f"{path}:1: not UTF-8"
            continue
        if (script or path.endswith(LICENSED)) and not path.startswith(FREE_OF_LICENCE) \
                and "SPDX-License-Identifier" not in text[:800]:
            yield f"{path}:1: no SPDX-License-Identifier"
        if script and not os.access(tree.full(path), os.X_OK):
            yield f"{path}:1: a script that cannot be run"
        if text and not text.endswith("\n"):
            yield f"{path}:1: no newline at the end"
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip() and not path.endswith((".md", ".po")):
                yield f"{path}:{number}: trailing blanks"
            if "\t" in line and path.endswith((".c", ".h", ".py", ".build", ".css", ".ui", ".sql")):
                yield f"{path}:{number}: a tab"
            if NOTE.search(line) and path.endswith((".c", ".h", ".py", ".sql", ".ui", ".css", ".build")):
                yield f"{path}:{number}: a note that should be done or be an issue"


SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
run(check, bad={
    "a file without licence": {"src/base/uke-a.c": "int a;\n"},
    "a left-over note": {"src/base/uke-a.c": SPDX + "/* TO" "DO: later */\n"},
    "trailing blanks": {"src/base/uke-a.c": SPDX + "int a; \n"},
    "a missing newline": {"src/base/uke-a.c": SPDX + "int a;"},
}, good={"src/base/uke-a.c": SPDX + "int a;\n", "tests/data/list.csv": "a,b "})
