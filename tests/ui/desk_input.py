# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyboard and mouse as the X server sends them (XTest), so that the program cannot tell them from a person."""
import ctypes
import ctypes.util

KEYS = {
    "Return": 0xff0d, "Escape": 0xff1b, "Tab": 0xff09, "BackSpace": 0xff08, "Delete": 0xffff, "space": 0x20,
    "Left": 0xff51, "Up": 0xff52, "Right": 0xff53, "Down": 0xff54, "Home": 0xff50, "End": 0xff57,
    "Page_Up": 0xff55, "Page_Down": 0xff56, "slash": 0x2f, "minus": 0x2d, "period": 0x2e, "comma": 0x2c,
    "question": 0x3f, "Control": 0xffe3, "Shift": 0xffe1, "Alt": 0xffe9,
}
KEYS.update({f"F{n}": 0xffbe + n - 1 for n in range(1, 13)})


class Input:
    """The one seat of the scenario's display."""

    def __init__(self):
        self.x = ctypes.CDLL(ctypes.util.find_library("X11"))
        self.xtst = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self.x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self.x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self.x.XSetInputFocus.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_ulong]
        self.x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.x.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_int, ctypes.c_int]
        self.x.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        for function in ("XTestFakeKeyEvent", "XTestFakeButtonEvent"):
            getattr(self.xtst, function).argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self.xtst.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p] + [ctypes.c_int] * 3 + [ctypes.c_ulong]
        self.display = self.x.XOpenDisplay(None)
        if not self.display:
            raise RuntimeError("no display")

    def _sync(self):
        self.x.XSync(self.display, 0)

    def _key(self, keycode, is_down):
        self.xtst.XTestFakeKeyEvent(self.display, keycode, is_down, 0)
        self._sync()

    def press(self, text):
        """Presses one key with its modifiers, as in "Control+k" or "Down"."""
        *modifiers, name = text.split("+")
        keysym = KEYS.get(name) or ord(name)
        keycode = self.x.XKeysymToKeycode(self.display, keysym)
        if keycode == 0:
            raise ValueError(f"no key for {name}")
        held = [self.x.XKeysymToKeycode(self.display, KEYS[m]) for m in modifiers]
        if self.x.XkbKeycodeToKeysym(self.display, keycode, 0, 0) != keysym and "Shift" not in modifiers:
            held.append(self.x.XKeysymToKeycode(self.display, KEYS["Shift"]))
        for modifier in held:
            self._key(modifier, 1)
        self._key(keycode, 1)
        self._key(keycode, 0)
        for modifier in reversed(held):
            self._key(modifier, 0)

    def type(self, text):
        """Types ASCII; Japanese goes in through Desk.enter, as an input method commits it."""
        for character in text:
            self.press("space" if character == " " else character)

    def move(self, x, y):
        self.xtst.XTestFakeMotionEvent(self.display, -1, int(x), int(y), 0)
        self._sync()

    def button(self, is_down, number=1):
        self.xtst.XTestFakeButtonEvent(self.display, number, is_down, 0)
        self._sync()

    def click(self, x, y, count=1, number=1):
        self.move(x, y)
        for _ in range(count):
            self.button(1, number)
            self.button(0, number)

    def look_away(self):
        """Takes the keyboard from every window, as when somebody works in another program."""
        self.x.XSetInputFocus(self.display, 0, 0, 0)
        self._sync()

    def look_back(self):
        """The keyboard follows the pointer again, as at the start."""
        self.x.XSetInputFocus(self.display, 1, 0, 0)
        self._sync()

    def scroll(self, x, y, clicks):
        """Turns the wheel; positive is down."""
        self.move(x, y)
        for _ in range(abs(clicks)):
            self.button(1, 5 if clicks > 0 else 4)
            self.button(0, 5 if clicks > 0 else 4)

    def drag(self, start, end, n_steps=24, before_drop=None):
        """Presses at `start`, moves in small steps, lets go at `end`."""
        self.move(*start)
        self.button(1)
        for step in range(1, n_steps + 1):
            self.move(start[0] + (end[0] - start[0]) * step / n_steps,
                      start[1] + (end[1] - start[1]) * step / n_steps)
        if before_drop is not None:
            before_drop()
        self.button(0)
