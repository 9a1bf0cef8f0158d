#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each header compiles alone, with the flags of its own layer, and carries its guards."""
import json
import os
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from lintlib import run

DROPPED_WITH_VALUE = {"-o", "-c", "-MF", "-MQ", "-MT"}


def layer_flags(tree):
    """The compiler call of one file of each layer, without its input and outputs."""
    flags = {}
    with open(os.path.join(tree.build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    for command in commands:
        path = os.path.normpath(os.path.join(command["directory"], command["file"]))
        if "/src/" not in path or not path.endswith(".c"):
            continue
        layer = path.rsplit("/src/", 1)[1].split("/")[0]
        words, kept, skip = shlex.split(command["command"]), [], False
        for word in words:
            if skip:
                skip = False
            elif word in DROPPED_WITH_VALUE:
                skip = True
            elif word != "-MD" and not word.endswith(".c"):
                kept.append(word)
        flags.setdefault(layer, kept)
    return flags


def compile_alone(tree, path, flags):
    """Where the build has ccache, a header that nothing changed for is not compiled again."""
    folder = os.path.join(tree.build, "lint-headers")
    os.makedirs(folder, exist_ok=True)
    name = os.path.join("lint-headers", path.replace("/", "_"))
    # As an include of an otherwise empty file: "pragma once" in a main file is a warning.
    with open(os.path.join(tree.build, name + ".c"), "w", encoding="utf-8") as file:
        file.write(f'#include "{os.path.relpath(tree.full(path), folder)}"\ntypedef int uke_lint_not_empty;\n')
    # What is not kept need not be written.
    end = ["-c", "-o", name + ".o"] if os.path.basename(flags[0]) == "ccache" else ["-fsyntax-only"]
    result = subprocess.run(flags + end + [name + ".c"], cwd=tree.build, text=True, capture_output=True)
    if result.returncode == 0:
        return None
    return f"{path}:1: does not compile alone: {result.stderr.strip().splitlines()[0:3]}"


def check(tree):
    flags = layer_flags(tree)
    headers = [p for p in tree.paths("src/*.h") if p.count("/") >= 2]
    for path in headers:
        text = tree.text(path)
        if "#pragma once" not in text:
            yield f"{path}:1: no #pragma once"
        if "G_BEGIN_DECLS" not in text or "G_END_DECLS" not in text:
            yield f"{path}:1: no G_BEGIN_DECLS and G_END_DECLS"
    jobs = [(p, flags[p.split("/")[1]]) for p in headers if p.split("/")[1] in flags]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for finding in pool.map(lambda job: compile_alone(tree, *job), jobs):
            if finding:
                yield finding


FRAME = "#pragma once\n#include <glib.h>\nG_BEGIN_DECLS\n%s\nG_END_DECLS\n"
run(check, bad={
    "a header that leans on another": {"src/base/uke-a.h": FRAME % "UkeUnknown *uke_a_new (void);"},
    "a header without a guard": {"src/base/uke-a.h": (FRAME % "").replace("#pragma once\n", "")},
}, good={"src/base/uke-a.h": FRAME % "int uke_a_count (void);"})
