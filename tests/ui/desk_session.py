# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for one scenario: X server, session bus, accessibility bus, keyring, notifications.

Everything lives below one temporary folder and is ended by process id, last started first. Nothing of the
person's own session is seen or touched. Import this module before Atspi: it sets the environment that the
accessibility library reads when it connects.
"""
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Other sizes, to look at the pictures: UKE_TEST_SCREEN=1366x768x24.
SCREEN = os.environ.get("UKE_TEST_SCREEN", "1600x900x24")
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <standard_session_servicedirs/>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def read_line(stream, seconds):
    """One line of a pipe, or "" when none came in time."""
    deadline, text = time.monotonic() + seconds, b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return ""
        part = os.read(stream, 1)
        if not part:
            break
        text += part
    return text.decode().strip()


class Session:
    """Starts the desktop; `close` ends it. Use as a context manager."""

    def __init__(self, keyring_password="test", screen=SCREEN):
        self.folder = tempfile.mkdtemp(prefix="uke-ui-")
        self.processes = []
        self.log = open(os.path.join(self.folder, "session.log"), "wb")
        self._set_environment()
        try:
            self._start_x(screen)
            self._start_bus()
            self._start_keyring(keyring_password)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def _set_environment(self):
        for name in ("WAYLAND_DISPLAY", "SESSION_MANAGER", "GNOME_KEYRING_CONTROL", "AT_SPI_BUS_ADDRESS",
                     "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "GTK_THEME", "GTK_DEBUG"):
            os.environ.pop(name, None)
        home = os.path.join(self.folder, "home")
        for name, value in {
                "HOME": home, "XDG_DATA_HOME": f"{home}/data", "XDG_CONFIG_HOME": f"{home}/config",
                "XDG_CACHE_HOME": f"{home}/cache", "XDG_STATE_HOME": f"{home}/state",
                "XDG_RUNTIME_DIR": f"{self.folder}/run"}.items():
            os.makedirs(value, mode=0o700, exist_ok=True)
            os.environ[name] = value
        os.environ.update(LC_ALL="ja_JP.UTF-8", LANG="ja_JP.UTF-8", TZ="Asia/Tokyo", GTK_A11Y="atspi",
                          GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory",
                          GTK_USE_PORTAL="0", NO_AT_BRIDGE="0", GIO_USE_VFS="local", GTK_IM_MODULE="gtk-im-context-simple")
        self._set_text_scale(home, os.environ.get("UKE_TEST_TEXT_SCALE", "1"))

    @staticmethod
    def _set_text_scale(home, scale):
        """As a person who has set larger text, before the first start."""
        if scale == "1":
            return
        folder = f"{home}/config/glib-2.0/settings"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/keyfile", "w", encoding="utf-8") as file:
            file.write(f"[org/uketsuke/Uketsuke]\ntext-scale={scale}\n")
        os.environ["GSETTINGS_BACKEND"] = "keyfile"

    def _spawn(self, *command, **options):
        options.setdefault("stdout", self.log)
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(command, stderr=self.log, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def _start_x(self, screen):
        read, write = os.pipe()
        # The server picks a free display by itself and says which.
        self._spawn("Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp", "-noreset",
                    "-ac", pass_fds=(write,))
        os.close(write)
        number = read_line(read, 20)
        os.close(read)
        if not number:
            raise RuntimeError("Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"

    def start_screen(self, screen=SCREEN):
        """One more screen: desks that are made from now on, with their keyboard and mouse, are there."""
        self._start_x(screen)

    def _start_bus(self):
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(folder=self.folder))
        read, write = os.pipe()
        self._spawn("dbus-daemon", "--nofork", f"--config-file={config}", f"--print-address={write}",
                    pass_fds=(write,))
        os.close(write)
        address = read_line(read, 20)
        os.close(read)
        if not address:
            raise RuntimeError("dbus-daemon did not start")
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address

    def _start_keyring(self, password):
        process = self._spawn("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                              stdin=subprocess.PIPE)
        process.stdin.write(password.encode())
        process.stdin.close()
        self.wait_for_name("org.freedesktop.secrets")

    def wait_for_name(self, name, seconds=20):
        subprocess.run(["gdbus", "wait", "--session", "--timeout", str(seconds), name], check=True,
                       stdout=self.log, stderr=self.log)

    def run(self, *command, **options):
        """Starts a program of the scenario; it is ended with the session at the latest."""
        return self._spawn(*command, **options)

    def end(self, process, seconds=10):
        """Asks a process to end and waits for it; returns its status."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return process.returncode

    def close(self):
        for process in reversed(self.processes):
            self.end(process)
            # The bus starts services of its own (accessibility, keyring); they share its session.
            try:
                os.killpg(process.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        self.log.close()
        if os.environ.get("UKE_UI_KEEP"):
            print(f"# kept: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
