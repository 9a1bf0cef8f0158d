#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in lists exactly the files with text for people, each once; only the layers that speak to
people have such text."""
import re

from lintlib import blank, run

MARK_C = re.compile(r'(?<![\w])(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2) \(')
MARK_UI = re.compile(r'translatable="(?:yes|true)"')
SPEAKING = ("src/words/", "src/app/", "src/server/", "src/ctl/")


def has_text(tree, path):
    if path.endswith((".c", ".h")):
        code = re.sub(r"^\s*#[^\n]*", "", blank(tree.text(path)), flags=re.MULTILINE)
        return MARK_C.search(code) is not None
    if path.endswith(".ui"):
        return MARK_UI.search(tree.text(path)) is not None
    return path.endswith((".desktop.in", ".metainfo.xml.in"))


def check(tree):
    listed = [line.strip() for line in tree.text("po/POTFILES.in").splitlines()
              if line.strip() and not line.startswith("#")]
    for path in sorted({p for p in listed if listed.count(p) > 1}):
        yield f"po/POTFILES.in:1: {path} is listed twice"
    speaking = [p for p in tree.paths("src/*.c", "src/*.h", "ui/*.ui", "src/*.ui", "data/*.in", "data/*.ui")
                if has_text(tree, p)]
    for path in speaking:
        if path not in listed:
            yield f"{path}:1: has text for people but is not in po/POTFILES.in"
        if path.startswith("src/") and not path.startswith(SPEAKING):
            yield f"{path}:1: this layer carries no sentences for people; they belong to src/words"
    for path in listed:
        if not tree.has(path):
            yield f"po/POTFILES.in:1: {path} is gone"
        elif path not in speaking:
            yield f"po/POTFILES.in:1: {path} has no text for people"


run(check, bad={
    "a file that is not listed": {"po/POTFILES.in": "", "src/app/uke-a.c": 'f (_ ("Hello"));\n'},
    "a listed file that is gone": {"po/POTFILES.in": "src/app/uke-a.c\n"},
    "sentences in a silent layer": {"po/POTFILES.in": "src/store/uke-a.c\n",
                                    "src/store/uke-a.c": 'f (_ ("Hello"));\n'},
}, good={"po/POTFILES.in": "# all\nsrc/app/uke-a.c\nui/a.ui\n", "src/app/uke-a.c": 'f (_ ("Hello"));\n',
         "ui/a.ui": '<property name="label" translatable="yes">Hello</property>\n',
         "src/base/uke-b.c": "/* _ (x) */\n"})
