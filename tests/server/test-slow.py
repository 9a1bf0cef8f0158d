#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that say nothing, or say it for ever (security.md T-SLO). Hundreds of them are held open from twenty
addresses while a desk works: every one is cut off, the desk is answered throughout. How long each took is printed; what
is asserted is that all end and that the desk is served.

test-slow.py UKETSUKE-SERVER [CONNECTIONS]
"""
import os
import resource
import selectors
import socket
import ssl
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from serverlib import Server, any_context, run_cases

N = int(sys.argv[2]) if len(sys.argv) > 2 else 900
LIMIT_S = 10
SLACK_S = 3  # for this side, which shares the machine with everything else
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

server = Server().start()
device = server.device()
HELLO = bytes.fromhex("16030100c8010000c40303")  # the beginning of a TLS handshake


class Attacker:
    """One connection: what it says at once, and what it goes on to drip, a byte a second."""

    def __init__(self, number, kind):
        self.kind, self.closed = kind, None
        source = (f"127.0.0.{2 + number % 20}", 0)
        door = server.enrol if "enrol" in kind else server.desks
        self.socket = socket.create_connection(door, timeout=LIMIT_S, source_address=source)
        self.drip = b""
        if kind == "half-hello":
            self.socket.sendall(HELLO)
        elif kind == "drip-hello":
            self.drip = HELLO * 10
        elif kind != "silent":
            self.socket = any_context().wrap_socket(self.socket, server_hostname="localhost")
            self.speak()
        self.began = time.monotonic()
        self.socket.setblocking(False)

    def speak(self):
        if self.kind in ("enrol-header", "desks-header"):
            self.socket.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: localhost\r\n")
        elif self.kind in ("enrol-drip-header", "desks-drip-header"):
            self.socket.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: localhost\r\nX: ")
            self.drip = b"a" * 100
        elif self.kind in ("enrol-body", "enrol-drip-body"):
            self.socket.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
            self.drip = b" " * 100 if "drip" in self.kind else b""

    def drop(self):
        self.closed = time.monotonic() - self.began
        self.socket.close()

    def read(self):
        """Looks whether the other side is done with us."""
        try:
            while True:
                if not self.socket.recv(65536):
                    self.drop()
                    return
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except OSError:
            self.drop()

    def go_on(self):
        if self.drip and self.closed is None:
            try:
                self.socket.send(self.drip[:1])
                self.drip = self.drip[1:]
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                pass
            except OSError:
                self.drop()


class Desk(threading.Thread):
    """A desk that asks all the time: on one connection, and every tenth time on a new one."""

    def __init__(self, pause):
        super().__init__(daemon=True)
        self.pause, self.over, self.times, self.statuses = pause, threading.Event(), [], []

    def run(self):
        connection = device.connection()
        while not self.over.wait(self.pause):
            if len(self.times) % 10 == 0:
                connection.close()
                connection = device.connection()
            began = time.monotonic()
            connection.request("GET", "/v1/health")
            answer = connection.getresponse()
            answer.read()
            self.times.append(time.monotonic() - began)
            self.statuses.append(answer.status)
        connection.close()


def attack(kinds, count):
    """Opens them, and follows each to its end; how long each was held."""
    with ThreadPoolExecutor(16) as pool:
        attackers = list(pool.map(lambda n: Attacker(n, kinds[n % len(kinds)]), range(count)))
    selector = selectors.DefaultSelector()
    for attacker in attackers:
        selector.register(attacker.socket, selectors.EVENT_READ, attacker)
    last = end = time.monotonic()
    end += LIMIT_S + 4 * SLACK_S
    n_open = len(attackers)
    while n_open > 0 and time.monotonic() < end:
        for key, _ in selector.select(0.2):
            attacker = key.data
            if attacker.closed is None:
                attacker.read()
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            for attacker in attackers:
                attacker.go_on()
        for key in [key for key in selector.get_map().values() if key.data.closed is not None]:
            selector.unregister(key.fileobj)
            n_open -= 1
    held = {}
    for attacker in attackers:
        assert attacker.closed is not None, f"still open after {time.monotonic() - attacker.began:.0f} s: {attacker.kind}"
        held.setdefault(attacker.kind, []).append(attacker.closed)
    return held


def report(held, desk, before):
    times = sorted(desk.times)
    for kind, seconds in sorted(held.items()):
        print(f"# {kind}: {len(seconds)} held for {min(seconds):.1f} to {max(seconds):.1f} s", flush=True)
    print(f"# the desk: {len(times)} answers, median {times[len(times) // 2] * 1000:.1f} ms, 99th percentile "
          f"{times[int(len(times) * 0.99)] * 1000:.1f} ms, longest {times[-1] * 1000:.1f} ms", flush=True)
    print(f"# memory: {before / 1e6:.1f} MB before, {server.rss() / 1e6:.1f} MB after", flush=True)


def under_attack(kinds, count):
    desk = Desk(0.1 if count < 2000 else 0.3)
    before = server.rss()
    desk.start()
    held = attack(kinds, count)
    desk.over.set()
    desk.join(30)
    report(held, desk, before)
    assert not desk.is_alive() and desk.statuses and set(desk.statuses) == {200}, set(desk.statuses)
    for kind, seconds in held.items():
        assert max(seconds) <= LIMIT_S + SLACK_S, (kind, max(seconds))
    return held


def test_half_open():
    """Silent connections and half handshakes all end within ten seconds; the desk is served meanwhile."""
    under_attack(["silent", "half-hello", "drip-hello", "silent"], N)


def test_half_requests():
    """Half headers and half bodies, dripping or not, with TLS done, all end as well."""
    before = server.handled("enrol")
    under_attack(["enrol-header", "desks-header", "enrol-drip-header", "desks-drip-header", "enrol-body",
                  "enrol-drip-body"], N // 3)
    assert server.handled("enrol") == before


def test_nothing_left():
    """Afterwards nobody holds a file open for those who are gone, and a device can still join."""

    n_files = len(os.listdir(f"/proc/{server.process.pid}/fd"))
    assert n_files < 100, n_files
    assert server.device("受付 2").ask("GET", "/v1/health")[0] == 200


try:
    run_cases([test_half_open, test_half_requests, test_nothing_left])
finally:
    server.__exit__()
