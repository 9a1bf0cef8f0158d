#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are too large in every way (security.md T-BIG), by a device that is enrolled, by strangers at the door
where devices join, and on the server's own socket: refused or cut off, and server and nginx together grow by no more than
20 MB at any moment of each."""
import gzip
import json
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from serverlib import Server, any_context, run_cases, unix_ask

MEGABYTE = 1024 * 1024
MAX_GROWTH = 20 * 1000 * 1000
server = Server().start()
device = server.device()
DESKS = server.path("run", "desks.sock")
with open(device.path("device.pem"), encoding="ascii") as file:
    CERTIFICATE = "X-Uketsuke-Certificate: " + file.read().replace("\n", "%0A")


class Watch:
    """Looks at the memory of server and proxy all the time; fails when it grew too much."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.before = self.most = server.rss()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.over.wait(0.02):
            self.most = max(self.most, server.rss())

    def __exit__(self, kind, *_):
        self.over.set()
        self.thread.join()
        self.most = max(self.most, server.rss())
        growth = self.most - self.before
        print(f"# {self.name}: {self.before / 1e6:.1f} MB and {growth / 1e6:.1f}", flush=True)
        assert kind is not None or growth <= MAX_GROWTH, (self.name, growth)


def push(connection, head, pieces):
    """Sends until it is cut off; the status that came back, if any, and how much went out."""
    sent = 0
    answer = b""
    try:
        connection.sendall(head)
        for piece in pieces:
            connection.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    try:
        answer = connection.recv(65536)
    except OSError:
        pass
    connection.close()
    return (int(answer.split()[1]) if answer.startswith(b"HTTP/1.") else None), sent


def post(path, *fields):
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\n" + "".join(f + "\r\n" for f in fields) + "\r\n").encode()


def unix_connection():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(30)
    connection.connect(DESKS)
    return connection


def enrol_connection():
    return any_context().wrap_socket(socket.create_connection(server.enrol, timeout=30), server_hostname="localhost")


def endless(size=300 * MEGABYTE):
    block = bytes(MEGABYTE)
    return (block for _ in range(size // MEGABYTE))


def test_huge_body():
    """300 MB are refused at their announcement, whoever sends them; what comes all the same is thrown away."""
    size = 300 * MEGABYTE
    with Watch("300 MB by a device"):
        status, sent = push(device.raw(), post("/v1/renew", f"Content-Length: {size}"), endless())
        assert status in (None, 413), (status, sent)
    with Watch("300 MB at enrolment"):
        status, sent = push(enrol_connection(), post("/v1/enrol", f"Content-Length: {size}"), endless())
        assert status in (None, 413), (status, sent)
    with Watch("300 MB on the socket"):
        status, sent = push(unix_connection(), post("/v1/renew", CERTIFICATE, f"Content-Length: {size}"), endless())
        assert status in (None, 400) and sent < size, (status, sent)


def test_body_without_end():
    """A body in chunks, without length, is not begun."""
    chunk = b"100000\r\n" + bytes(MEGABYTE) + b"\r\n"
    for name, connect, fields in (("a device", device.raw, ()), ("enrolment", enrol_connection, ()),
                                  ("the socket", unix_connection, (CERTIFICATE,))):
        path = "/v1/enrol" if connect is enrol_connection else "/v1/renew"
        with Watch(f"chunks, {name}"):
            status, sent = push(connect(), post(path, *fields, "Transfer-Encoding: chunked"), (chunk for _ in range(100)))
            assert status in (None, 400, 411), (name, status, sent)


def test_body_beyond_its_route():
    """What a route does not take is refused by the server even when the proxy would let it through."""
    with Watch("just under a megabyte"):
        body = b" " * (MEGABYTE - 10)
        status, answer = device.ask("POST", "/v1/renew", body.decode())
        assert status == 413 and answer["error"] == "too_large", (status, answer)
    with Watch("5,000 bytes on the socket"):
        status, _ = unix_ask(DESKS, "POST", "/v1/renew", b" " * 5000, fields=(CERTIFICATE,))
        assert status == 413, status


def test_many_at_once():
    """A hundred bodies of a megabyte at the same time, from one device, half of each held back."""
    with Watch("100 times a megabyte"):
        connections = []
        for _ in range(100):
            connection = device.raw()
            connection.sendall(post("/v1/renew", f"Content-Length: {MEGABYTE}") + bytes(MEGABYTE // 2))
            connections.append(connection)
        time.sleep(0)
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda c: push(c, b"", [bytes(MEGABYTE // 2)])[0], connections))
        assert 200 not in statuses and len(statuses) == 100, statuses


def test_huge_header():
    """Long lines, many fields and long paths end at 16 KiB; on its own socket the server counts 64 fields."""
    line = b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n"
    for name, head in (("one field of 1 MB", line + b"X: " + b"a" * MEGABYTE + b"\r\n\r\n"),
                       ("100,000 fields", line + b"".join(b"X-%d: a\r\n" % n for n in range(100000)) + b"\r\n"),
                       ("a path of 1 MB", b"GET /v1/" + b"a" * MEGABYTE + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                       ("17 KiB of fields", line + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(20)) + b"\r\n")):
        with Watch(name):
            status, _ = push(device.raw(), head, [])
            assert status in (None, 400, 414, 431, 494), (name, status)
    for name, fields, expected in (("64 fields", [f"X-{n}: a" for n in range(62)], 200),
                                   ("65 fields", [f"X-{n}: a" for n in range(63)], 431),
                                   ("17 KiB", [f"X-{n}: " + "a" * 1000 for n in range(16)], 431)):
        with Watch(f"{name} on the socket"):
            status, _ = unix_ask(DESKS, "GET", "/v1/health", fields=(CERTIFICATE, *fields))
            assert status == expected, (name, status)


def test_bombs():
    """Compressed bodies are not unpacked, and JSON that would cost more than it says is not parsed."""
    bombs = [("gzip", gzip.compress(bytes(3 * MEGABYTE))[:4000]), ("nesting", b"[" * 4000),
             ("objects", b'{"a":' * 600 + b"1" + b"}" * 600), ("values", b"[" + b"1," * 1900 + b"1]"),
             ("doubled", b'{"csr":"a","csr":"b"}'), ("a number", b'{"csr":' + b"9" * 3000 + b"}"),
             ("reals", b'{"csr":1e999}'), ("no end", b'{"csr":"' + b"a" * 3000), ("not UTF-8", b'{"csr":"\xff\xfe"}'),
             ("a zero", b'{"csr":"a\\u0000b"}'), ("half a pair", b'{"csr":"\\ud800"}')]
    with Watch("bombs"):
        for name, body in bombs:
            connection = device.connection()
            connection.request("POST", "/v1/renew", body, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
            answer = connection.getresponse()
            text = json.loads(answer.read())
            connection.close()
            assert (answer.status, text["error"]) == (400, "malformed"), (name, answer.status, text)


def test_still_there():
    """After all of it the same processes answer, and hold no more files than before."""
    assert device.ask("GET", "/v1/health")[0] == 200
    assert server.metrics()["uketsuke_proxy_starts_total"] == 1
    assert len(os.listdir(f"/proc/{server.process.pid}/fd")) < 100


try:
    run_cases([test_huge_body, test_body_without_end, test_body_beyond_its_route, test_many_at_once, test_huge_header,
               test_bombs, test_still_there])
finally:
    server.__exit__()
