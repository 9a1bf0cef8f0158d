#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control of every page and dialog has a name that a screen reader can say."""
import re
import subprocess

import scenario
from desk import spin
from gi.repository import Atspi

CONTROLS = ("push button", "toggle button", "check box", "radio button", "entry", "text", "combo box", "spin button",
            "slider", "list item", "link", "menu item", "table cell", "password text", "switch")
# What GTK says of a widget that nobody named. The cells of its tables cannot be named in 4.8; what they hold
# can.
UNNAMED = re.compile(r"^$|^(Gtk(?!ColumnViewCell)|Adw|Uke)[A-Z]\w+$")
# Widgets that GTK builds inside a control which has a name itself.
COMPOSED = ("combo box", "spin button", "push button", "check box", "switch")


def nameless(node, is_inside=False):
    """The controls below that have no name, as lines."""
    found = []
    for child in node.children():
        # What lies on a page that is not in front has no place.
        if not child.is_showing or child.role in CONTROLS and child.bounds()[2] <= 0:
            continue
        role = child.role
        is_control = role in CONTROLS and not is_inside
        if is_control and UNNAMED.match(child.name) and not any(
                not UNNAMED.match(label.name) for label in child.all("label|image") if role == "list item"):
            found.append(f"{role} «{child.name}» below {path(child)}")
        found.extend(nameless(child, is_inside or role in COMPOSED))
    return found


def dead_ends(node):
    """What scrolls, has no name and holds nothing that the keyboard could go on to, as lines: there GTK gives the focus to
    the pane itself, and a screen reader has nothing to say."""
    return [f"{pane.role} «{pane.name}» below {path(pane)}" for pane in node.all("scroll pane")
            if pane.has(Atspi.StateType.FOCUSABLE) and UNNAMED.match(pane.name) and pane.bounds()[2] > 0
            and not any(below.has(Atspi.StateType.FOCUSABLE) for below in pane.walk() if below.role != pane.role)]


def path(node):
    names = []
    while node.role not in ("frame", "application", "dialog", "window"):
        if node.name and node.name not in names:
            names.append(node.name)
        node = node.parent
    return " < ".join(names[:6])


def check(world):
    spin(0.5)
    found = nameless(world.desk.windows()[-1])
    assert not found, "\n".join(found)


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)
    world.desk.start("--clock", "2026-11-24T10:42:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)


def chooser(world):
    """Who uses the desk."""
    check(world)
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")


def calendar(world):
    """The calendar, whose heads and hours scroll without being anything to work with."""
    world.desk.find(None, "この日の予約", 30)
    check(world)
    found = dead_ends(world.desk.windows()[-1])
    assert not found, "\n".join(found)


def booking(world):
    """Booking."""
    world.desk.press("n")
    world.desk.wait(lambda: len(world.desk.windows()) > 1 or None, "the dialog opens")
    check(world)
    world.desk.press("Escape")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the dialog closes")


def follow_ups(world):
    """Follow-up calls."""
    world.desk.press("Alt+2")
    world.desk.find(None, re.compile("^きょうの電話"))
    check(world)


def patients(world):
    """The patients."""
    world.desk.press("Alt+3")
    world.desk.find(None, re.compile("青木|あおき"))
    check(world)


def card(world):
    """A patient's card, found in the palette."""
    world.desk.press("Control+k")
    world.desk.wait(lambda: len(world.desk.windows()) > 1 or None, "the palette opens")
    world.desk.type("sato")
    world.desk.wait(lambda: world.desk.all("label", re.compile("佐藤")) or None, "a 佐藤 is found")
    check(world)
    world.desk.press("Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the palette closes")
    world.desk.find("label", "連絡先")
    check(world)


def form(world):
    """The form of a new patient."""
    world.desk.press("Control+n")
    world.desk.wait(lambda: len(world.desk.windows()) > 1 or None, "the form opens")
    check(world)
    world.desk.press("Escape")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the form closes")


scenario.run([chooser, calendar, booking, follow_ups, patients, card, form], start=make_clinic)
