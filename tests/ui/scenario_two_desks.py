#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two desks did without knowing of each other, settled by keyboard alone, taken back, and settled again."""
import os
import re
import subprocess

import scenario

NOW_US = "1795484520000000"
SLOT = "同じ枠に2件の予約があります"
VALUES = "2人が別の内容を入れました"


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)
    program = os.path.join(os.path.dirname(world.arguments.ctl), "../../tests/support/two-desks")
    subprocess.run([program, world.data, NOW_US], check=True, stdout=world.session.log, stderr=world.session.log)


def open_from_the_header(world):
    """The header says that three things have to be checked, and its popover leads there."""
    world.desk.start("--clock", "2026-11-24T10:42:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.find("label", "要確認 3", 30)
    world.desk.find(None, "この日の予約", 30)
    world.desk.press("F10")
    world.desk.find("menu item", "要確認", 10)
    world.desk.press("Down", "Return")
    world.desk.find("label", SLOT, 30)


def settle_the_slot(world):
    """2 keeps the second booking, Ctrl+Enter settles it, and the next card is told."""
    world.desk.press("2")
    world.desk.press("Control+Return")
    world.desk.wait_gone("label", SLOT, 30)
    world.desk.find("label", VALUES, 30)
    world.desk.find("label", "要確認 2", 30)


def undo(world):
    """Ctrl+Z opens the card again."""
    world.desk.press("Control+z")
    world.desk.find("label", "要確認 3", 30)


def put_off(world):
    """S leaves a card as it is and goes to the next."""
    world.desk.find("label", VALUES, 30)
    world.desk.press("s")
    world.desk.wait_gone("label", VALUES, 30)


def quit(world):
    """Leaving ends the program in good order."""
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([open_from_the_header, settle_the_slot, undo, put_off, quit], start=make_clinic)
