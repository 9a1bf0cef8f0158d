#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop and the toolkit are given is what they accept: desktop file, metainfo, GSettings schema,
icons, templates, stylesheets and the Flatpak manifest."""
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import yaml
import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gtk  # noqa: E402

from lintlib import run  # noqa: E402

COLOUR = re.compile(r"@(?!define-color|import|media|keyframes)([a-z_][a-z0-9_]*)")
DEFINED = re.compile(r"@define-color ([a-z0-9_]+)")
# The named colours of libadwaita 1.2 that our stylesheets may lean on.
ADWAITA = set("""accent_bg_color accent_fg_color accent_color destructive_bg_color destructive_fg_color
destructive_color success_color warning_color error_color window_bg_color window_fg_color view_bg_color view_fg_color
headerbar_bg_color headerbar_fg_color headerbar_border_color headerbar_backdrop_color headerbar_shade_color
card_bg_color card_fg_color card_shade_color dialog_bg_color dialog_fg_color popover_bg_color popover_fg_color
shade_color scrollbar_outline_color borders""".split())


def accepts(tree, path, *command):
    result = subprocess.run(command, cwd=tree.root, text=True, capture_output=True)
    if result.returncode != 0:
        for line in (result.stdout + result.stderr).strip().splitlines():
            yield f"{path}:1: {line}"


def check_style(tree, path):
    findings = []
    provider = Gtk.CssProvider()
    provider.connect("parsing-error", lambda _provider, section, error: findings.append(
        f"{path}:{section.get_start_location().lines + 1}: {error.message}"))
    provider.load_from_path(tree.full(path))
    yield from findings
    names = DEFINED.findall(tree.text(path))
    for own in tree.paths("data/style.css"):
        names += DEFINED.findall(tree.text(own))
    for name in sorted(set(COLOUR.findall(tree.text(path))) - set(names) - ADWAITA):
        yield f"{path}:1: @{name} is defined nowhere"
    for word in re.findall(r"\.(uk[a-z]?-?)(?=[\w])", tree.text(path)):
        if word not in ("uk-", "uk"):
            yield f"{path}:1: class prefix is uk-, not {word}"


def check_manifest(tree, path):
    try:
        manifest = yaml.safe_load(tree.text(path))
    except yaml.YAMLError as error:
        yield f"{path}:1: {error}"
        return
    for key in ("app-id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules"):
        if key not in manifest:
            yield f"{path}:1: no {key}"
            return
    if f"{manifest['app-id']}.yml" != os.path.basename(path):
        yield f"{path}:1: app-id and file name differ"
    if not isinstance(manifest["runtime-version"], str):
        yield f"{path}:1: runtime-version must be in quotes"
    for argument in manifest["finish-args"]:
        if re.search(r"share=network|filesystem=(host|home)(:|$)|socket=(system|session)-bus|device=all", argument):
            yield f"{path}:1: {argument} opens more than the desk needs"
    names = []
    for module in manifest["modules"]:
        names.append(module["name"])
        if not module.get("sources"):
            yield f"{path}:1: {module['name']} has no sources"
        for source in module.get("sources", []):
            if source["type"] == "archive" and not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
                yield f"{path}:1: {module['name']}: an archive without its sha256"
            if source["type"] == "git" and not re.fullmatch(r"[0-9a-f]{40}", source.get("commit", "")):
                yield f"{path}:1: {module['name']}: a repository without its commit"
    if "sqlcipher" not in names or names[-1] != "uketsuke":
        yield f"{path}:1: sqlcipher must be built, and uketsuke last"


def check(tree):
    for path in tree.paths("data/*.desktop", "data/*.desktop.in"):
        if path.endswith(".in"):
            built = os.path.join(tree.build or "", path[:-3])
        else:
            built = tree.full(path)
        if os.path.exists(built):
            yield from accepts(tree, path, "desktop-file-validate", built)
    for path in tree.paths("data/*.metainfo.xml", "data/*.metainfo.xml.in"):
        built = os.path.join(tree.build, path[:-3]) if path.endswith(".in") else tree.full(path)
        yield from accepts(tree, path, "appstreamcli", "validate", "--no-net", "--no-color", built)
    if tree.paths("data/*.gschema.xml"):
        yield from accepts(tree, "data", "glib-compile-schemas", "--strict", "--dry-run", "data")
    for path in tree.paths("data/*.svg", "data/*.xml", "data/*.xml.in", "ui/*.ui", "ui/*.xml", "src/*.ui"):
        try:
            ElementTree.parse(tree.full(path))
        except ElementTree.ParseError as error:
            yield f"{path}:1: {error}"
    for path in tree.paths("data/*.css"):
        yield from check_style(tree, path)
    for path in tree.paths("flatpak/*.yml"):
        yield from check_manifest(tree, path)


MANIFEST = """app-id: org.example.A
runtime: org.gnome.Platform
runtime-version: '48'
sdk: org.gnome.Sdk
command: a
finish-args: [--socket=wayland]
modules:
  - name: sqlcipher
    sources: [{type: git, url: a, commit: 0123456789012345678901234567890123456789}]
  - name: uketsuke
    sources: [{type: dir, path: .}]
"""
run(check, bad={
    "a stylesheet GTK does not read": {"data/style.css": ".uk-a { colour: red; }\n"},
    "a colour nobody defined": {"data/style.css": ".uk-a { color: @uk_nothing; }\n"},
    "a desktop file without a name": {"data/a.desktop": "[Desktop Entry]\nType=Application\nExec=a\n"},
    "a metainfo file without an id": {"data/a.metainfo.xml": "<component type=\"desktop-application\"/>\n"},
    "a schema without a default": {"data/a.gschema.xml":
        '<schemalist><schema id="a.b" path="/a/b/"><key name="c" type="i"/></schema></schemalist>\n'},
    "a template that is no XML": {"ui/a.ui": "<interface>\n"},
    "a manifest that opens the network": {"flatpak/org.example.A.yml": MANIFEST.replace("socket=wayland", "share=network")},
    "a manifest without a commit": {"flatpak/org.example.A.yml": MANIFEST.replace("0123456789012345678901234567890123456789", "main")},
}, good={
    "data/style.css": "@define-color uk_a red;\n.uk-a { color: @uk_a; background: @card_bg_color; }\n",
    "flatpak/org.example.A.yml": MANIFEST,
    "ui/a.ui": "<interface/>\n",
})
