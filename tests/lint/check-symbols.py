#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every name that a layer's library gives to the linker begins with the project's prefix."""
import glob
import os
import subprocess

from lintlib import run

PREFIXES = ("uke_", "UKE_", "Uke", "ukes_")
# Emitted by the sanitizers, the coverage runtime and the stack protector.
FOREIGN = ("__asan", "__odr_asan", "__ubsan", "__gcov", "__llvm", "_sub_", "DW.ref.", "__x86.")


def unprefixed(archive):
    listing = subprocess.run(["nm", "-g", "--defined-only", archive], check=True, text=True,
                             capture_output=True).stdout
    for line in listing.splitlines():
        words = line.split()
        if len(words) == 3 and not words[2].startswith(PREFIXES + FOREIGN):
            yield words[2]


def check(tree):
    build = tree.build
    for archive in sorted(glob.glob(os.path.join(build, "src", "*", "*.a"))) if tree.has("meson.build") else []:
        for symbol in unprefixed(archive):
            yield f"{os.path.relpath(archive, build)}:1: {symbol} is public but has no prefix"
    # An example brings its source instead of an archive.
    for path in tree.paths("example.c"):
        compiled = tree.full("example.o")
        subprocess.run(["cc", "-c", "-o", compiled, tree.full(path)], check=True)
        for symbol in unprefixed(compiled):
            yield f"{path}:1: {symbol} is public but has no prefix"


run(check, bad={"a public name without prefix": {"example.c": "int helper (void) { return 1; }\n"}},
    good={"example.c": "static int helper (void) { return 1; }\nint uke_a (void) { return helper (); }\n"})
