#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the real server share: uketsuke-server and nginx as processes on loopback, devices that join by
doc/enrolment.md alone, raw requests, and the metrics as the one witness of what reached a handler."""
import glob
import hashlib
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback

SERVER = os.environ.get("UKETSUKE_SERVER", sys.argv[1] if len(sys.argv) > 1 else "uketsuke-server")
WORDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "words",
                     "enrolment-words.ja.txt")
DEADLINE_S = 60

# The database server of tests that are run by with-postgresql.
URI = os.environ.get("UKE_TEST_POSTGRESQL")


def run_cases(cases):
    """Runs functions as TAP cases, each with the sentence of its docstring."""
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, function in enumerate(cases, 1):
        name = function.__name__.removeprefix("test_").replace("_", "-")
        try:
            function()
            print(f"ok {number} {name}", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)


def until(condition, what, seconds=DEADLINE_S):
    """Waits for a thing itself; its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def openssl(folder, *words, text=None):
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, input=text, timeout=DEADLINE_S)
    assert done.returncode == 0, (words, done.stderr.decode(errors="replace"))
    return done.stdout


def unix_ask(path, method, where, body=b"", fields=()):
    """One request on a UNIX socket; status and body."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(DEADLINE_S)
        s.connect(path)
        lines = [f"{method} {where} HTTP/1.1", "Host: uketsuke", *fields]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        answer = b""
        while True:
            piece = s.recv(65536)
            if not piece:
                break
            answer += piece
    head, _, rest = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, rest


def clock(ahead):
    """The environment of a program whose clock is so many days ahead. Not by the faketime program: it stays between
    a process and its signals. nginx takes the environment from its workers, so it is read once."""
    if not ahead:
        return {}
    libraries = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    assert libraries, "libfaketime is not installed"
    return {"LD_PRELOAD": libraries[0], "FAKETIME": f"{ahead:+}d", "FAKETIME_CACHE_DURATION": "1000000"}


class Server:
    """A server in a folder of its own."""

    def __init__(self, proxy=True, pages=False, arguments=(), environment=None, place=None):
        """@place: another folder than a temporary one to make the server's in."""
        self.root = tempfile.TemporaryDirectory(prefix="uks-")
        self.folder = os.path.join(place or self.root.name, "srv")
        self.proxy = proxy
        self.process = None
        self.program = SERVER
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", **(environment or {}))
        words = ["init", "--name", "localhost", "--name", "127.0.0.1", "--listen", "127.0.0.1:0", "--enrol-listen",
                 "127.0.0.1:0", "--clinic", "そよぎ台クリニック", "--director", "青柳 昭彦", "--json", *arguments]
        if pages:
            words += ["--pages-listen", "127.0.0.1:0"]
        self.words = words
        self.made = self.command(*words)
        self.pages = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self.root.cleanup()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, command, *words):
        done = subprocess.run([self.program, command, "--dir", self.folder, *words], capture_output=True, text=True,
                              env=self.environment, timeout=DEADLINE_S)
        return done

    def command(self, command, *words):
        """A command that must go through; its JSON."""
        done = self.run(command, *words, *(() if "--json" in words else ("--json",)))
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def start(self, ahead=None):
        """@ahead: days by which the clock of server and proxy is ahead."""
        ports = os.path.join(self.root.name, "ports")
        if os.path.exists(ports):
            os.unlink(ports)
        self.log = open(os.path.join(self.root.name, "log"), "ab")
        self.process = subprocess.Popen(
            [self.program, "run", "--dir", self.folder, "--port-file", ports] + (["--with-proxy"] if self.proxy else []),
            stderr=self.log, stdout=self.log, env=dict(self.environment, **clock(ahead)))
        until(lambda: os.path.exists(ports) or self.process.poll() is not None, "the port file")
        assert self.process.poll() is None, self.read_log()
        with open(ports, encoding="ascii") as file:
            for line in file:
                door, address = line.split()
                host, _, port = address.rpartition(":")
                setattr(self, door, (host, int(port)))
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(timeout=DEADLINE_S)
        self.process = None
        self.log.close()
        return status

    def read_log(self):
        with open(os.path.join(self.root.name, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    # -- metrics ---------------------------------------------------------------------------------------------

    def metrics(self):
        status, body = unix_ask(self.path("run", "metrics.sock"), "GET", "/metrics")
        assert status == 200, status
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
                for line in body.decode().splitlines() if not line.startswith("#")}

    def handled(self, route=None):
        """How many requests a handler has answered, but for those of this machine's own sockets."""
        own = ("metrics", "backup", "backup_verified", "status", "devices", "revoke", "code", "enrolments", "accept",
               "refuse", "audit_list")
        total = 0
        for series, value in self.metrics().items():
            match = re.match(r'uketsuke_answers_total\{route="(\w+)"', series)
            if match and match.group(1) not in own and route in (None, match.group(1)):
                total += int(value)
        return total

    # -- processes -------------------------------------------------------------------------------------------

    def proxy_pids(self):
        """nginx: the child of the server, and its workers."""
        def children(pid):
            try:
                with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                    return [int(word) for word in file.read().split()]
            except OSError:
                return []
        masters = children(self.process.pid)
        return masters + [worker for master in masters for worker in children(master)]

    def rss(self):
        """Memory of server and proxy together, in bytes."""
        total = 0
        for pid in [self.process.pid] + self.proxy_pids():
            try:
                with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                    for line in file:
                        if line.startswith("Pss:"):
                            total += int(line.split()[1]) * 1024
            except OSError:
                pass
        return total

    # -- joining ---------------------------------------------------------------------------------------------

    def device(self, name="受付 1"):
        """A device that has joined in full."""
        device = Device(self, name)
        device.join()
        return device


def any_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Device:
    """A desk, as doc/enrolment.md describes it: Python's TLS and the openssl program."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.folder = tempfile.mkdtemp(prefix="device-", dir=server.root.name)
        self.dev = None
        self.csr = self.make_request()

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_request(self, key="key.pem"):
        openssl(self.folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
        return openssl(self.folder, "req", "-new", "-key", key, "-subj", "/CN=desk", "-sha256").decode()

    def enrol_ask(self, path, body):
        connection = http.client.HTTPSConnection(*self.server.enrol, context=any_context(), timeout=DEADLINE_S)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else text

    def begin(self, code):
        status, answer = self.enrol_ask("/v1/enrol", {"code": code, "csr": self.csr, "name": self.name})
        if status == 202:
            self.begun = answer
        return status, answer

    def words(self):
        """The six words as this side computes them."""
        with open(WORDS, encoding="utf-8") as file:
            words = file.read().split()
        authority = ssl.PEM_cert_to_DER_cert(self.begun["ca"])
        request = openssl(self.folder, "req", "-outform", "DER", text=self.csr.encode())
        digest = hashlib.sha256(b"uketsuke enrolment words 1\0" + hashlib.sha256(authority).digest()
                                + bytes.fromhex(self.begun["nonce"]) + hashlib.sha256(request).digest()).digest()
        bits = int.from_bytes(digest, "big")
        return " ".join(words[bits >> (256 - 11 * (i + 1)) & 2047] for i in range(6))

    def go_on(self, confirmed=None):
        return self.enrol_ask("/v1/enrol/" + self.begun["id"], {} if confirmed is None else {"confirmed": confirmed})

    def take(self, answer):
        self.dev = answer["dev"]
        self.signing_key = answer["signing_key"]
        for name, text in (("device.pem", answer["certificate"]), ("ca.pem", answer["ca"])):
            with open(self.path(name), "w", encoding="ascii") as file:
                file.write(text)

    def join(self):
        status, answer = self.begin(self.server.command("enrol-code")["code"])
        assert status == 202, (status, answer)
        waiting = [one for one in self.server.command("devices")["enrolments"] if one["words"] == self.words()]
        assert len(waiting) == 1, waiting
        assert self.go_on(True)[0] == 202
        self.server.command("accept", str(waiting[0]["dev"]))
        status, answer = self.go_on(True)
        assert status == 200, (status, answer)
        self.take(answer)

    def context(self, certificate="device.pem", key="key.pem"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(self.path("ca.pem"))
        context.load_cert_chain(self.path(certificate), self.path(key))
        return context

    def connection(self, **words):
        return http.client.HTTPSConnection(*self.server.desks, context=self.context(**words), timeout=DEADLINE_S)

    def ask(self, method, path, body=None, **words):
        connection = self.connection(**words)
        data = None if body is None else json.dumps(body).encode()
        connection.request(method, path, data, {"Content-Type": "application/json"} if data is not None else {})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else text

    def raw(self, timeout=15):
        """A connection of this device on which anything may be sent."""
        plain = socket.create_connection(self.server.desks, timeout=timeout)
        return self.context().wrap_socket(plain, server_hostname="127.0.0.1")
