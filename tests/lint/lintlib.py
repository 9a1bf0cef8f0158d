# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of tests/lint share: reading the tree, reading C, and the shape of a rule.

A rule is a script with a function `check (tree)` that yields findings "path:line: what is wrong", and
with two small trees: BAD, where the rule must find every path named as a key of its findings, and GOOD,
where it must find nothing. `run` tries both before it looks at the real tree, so that a rule that has
gone blind fails by itself. Output is TAP.
"""
import argparse
import fnmatch
import os
import re
import sys
import tempfile

SKIPPED_FOLDERS = {".git", "__pycache__", ".ccache"}


class Tree:
    """The files of one source tree, and the folder it was built in, where there is one."""

    def __init__(self, root, build=None):
        self.root = os.path.abspath(root)
        self.build = os.path.abspath(build) if build else None
        self._paths = None

    def paths(self, *patterns):
        """The relative paths, sorted, that match one of the patterns ("src/*.c" looks into subfolders)."""
        if self._paths is None:
            found = []
            for folder, folders, names in os.walk(self.root):
                folders[:] = sorted(f for f in folders
                                    if f not in SKIPPED_FOLDERS and not f.startswith("_build"))
                relative = os.path.relpath(folder, self.root)
                for name in sorted(names):
                    found.append(name if relative == "." else f"{relative}/{name}")
            self._paths = found
        if not patterns:
            return self._paths
        return [p for p in self._paths if any(fnmatch.fnmatch(p, pattern) for pattern in patterns)]

    def has(self, path):
        return os.path.exists(self.full(path))

    def full(self, path):
        return os.path.join(self.root, path)

    def text(self, path):
        with open(self.full(path), encoding="utf-8") as file:
            return file.read()

    def allowed(self, name):
        """The entries of an allow-list beside the rules: first word of each line; "#" begins a reason."""
        path = f"tests/lint/{name}"
        if not self.has(path):
            return set()
        return {line.split()[0] for line in self.text(path).splitlines()
                if line.strip() and not line.startswith("#")}


CODE_TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank(text, keep_strings=False):
    """C without comments and (unless kept) without what stands in quotes; every line keeps its number."""
    def replace(match):
        token = match.group(0)
        if token[0] in "\"'":
            return token if keep_strings else token[0] + token[0]
        return re.sub(r"[^\n]", " ", token)
    return CODE_TOKEN.sub(replace, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Function:
    """One function definition in a C file that is laid out by our formatter."""

    def __init__(self, name, first_line, last_line, head):
        self.name, self.first_line, self.last_line, self.head = name, first_line, last_line, head
        self.is_static = re.search(r"\bstatic\b", head) is not None
        self.is_fallible = re.search(r"GError \*\*\w+\s*\)", head) is not None


DEFINITION = re.compile(
    r"^(?P<type>[A-Za-z_][^\n;{}()#]*)\n(?P<name>[a-z_]\w*) \((?P<parameters>[^;{}]*?)\)\n\{", re.MULTILINE)


def functions(code):
    """Yields the function definitions of `code`, which has been through blank ()."""
    for match in DEFINITION.finditer(code):
        end = code.find("\n}", match.end() - 1)
        if end < 0:
            end = len(code)
        yield Function(match.group("name"), line_of(code, match.start()), line_of(code, end) + 1,
                       match.group(0))


def write_example(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def try_example(check, files, build):
    with tempfile.TemporaryDirectory() as folder:
        write_example(folder, files)
        return list(check(Tree(folder, build)))


class Tap:
    def __init__(self, n_cases):
        self.number, self.is_good = 0, True
        print(f"1..{n_cases}")

    def case(self, name, findings):
        self.number += 1
        for finding in findings:
            print(f"# {finding}")
        print(f"{'not ok' if findings else 'ok'} {self.number} {name}", flush=True)
        self.is_good = self.is_good and not findings


def run(check, bad, good):
    """bad: {reason: files}, each of which must be found; good: files in which nothing may be found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--build")
    arguments = parser.parse_args()
    tap = Tap(len(bad) + 2)
    for reason, files in bad.items():
        found = try_example(check, files, arguments.build)
        tap.case(f"catches {reason}", [] if found else [f"nothing was found: {reason}"])
    tap.case("leaves good code alone", try_example(check, good, arguments.build))
    tap.case("the tree", list(check(Tree(arguments.source, arguments.build))))
    sys.exit(0 if tap.is_good else 1)
