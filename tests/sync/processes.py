# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with its proxy and desks without a window, all as processes, with a relay before each desk that cuts, stops
and turns deaf. What the tests of faults (faults.py) and of versions share."""
import json
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "server"), os.path.join(HERE, "..", "ui")]
import desk_session  # noqa: E402  (their folders are known only now)
import serverlib  # noqa: E402

DESK = os.environ.get("UKE_TEST_DESK", "")
DEADLINE_S = 120


class Buses(desk_session.Session):
    """A session bus and a keyring for desks; nobody looks at them, so there is no screen."""

    def _start_x(self, _screen):
        pass


def free_address():
    """A port that nobody has now, so that a server that starts again is found where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:{}".format(probe.getsockname()[1])


def fill(folder):
    """Nothing more fits there; what was written to be so."""
    ballast = os.path.join(folder, "ballast")
    size = 1 << 20
    with open(ballast, "wb", buffering=0) as file:
        while size > 0:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    return ballast


class Relay:
    """One desk's line to the server."""

    def __init__(self, server):
        self.server = server
        self.cuts = None       # a random.Random: each connection is cut after some bytes of it
        self.cut_after = None  # each connection is cut after so many bytes of it
        self.deaf = None       # "up" or "down": what goes in this direction is swallowed
        self.is_down = False   # nobody answers
        self.n_cut = self.n_swallowed = 0
        self.pairs = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self.listener.getsockname()[1])
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            desk, _ = self.listener.accept()
            if self.is_down:
                desk.close()
                continue
            try:
                server = socket.create_connection(self.server.desks)
            except OSError:
                desk.close()
                continue
            for end in (desk, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.pairs.append((desk, server))
            left = [self.cuts.randrange(1, 12000) if self.cuts else self.cut_after]
            for name, source, sink in (("up", desk, server), ("down", server, desk)):
                threading.Thread(target=self.hand_on, args=(name, source, sink, left), daemon=True).start()

    def hand_on(self, name, source, sink, left):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if self.deaf == name:
                    self.n_swallowed += 1
                    continue
                if left[0] is not None:
                    data, left[0] = data[:left[0]], left[0] - len(data)
                sink.sendall(data)
                if left[0] is not None and left[0] <= 0:
                    self.n_cut += 1
                    break
        except OSError:
            pass
        self.close(source, sink)

    @staticmethod
    def close(*ends):
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def hang_up(self):
        """Whoever is connected is so no more."""
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            self.close(*pair)

    def mend(self):
        self.cuts = self.deaf = self.cut_after = None
        self.is_down = False
        self.hang_up()


class Desk:
    """One desk's process. What it says that it has committed is kept here."""

    def __init__(self, server, folder, name, has_own_clock=False, begins=True, joins=True):
        """@begins: whether it reaches the server once it has joined; @joins: whether it joins already."""
        self.server, self.name, self.disk = server, name, folder
        self.relay = Relay(server)
        self.folder = os.path.join(folder, name)
        self.log_path = os.path.join(server.root.name, name + ".log")
        self.kept = []
        self.program = DESK
        self.nudged = 0
        self.clock = os.path.join(folder, name + ".clock") if has_own_clock else None
        if joins:
            self.join(begins)

    def ask_to_join(self):
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        code = self.server.command("enrol-code")["code"]
        self.spawn("join", "{}:{}".format(*self.server.enrol), code, self.relay.address, self.name)

    def join(self, begins):
        server = self.server
        self.relay.is_down = not begins
        self.ask_to_join()
        words = self.read().removeprefix("words ")
        waiting = [one for one in server.command("devices")["enrolments"] if one["words"] == words]
        self.dev = waiting[0]["dev"]
        server.command("accept", str(self.dev))
        self.ready()

    def join_in_vain(self):
        """How it ended, having said why in its log."""
        self.ask_to_join()
        words = self.lines.get(timeout=DEADLINE_S)
        if words is not None:
            waiting = [one for one in self.server.command("devices")["enrolments"]
                       if one["words"] == words.removeprefix("words ")]
            self.server.command("accept", str(waiting[0]["dev"]))
            assert self.lines.get(timeout=DEADLINE_S) is None
        return self.process.wait(DEADLINE_S)

    def copy(self, name):
        """The same PC once more: its folder, its keys, its numbers; its line is another. Neither runs."""
        other = Desk(self.server, self.disk, name, joins=False)
        shutil.copytree(self.folder, other.folder)
        other.dev = self.dev
        return other

    def spawn(self, *words):
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen([self.program, words[0], self.folder, *words[1:]], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.log,
                                        env=self.environment())
        self.lines = queue.Queue()
        threading.Thread(target=self.listen, args=(self.process, self.lines), daemon=True).start()

    def environment(self):
        """A desk as it runs for people: what it refuses is in its log, and does not end it as it ends a test."""
        return dict({name: value for name, value in os.environ.items() if name != "G_DEBUG"},
                    **self.clock_environment())

    def clock_environment(self):
        if not self.clock:
            return {}
        self.set_clock(0)
        preload = serverlib.clock(1)["LD_PRELOAD"]
        return {"LD_PRELOAD": preload, "FAKETIME_TIMESTAMP_FILE": self.clock, "FAKETIME_NO_CACHE": "1",
                "DONT_FAKE_MONOTONIC": "1"}

    def set_clock(self, hours):
        with open(self.clock + ".new", "w", encoding="ascii") as file:
            file.write(f"{hours:+}h\n")
        os.replace(self.clock + ".new", self.clock)

    @staticmethod
    def listen(process, lines):
        for line in process.stdout:
            lines.put(line.decode().rstrip("\n"))
        lines.put(None)

    def read(self):
        """The next line; what is logged between is not for us."""
        line = self.lines.get(timeout=DEADLINE_S)
        assert line is not None, f"{self.name} ended: {self.read_log()[-600:]}"
        return line

    def ready(self):
        assert self.read() == "ready"

    def read_log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def order(self, *words):
        try:
            self.process.stdin.write((" ".join(words) + "\n").encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise AssertionError(f"{self.name} ended with {self.process.wait()}: {self.read_log()[-600:]}") from None

    def ask(self, *words):
        self.order(*words)
        answer = self.read()
        if answer.startswith("kept "):
            self.kept.append(answer.split()[1])
        return answer

    def make(self, *words):
        """Something that is committed; the record's id."""
        answer = self.ask(*words)
        assert answer.startswith("kept "), answer
        return answer.split()[2]

    def state(self):
        return json.loads(self.ask("state"))

    def is_live(self):
        """Up to date, with nothing that waits; says where."""
        state = self.state()
        if state["state"] == "live" and state["open"] and state["waiting"] == 0:
            return state
        self.nudge()
        return None

    def nudge(self):
        """As a person who does not want to wait; a server counts what it is asked, so not all the time."""
        now = time.monotonic()
        if now - self.nudged > 0.5:
            self.nudged = now
            self.ask("now")
        return True

    def kill(self):
        """Dies; whatever it had said by then it had done. How much it said that nobody had read."""
        self.process.kill()
        self.process.wait()
        before = len(self.kept)
        while True:
            line = self.lines.get(timeout=DEADLINE_S)
            if line is None:
                break
            if line.startswith("kept "):
                self.kept.append(line.split()[1])
        self.log.close()
        return len(self.kept) - before

    def start(self):
        self.spawn("run")
        self.ready()

    def stop(self):
        if self.process.poll() is None:
            self.thaw()
            self.process.stdin.close()
            self.process.wait(DEADLINE_S)
        self.log.close()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


def seeded(*what):
    return random.Random("/".join(str(one) for one in what))
