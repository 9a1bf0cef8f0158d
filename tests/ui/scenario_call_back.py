#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A promised call-back: the desktop says without names that its time has come, and leads to the person."""
import re
import subprocess

import scenario

# The made-up clinic promised two people to ring back at 11:30.
TITLE, BODY = "折り返しの約束の時刻です（11:30）", "2件"


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)


def sit_down(world, clock):
    world.desk.start("--clock", clock)
    world.desk.find("label", "だれが使いますか", 60)
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")


def promise_comes(world):
    """Nobody looks at the desk when the promised time comes: one notification, without a name."""
    sit_down(world, "2026-11-24T11:29:52+09:00")
    world.desk.find(None, "この日の予約", 30)
    world.desk.input.look_away()
    world.desk.wait(lambda: world.notifications.shown or None, "the notification", 60)
    assert world.notifications.shown == [(TITLE, BODY)], world.notifications.shown


def opens_the_person(world):
    """Choosing the notification opens the queue at the person who was promised the call."""
    world.notifications.choose(1)
    world.desk.input.look_back()
    world.desk.find("push button|toggle button", re.compile("^今日 "), 20)
    world.desk.wait(lambda: world.desk.all("label", re.compile("^折り返しの約束")) or None,
                    "the promised call is in the panel")


def not_again(world):
    """After a restart the desktop is not told again; whoever opens the desk is told in its window."""
    assert world.desk.quit() == 0
    sit_down(world, "2026-11-24T11:31:00+09:00")
    world.desk.wait(lambda: world.desk.all(None, re.compile(re.escape(TITLE))) or None, "the sentence in the window")
    assert len(world.notifications.shown) == 1, world.notifications.shown


scenario.run([promise_comes, opens_the_person, not_again], start=make_clinic)
