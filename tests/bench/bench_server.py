#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the server answers, and how soon the others know: the real server and its proxy with their limits as they are.
`bench_server.py path/to/uketsuke-server path/to/trivial-server`; it takes some minutes, because devices join one at a
time. Prints one line of JSON a figure."""
import contextlib
import http.client
import json
import os
import re
import selectors
import socket
import ssl
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import serverlib  # noqa: E402  (its folder is known only now)
from second_client import Client, Refused, new_id  # noqa: E402

N_DEVICES = 50
JOIN_S = 3.1
N_ROUNDS = 3
# A device may ask 300 times a minute.
N_REQUESTS = 120
N_TOLD = 20


def report(name, value, unit=""):
    print(json.dumps({"bench": "server", "name": name, "value": round(value, 4), "unit": unit}), flush=True)


class Desk(Client):
    """A joined device. Joining takes three requests, of which the proxy lets one through a second."""

    def __init__(self, server, name):
        time.sleep(JOIN_S)
        super().__init__(server.device(name).folder, *server.desks)
        self.hello()
        self.pull_all()

    def wake(self):
        """What was not used for long was closed by the proxy."""
        self.connection = None
        self.pull_all()

    def another(self):
        """The same device on a connection of its own."""
        other = Client(self.folder, self.host, self.port)
        other.dev, other.cursor = self.dev, dict(self.cursor)
        return other

    def changes_path(self, wait):
        return f"/v1/changes?cursor={self.cursor_text()}&limit=1000&wait={wait}&sv=1"


def registration(desk, staff, number):
    return desk.make_set(staff, 1, [{"t": "patient", "id": new_id(), "k": "ins",
                                     "f": {"patient_number": number, "family_name": "試験", "given_name": "太郎"}}])


def find_staff(desk):
    for entry in desk.entries:
        for op in json.loads(entry["payload"])["ops"]:
            if op["t"] == "staff":
                return op["id"]
    raise AssertionError("nobody works here")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


# -- requests a second, beside a handler with nothing to do ----------------------------------------------------------

@contextlib.contextmanager
def trivial(server, program):
    """The trivial handler behind a proxy with the same configuration; where it is."""
    path = os.path.join(server.root.name, "trivial.sock")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with open(server.path("run", "nginx.conf"), encoding="utf-8") as file:
        text = file.read()
    desks = text.index("# The desks.")
    end = text.index("# Desks that join")
    block = re.sub(r"listen \S+ ssl", f"listen 127.0.0.1:{port} ssl", text[desks:end])
    block = re.sub(r"http://unix:\S+;", f"http://unix:{path};", block)
    head = re.sub(r"pid \S+;", f"pid {path}.pid;", text[:desks])
    conf = path + ".conf"
    with open(conf, "w", encoding="utf-8") as file:
        file.write(head + block + "}\n")
    handler = subprocess.Popen([program, path])
    proxy = subprocess.Popen(["nginx", "-e", "stderr", "-c", conf])
    try:
        def answers():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return os.path.exists(path)
            return False
        serverlib.until(answers, "the trivial handler")
        yield "127.0.0.1", port
    finally:
        for process in (proxy, handler):
            process.terminate()
            process.wait()


def ab(desk, address, path, n_connections):
    """Requests a second, by a client that is not ours."""
    pem = os.path.join(desk.folder, "both.pem")
    with open(pem, "w", encoding="ascii") as out:
        for name in ("device.pem", "key.pem"):
            with open(os.path.join(desk.folder, name), encoding="ascii") as file:
                out.write(file.read())
    done = subprocess.run(["ab", "-q", "-k", "-l", "-n", str(N_REQUESTS), "-c", str(n_connections),
                           "-f", "TLS1.3", "-E", pem, "https://{}:{}{}".format(*address, path)], capture_output=True, text=True, timeout=60)
    found = {name: re.search(expression, done.stdout) for name, expression in (
        ("rate", r"Requests per second:\s+([\d.]+)"),
        ("bad", r"(Non-2xx responses|Failed requests):\s+([1-9]\d*)"))}
    assert done.returncode == 0 and found["rate"] and not found["bad"], (done.stdout, done.stderr)
    return float(found["rate"].group(1))


def one_by_one(desk, address, path):
    """Median of requests one after the other on one kept connection, in ms."""
    client = Client(desk.folder, *address)
    client.connect()
    took = []
    for _ in range(N_REQUESTS):
        begun = time.perf_counter()
        client.ask("GET", path)
        took.append((time.perf_counter() - begun) * 1000)
    client.connection.close()
    return statistics.median(took)


def measure_answers(server, desks, staff, where):
    """"Changes since N" with ten of them, and "nothing changed", against the trivial handler, in turn."""
    spare = iter(desks)
    desks[0].wake()
    rates, medians, nothing = ([], []), ([], []), ([], [])
    older_path = desks[0].changes_path(0)
    for count in range(10):
        desks[0].push([registration(desks[0], staff, f"before-{count}")])
    desks[0].pull_all()
    now_path = desks[0].changes_path(0)
    for _ in range(N_ROUNDS):
        for values, measure in ((rates, lambda desk, to, path: ab(desk, to, path, 16)), (medians, one_by_one)):
            values[0].append(measure(next(spare), server.desks, older_path))
            values[1].append(measure(next(spare), where, older_path))
        nothing[0].append(one_by_one(next(spare), server.desks, now_path))
        nothing[1].append(one_by_one(next(spare), where, now_path))
    real, bare = (statistics.median(values) for values in rates)
    report("changes since N, 16 connections", real, "1/s")
    report("trivial handler, 16 connections", bare, "1/s")
    report("changes since N to trivial handler, rate", real / bare)
    real, bare = (statistics.median(values) for values in medians)
    report("changes since N, median", real, "ms")
    report("changes since N to trivial handler, median", real / bare)
    real = statistics.median(nothing[0])
    report("nothing changed, median", real, "ms")
    report("nothing changed to trivial handler, median", real / statistics.median(nothing[1]))


# -- one edit, told to all that wait -----------------------------------------------------------------------------------

def connect_all(desks, address):
    sockets = []
    for desk in desks:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(desk.path("ca.pem"))
        context.load_cert_chain(desk.path("device.pem"), desk.path("key.pem"))
        sockets.append(context.wrap_socket(socket.create_connection(address), server_hostname=address[0]))
    return sockets


def ask_all(sockets, paths):
    for one, path in zip(sockets, paths):
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def is_whole(data):
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return length is not None and len(body) >= int(length.group(1))


def read_all(sockets):
    """Reads one answer of each, and when the last one was there."""
    answers = {one: b"" for one in sockets}
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(30):
                data = key.fileobj.recv(65536)
                assert data, answers[key.fileobj]
                answers[key.fileobj] += data
                if is_whole(answers[key.fileobj]):
                    selector.unregister(key.fileobj)
    end = time.perf_counter()
    for data in answers.values():
        assert data.startswith(b"HTTP/1.1 200"), data[:200]
    return end


def measure_told(server, desks, staff, where):
    """From the end of a push to its coming at all fifty, beside fifty answers of the trivial handler."""
    desks[0].wake()
    waiting, bare = connect_all(desks, server.desks), connect_all(desks, where)
    author = desks[0].another()
    told, answered = [], []
    for count in range(N_TOLD):
        desks[0].pull_all()
        path = desks[0].changes_path(25)
        ask_all(waiting, [path] * len(waiting))
        serverlib.until(lambda: server.metrics().get("uketsuke_waiting", 0) >= len(waiting), "the desks to wait")
        author.cursor = dict(desks[0].cursor)
        author.inc, author.dseq = desks[0].inc, desks[0].dseq
        begun = time.perf_counter()
        author.push([registration(author, staff, f"told-{count}")])
        told.append((read_all(waiting) - begun) * 1000)
        desks[0].dseq = author.dseq
        begun = time.perf_counter()
        ask_all(bare, ["/v1/changes"] * len(bare))
        answered.append((read_all(bare) - begun) * 1000)
    for one in waiting + bare:
        one.close()
    report("an edit told to 50", statistics.median(told), "ms")
    report("50 trivial answers", statistics.median(answered), "ms")
    report("an edit told to 50, to 50 trivial answers", statistics.median(told) / statistics.median(answered))


# -- fifty devices at work -------------------------------------------------------------------------------------------

class Waiter(threading.Thread):
    """A connection that waits for news, and notes when each entry came."""

    is_over = False

    def __init__(self, client, came):
        super().__init__(daemon=True)
        self.client, self.came = client, came

    def run(self):
        try:
            self.wait()
        except (OSError, http.client.HTTPException, Refused):
            if not Waiter.is_over:
                raise

    def wait(self):
        while True:
            page = self.client.ask("GET", f"/v1/changes?cursor={self.client.cursor_text()}&limit=1000&wait=25&sv=1")
            now = time.monotonic()
            for entry in page["entries"]:
                self.came.setdefault(entry["seq"], []).append(now)
            self.client.cursor = page["cursor"]


def measure_news(server, desks, staff, waiters, came, rate, seconds):
    """From the beginning of a push to its coming at each that waits; memory of server and proxy meanwhile."""
    serverlib.until(lambda: server.metrics().get("uketsuke_waiting", 0) >= len(waiters), "the desks to wait")
    memory, sent, begun = server.rss(), {}, time.monotonic()
    for count in range(rate * seconds):
        desk = desks[count % len(desks)]
        at = time.monotonic()
        answer = desk.push([registration(desk, staff, f"{len(waiters)}-{count}")])
        sent[answer["results"][0]["seq"]] = at
        time.sleep(max(0, begun + (count + 1) / rate - time.monotonic()))
    serverlib.until(lambda: all(len(came.get(seq, [])) >= len(waiters) for seq in sent), "everybody to have everything")
    delays = [(at - sent[seq]) * 1000 for seq in sent for at in came[seq]]
    report(f"news at {len(waiters)}, median", percentile(delays, 0.5), "ms")
    report(f"news at {len(waiters)}, p99", percentile(delays, 0.99), "ms")
    report(f"memory with {len(waiters)} waiting", memory / 1e6, "MB")


def main():
    with serverlib.Server() as server:
        desks = [Desk(server, f"受付 {i + 1}") for i in range(N_DEVICES)]
        staff, came, waiters = find_staff(desks[0]), {}, []
        with trivial(server, sys.argv[2]) as where:
            measure_answers(server, desks, staff, where)
            measure_told(server, desks, staff, where)
        for _ in range(2):
            for desk in desks:
                desk.wake()
                waiters.append(Waiter(desk.another(), came))
                waiters[-1].start()
            measure_news(server, desks, staff, waiters, came, 10, 20)
        Waiter.is_over = True


main()
