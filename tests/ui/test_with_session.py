#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/with-session: its command's status is its own, and whoever ends it by its id, or with Ctrl+C, ends the command."""
import os
import signal
import subprocess
import sys

# Says that it is there, and goes on until it is ended.
LASTING = ["sh", "-c", "echo here; exec sleep 600"]


def begin(*command):
    """A session of its own, so that a signal for the whole group reaches nobody else."""
    return subprocess.Popen([SCRIPT, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)


def ends_with(session, sign, send):
    """The end of its output is that of the command: nobody is left who could write."""
    assert session.stdout.readline() == b"here\n"
    send(session.pid, sign)
    assert session.stdout.read() == b""
    return session.wait()


def status():
    """The status of the command is that of the script."""
    assert begin("sh", "-c", "exit 7").wait() == 7


def by_id():
    """Ended by its id, it ends the command, and the session with it."""
    assert ends_with(begin(*LASTING), signal.SIGTERM, os.kill) == 128 + signal.SIGTERM


def by_keyboard():
    """Ctrl+C ends the command as well."""
    assert ends_with(begin(*LASTING), signal.SIGINT, os.killpg) == 128 + signal.SIGINT


SCRIPT = sys.argv[1]
CASES = [status, by_id, by_keyboard]
print(f"1..{len(CASES)}")
failed = False
for number, case in enumerate(CASES, 1):
    try:
        case()
        print(f"ok {number} {case.__doc__.rstrip('.')}")
    except AssertionError as error:
        failed = True
        print(f"not ok {number} {case.__doc__.rstrip('.')} # {error}")
sys.exit(1 if failed else 0)
