#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrows between layers point down only, no file includes itself round a corner, and the heavy libraries
stay in the one layer that wraps them."""
import re

from lintlib import blank, line_of, run

# Each layer and the layers it may include, besides itself.
BELOW = {
    "base": "",
    "model": "base",
    "feed": "base model",
    "db": "base",
    "vault": "base",
    "pki": "base vault",
    "store": "base model feed db",
    "clinic": "base model feed db vault store",
    "words": "base model feed db vault pki store clinic exchange",
    "exchange": "base model feed db vault store clinic",
    "messaging": "base model feed db store clinic",
    "sync": "base model feed db vault pki store clinic",
    "server": "base model feed db vault pki store clinic words messaging exchange",
    "app": "base model feed db vault pki store clinic words messaging exchange sync",
    "ctl": "base model feed db vault pki store clinic words messaging exchange sync server",
}
# System headers and the only layers that may know them.
LIBRARIES = {
    "gtk/": "app", "adwaita.h": "app", "gdk/": "app", "pango/": "app", "libnotify/": "app",
    "sqlite3.h": "db", "sqlcipher/": "db", "libpq-fe.h": "db",
    "libsecret/": "vault", "openssl/": "base vault pki feed db store", "sodium.h": "base vault pki feed db store",
    "qrencode.h": "app ctl", "libsoup/": "sync messaging server", "curl/": "messaging",
    "jansson.h": "feed exchange ctl server store clinic model",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def check(tree):
    edges = {}
    for path in tree.paths("src/*.c", "src/*.h"):
        parts = path.split("/")
        layer = parts[1]
        if len(parts) < 3:
            continue
        if layer not in BELOW:
            yield f"{path}:1: layer {layer} is not in the table of check-includes.py"
            continue
        code = blank(tree.text(path), keep_strings=True)
        edges[path] = []
        for match in INCLUDE.finditer(code):
            kind, name = match.groups()
            where = f"{path}:{line_of(code, match.start(2))}"
            if kind == "<":
                for library, layers in LIBRARIES.items():
                    if name.startswith(library) and layer not in layers.split():
                        yield f"{where}: <{name}> belongs to {layers} alone"
                continue
            target = name.split("/")[0]
            if "/" in name and target in BELOW:
                edges[path].append(f"src/{name}")
                if target != layer and target not in BELOW[layer].split():
                    yield f"{where}: {layer} may not include {target}"
                if name.endswith("-private.h") and target != layer:
                    yield f"{where}: {name} is private to {target}"
            elif name.startswith("uke-"):
                yield f"{where}: write the layer too: \"<layer>/{name}\""
            if ".." in name.split("/"):
                yield f"{where}: includes start at src/"
    yield from cycles(edges)


def cycles(edges):
    state = {}

    def visit(path, trail):
        state[path] = "open"
        for target in edges.get(path, []):
            if state.get(target) == "open":
                round_trip = trail[trail.index(target):] if target in trail else [path]
                yield f"{path}:1: includes go round: {' -> '.join(round_trip + [target])}"
            elif target not in state and target in edges:
                yield from visit(target, trail + [target])
        state[path] = "done"

    for path in edges:
        if path not in state:
            yield from visit(path, [path])


run(check, bad={
    "an arrow that points up": {"src/base/uke-a.c": '#include "model/uke-b.h"\n'},
    "GTK below the app": {"src/model/uke-a.h": "#include <gtk/gtk.h>\n"},
    "SQL above the engine": {"src/clinic/uke-a.c": "#include <sqlcipher/sqlite3.h>\n"},
    "a cycle": {"src/base/uke-a.h": '#include "base/uke-b.h"\n',
                "src/base/uke-b.h": '#include "base/uke-a.h"\n'},
    "a private header of another layer": {"src/clinic/uke-a.c": '#include "store/uke-b-private.h"\n'},
    "a header without its layer": {"src/base/uke-a.c": '#include "uke-b.h"\n'},
}, good={
    "src/base/uke-a.h": "#include <glib.h>\n",
    "src/model/uke-b.c": '#include "base/uke-a.h"\n/* #include "app/uke-c.h" */\n',
    "src/app/uke-c.c": '#include "model/uke-b.h"\n#include <gtk/gtk.h>\n',
})
