# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clinic's own server turned hostile or broken (security.md T-MAL): it has the right certificate, answers as the
real one does, and spoils what the case in force says. Made from doc/wire.md alone.

A case is a list of spoilers; each belongs to one kind of question and turns the real answer (status, body) into bytes
that go out, or another answer. Questions that no spoiler is for are answered truly.
"""
import copy
import hashlib
import json
import os
import random
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

import serverlib

ID = "0123456789abcdef0123456789abcdef"
HASH = "ab" * 32


class Raw(bytes):
    """Goes out as it is, and ends the connection."""


def refusal(status, code, **more):
    return lambda _status, _body: (status, json.dumps({"error": code, "message": "no", **more}).encode())


def text(body, status=200):
    return lambda _status, _body: (status, body.encode() if isinstance(body, str) else body)


def change(function, needs=None):
    """Changes the answer's JSON; with @needs, only one that has something of this name."""
    def spoil(status, body):
        if status != 200:
            return status, body
        message = json.loads(body)
        if needs and not message.get(needs):
            return None
        message = copy.deepcopy(message)
        replaced = function(message)
        return 200, json.dumps(replaced if replaced is not None else message, ensure_ascii=False,
                               separators=(",", ":")).encode()
    return spoil


def setter(*path):
    """change() that puts the last of @path where the others lead."""
    def put(message):
        at = message
        for step in path[:-2]:
            at = at[step]
        at[path[-2]] = path[-1]
    return put


def page_of(message):
    return message["page"] if "results" in message else message


def entry(function):
    return change(lambda message: function(message["entries"]), needs="entries")


def rechain(message, function):
    """A page whose chain holds for what it says now: only what the desk knows itself can tell."""
    before = None
    for one in message["entries"]:
        function(one)
        meta = bytes.fromhex(one["meta"])
        before = before or bytes(32)
        one["chain"] = hashlib.sha256(b"\x01" + before + one["seq"].to_bytes(8, "big") + hashlib.sha256(meta).digest()
                                      + hashlib.sha256(one.get("payload", "").encode()).digest()).hexdigest()
        before = bytes.fromhex(one["chain"])
    message["cursor"]["chain"] = message["entries"][-1]["chain"]


def deletions(n):
    """An effect that deletes as many rows as it can hold."""
    def spoil(entries):
        meta = bytearray.fromhex(entries[0]["meta"])
        rows = [{"t": "patient", "id": f"{i:032x}", "d": 1, "f": {}} for i in range(n)]
        effect = json.dumps({"outcome": 2, "rows": rows, "released": [], "claims": [], "notes": []},
                            separators=(",", ":"))
        entries[0]["effect"] = effect
        entries[0]["meta"] = bytes(meta).hex()
    return spoil


def ahead(message):
    """A page that agrees with itself, one entry further on than it should be."""
    message.update({"from": message["from"] + 1, "head": message["head"] + 1})
    for one in message["entries"]:
        one["seq"] += 1
    message["cursor"]["seq"] += 1


def zstd(raw):
    return subprocess.run(["zstd", "-q", "-19", "-c"], input=raw, capture_output=True, check=True).stdout


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"epoch\":\"")
    for _ in range(4000):
        connection.sendall(b"a" * 65536)


def announced(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n" + bytes(65536))


def half(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"epoch\":")


def garbage(connection):
    connection.sendall(bytes(range(256)) * 16)


def cut(connection):
    connection.shutdown(socket.SHUT_RDWR)


def raw(function):
    return lambda _status, _body: function


RANDOM = random.Random(5)
NOISE = bytes(RANDOM.randrange(256) for _ in range(4096))
DEEP = "[" * 20000 + "]" * 20000
TOO_OLD = ("changes", refusal(410, "too_old", min_seq=10**9))

# What is answered to a question for news.
CHANGES = {
    "not-json": text("<html>welcome to the hotel</html>"),
    "nothing": text(""),
    "noise": text(NOISE),
    "an-array": text("[]"),
    "a-number": text("12"),
    "nul": text("{\"epoch\":\"\u0000\"}"),
    "deep": text(DEEP),
    "wide": text("[" + "1," * 300000 + "1]"),
    "duplicate-keys": lambda status, body: (status, body[:-1] + b',"head":1}'),
    "bad-utf8": lambda status, body: (status, body.replace(b'"epoch"', b'"\xff\xfe"', 1)),
    "reals": change(setter("head", 1.5)),
    "huge-number": text('{"epoch":"%s","from":0,"head":1e999,"durable":0,"at_us":1,"more":false,"entries":[]}' % ID),
    "negative-head": change(setter("head", -1)),
    "head-in-heaven": change(setter("head", 2**53)),
    "head-behind": change(setter("head", 1)),
    "durable-in-heaven": change(setter("durable", 2**53)),
    "time-zero": change(setter("at_us", 0)),
    "time-travel": change(setter("at_us", 2**52)),
    "no-entries": change(lambda message: message.pop("entries") and None, needs="entries"),
    "no-cursor": change(lambda message: message.pop("cursor") and None),
    "from-elsewhere": change(setter("from", 0), needs="entries"),
    "more-and-nothing": change(lambda message: message.update(entries=[], more=True)),
    "foreign-epoch": change(setter("epoch", ID)),
    "cursor-of-another-epoch": change(setter("cursor", "epoch", ID)),
    "cursor-unsigned": change(lambda message: message["cursor"].pop("sig") and None, needs="entries"),
    "cursor-forged": change(setter("cursor", "sig", "00" * 64), needs="entries"),
    "cursor-ahead": change(lambda message: message["cursor"].update(seq=message["cursor"]["seq"] + 5),
                           needs="entries"),
    "wrong-chain": entry(lambda entries: entries[0].update(chain=HASH)),
    "wrong-chain-rechained": change(lambda message: rechain(message, lambda one: None), needs="entries"),
    "wrong-seq": entry(lambda entries: entries[0].update(seq=entries[0]["seq"] + 1)),
    "ahead": change(ahead, needs="entries"),
    "seq-again": entry(lambda entries: entries.insert(0, dict(entries[0]))),
    "seq-zero": entry(lambda entries: entries[0].update(seq=0)),
    "backwards": entry(lambda entries: entries.insert(1, dict(entries[0], seq=entries[0]["seq"] - 1))),
    "another-meta": entry(lambda entries: entries[0].update(meta="00" * 107)),
    "short-meta": entry(lambda entries: entries[0].update(meta="00")),
    "another-payload": entry(lambda entries: entries[0].update(payload=entries[0]["payload"].replace("0", "1"))),
    "no-payload": entry(lambda entries: entries[0].pop("payload") and None),
    "payload-erased": entry(lambda entries: entries[0].update(ph=HASH, payload=None)),
    "another-tenants-rows": change(
        lambda message: rechain(message, lambda one: one.update(payload=one["payload"].replace("a", "b"))),
        needs="entries"),
    "an-effect-that-is-not": entry(lambda entries: entries[0].update(effect="{}")),
    "a-million-deletions": entry(deletions(20000)),
    "stub": entry(lambda entries: entries.__setitem__(0, {"seq": entries[0]["seq"], "mh": HASH, "ph": HASH,
                                                          "chain": HASH})),
    "too-many-entries": entry(lambda entries: entries.extend([dict(entries[0])] * 1500)),
    "oversized-page": lambda status, body: (status, body[:-1] + b',"more_of_it":"' + b"a" * (9 << 20) + b'"}'),
    "future-schema": entry(lambda entries: entries[0].update(
        payload=entries[0]["payload"].replace('"sv":1', '"sv":99'))),
    "foreign-holds": change(setter("holds", [{"id": ID, "dev": -1, "resource": ID, "from_us": 5, "to_us": 1,
                                              "until_us": 0}])),
    "many-holds": change(setter("holds", [{"id": f"{i:032x}", "dev": 2, "resource": ID, "from_us": 1, "to_us": 2,
                                           "until_us": 3} for i in range(20000)])),
    "status-204": text("", 204),
    "status-500": text("{}", 500),
    "status-302": lambda _status, _body: Raw(b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\n"
                                             b"Content-Length: 0\r\n\r\n"),
    "busy-for-ever": refusal(503, "busy", retry_after_s=10**9),
    "stale-epoch-of-no-epoch": refusal(409, "stale_epoch"),
    "malformed": refusal(400, "malformed"),
    "schema": refusal(426, "schema", sv_min=99),
    "unknown-code": refusal(403, "go_away"),
    "endless": raw(endless),
    "announced": raw(announced),
    "half": raw(half),
    "garbage": raw(garbage),
    "cut": raw(cut),
}

# What is answered to a push.
PUSH = {
    "push-not-json": text("no"),
    "push-no-results": change(setter("results", [])),
    "push-another-id": change(lambda message: message["results"][0].update(id=ID), needs="results"),
    "push-dup-of-nothing": change(lambda message: message["results"][0].update(r="dup", seq=10**9, outcome=1),
                                  needs="results"),
    "push-unknown-result": change(lambda message: message["results"][0].update(r="eaten"), needs="results"),
    "push-gap": change(lambda message: message["results"].__setitem__(
        0, {"id": message["results"][0]["id"], "r": "gap", "expected": 10**9}), needs="results"),
    "push-forked": change(lambda message: message["results"].__setitem__(
        0, {"id": message["results"][0]["id"], "r": "forked"}), needs="results"),
    "push-more-results": change(lambda message: message["results"].extend(message["results"] * 300), needs="results"),
    "push-page-forged": change(lambda message: message.get("page") and message["page"]["cursor"].update(
        sig="00" * 64)),
    "push-durable": change(setter("durable", 2**53)),
    "push-too-large": refusal(413, "too_large"),
    "push-endless": raw(endless),
    "push-cut": raw(cut),
}

# What is answered to a desk that starts from a snapshot, because it is told that the log begins later.
MANIFEST = {
    "manifest-not-json": text("no"),
    "manifest-unsigned": change(lambda message: message["cursor"].pop("sig") and None),
    "manifest-forged": change(setter("cursor", "sig", "00" * 64)),
    "manifest-another-root": change(setter("root", "00" * 16)),
    "manifest-another-epoch": change(setter("cursor", "epoch", ID)),
    "manifest-no-tables": change(setter("tables", {})),
    "manifest-part-twice": change(lambda message: message["tiers"][0].append(message["tiers"][0][0])),
    "manifest-part-missing": change(lambda message: message["tiers"][0].pop() and None),
    "manifest-part-huge": change(lambda message: message["tiers"][0][0].update(raw=2**40)),
    "manifest-part-negative": change(lambda message: message["tiers"][0][0].update(bytes=-1)),
    "manifest-million-parts": change(lambda message: message["tiers"].append(
        [{"sha256": f"{i:064x}", "bytes": 1, "raw": 1, "rows": 1, "table": "patient"} for i in range(50000)])),
    "manifest-future": change(setter("sv", 99)),
    "manifest-endless": raw(endless),
}
PARTS = {
    "part-half": lambda status, body: (status, body[:len(body) // 2]),
    "part-empty": text(b""),
    "part-noise": text(NOISE),
    "part-bomb": lambda _status, _body: (200, zstd(bytes(64 << 20))),
    "part-of-another": lambda status, body: (status, zstd(b"[]\n")),
    "part-gone": refusal(404, "not_found"),
    "part-endless": raw(endless),
    "part-cut": raw(cut),
}

HELLO = {
    "hello-not-json": text("{"),
    "hello-another-device": change(setter("dev", 9)),
    "hello-another-proto": change(setter("proto", 2)),
    "hello-future": change(lambda message: message.update(sv_min=99, sv_max=99)),
    "hello-past": change(lambda message: message.update(sv_min=0, sv_max=0)),
    "hello-frozen": change(setter("state", "frozen")),
    "hello-used-numbers": change(setter("last_dseq", 2**53)),
    "hello-foreign-epoch": change(setter("epoch", ID)),
}

CASES = {name: [("changes", spoil)] for name, spoil in CHANGES.items()}
CASES.update({name: [("push", spoil)] for name, spoil in PUSH.items()})
CASES.update({name: [TOO_OLD, ("snapshot", spoil)] for name, spoil in MANIFEST.items()})
CASES.update({name: [TOO_OLD, ("parts", spoil)] for name, spoil in PARTS.items()})
# A desk says hello when it has lost the connection.
CASES.update({name: [("changes", raw(cut)), ("hello", spoil)] for name, spoil in HELLO.items()})

# What the person is told of a case, and what its line in the log says: parts of either. Each case has its line. Nothing
# is told where the desk helps itself at once, by asking again, or by starting from what the server then has.
UNUSED, BUSY, CLOCK = "could not be used", "is busy", "is far off"
EXPECTED = {
    "head-in-heaven": (UNUSED, "page: bad more, against head and entries"),
    "head-behind": (UNUSED, "page: bad head, before the end of the page"),
    "durable-in-heaven": (UNUSED, "page: bad durable, behind head"),
    "time-zero": (UNUSED, "page: bad at_us"),
    "time-travel": (CLOCK, "changes: the server's clock is "),
    "from-elsewhere": (UNUSED, "page: entries[0]: bad seq, which does not follow"),
    "more-and-nothing": (UNUSED, "page: bad more, against head and entries"),
    "seq-again": (UNUSED, "page: entries[1]: bad seq, which does not follow"),
    "backwards": (UNUSED, "page: entries[1]: bad seq, which does not follow"),
    "ahead": ("", "a page goes on at entry"),
    "future-schema": ("", "its chain is another"),
    "push-dup-of-nothing": ("", "push: result 0 is entry 1000000000, where the log ends at"),
    "push-forked": ("", "of change-set 0 was used before"),
    "push-page-forged": ("", "its cursor's signature does not hold"),
    "push-durable": (UNUSED, "push answer: durable, behind head"),
    "hello-another-device": (UNUSED, "hello: the server takes this desk for device 9, not "),
    "hello-frozen": ("", "hello: the server takes nothing until it is thawed"),
    "hello-used-numbers": ("", "hello: the server has change-set 9007199254740992 of this desk already"),
    "hello-foreign-epoch": ("", "hello: the server's history is another than this desk's"),
    "not-json": (UNUSED, "changes: the server's answer is not used: page: no JSON at byte 1"),
    "nothing": (UNUSED, "page: no JSON at byte 0"),
    "noise": (UNUSED, "JSON: a bracket too many at byte"),
    "an-array": (UNUSED, "page: bad form"),
    "a-number": (UNUSED, "page: no JSON at byte 2"),
    "nul": (UNUSED, "page: no JSON at byte 10"),
    "deep": (UNUSED, "JSON: too deep at byte"),
    "wide": (UNUSED, "JSON: too many values at byte"),
    "duplicate-keys": (UNUSED, "page: no JSON at byte"),
    "bad-utf8": (UNUSED, "page: no JSON at byte 2"),
    "reals": (UNUSED, "JSON: a number that is no integer at byte"),
    "huge-number": (UNUSED, "JSON: a number that is no integer at byte"),
    "negative-head": (UNUSED, "page: bad head"),
    "no-entries": (UNUSED, "page: bad entries"),
    "no-cursor": (UNUSED, "page: cursor: bad epoch"),
    "foreign-epoch": ("", "is of another history"),
    "cursor-of-another-epoch": ("", "its cursor is of another place"),
    "cursor-unsigned": ("", "its cursor is not signed"),
    "cursor-forged": ("", "its cursor's signature does not hold"),
    "cursor-ahead": ("", "its entries end at"),
    "wrong-chain": ("", "its chain is another"),
    "wrong-chain-rechained": ("", "its chain is another"),
    "wrong-seq": (UNUSED, "page: entries[0]: bad seq, which does not follow"),
    "seq-zero": (UNUSED, "page: entries[0]: bad seq"),
    "another-meta": (UNUSED, "page: entries[0]: bad meta"),
    "short-meta": (UNUSED, "page: entries[0]: bad meta"),
    "another-payload": ("", "its chain is another"),
    "no-payload": (UNUSED, "page: entries[0]: bad payload"),
    "payload-erased": (UNUSED, "page: entries[0]: bad payload, which was erased"),
    "another-tenants-rows": ("", "its chain is another"),
    "an-effect-that-is-not": (UNUSED, "page: entries[0]: bad effect"),
    "a-million-deletions": (UNUSED, "page: entries[0]: bad effect"),
    "stub": ("", "its chain is another"),
    "too-many-entries": (UNUSED, "page: bad entries"),
    "oversized-page": (UNUSED, "changes: the answer has more than"),
    "foreign-holds": (UNUSED, "page: bad holds_tag"),
    "many-holds": (UNUSED, "page: bad holds"),
    "status-204": (BUSY, "changes: the server answers with status 204"),
    "status-500": (BUSY, "changes: the server answers with status 500"),
    "status-302": (UNUSED, "changes: the answer points to another place"),
    "busy-for-ever": (BUSY, "changes: the server wants to be asked again in 1000000000 s, and is in 3600"),
    "stale-epoch-of-no-epoch": (BUSY, "changes: the server answers with status 409"),
    "malformed": (UNUSED, "status 400, taken for malformed"),
    "schema": ("wants a newer program", "status 426, taken for schema"),
    "unknown-code": (BUSY, "status 403"),
    "endless": (UNUSED, "changes: the answer has more than"),
    "announced": (UNUSED, "changes: the answer has more than"),
    "half": ("", "changes: the server is not reached"),
    "garbage": ("", "changes: the server is not reached"),
    "cut": ("", "changes: the server is not reached"),
    "push-not-json": (UNUSED, "push: the server's answer is not used: push answer: no JSON at byte"),
    "push-no-results": ("", "change-set 0 that was sent has no result"),
    "push-another-id": ("", "result 0 is of another change-set"),
    "push-unknown-result": (UNUSED, "push answer: results[0]: bad r"),
    "push-gap": ("", "push: the server misses change-set 1000000000"),
    "push-more-results": (UNUSED, "push answer: bad results"),
    "push-too-large": (UNUSED, "push: the server answers with status 413"),
    "push-endless": (UNUSED, "push: the answer has more than"),
    "push-cut": ("", "push: the server is not reached"),
    "manifest-not-json": (UNUSED, "what was to be stored is not: not the manifest of a snapshot"),
    "manifest-unsigned": (UNUSED, "what was to be stored is not: the manifest is not signed by this clinic's server"),
    "manifest-forged": (UNUSED, "what was to be stored is not: the manifest is not signed by this clinic's server"),
    "manifest-another-root": (UNUSED, "what was to be stored is not: the snapshot's rows are not those that the server counted"),
    "manifest-another-epoch": (UNUSED, "what was to be stored is not: the manifest is not signed by this clinic's server"),
    "manifest-no-tables": (UNUSED, "of the snapshot: its table is not described"),
    "manifest-part-twice": (UNUSED, "what was to be stored is not: not the manifest of a snapshot"),
    "manifest-part-missing": (UNUSED, "what was to be stored is not: the snapshot's rows are not those that the server counted"),
    "manifest-part-huge": (UNUSED, "of the snapshot: too large"),
    "manifest-part-negative": (UNUSED, "what was to be stored is not: not the manifest of a snapshot"),
    "manifest-million-parts": (UNUSED, "what was to be stored is not: JSON: too long"),
    "manifest-future": ("", ""),  # taken: what this program does not know of it is kept
    "manifest-endless": (UNUSED, "snapshot: the answer has more than"),
    "part-half": (UNUSED, "of the snapshot: its bytes are others"),
    "part-empty": (UNUSED, "of the snapshot: its bytes are others"),
    "part-noise": (UNUSED, ": the answer has more than"),
    "part-bomb": (UNUSED, ": the answer has more than"),
    "part-of-another": (UNUSED, "of the snapshot: its bytes are others"),
    "part-gone": (UNUSED, "parts: the server answers with status 404"),
    "part-endless": (UNUSED, ": the answer has more than"),
    "part-cut": ("", ": the server is not reached"),
    "hello-not-json": (UNUSED, "hello: the server's answer is not used"),
    "hello-another-proto": ("has a newer program", "hello: the server speaks protocol 2, this program 1"),
    "hello-future": ("wants a newer program", "hello: the server takes schemas 99 to 99, this program writes 1"),
    "hello-past": ("is older than this desk's", "hello: the server takes schemas 0 to 0, this program writes 1"),
}
assert set(EXPECTED) == set(CASES), set(EXPECTED) ^ set(CASES)
assert [name for name, (_, line) in EXPECTED.items() if not line] == ["manifest-future"]


class Hostile:
    """Between a desk and the real server, with the server's own certificate."""

    def __init__(self, server):
        self.server, self.case, self.n_spoilt = server, None, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.context.load_cert_chain(server.path("server.pem"), server.path("server.key"))
        self.context.load_verify_locations(server.path("ca.pem"))
        self.context.verify_mode = ssl.CERT_REQUIRED
        threading.Thread(target=self.accept, daemon=True).start()

    def begin(self, name):
        self.n_spoilt = 0
        self.case = CASES.get(name)

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as tls:
                certificate = urllib.parse.quote(ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True)))
                while self.answer(tls, certificate):
                    pass
        except (OSError, ssl.SSLError):
            pass

    @staticmethod
    def read(tls):
        """One request; None at the end."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = tls.recv(65536)
            if not more:
                return None
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        while len(body) < int(fields.get("content-length", 0)):
            body += tls.recv(65536)
        method, where, _ = lines[0].split(" ")
        return method, where, body

    def answer(self, tls, certificate):
        """Returns whether the connection may go on."""
        request = self.read(tls)
        if request is None:
            return False
        method, where, body = request
        case = self.case
        kind = where.split("?")[0].split("/")[2]
        spoilers = [spoil for of, spoil in case or () if of == kind]
        if spoilers:
            where = where.replace("wait=25", "wait=0")
        else:
            where = where.replace("wait=25", "wait=2")
        try:
            status, real = serverlib.unix_ask(
                os.path.join(self.server.path("run"), "desks.sock"), method, where, body,
                [f"X-Uketsuke-Certificate: {certificate}", "Content-Type: application/json"])
        except OSError:
            return False
        answer = (status, real)
        if kind == "push" and status == 200 and not spoilers and case:
            # What is pushed comes back by the question for news, which is the one that is spoilt.
            message = json.loads(real)
            message.pop("page", None)
            answer = (status, json.dumps(message).encode())
        for spoil in spoilers:
            spoilt = spoil(status, real)
            if spoilt is None:
                continue
            self.n_spoilt += 1
            if callable(spoilt):
                spoilt(tls)
                time.sleep(0.01)
                return False
            if isinstance(spoilt, Raw):
                tls.sendall(spoilt)
                return False
            answer = spoilt
        status, real = answer
        media = "application/zstd" if kind == "parts" and status == 200 else "application/json"
        tls.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: {len(real)}\r\nContent-Type: {media}\r\n\r\n".encode()
                    + real)
        return True
