#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a display the desk is served to a browser: what the browser is sent must hold pictures, and the
browser may leave and come back. (With the wrong renderer the page stays white and the server ends.)"""
import argparse
import base64
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time

PNG = b"\x89PNG\r\n"
SECONDS = 60
DESK_PICTURES = 50  # icons and words: far more than a pointer and one white window
SCREEN_SIZE_CHANGED = 12  # of the protocol of GTK 4.8

options = argparse.ArgumentParser()
options.add_argument("--program", required=True)
options.add_argument("--ctl", required=True)
options = options.parse_args()


def free_display():
    """A display whose port nobody listens on; ports of displays below belong to people."""
    for display in range(40, 400):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", 8085 + display))
                return display
            except OSError:
                continue
    raise AssertionError("no free port")


def wait_for(what, condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        select.select([], [], [], 0.05)


class Browser:
    """As much of one as it takes to be sent the desk."""

    def __init__(self, port):
        self.port, self.socket, self.received = port, socket.create_connection(("127.0.0.1", port), SECONDS), b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /socket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nOrigin: http://127.0.0.1:{port}\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Protocol: broadway\r\n\r\n").encode())
        assert self.until(b"\r\n\r\n").startswith(b"HTTP/1.1 101"), self.received[:200]
        self.tell_size(1600, 900)

    def until(self, mark, n=1, seconds=SECONDS):
        """What was sent up to now, with the mark in it so often, or without when the time is up."""
        deadline = time.monotonic() + seconds
        while self.received.count(mark) < n:
            ready, _, _ = select.select([self.socket], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                break
            part = self.socket.recv(1 << 20)
            assert part, f"the server hung up after {len(self.received)} bytes"
            self.received += part
        return self.received

    def tell_size(self, width, height):
        """An event of Broadway's own protocol, in a masked frame."""
        event = struct.pack(">6I", SCREEN_SIZE_CHANGED, 0, 0, width, height, 1)
        self.socket.sendall(bytes([0x82, 0x80 | len(event), 0, 0, 0, 0]) + event)

    def leave(self):
        self.socket.close()


def main():
    print("1..1")
    with tempfile.TemporaryDirectory(prefix="uketsuke-browser-") as folder:
        data, code = os.path.join(folder, "clinic"), os.path.join(folder, "code.txt")
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GSK_RENDERER")}
        environment.update(HOME=folder, XDG_RUNTIME_DIR=folder, XDG_CACHE_HOME=folder, LC_ALL="ja_JP.UTF-8",
                           GSETTINGS_BACKEND="memory", DBUS_SESSION_BUS_ADDRESS="disabled:")
        subprocess.run([options.ctl, "--data", data, "demo", "--patients", "40", "--seed", "1",
                        "--recovery-code-out", code], check=True, env=environment, stdout=subprocess.DEVNULL)
        display = free_display()
        started = [subprocess.Popen(["gtk4-broadwayd", "--address", "127.0.0.1", "--port", str(8085 + display),
                                     f":{display}"], env=environment, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)]
        try:
            wait_for("broadwayd listens", lambda: socket.socket().connect_ex(("127.0.0.1", 8085 + display)) == 0)
            environment.update(GDK_BACKEND="broadway", BROADWAY_DISPLAY=f":{display}")
            started.append(subprocess.Popen([options.program, "--data", data, "--recovery-code-file", code],
                                            env=environment))
            # A browser that only looks is sent one frame; the next one is sent all that there is.
            deadline, n_pictures = time.monotonic() + SECONDS, 0
            while n_pictures < DESK_PICTURES:
                assert time.monotonic() < deadline, f"the page has no more than {n_pictures} pictures"
                assert all(process.poll() is None for process in started), "the desk ended with its browser"
                browser = Browser(8085 + display)
                n_pictures = browser.until(PNG, DESK_PICTURES, seconds=2).count(PNG)
                browser.leave()
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(SECONDS)
    print("ok 1 the desk in a browser has pictures, also for the second one")


try:
    main()
except Exception as error:  # noqa: BLE001: every failure is a failed case
    print(f"not ok 1 the desk in a browser\n# {type(error).__name__}: {error}")
    sys.exit(1)
