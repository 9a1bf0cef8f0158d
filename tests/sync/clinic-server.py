#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real server and its proxy as processes, for tests of the desk's side; ends when its standard input does.

Each line on standard input is an order, answered by one line: "enrol" and "desks" say where, "code" makes an
enrolment code, "accept WORDS" agrees to the device that shows these six words, "stop" and "start" are an outage,
"kill" is a hard one, "save" and "restore" put an older copy of the server's data back, "settle LINE…" starts it again with
these lines in its server.ini, "revoke N" strikes a device off, "take-on N" takes what it handed in, "audit N" is how many records of a device's audit it has. "relay" is an address that leads to the server through a
relay, which after "cut SEED" cuts each connection after some bytes of either direction, until "mend"; "cuts" is how
often it did. "noted KIND" is how often it stands in the server's own audit, "logged TEXT" in its log. "today" ends
the past in which the server was set up with "--past DAYS" as first arguments; all others are handed on to `init`.
"hostile" is an address where the same server answers, spoilt as "case NAME" says until another case or "case none";
"cases" names them, "spoilt" counts, "expect NAME" is what is
to be told of one. "anew" makes another server
from the content of this one, with keys of its own.
"""
import os
import random
import shutil
import signal
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import hostile_clinic  # noqa: E402  (their folder is known only now)
import serverlib  # noqa: E402


def free_address():
    """A port that nobody has now, so that a server that starts again is found where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:{}".format(probe.getsockname()[1])


class Relay:
    """Hands bytes on between desks and the server; what it cuts is gone, as on a bad line."""

    def __init__(self, server):
        self.server, self.random, self.n_cut = server, None, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            desk, _ = self.listener.accept()
            try:
                server = socket.create_connection(self.server.desks)
            except OSError:
                desk.close()
                continue
            for end in (desk, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # A handshake takes some 3,000 bytes, so that cuts fall into it, into requests and into answers.
            left = [self.random.randrange(1, 12000) if self.random else None]
            for source, sink in ((desk, server), (server, desk)):
                threading.Thread(target=self.hand_on, args=(source, sink, left), daemon=True).start()

    def hand_on(self, source, sink, left):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if left[0] is not None:
                    data, left[0] = data[:left[0]], left[0] - len(data)
                sink.sendall(data)
                if left[0] is not None and left[0] <= 0:
                    self.n_cut += 1
                    break
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def obey(server, words):
    if words[0] in ("enrol", "desks"):
        return "{}:{}".format(*getattr(server, words[0]))
    if words[0] == "relay":
        return "127.0.0.1:{}".format(RELAY.listener.getsockname()[1])
    if words[0] in ("mend", "cuts"):
        RELAY.random = RELAY.random if words[0] == "cuts" else None
        return str(RELAY.n_cut)
    if words[0] == "audit":
        return str([one["audit"] for one in server.command("devices")["devices"] if one["dev"] == int(words[1])][0])
    if words[0] == "noted":
        return str([one["kind"] for one in server.command("audit")["entries"]].count(words[1]))
    if words[0] == "logged":
        return str(server.read_log().count(" ".join(words[1:])))
    if words[0] == "hostile":
        return "127.0.0.1:{}".format(HOSTILE.listener.getsockname()[1])
    if words[0] == "expect":
        return "|".join(hostile_clinic.EXPECTED[words[1]])
    if words[0] in ("cases", "spoilt"):
        return " ".join(hostile_clinic.CASES) if words[0] == "cases" else str(HOSTILE.n_spoilt)
    if words[0] == "code":
        return server.command("enrol-code")["code"]
    if words[0] == "accept":
        waiting = [one for one in server.command("devices")["enrolments"] if one["words"] == " ".join(words[1:])]
        server.command("accept", str(waiting[0]["dev"]))
        return str(waiting[0]["dev"])
    if words[0] == "stop":
        server.stop()
    elif words[0] == "today":
        server.stop()
        for name in serverlib.clock(1):
            del server.environment[name]
        server.start()
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
    elif words[0] == "case":
        HOSTILE.begin(words[1])
    elif words[0] == "cut":
        RELAY.random = random.Random(int(words[1]))
    elif words[0] == "anew":
        server.stop()
        before = server.folder + ".before"
        os.rename(server.folder, before)
        server.command(*server.words, "--from", before, "--recovery-code-file",
                       os.path.join(before, "recovery-code.txt"))
        server.start()
    elif words[0] == "revoke":
        server.command("revoke", words[1])
    elif words[0] == "settle":
        server.stop()
        with open(server.path("server.ini"), "a", encoding="utf-8") as file:
            file.write("\n".join(words[1:]) + "\n")
        server.start()
    elif words[0] == "take-on":
        server.command("quarantine", "accept", words[1])
    else:
        raise AssertionError(words)
    return "done"


PAST, ARGUMENTS = 0, sys.argv[1:]
if ARGUMENTS[:1] == ["--past"]:
    PAST, ARGUMENTS = int(ARGUMENTS[1]), ARGUMENTS[2:]
SERVER = serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address(), *ARGUMENTS],
                          environment=serverlib.clock(-PAST))
try:
    SERVER.start()
    RELAY = Relay(SERVER)
    HOSTILE = hostile_clinic.Hostile(SERVER)
    print("ready", flush=True)
    for line in sys.stdin:
        print(obey(SERVER, line.split()), flush=True)
finally:
    SERVER.stop()
