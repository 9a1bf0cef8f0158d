# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the keyboard is, as the program tells assistive technologies: each control that comes to have it, in order."""
from gi.repository import Atspi, GLib

from desk import Node, NotThere, spin


class Focus:
    """Follows the focus of a desk. What comes to have it without a name is kept as a fault."""

    def __init__(self, desk):
        self.desk, self.at, self.seen, self.nameless = desk, None, [], []
        self.listener = Atspi.EventListener.new(self._came)
        self.listener.register("object:state-changed:focused")

    def _came(self, event):
        if not event.detail1:
            return
        try:
            node = Node(self.desk, event.source)
            said = (node.role, node.name or node.text)
        except GLib.Error:
            return
        self.at = node
        self.seen.append(said)
        if not said[1]:
            self.nameless.append(said)

    def press(self, key):
        """Presses a key that moves the focus; where it is then, as role and name."""
        before = len(self.seen)
        self.desk.press(key)
        self.desk.wait(lambda: len(self.seen) > before, f"{key} moves the focus from {self.seen[-1:]}", 20)
        spin(0.03)
        return self.seen[-1]

    def go(self, role, matches, key="Tab", limit=60):
        """Presses until a control of this role has the focus whose name is matched; what was passed on the way."""
        passed = []
        for _ in range(limit):
            if self.at is not None and self.seen and self.seen[-1][0] == role and matches.search(self.seen[-1][1]):
                return passed
            passed.append(self.press(key))
        raise NotThere(f"{key} does not lead to {role} {matches.pattern!r}: {passed}")
