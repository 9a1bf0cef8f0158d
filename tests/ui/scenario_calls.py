#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The day's calls by keyboard alone: from the rail to three outcomes, an undo, a booking, and quit."""
import re
import subprocess

import scenario

HEAD = re.compile("^きょうの電話 ")


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)


def sit_down_at_the_calls(world, clock):
    world.desk.start("--clock", clock)
    world.desk.find("label", "だれが使いますか", 60)
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.press("Alt+2")
    # The label stays and changes its words: it is found once and read many times.
    world.head = world.desk.find("label", HEAD, 30)


def n_done(world):
    """How many calls the head says are done."""
    return int(re.search(r"([0-9]+)／", world.head.name).group(1))


def wait_done(world, n_more, what):
    world.desk.wait(lambda: n_done(world) == world.n_done + n_more or None, what, 30)


def open_the_calls(world):
    """Alt+2 opens the calls, ready for their keys."""
    sit_down_at_the_calls(world, "2026-11-24T10:42:00+09:00")
    world.n_done = n_done(world)


def three_calls(world):
    """Space dials, and the digits 2, 4 and 3 record three calls and go on each time."""
    world.desk.press("space")
    timer = world.desk.find("label", re.compile("^通話中"))
    for n_more, digit in enumerate("243", 1):
        world.desk.wait(lambda: timer.name.startswith("通話中") or None, "the call runs")
        world.desk.press(digit)
        wait_done(world, n_more, f"the call of digit {digit} is done")
        world.desk.wait(lambda: not timer.name.startswith("通話中") or None, "the next person is not called yet")
        world.desk.press("space")
    world.desk.press("space")


def undo(world):
    """Ctrl+Z takes the last outcome back."""
    world.desk.press("Control+z")
    wait_done(world, 2, "one call is to be made again")


def book_a_slot(world):
    """1 leads to the free slots; Enter books the first one, and the call is done."""
    world.desk.press("1")
    world.desk.find("label", "ほかの日時を探す…")
    world.desk.press("Return")
    wait_done(world, 3, "the booked call is done")


def quit_and_return(world):
    """After a restart the calls are as they were left."""
    assert world.desk.quit() == 0
    sit_down_at_the_calls(world, "2026-11-24T10:50:00+09:00")
    wait_done(world, 3, "the calls of before")


scenario.run([open_the_calls, three_calls, undo, book_a_slot, quit_and_return], start=make_clinic)
