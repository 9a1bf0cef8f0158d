#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real server and its proxy as processes, for tests of the desk's side; ends when its standard input does.

Each line on standard input is an order, answered by one line: "enrol" and "desks" say where, "code" makes an
enrolment code, "accept WORDS" agrees to the device that shows these six words, "stop" and "start" are an outage,
"kill" is a hard one, "save" and "restore" put an older copy of the server's data back, "revoke N" strikes a device
off, "seq" is where the log stands.
"""
import os
import shutil
import signal
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import serverlib  # noqa: E402  (its folder is known only now)


def free_address():
    """A port that nobody has now, so that a server that starts again is found where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:{}".format(probe.getsockname()[1])


def obey(server, words):
    if words[0] in ("enrol", "desks"):
        return "{}:{}".format(*getattr(server, words[0]))
    if words[0] == "code":
        return server.command("enrol-code")["code"]
    if words[0] == "accept":
        waiting = [one for one in server.command("devices")["enrolments"] if one["words"] == " ".join(words[1:])]
        server.command("accept", str(waiting[0]["dev"]))
        return str(waiting[0]["dev"])
    if words[0] == "stop":
        server.stop()
    elif words[0] == "kill":
        server.stop(signal.SIGKILL)
    elif words[0] == "start":
        server.start()
    elif words[0] == "save":
        shutil.rmtree(server.folder + ".saved", ignore_errors=True)
        shutil.copytree(server.folder, server.folder + ".saved", ignore=shutil.ignore_patterns("*.sock"))
    elif words[0] == "restore":
        # The proxy of a server that was killed still tidies up after itself: not under our hands.
        os.rename(server.folder, f"{server.folder}.lost{len(os.listdir(server.root.name))}")
        shutil.copytree(server.folder + ".saved", server.folder)
    elif words[0] == "revoke":
        server.command("revoke", words[1])
    else:
        raise AssertionError(words)
    return "done"


SERVER = serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address()])
try:
    SERVER.start()
    print("ready", flush=True)
    for line in sys.stdin:
        print(obey(SERVER, line.split()), flush=True)
finally:
    SERVER.stop()
