#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk of a made-up clinic: who sits here, the day's calendar, the palette, quit, start again."""
import re
import subprocess

import scenario


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)


def start(world):
    """The desk opens with the key from the keyring and asks who uses it."""
    world.desk.start("--clock", "2026-11-24T10:42:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)
    assert world.desk.all("table cell", re.compile("三枝 さつき、受付")), world.desk.tree()


def sit_down(world):
    """Choosing an avatar opens the day's calendar with its bookings."""
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.find(None, "この日の予約", 30)


def open_palette(world):
    """Ctrl+K opens the palette, and a family name in romaji finds its people."""
    world.desk.press("Control+k")
    world.desk.wait(lambda: len(world.desk.windows()) > 1 or None, "the palette opens")
    world.desk.type("sato")
    world.desk.wait(lambda: world.desk.all("label", re.compile("佐藤")) or None, "a 佐藤 is found")


def quit_and_return(world):
    """Leaving ends the program in good order, and a second start finds the clinic again."""
    world.desk.press("Escape")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the palette closes")
    status = world.desk.quit()
    assert status == 0, f"ended with status {status}"
    world.desk.start("--clock", "2026-11-24T10:43:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)


scenario.run([start, sit_down, open_palette, quit_and_return], start=make_clinic)
