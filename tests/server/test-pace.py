#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server asks of desks for the sake of others: how fast one may send, and that all of them do not come back at
once after it ended."""
import threading

from second_client import Refused, new_id
from serverlib import Server, run_cases, until
from wiredesk import REGISTER, Desk, outcome


def settled(*lines):
    """A server whose server.ini has these lines as well."""
    server = Server()
    with open(server.path("server.ini"), "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return server


DIRECTORS = {}


def make_sets(desk, n, first):
    """So many new patients, of names of their own. Who the director is stands in a log that grows: it is read once."""
    director = DIRECTORS.setdefault(id(desk), None) or desk.director()
    DIRECTORS[id(desk)] = director
    return [desk.make_set(director, REGISTER, [{"t": "patient", "id": new_id(), "k": "ins",
                                                "f": {"patient_number": str(first + number), "family_name": f"山{first + number}",
                                                      "given_name": "花子"}}]) for number in range(n)]


def refuse(desk, sets):
    try:
        desk.push(sets)
    except Refused as refused:
        return refused
    raise AssertionError("a push was taken that is too much")


def test_one_desk_too_fast():
    """Beyond what one device may send the push is put off, with the time to wait, and nothing of it is lost; the others
    go on as if nothing were."""
    with settled("sets-per-minute=600", "sets-at-once=200") as server:
        fast, other = Desk(server, "受付 1"), Desk(server, "受付 2")
        head = fast.push(make_sets(fast, 200, 10000))["head"]
        sets = make_sets(fast, 60, 20000)
        refused = refuse(fast, sets)
        assert refused.status == 429 and refused.code == "busy", refused
        assert 1 <= refused.body["retry_after_s"] <= 7, refused.body
        assert server.metrics()["uketsuke_paced_total"] == 1
        other.pull_all()
        assert other.cursor["seq"] == head
        for number in range(20):
            assert outcome(other.push(make_sets(other, 1, 30000 + number))) == "applied"

        def again():
            try:
                return fast.push(sets)
            except Refused as once_more:
                assert once_more.status == 429, once_more
                return None
        answer = until(again, "the time when the rest is taken")
        assert [outcome(answer, place) for place in range(60)] == ["applied"] * 60, answer["results"]
        assert answer["head"] == head + 20 + 60


def test_back_after_three_days():
    """Whatever the busiest clinic writes in the three days that people can work without the server goes out at once."""
    with settled("sets-per-minute=1") as server:
        desk = Desk(server, "受付 1")
        for push in range(30):
            answer = desk.push(make_sets(desk, 200, 10000 + 200 * push))
            assert outcome(answer, 199) == "applied"
        refused = refuse(desk, make_sets(desk, 1, 90000))
        assert refused.status == 429 and refused.body["retry_after_s"] <= 60, refused
        assert desk.hello()["head"] == answer["head"] > 6000


def test_bye():
    """A server that ends tells so to whoever waits, and had told over how long desks are to come back."""
    with settled("spread-seconds=17") as server:
        desk, pages = Desk(server, "受付 1"), []
        assert desk.hello()["spread_s"] == 17
        assert "bye" not in desk.pull()
        waiting = threading.Thread(target=lambda: pages.append(desk.pull(wait=25)))
        waiting.start()
        until(lambda: server.metrics().get("uketsuke_waiting") == 1, "the desk that waits")
        server.stop()
        waiting.join(20)
        assert pages and pages[0]["bye"] is True and pages[0]["entries"] == [], pages


run_cases([test_one_desk_too_fast, test_back_after_three_days, test_bye])
