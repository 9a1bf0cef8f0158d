#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the header's state over its popover to what is to be checked, its choices, and back, without a mouse: everything is
reached by Tab, in the order of the eye, everything that takes the focus has a name, and Esc leaves. With a real server;
two desks that know nothing of each other book the same time there, and one does what it may not."""
import re

import clinic_server
import desk_focus
import scenario

TWO = "同じ枠に2件の予約があります"
DENIED = "行う権限がないため、変更されませんでした"


def begin(world):
    code = clinic_server.make_demo(world)
    world.server = clinic_server.run_server(world, "--from", world.data, "--recovery-code-file", code)


def pill(words):
    return re.compile(f"^{words}")


def join(world):
    """A desk joins, and its state stands in the header."""
    clinic_server.sit_down(world)
    clinic_server.join_in_place(world, world.server, "受付 1")
    world.focus = desk_focus.Focus(world.desk)


def told_at_once(world):
    """What another desk was not allowed to do changes nothing, and is told here all the same, as soon as it is known."""
    import other_desk  # the server's program is known only now
    world.others = [other_desk.OtherDesk(world.server, name) for name in ("受付 2", "連携室")]
    key, patient = list(world.others[0].rows["patient"].items())[20]
    assert world.others[0].do("nurse", 70, [{"t": "patient", "id": key, "k": "set",
                                             "f": {"family_name": ["高橋", patient["cver"]]}}]) == "parked"
    world.desk.find("push button", "要確認 1")


def same_time(world):
    """Two other desks book the same time."""
    first, second = world.others
    patients = list(first.rows["patient"])
    now = max(row["starts_at_us"] for row in first.rows["appointment"].values())
    like = {"clinic_id": next(iter(first.rows["clinic"])), "provider_id": first.find("resource", name="高瀬 歯科医師"),
            "starts_at_us": now + 4 * 3600 * 10**6, "length_min": 30}
    first.pull_all()
    assert first.book(like, patients[30]) == "applied"
    assert second.book(like, patients[31]) == "merged"
    world.desk.find("push button", "要確認 2")


def popover(world):
    """Shift+Tab leads up to the header's state; in its popover Tab goes from top to bottom and round; Esc leads back to the state."""
    focus = world.focus
    world.desk.press("Tab")
    focus.go("push button", pill("要確認 2"), "Shift+Tab")
    world.desk.picture("state")
    world.desk.press("Return")
    world.desk.find("label", "院内サーバー")
    round_of = [focus.seen[-1][1] if focus.seen[-1][1] == "いま同期" else focus.press("Tab")[1]]
    while len(round_of) < 5:
        round_of.append(focus.press("Tab")[1])
    assert round_of == ["いま同期", "今すぐ確認", "要確認 2件を開く", "サーバーと端末", "いま同期"], round_of
    world.desk.press("Escape")
    world.desk.wait_gone("label", "院内サーバー")
    focus.press("Tab")
    focus.press("Shift+Tab")
    assert focus.seen[-1][1] == "要確認 2", focus.seen[-3:]


def to_the_cards(world):
    """Enter on the popover's button opens the cards; the first has the focus, and Down tells the next."""
    world.desk.press("Return")
    world.desk.find("label", "院内サーバー")
    world.focus.go("push button", pill("要確認 2件を開く"))
    world.desk.press("Return")
    world.desk.wait(lambda: world.focus.seen[-1][0] == "list item", "a card has the focus")
    world.desk.find("label", DENIED)
    world.desk.find("push button", "確認した")
    assert "権限がなく" in world.focus.seen[-1][1], world.focus.seen[-1]
    assert "同じ枠に2件の予約" in world.focus.press("Down")[1]
    world.desk.find("label", TWO)


def choices(world):
    """From the card Tab goes to the first choice, the places, the calls, and what can be done, in this order."""
    passed = [name for role, name in world.focus.go("push button", pill("この内容で解決"))] + ["この内容で解決"]
    order = ["この枠に残す", "電話フォローを作成", "担当を変える", "両方のこす", "あとで", "この内容で解決"]
    places = [next(i for i, name in enumerate(passed) if word in name) for word in order]
    assert places == sorted(places), passed
    world.desk.picture("settle")


def settle(world):
    """2 chooses the second, Ctrl+Enter settles it, Ctrl+Z brings the card back; S leaves it for later."""
    world.desk.press("2", "Control+Return")
    world.desk.wait_gone("label", TWO)
    world.desk.find("push button", "要確認 1")
    world.desk.press("Control+z")
    world.desk.find("push button", "要確認 2")
    world.desk.find("label", DENIED)
    world.desk.press("s")
    world.desk.find("label", TWO)


def leave(world):
    """Esc leads back to the calendar; nothing that had the focus was without a name."""
    world.desk.press("Escape")
    world.desk.find("frame", re.compile("^予約"))
    assert not world.focus.nameless, world.focus.nameless
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([join, told_at_once, same_time, popover, to_the_cards, choices, settle, leave], begin)
