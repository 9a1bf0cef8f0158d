#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the clinic server does in a second, and how soon others know: the real server and its proxy, desks that speak
the wire. Prints one JSON object. Ratios compare with a handler that does nothing, behind the same proxy, in the same
run (H1, H2); the rest are figures of this machine."""
import json
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import serverlib  # noqa: E402  (its folder is known only now)
from second_client import Client, new_id  # noqa: E402

QUICK = "--quick" in sys.argv


class Desk(Client):
    """A joined device."""

    def __init__(self, server, name):
        self.device = server.device(name)
        super().__init__(self.device.folder, *server.desks)
        self.hello()
        self.pull_all()

    def another(self):
        """The same device on a connection of its own."""
        other = Client(self.folder, self.host, self.port)
        other.dev, other.cursor = self.dev, dict(self.cursor)
        return other


def registration(desk, staff, number):
    return desk.make_set(staff, 1, [{"t": "patient", "id": new_id(), "k": "ins",
                                     "f": {"patient_number": f"B{number}", "family_name": "試験",
                                           "given_name": "太郎"}}])


def find_staff(desk):
    for entry in desk.entries:
        for op in json.loads(entry["payload"])["ops"]:
            if op["t"] == "staff":
                return op["id"]
    raise AssertionError("nobody works here")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def pushes_a_second(desk, staff, batch, seconds):
    """Change-sets that the server takes from one device, in pushes of so many."""
    count, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        answer = desk.push([registration(desk, staff, f"{batch}-{count + i}") for i in range(batch)])
        assert all(one["r"] == "applied" for one in answer["results"]), answer
        count += batch
    return count / (time.monotonic() - begun)


def ab(desk, path, connections, requests):
    """Requests a second and the median in ms, by the ab program over TLS with this device's certificate."""
    both = desk.path("both.pem")
    with open(both, "w", encoding="ascii") as out:
        for name in ("device.pem", "key.pem"):
            with open(desk.path(name), encoding="ascii") as file:
                out.write(file.read())
    done = subprocess.run(["ab", "-q", "-k", "-c", str(connections), "-n", str(requests), "-E", both, "-f", "TLS1.3",
                           f"https://{desk.host}:{desk.port}{path}"], capture_output=True, text=True, timeout=300)
    rate = re.search(r"Requests per second:\s+([\d.]+)", done.stdout)
    half = re.search(r"^\s*50%\s+(\d+)", done.stdout, re.MULTILINE)
    bad = re.search(r"Non-2xx responses:\s+(\d+)", done.stdout)
    assert rate and not bad, done.stdout + done.stderr
    return float(rate.group(1)), float(half.group(1))


class Waiter(threading.Thread):
    """A desk that waits for news, and notes when each entry came."""

    def __init__(self, client, came):
        super().__init__(daemon=True)
        self.client, self.came, self.is_over = client, came, False

    def run(self):
        while not self.is_over:
            text = "{epoch}.{seq}.{chain}.{sig}".format(**self.client.cursor)
            page = self.client.ask("GET", f"/v1/changes?cursor={text}&limit=1000&wait=25&sv=1")
            now = time.monotonic()
            for entry in page["entries"]:
                self.came.setdefault(entry["seq"], []).append(now)
            self.client.cursor = page["cursor"]


def measure_news(server, desk, staff, n_waiting, rate, seconds):
    """How long after a push begins the others have it; and the server's memory while they wait."""
    came = {}
    waiters = [Waiter(desk.another(), came) for _ in range(n_waiting)]
    for waiter in waiters:
        waiter.start()
    serverlib.until(lambda: server.metrics().get("uketsuke_waiting", 0) >= n_waiting, "the desks to wait")
    memory = server.rss()
    sent, begun, count = {}, time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        at = time.monotonic()
        answer = desk.push([registration(desk, staff, f"n{n_waiting}-{count}")])
        sent[answer["results"][0]["seq"]] = at
        count += 1
        time.sleep(max(0, begun + count / rate - time.monotonic()))
    serverlib.until(lambda: all(len(came.get(seq, [])) >= n_waiting for seq in sent), "everybody to have everything")
    delays = [(at - sent[seq]) * 1000 for seq in sent for at in came[seq]]
    for waiter in waiters:
        waiter.is_over = True
    return {"n": n_waiting, "median_ms": round(percentile(delays, 0.5), 2), "p99_ms": round(percentile(delays, 0.99), 2),
            "memory_mb": round(memory / 1e6, 1)}


def main():
    seconds = 2 if QUICK else 8
    out = {}
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        staff = find_staff(desk)
        out["accepted_single_per_s"] = round(pushes_a_second(desk, staff, 1, seconds))
        out["accepted_batch10_per_s"] = round(pushes_a_second(desk, staff, 10, seconds))
        text = desk.cursor_text()
        for connections in (1, 16):
            requests = 500 if QUICK else 4000
            ping, ping_ms = ab(desk, "/v1/ping", connections, requests)
            changes, changes_ms = ab(desk, f"/v1/changes?cursor={text}&limit=10&wait=0&sv=1", connections, requests)
            out[f"h1_c{connections}"] = {"ping_per_s": ping, "changes_per_s": changes, "ratio": round(changes / ping, 3),
                                         "median_ratio": round(changes_ms / max(ping_ms, 0.5), 3)}
        out["news_50"] = measure_news(server, desk, staff, 50, 10, seconds)
        out["news_100"] = measure_news(server, desk, staff, 100, 2, seconds)
    print(json.dumps(out, indent=1))


main()
