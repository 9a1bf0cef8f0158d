#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C file is as the formatter leaves it. To mend: ninja -C _build clang-format"""
import os
import re
import shutil
import subprocess

from lintlib import run

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".clang-format")


def check(tree):
    files = tree.paths("src/*.c", "src/*.h", "tests/*.c", "tests/*.h")
    if not tree.has(".clang-format"):
        shutil.copy(CONFIG, tree.full(".clang-format"))
    if not files:
        return
    result = subprocess.run(["clang-format", "--dry-run", "--style=file"] + files, cwd=tree.root, text=True,
                            capture_output=True)
    if result.returncode != 0:
        yield f".clang-format:1: {result.stderr.strip()}"
    seen = set()
    for line in result.stderr.splitlines():
        match = re.match(r"(\S+?:\d+):\d+: warning: code should be clang-formatted", line)
        if match and match.group(1).split(":")[0] not in seen:
            seen.add(match.group(1).split(":")[0])
            yield f"{match.group(1)}: not as clang-format leaves it"


run(check, bad={"another layout": {"src/base/uke-a.c": "int uke_a(void) {\n\treturn 1;\n}\n"}},
    good={"src/base/uke-a.c": "int\nuke_a (void)\n{\n  return 1;\n}\n"})
