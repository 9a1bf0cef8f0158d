#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every public function has a doc comment of its own above its definition, with "Thread:", and "Errors:"
where it can fail; and the compiler is told not to let its result be dropped."""
import re

from lintlib import blank, functions, line_of, run

COMMENT_END = re.compile(r"\*/\s*$")
PROTOTYPE = re.compile(r"^(?P<head>[A-Za-z_][^\n;{}()#]*?[ *])(?P<name>ukes?_\w+) \((?P<parameters>[^;{}]*?)\)"
                       r"(?P<tail>[^;{}]*);", re.MULTILINE)


def comment_above(lines, first_line):
    """The comment block that ends right above the 1-based line, or None."""
    last = first_line - 2
    if last < 0 or not lines[last].rstrip().endswith("*/"):
        return None
    first = last
    while first > 0 and not lines[first].lstrip().startswith("/*"):
        first -= 1
    return "\n".join(lines[first:last + 1])


def check_source(tree, path, public):
    text = tree.text(path)
    lines, code = text.splitlines(), blank(text)
    for function in functions(code):
        if function.is_static or function.name not in public:
            continue
        where = f"{path}:{function.first_line}: {function.name}"
        comment = comment_above(lines, function.first_line)
        if comment is None or not comment.startswith("/**"):
            yield f"{where}: no doc comment"
            continue
        named = re.match(r"/\*\*\s*\*?\s*(ukes?_\w+):", comment)
        if named and named.group(1) != function.name:
            yield f"{where}: the comment above it is for {named.group(1)}"
        if "Thread:" not in comment:
            yield f"{where}: the comment does not say on which thread it may be called (Thread:)"
        if function.is_fallible and "Errors:" not in comment:
            yield f"{where}: it can fail, but the comment has no Errors:"


def check(tree):
    public = set()
    for path in tree.paths("src/*.h"):
        if path.endswith("-private.h"):
            continue
        code = blank(tree.text(path))
        for match in PROTOTYPE.finditer(code):
            if match.group("head").startswith(("typedef", "static", "return")):
                continue
            public.add(match.group("name"))
            is_fallible = re.search(r"GError \*\*\w*$", match.group("parameters").strip())
            returns = match.group("head").strip()
            # A pointer that is dropped shows as a leak; a dropped truth value shows nowhere.
            if is_fallible and returns == "gboolean" and "WARN_UNUSED_RESULT" not in match.group("tail"):
                yield (f"{path}:{line_of(code, match.start())}: {match.group('name')} can fail: "
                       "end it with G_GNUC_WARN_UNUSED_RESULT")
    for path in tree.paths("src/*.c"):
        yield from check_source(tree, path, public)


HEADER = "gboolean uke_a_open (const char *path, GError **error)%s;\n"
SOURCE = """/**
 * uke_a_open:
 * @path: where
 *
 * Opens it.
 *
 * Returns: whether it is open
 * Errors: %s
 * %s
 */
gboolean
uke_a_open (const char *path, GError **error)
{
  return TRUE;
}
"""
MARK = " G_GNUC_WARN_UNUSED_RESULT"
run(check, bad={
    "a missing comment": {"src/base/uke-a.h": HEADER % MARK,
                          "src/base/uke-a.c": SOURCE[SOURCE.index("gboolean\n"):]},
    "a missing thread": {"src/base/uke-a.h": HEADER % MARK, "src/base/uke-a.c": SOURCE % ("X", "")},
    "a comment for another function": {"src/base/uke-a.h": HEADER % MARK, "src/base/uke-a.c": (
        SOURCE % ("X", "Thread: any")).replace("uke_a_open:", "uke_b_open:")},
    "missing errors": {"src/base/uke-a.h": HEADER % MARK,
                       "src/base/uke-a.c": (SOURCE % ("X", "Thread: any")).replace(" * Errors: X\n", "")},
    "a result that may be dropped": {"src/base/uke-a.h": HEADER % "",
                                     "src/base/uke-a.c": SOURCE % ("X", "Thread: any")},
}, good={"src/base/uke-a.h": HEADER % MARK, "src/base/uke-a.c": SOURCE % ("X", "Thread: any")})
