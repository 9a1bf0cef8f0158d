# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk as an assistive technology sees it: find by role and name, wait for what should come, act."""
import os
import re
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from desk_input import Input  # noqa: E402

# How long anything may take to come. It is left as soon as the thing is there, so it is long enough for a machine that is
# busy with other tests.
WAIT_S = float(os.environ.get("UKE_UI_WAIT", "90"))


# A program that is busy answers late, and that is no reason to give up.
Atspi.set_timeout(60000, 60000)


class NotThere(AssertionError):
    pass


def spin(seconds=0.02):
    """Lets the accessibility bus deliver what has come in, for at most this long."""
    context = GLib.MainContext.default()
    deadline = time.monotonic() + seconds
    source = GLib.timeout_add(max(1, int(seconds * 1000)), lambda: False)
    while time.monotonic() < deadline:
        context.iteration(True)
    GLib.Source.remove(source) if context.find_source_by_id(source) else None


class Node:
    """One accessible object. Reads go to the program each time: nothing is cached."""

    def __init__(self, desk, accessible):
        self.desk, self.accessible = desk, accessible

    def __repr__(self):
        try:
            return f"{self.role} «{self.name}»"
        except GLib.Error:
            return "something that is gone"

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def description(self):
        return self.accessible.get_description() or ""

    @property
    def role(self):
        return self.accessible.get_role_name() or ""

    def has(self, state):
        return self.accessible.get_state_set().contains(state)

    @property
    def is_showing(self):
        # GTK 4.8 reports SHOWING for windows alone.
        return self.has(Atspi.StateType.VISIBLE)

    @property
    def is_sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def text(self):
        try:
            interface = self.accessible.get_text_iface()
            return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface)) if interface else ""
        except GLib.Error:
            return ""

    def children(self):
        for index in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Node(self.desk, child)

    @property
    def parent(self):
        return Node(self.desk, self.accessible.get_parent())

    def walk(self, is_showing=True):
        """This node and everything below it, in reading order; hidden branches are passed over."""
        try:
            if is_showing and self.role not in ("application", "frame") and not self.is_showing:
                return
            yield self
            for child in self.children():
                yield from child.walk(is_showing)
        except GLib.Error:
            return

    def each(self, role=None, name=None, is_showing=True):
        for node in self.walk(is_showing):
            try:
                if role is not None and node.role not in role.split("|"):
                    continue
                if name is not None and not matches(name, node):
                    continue
            except GLib.Error:
                continue
            yield node

    def all(self, role=None, name=None, is_showing=True):
        return list(self.each(role, name, is_showing))

    def find(self, role=None, name=None, seconds=None, is_showing=True):
        """The first match below, waited for. What comes after it is not read."""
        return self.desk.wait(lambda: next(self.each(role, name, is_showing), None),
                              f"{role or 'anything'} named {name!r} in {self!r}", seconds)

    def bounds(self):
        box = Atspi.Component.get_extents(self.accessible.get_component_iface(), Atspi.CoordType.WINDOW)
        return box.x, box.y, box.width, box.height

    def centre(self):
        x, y, width, height = self.bounds()
        dx, dy = self.desk.origin_of(self)
        return x + dx + width / 2, y + dy + height / 2

    def click(self, count=1):
        self.desk.input.click(*self.centre(), count=count)

    def activate(self):
        """The node's own action where it has one, else a click of the mouse."""
        action = self.accessible.get_action_iface()
        if action is not None and Atspi.Action.get_n_actions(action) > 0:
            Atspi.Action.do_action(action, 0)
        else:
            self.click()

    def focus(self):
        Atspi.Component.grab_focus(self.accessible.get_component_iface())
        self.desk.wait(lambda: self.has(Atspi.StateType.FOCUSED) or None, f"{self!r} takes the focus")

    def enter(self, text, reads_back=True):
        """Replaces the text of an entry, as an input method commits Japanese. A bare text widget of GTK 4.8
        takes text but does not tell it: there, wait for what it causes."""
        target = self.editable()
        editable = target.accessible.get_editable_text_iface()
        Atspi.EditableText.set_text_contents(editable, text)
        if reads_back:
            self.desk.wait(lambda: target.text == text or None, f"{self!r} says {text!r}")

    def editable(self):
        for node in self.walk():
            if node.accessible.get_editable_text_iface() is not None:
                return node
        raise NotThere(f"nothing to type into in {self!r}")


def matches(pattern, node):
    """A name matches as a whole, or as an expression when it was compiled."""
    if isinstance(pattern, re.Pattern):
        return pattern.search(node.name) is not None or pattern.search(node.text) is not None
    return pattern == node.name or pattern == node.text


class Desk:
    """The running program. `arguments` go to it; `start` and `quit` may be called again and again."""

    def __init__(self, session, program, pictures, data=None):
        self.session, self.program, self.pictures = session, [program], pictures
        self.data, self.process, self.application = data, None, None
        self.n_pictures = 0
        self.input, self.screen = Input(), os.environ["DISPLAY"]
        os.makedirs(pictures, exist_ok=True)
        for old in os.listdir(pictures):
            if old.endswith(".png"):
                os.unlink(os.path.join(pictures, old))

    def start(self, *arguments):
        extra = ["--data", self.data] if self.data else []
        self.process = self.session.run(*self.program, *extra, *arguments, env=dict(os.environ, DISPLAY=self.screen))
        self.input.move(800, 450)
        self.application = self.wait(self._find_application, "the program appears on the accessibility bus")
        return self.application.find("frame|window|dialog|filler", is_showing=False)

    def _find_application(self):
        self._must_live()
        root = Atspi.get_desktop(0)
        for index in range(root.get_child_count()):
            child = root.get_child_at_index(index)
            if child is not None and child.get_process_id() == self.process.pid:
                return Node(self, child)
        return None

    def _must_live(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended by itself with status {self.process.returncode}:\n"
                                 + self.said())

    def said(self):
        with open(os.path.join(self.session.folder, "session.log"), "rb") as file:
            return file.read()[-4000:].decode(errors="replace")

    def wait(self, condition, what, seconds=None):
        """Looks until `condition` gives something, which an empty list is not; says what was waited for when it does not."""
        deadline = time.monotonic() + (WAIT_S if seconds is None else seconds)
        while True:
            try:
                result = condition()
            except GLib.Error:
                result = None
            if result:
                return result
            if self.process is not None:
                self._must_live()
            if time.monotonic() > deadline:
                self.picture("not-there")
                raise NotThere(f"did not come: {what}\n{self.tree()}")
            spin(0.03)

    def wait_gone(self, role, name, seconds=None):
        self.wait(lambda: next(self.application.each(role, name), None) is None, f"{role} named {name!r} goes", seconds)

    def find(self, role=None, name=None, seconds=None):
        return self.application.find(role, name, seconds)

    def all(self, role=None, name=None):
        return self.application.all(role, name)

    def windows(self):
        return [n for n in self.application.children()]

    def origin_of(self, _node):
        """Where the node's window lies on the screen. There is no window manager: windows open at 0, 0."""
        return 0, 0

    def press(self, *keys):
        for key in keys:
            self.input.press(key)
            spin(0.02)

    def type(self, text):
        self.input.type(text)
        spin(0.02)

    def picture(self, name):
        """Keeps what the screen shows, numbered, as build output."""
        self.n_pictures += 1
        path = os.path.join(self.pictures, f"{self.n_pictures:02}-{name}.png")
        subprocess.run(["import", "-silent", "-window", "root", path], check=False, env=dict(os.environ, DISPLAY=self.screen),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return path

    def tree(self, is_showing=True):
        """What can be seen now, as text, for the one who reads a failure."""
        lines = []

        def describe(node, depth):
            try:
                if is_showing and depth > 1 and not node.is_showing:
                    return
                text = node.text
                said = f" = {text[:60]!r}" if text and text != node.name else ""
                lines.append(f"#{'  ' * depth}{node.role} «{node.name[:80]}»{said}")
                for child in node.children():
                    describe(child, depth + 1)
            except GLib.Error:
                return

        if self.application is not None:
            describe(self.application, 0)
        return "\n".join(lines[:400])

    def quit(self):
        """Ends the program the way a person does, and waits until it has gone."""
        self.press("Control+q")
        try:
            self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired as error:
            self.picture("does-not-quit")
            raise NotThere("the program does not end after Ctrl+Q") from error
        status = self.process.returncode
        self.process = self.application = None
        return status
