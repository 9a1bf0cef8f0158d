#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second client, written from doc/wire.md and doc/formats.md alone.

It shares no line with the desk: Python's standard library speaks TLS, HTTP and JSON, and the openssl program
makes the key and checks signatures. It enrols, pushes and pulls, and checks every entry of the log as the page
asks. Tests use it to see that the page is enough.
"""
import hashlib
import http.client
import json
import os
import secrets
import ssl
import subprocess
import time

ZERO = bytes(32)


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.code = body.get("error") if isinstance(body, dict) else None


def new_id(now_ms=None):
    """A UUIDv7 as 32 hex digits."""
    now_ms = int(time.time() * 1000) if now_ms is None else now_ms
    rand = secrets.token_bytes(10)
    raw = now_ms.to_bytes(6, "big") + bytes([0x70 | rand[0] & 0x0f, rand[1], 0x80 | rand[2] & 0x3f]) + rand[3:]
    return raw.hex()


def no_duplicates(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def read_json(data):
    return json.loads(data, object_pairs_hook=no_duplicates)


def chain_next(before, seq, meta_hash, payload_hash):
    return hashlib.sha256(b"\x01" + before + seq.to_bytes(8, "big") + meta_hash + payload_hash).digest()


def read_meta(meta):
    """The 107 bytes of doc/formats.md."""
    if len(meta) != 107 or meta[0] != 1:
        raise ValueError("not a meta of layout 1")
    at = 1

    def take(n):
        nonlocal at
        at += n
        return meta[at - n:at]

    fields = {}
    for name, size in (("id", 16), ("dev", 4), ("inc", 8), ("dseq", 8), ("usr", 16), ("intent", 2), ("outcome", 1),
                       ("hlc", 8), ("clkq", 1), ("at_us", 8), ("sv", 2), ("effect_hash", 32)):
        raw = take(size)
        fields[name] = raw.hex() if name in ("id", "usr", "effect_hash") else int.from_bytes(raw, "big")
    return fields


class Client:
    """One device. Its folder holds key.pem, device.pem and ca.pem once it has joined."""

    def __init__(self, folder, host, port):
        self.folder, self.host, self.port = folder, host, port
        self.connection = None
        self.inc = f"{secrets.randbits(63):016x}"
        self.dseq = 0
        self.dev = None
        self.cursor = None
        self.entries = []
        self.public_key = None

    def path(self, name):
        return os.path.join(self.folder, name)

    # -- transport ---------------------------------------------------------------------------------------

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(self.path("ca.pem"))
        context.load_cert_chain(self.path("device.pem"), self.path("key.pem"))
        self.connection = http.client.HTTPSConnection(self.host, self.port, context=context, timeout=60)

    def ask(self, method, path, body=None):
        if self.connection is None:
            self.connect()
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} if data is not None else {}
        try:
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
            text = answer.read(9 * 1024 * 1024)
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        if answer.getheader("Connection", "").lower() == "close":
            self.connection.close()
            self.connection = None
        try:
            decoded = read_json(text)
        except ValueError:
            decoded = text
        if answer.status != 200:
            raise Refused(answer.status, decoded)
        return decoded

    # -- the log -----------------------------------------------------------------------------------------

    def check_signature(self, cursor):
        """Ed25519 by the tenant's key over the place, checked by the openssl program."""
        if self.public_key is None:
            return
        message = (b"UKE-CURSOR-1" + bytes.fromhex(cursor["epoch"]) + cursor["seq"].to_bytes(8, "big")
                   + bytes.fromhex(cursor["chain"]))
        der = bytes.fromhex("302a300506032b6570032100") + self.public_key
        for name, data in (("place", message), ("sig", bytes.fromhex(cursor["sig"])), ("public.der", der)):
            with open(self.path(name), "wb") as file:
                file.write(data)
        subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", self.path("public.der"), "-keyform",
                        "DER", "-rawin", "-in", self.path("place"), "-sigfile", self.path("sig")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def take_page(self, page):
        for entry in page["entries"]:
            at = self.cursor["seq"] if self.cursor else 0
            before = bytes.fromhex(self.cursor["chain"]) if self.cursor else ZERO
            if entry["seq"] <= at:
                continue
            if entry["seq"] != at + 1:
                raise ValueError(f"entry {entry['seq']} after {at}")
            if "mh" in entry:
                meta_hash = bytes.fromhex(entry["mh"])
            else:
                meta = bytes.fromhex(entry["meta"])
                fields = read_meta(meta)
                meta_hash = hashlib.sha256(meta).digest()
                effect = entry.get("effect")
                expected = hashlib.sha256(effect.encode()).hexdigest() if effect is not None else ZERO.hex()
                if fields["effect_hash"] != expected:
                    raise ValueError(f"entry {entry['seq']}: its effect is not the one of its meta")
                if (fields["outcome"] == 1) != (effect is None):
                    raise ValueError(f"entry {entry['seq']}: an effect that should not be, or none")
            if "payload" in entry:
                payload_hash = hashlib.sha256(entry["payload"].encode()).digest()
                if "meta" in entry and read_json(entry["payload"])["id"] != fields["id"]:
                    raise ValueError(f"entry {entry['seq']}: another change-set")
            else:
                payload_hash = bytes.fromhex(entry["ph"])
            chain = chain_next(before, entry["seq"], meta_hash, payload_hash)
            if chain.hex() != entry["chain"]:
                raise ValueError(f"entry {entry['seq']}: the chain does not follow")
            self.cursor = {"epoch": page["epoch"], "seq": entry["seq"], "chain": entry["chain"], "sig": None}
            self.entries.append(entry)
        end = page["cursor"]
        if self.cursor and end["seq"] == self.cursor["seq"]:
            if end["chain"] != self.cursor["chain"] or end["epoch"] != self.cursor["epoch"]:
                raise ValueError("the page ends elsewhere")
            self.check_signature(end)
            self.cursor = end

    def cursor_text(self):
        return "{epoch}.{seq}.{chain}.{sig}".format(**self.cursor)

    def hello(self):
        answer = self.ask("POST", "/v1/hello",
                          {"proto": 1, "sv": 1, "version": "0", "inc": self.inc, "next_dseq": self.dseq + 1,
                           "cursor": self.cursor})
        self.dev = answer["dev"]
        return answer

    def pull(self, wait=0, limit=1000):
        query = f"limit={limit}&wait={wait}&sv=1"
        if self.cursor:
            query = f"cursor={self.cursor_text()}&" + query
        page = self.ask("GET", f"/v1/changes?{query}")
        self.take_page(page)
        return page

    def pull_all(self):
        while self.pull()["more"]:
            pass

    def make_set(self, usr, intent, ops):
        self.dseq += 1
        now_ms = int(time.time() * 1000)
        return {"id": new_id(), "dev": self.dev, "inc": self.inc, "dseq": self.dseq, "usr": usr,
                "base": self.cursor["seq"] if self.cursor else 0, "hlc": f"{now_ms << 16:016x}", "clkq": 0,
                "intent": intent, "sv": 1, "ops": ops}

    def push(self, sets, cap=None, was=None):
        bodies = [one if isinstance(one, str)
                  else json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in sets]
        answer = self.ask("POST", "/v1/push", {"cursor": self.cursor, "inc": self.inc, "sv": 1,
                                               "sets": [self.dress(body, cap, was[at] if was else None)
                                                        for at, body in enumerate(bodies)]})
        if answer.get("page"):
            self.take_page(answer["page"])
        return answer

    @staticmethod
    def dress(body, cap, was):
        one = {"body": body}
        if cap is not None:
            one["cap"] = cap
        if was is not None:
            one["was"] = was
        return one

    # -- devices -----------------------------------------------------------------------------------------

    def devices(self):
        return self.ask("GET", "/v1/devices")

    def guests(self, staff):
        return self.ask("GET", f"/v1/invitations?staff={staff}")["guests"]

    def errand(self, path, staff, **more):
        return self.ask("POST", path, {"staff": staff, **more})
