#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the others know: the real server and its proxy with their limits as they are, fifty devices that wait for
news and push in turn. Run by hand: `bench_server.py path/to/uketsuke-server`; it takes some minutes, because devices
join one a second. Prints one JSON object."""
import http.client
import json
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import serverlib  # noqa: E402  (its folder is known only now)
from second_client import Client, new_id  # noqa: E402

N_DEVICES = 50
JOIN_S = 3.1


class Desk(Client):
    """A joined device. Joining takes three requests, of which the proxy lets one through a second."""

    def __init__(self, server, name):
        time.sleep(JOIN_S)
        super().__init__(server.device(name).folder, *server.desks)
        self.hello()
        self.pull_all()

    def another(self):
        """The same device on a connection of its own."""
        other = Client(self.folder, self.host, self.port)
        other.dev, other.cursor = self.dev, dict(self.cursor)
        return other


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


class Waiter(threading.Thread):
    """A connection that waits for news, and notes when each entry came."""

    is_over = False

    def __init__(self, client, came):
        super().__init__(daemon=True)
        self.client, self.came = client, came

    def run(self):
        try:
            self.wait()
        except (OSError, http.client.HTTPException):
            if not Waiter.is_over:
                raise

    def wait(self):
        while True:
            page = self.client.ask("GET", f"/v1/changes?cursor={self.client.cursor_text()}&limit=1000&wait=25&sv=1")
            now = time.monotonic()
            for entry in page["entries"]:
                self.came.setdefault(entry["seq"], []).append(now)
            self.client.cursor = page["cursor"]


def measure(server, desks, staff, waiters, came, rate, seconds):
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
    return {"waiting": len(waiters), "change_sets": len(sent), "median_ms": round(percentile(delays, 0.5), 1),
            "p99_ms": round(percentile(delays, 0.99), 1), "memory_mb": round(memory / 1e6, 1)}


def main():
    out = []
    with serverlib.Server() as server:
        desks = [Desk(server, f"受付 {i + 1}") for i in range(N_DEVICES)]
        staff, came, waiters = find_staff(desks[0]), {}, []
        for _ in range(2):
            for desk in desks:
                # What it did not use for long was closed by the proxy.
                desk.connection = None
                desk.pull_all()
                waiters.append(Waiter(desk.another(), came))
                waiters[-1].start()
            out.append(measure(server, desks, staff, waiters, came, 10, 20))
        Waiter.is_over = True
    print(json.dumps(out, indent=1))


main()
