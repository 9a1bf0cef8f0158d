#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that two parsers might read differently (security.md T-SMU): raw bytes of a device that is enrolled, against
nginx with the server behind it, and against the server's own socket. Each is refused or the connection closed, and none
makes a handler answer more often than requests were made that are beyond doubt."""
import socket
from concurrent.futures import ThreadPoolExecutor

from serverlib import Server, run_cases, unix_ask

server = Server().start()
device = server.device()
desks_socket = server.path("run", "desks.sock")

GET = b"GET /v1/health HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
HIDDEN = b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
N = len(HIDDEN)


def post(*fields, body=b""):
    return b"POST /v1/renew HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


# Each is (name, bytes): one request that must not be answered as if it were well, or that hides a second one.
CASES = [
    # Lengths and encodings together.
    ("cl-te", post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-cl", post(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-chunked", post(b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-identity", post(b"Transfer-Encoding: identity", body=HIDDEN)),
    ("te-gzip-chunked", post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-chunked-identity", post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-twice", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-xchunked", post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-quoted", post(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n" + HIDDEN)),
    ("te-case", post(b"transfer-ENCODING: CHUNKED", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-space-before-colon", post(b"Transfer-Encoding : chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-tab-before-colon", post(b"Transfer-Encoding\t: chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-leading-space", post(b" Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-vertical-tab", post(b"Transfer-Encoding:\x0bchunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-null", post(b"Transfer-Encoding: chunked\x00", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-folded", post(b"Transfer-Encoding:\r\n chunked", body=b"0\r\n\r\n" + HIDDEN)),
    ("te-10", b"POST /v1/renew HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
    ("te-underscore", post(b"Transfer_Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n")),
    # Chunks.
    ("chunk-size-hex-prefix", post(b"Transfer-Encoding: chunked", body=b"0x0\r\n\r\n" + HIDDEN)),
    ("chunk-size-sign", post(b"Transfer-Encoding: chunked", body=b"-1\r\n\r\n" + HIDDEN)),
    ("chunk-size-plus", post(b"Transfer-Encoding: chunked", body=b"+0\r\n\r\n" + HIDDEN)),
    ("chunk-size-overflow", post(b"Transfer-Encoding: chunked", body=b"10000000000000000\r\n" + HIDDEN)),
    ("chunk-bare-lf", post(b"Transfer-Encoding: chunked", body=b"0\n\n" + HIDDEN)),
    ("chunk-extension-lf", post(b"Transfer-Encoding: chunked", body=b"2;\nxx\r\n0\r\n\r\n" + HIDDEN)),
    ("chunk-no-crlf", post(b"Transfer-Encoding: chunked", body=b"2\r\nxxx0\r\n\r\n" + HIDDEN)),
    ("chunk-only-crlf", post(b"Transfer-Encoding: chunked", body=b"\r\n\r\n" + HIDDEN)),
    ("chunk-trailer", post(b"Transfer-Encoding: chunked", body=b"0\r\nContent-Length: 9\r\n\r\n" + HIDDEN)),
    # Lengths.
    ("cl-twice-same", post(b"Content-Length: 2", b"Content-Length: 2", body=b"{}")),
    ("cl-twice-different", post(b"Content-Length: 2", b"Content-Length: %d" % (N + 2), body=b"{}" + HIDDEN)),
    ("cl-list", post(b"Content-Length: 2, 2", body=b"{}")),
    ("cl-list-different", post(b"Content-Length: 2, %d" % (N + 2), body=b"{}" + HIDDEN)),
    ("cl-negative", post(b"Content-Length: -1", body=b"{}")),
    ("cl-plus", post(b"Content-Length: +2", body=b"{}")),
    ("cl-hex", post(b"Content-Length: 0x2", body=b"{}")),
    ("cl-space-inside", post(b"Content-Length: 1 2", body=b"{}")),
    ("cl-float", post(b"Content-Length: 2.0", body=b"{}")),
    ("cl-empty", post(b"Content-Length:", body=b"{}")),
    ("cl-letters", post(b"Content-Length: two", body=b"{}")),
    ("cl-overflow", post(b"Content-Length: 18446744073709551618", body=b"{}")),
    ("cl-huge", post(b"Content-Length: 99999999999999999999999999", body=b"{}")),
    ("cl-space-before-colon", post(b"Content-Length : %d" % N, body=HIDDEN)),
    ("cl-null", post(b"Content-Length: 2\x00", body=b"{}")),
    ("cl-folded", post(b"Content-Length:\r\n 2", body=b"{}")),
    ("cl-on-get", GET + HOST + b"Content-Length: %d\r\n\r\n" % N + HIDDEN),
    # Hosts.
    ("host-none", GET + b"\r\n"),
    ("host-twice", GET + HOST + b"Host: other\r\n\r\n"),
    ("host-twice-same", GET + HOST + HOST + b"\r\n"),
    ("host-space-before-colon", GET + HOST + b"Host : other\r\n\r\n"),
    ("host-slash", GET + b"Host: localhost/x\r\n\r\n"),
    ("host-null", GET + b"Host: local\x00host\r\n\r\n"),
    ("host-comma", GET + b"Host: localhost, other\r\n\r\n"),
    # Lines.
    ("bare-cr-in-line", b"GET /v1/health\r HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("bare-cr-in-field", GET + HOST + b"X: a\rY: b\r\n\r\n"),
    ("obs-fold", GET + HOST + b"X: a\r\n b\r\n\r\n"),
    ("field-first-space", GET + b" " + HOST + b"\r\n"),
    ("field-no-colon", GET + HOST + b"Nonsense\r\n\r\n"),
    ("field-empty-name", GET + HOST + b": x\r\n\r\n"),
    ("field-null-name", GET + HOST + b"X\x00Y: x\r\n\r\n"),
    ("leading-null", b"\x00" + GET + HOST + b"\r\n"),
    # Request lines.
    ("version-0.9", b"GET /v1/health\r\n"),
    ("version-1.2x", b"GET /v1/health HTTP/1.2x\r\n" + HOST + b"\r\n"),
    ("version-2", b"GET /v1/health HTTP/2.0\r\n" + HOST + b"\r\n"),
    ("version-lower", b"GET /v1/health http/1.1\r\n" + HOST + b"\r\n"),
    ("version-space", b"GET /v1/health HTTP /1.1\r\n" + HOST + b"\r\n"),
    ("method-lower", b"get /v1/health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("method-unknown", b"GETS /v1/health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("method-connect", b"CONNECT localhost:1 HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("method-trace", b"TRACE /v1/health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("method-put", b"PUT /v1/health HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n"),
    ("h2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("upgrade-h2c", GET.replace(b"health", b"nothing") + HOST + b"Connection: Upgrade, HTTP2-Settings\r\n"
     b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"),
    ("upgrade-websocket", GET.replace(b"health", b"nothing") + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"),
    # Paths: the table has them exactly or not at all.
    ("path-dots", b"GET /v1/../v1/health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-dots-escaped", b"GET /v1/%2e%2e/v1/health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-double-slash", b"GET /v1//health HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-escaped", b"GET /v1/%68ealth HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-null", b"GET /v1/health%00 HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-slash-after", b"GET /v1/health/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-upper", b"GET /V1/HEALTH HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-control", b"GET /control HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("path-enrolment", post(b"Content-Length: 2", body=b"{}").replace(b"/v1/renew", b"/v1/enrol")),
    ("path-backslash", b"GET \\v1\\health HTTP/1.1\r\n" + HOST + b"\r\n"),
]


def talk(connection, data):
    """Sends everything; every status that came back until the other side closed."""
    answer = b""
    try:
        connection.sendall(data)
        while True:
            piece = connection.recv(65536)
            if not piece:
                break
            answer += piece
    except OSError:
        pass
    connection.close()
    statuses = []
    while b"HTTP/1." in answer:
        answer = answer[answer.index(b"HTTP/1."):]
        statuses.append(int(answer[9:12]))
        answer = answer[12:]
    return statuses


def test_enough_cases():
    """There are at least sixty of them."""
    assert len(CASES) >= 60, len(CASES)
    assert len({name for name, _ in CASES}) == len(CASES)


def test_through_the_proxy():
    """Through nginx none is answered well but by what stands in it in full, and no handler answers a hidden request."""
    server.handled()
    # A request that follows "Connection: close" shows where the first one ended, and ends the case at once.
    for name, data in CASES:
        before = server.handled()
        statuses = talk(device.raw(timeout=12), data.replace(HOST, HOST + b"Connection: close\r\n", 1))
        hits = server.handled() - before
        print(f"# {name}: {statuses} hits {hits}", flush=True)
        # nginx may drop a field that it does not understand, and answer what is left of it: once.
        harmless = name in DROPPED_FIELD
        assert hits <= (1 if harmless else 0), (name, statuses, hits)
        assert len(statuses) <= 1, (name, statuses)
        assert harmless or all(status >= 400 for status in statuses), (name, statuses)


# What the proxy throws away before it goes on: a field that is no field. Nothing of it reaches the server, because no
# field of a client's does; the request that is left is a plain one and is answered once.
DROPPED_FIELD = ("field-no-colon",)


# Lengths that libsoup's parser waits on for ever: cut off after the ten seconds that a request has.
CUT_OFF = ("cl-negative", "cl-overflow", "cl-huge", "version-0.9")


def test_on_the_socket():
    """On its own socket the server, asked without nginx, keeps the same rules by itself."""
    certificate = "X-Uketsuke-Certificate: " + open(device.path("device.pem"), encoding="ascii").read().replace("\n", "%0A")
    status, body = unix_ask(desks_socket, "GET", "/v1/health", fields=(certificate,))
    assert status == 200, (status, body)
    extra = certificate.encode() + b"\r\n"

    def ask(data):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(15)
        connection.connect(desks_socket)
        return talk(connection, data.replace(HOST, HOST + extra, 1))

    for name, data in CASES:
        if name in CUT_OFF:
            continue
        before = server.handled()
        statuses = ask(data)
        hits = server.handled() - before
        print(f"# {name}: {statuses} hits {hits}", flush=True)
        assert hits <= 1, (name, statuses, hits)
        assert len(statuses) <= 1, (name, statuses)
    before = server.handled()
    with ThreadPoolExecutor(len(CUT_OFF)) as pool:
        answers = list(pool.map(ask, [data for name, data in CASES if name in CUT_OFF]))
    assert answers == [[]] * len(CUT_OFF), answers
    assert server.handled() == before


def test_two_on_one_connection():
    """Two requests sent together on the server's own socket: the first is answered, the second never seen."""
    certificate = "X-Uketsuke-Certificate: " + open(device.path("device.pem"), encoding="ascii").read().replace("\n", "%0A")
    request = GET + HOST + certificate.encode() + b"\r\n\r\n"
    before = server.handled()
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(15)
    connection.connect(desks_socket)
    assert talk(connection, request * 2) == [200]
    assert server.handled() - before == 1


try:
    run_cases([test_enough_cases, test_through_the_proxy, test_on_the_socket, test_two_on_one_connection])
finally:
    server.__exit__()
