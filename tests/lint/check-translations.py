#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/ja.po is well formed, says something for every message of the sources as they are now, and uses none
of the words that the design forbids (design.md section 10)."""
import re
import subprocess

from lintlib import blank, line_of, run

# Words that blame or say nothing, and words for which the glossary has another.
FORBIDDEN = ("エラー", "無効", "不正", "失敗しました", "復旧コード")
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]
BLOCK = re.compile(r"\n\s*\n")


def tool(tree, *arguments, data=None):
    return subprocess.run(arguments, cwd=tree.root, input=data, text=True, capture_output=True)


def msgids(catalogue):
    """The first message of each entry that msgattrib or msgcomm printed, for people to read."""
    for block in BLOCK.split(catalogue):
        match = re.search(r'^msgid ((?:"[^\n]*"\n?)+)', block, re.MULTILINE)
        if match:
            message = "".join(part.strip()[1:-1] for part in match.group(1).splitlines())
            if message:
                yield message


def check(tree):
    listed = [line.strip() for line in tree.text("po/POTFILES.in").splitlines()
              if line.strip() and not line.startswith("#") and tree.has(line.strip())]
    formatted = tool(tree, "msgfmt", "--check", "--output-file=/dev/null", "po/ja.po")
    if formatted.returncode != 0:
        for line in formatted.stderr.strip().splitlines():
            yield line
        return
    if tool(tree, "msgattrib", "--only-fuzzy", "po/ja.po").stdout:
        yield "po/ja.po:1: has fuzzy entries"
    if listed:
        template = tool(tree, "xgettext", "--from-code=UTF-8", "--output=-",
                        *(f"--keyword={k}" for k in KEYWORDS), "--files-from=-",
                        data="\n".join(listed) + "\n").stdout
        merged = tool(tree, "msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=-", "po/ja.po", "-",
                      data=template).stdout
        missing = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "-"], input=merged, text=True,
                                 capture_output=True).stdout
        for message in msgids(missing):
            yield f"po/ja.po:1: no translation: {message}"
    catalogue = tree.text("po/ja.po")
    for number, line in enumerate(catalogue.splitlines(), 1):
        for word in FORBIDDEN:
            if word in line and not line.startswith("#"):
                yield f"po/ja.po:{number}: {word}: say what happened, then what helps"
    for path in tree.paths("src/*.c", "ui/*.ui"):
        code = blank(tree.text(path), keep_strings=True) if path.endswith(".c") else tree.text(path)
        for word in FORBIDDEN:
            for match in re.finditer(word, code):
                yield f"{path}:{line_of(code, match.start())}: {word}: say what happened, then what helps"


PO = ('msgid ""\nmsgstr ""\n"Project-Id-Version: a\\n"\n"PO-Revision-Date: 2026-11-24 09:00+0900\\n"\n'
      '"Last-Translator: a\\n"\n"Language-Team: Japanese\\n"\n"Language: ja\\n"\n"MIME-Version: 1.0\\n"\n'
      '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n')
SOURCE = {"po/POTFILES.in": "src/app/uke-a.c\n", "src/app/uke-a.c": 'f (C_ ("day", "Book"));\n'}
run(check, bad={
    "a missing translation": {**SOURCE, "po/ja.po": PO},
    "a forbidden word": {**SOURCE, "po/ja.po": PO + 'msgctxt "day"\nmsgid "Book"\nmsgstr "予約エラー"\n'},
    "a fuzzy entry": {**SOURCE, "po/ja.po": PO + '#, fuzzy\nmsgctxt "day"\nmsgid "Book"\nmsgstr "予約"\n'},
    "an entry that stands twice": {**SOURCE, "po/ja.po": PO + 'msgid "Book"\nmsgstr "予約"\n\n' * 2},
}, good={**SOURCE, "po/ja.po": PO + 'msgctxt "day"\nmsgid "Book"\nmsgstr "予約"\n'})
