#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first day with a new clinic: first start, recovery code, the clinic's own list of 300 patients, a
patient found by half-width kana, a booking made, moved, undone and received, three calls, and all of it
there again after the program was ended and started. Real program, keyring and encrypted file."""
import glob
import json
import os
import re
import subprocess

import scenario

CODE_LINE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$")
LIST = "tests/data/import/receipt-computer-300.csv"
# A Tuesday. The monotonic clock, by which the program waits, stays the machine's.
NOW = "@2026-11-24 10:42:00"


def begin(world):
    # The wrapper of the package starts a child of its own, which the accessibility bus would show instead.
    library, = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    world.desk.program = ["env", f"LD_PRELOAD={library}", f"FAKETIME={NOW}", "FAKETIME_DONT_FAKE_MONOTONIC=1",
                          world.arguments.program]


def first_start(world):
    """The first start asks for the clinic's name and its director."""
    world.desk.start()
    world.desk.find("text", "医院の名前", 60).enter("そよぎ台クリニック")
    world.desk.find("text", "姓").enter("青柳")
    world.desk.find("push button", "次へ：診療時間").activate()


def opening_hours(world):
    """Then for the opening hours, offered as most clinics have them."""
    world.desk.find("heading", "診療時間を教えてください")
    world.desk.press("Return")


def recovery_code(world):
    """The recovery code is shown, and must be typed back before anything is made."""
    world.desk.find("label", "復元コードを控えてください")
    world.code = [label.name for label in world.desk.all("label", CODE_LINE)]
    assert len(world.code) == 4, world.code
    world.desk.find("push button", "控えたので確かめる").activate()
    entries = world.desk.wait(lambda: (lambda found: len(found) == 4 and found)(
        world.desk.all("text", re.compile("^復元コードの"))), "four lines to type into")
    assert not world.desk.find("push button", "設定を終える").is_sensitive
    for entry, line in zip(entries, world.code):
        entry.click()
        world.desk.type(line.replace("-", "").lower())
    world.desk.wait(lambda: world.desk.find("push button", "設定を終える").is_sensitive, "the code is right")


def desk_is_ready(world):
    """With the code typed back the clinic is made, and its desk opens on the day's calendar."""
    world.desk.find("push button", "設定を終える").activate()
    world.desk.find("heading", "受付の用意ができました", 60)


def choose_list(world):
    """The clinic's own list is chosen in the file dialog, by its path, and read as Shift_JIS."""
    world.desk.find("push button", re.compile("^名簿を取り込む")).activate()
    world.desk.find("push button", "ファイルを選ぶ…").activate()
    world.desk.wait(lambda: len(world.desk.windows()) > 1 or None, "the file dialog opens")
    world.desk.type(os.path.join(world.arguments.source, LIST))
    world.desk.press("Return")
    world.desk.find("label", re.compile("300行・12列・Shift_JIS"))


def map_columns(world):
    """The columns are known by their names, and the forecast says what would become of the rows."""
    world.desk.press("Control+Return")
    world.desk.find(None, re.compile("新しく登録 288.*取り込めない行 12"))


def import_list(world):
    """The list is taken in: 288 patients, and 12 rows with what is the matter with them."""
    world.desk.press("Control+Return")
    world.desk.find("toggle button|push button|radio button", "取り込めない行 12").activate()
    world.desk.find("label", re.compile("その元号にない年"))
    world.desk.press("Control+Return")
    world.desk.find("label", "300行の取り込みが終わりました", 60)
    world.desk.press("Control+Return")


def find_patient(world):
    """Half-width kana in the palette find the patient whose list said so."""
    world.desk.press("Control+k")
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the palette opens")
    window.find("entry", "検索").enter("ﾄｳﾄﾞｳ ﾀﾞｲ", reads_back=False)
    world.desk.find("label", re.compile("藤堂 大輔"))


def booking(world, *parts):
    """The block of the day whose spoken name says all of these."""
    return world.desk.wait(
        lambda: next((block for block in world.desk.all("push button", re.compile("とうどう だいすけ"))
                      if all(part in block.name for part in parts)), None),
        f"a booking that says {parts}")


def book(world):
    """Ctrl+Enter books for the patient found: Alt+2 takes the second free slot, Ctrl+Enter confirms."""
    world.desk.press("Control+Return")
    world.desk.find("list item", re.compile("^候補2、今日 11/24.* 11:00–11:30、青柳"))
    world.desk.press("Alt+2", "Control+Return")
    booking(world, "11時00分から11時30分", "予約")


def move(world):
    """Dragging the block down the day moves the booking there."""
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the dialog closes")
    world.desk.press("Alt+1")
    x, y = booking(world, "11時00分から").centre()
    world.desk.input.drag((x, y), (x, y + 80), before_drop=lambda: world.desk.picture("ghost"))
    booking(world, "12時00分から12時30分")


def undo(world):
    """Ctrl+Z takes the move back."""
    world.desk.press("Control+z")
    booking(world, "11時00分から11時30分")


def receive(world):
    """The digit 3 on the block receives the patient."""
    block = booking(world, "11時00分から")
    world.desk.input.click(*block.centre())
    world.desk.press("Escape", "3")
    booking(world, "11時00分から", "来院")


def plan_calls(world):
    """Three people are put on the list of calls by hand."""
    for number in ("00001", "00002", "00004"):
        world.desk.press("Control+k")
        window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the palette")
        window.find("entry", "検索").enter(number, reads_back=False)
        # The first hit is chosen by itself: the preview beside the list tells whose it is.
        world.desk.find("label", re.compile(f"^No.{number}・"))
        world.desk.press("Alt+Return")
        world.desk.find("label", "電話を予定")
        world.desk.press("Control+Return")
        world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the form closes")


def three_calls(world):
    """The calls are worked by digits: spoken to, no answer, spoken to."""
    world.desk.press("Alt+2")
    world.head = world.desk.find("label", re.compile("^きょうの電話 0／3"), 30)
    for done, digit in enumerate("242", 1):
        world.desk.press("space", digit)
        world.desk.wait(lambda: world.head.name.startswith(f"きょうの電話 {done}／") or None, f"{done} calls are done")


def quit_and_return(world):
    """After the program has ended and started again all of it is there."""
    assert world.desk.quit() == 0
    verified = subprocess.run([world.arguments.ctl, "--data", world.data, "--json", "verify"], check=False,
                              capture_output=True, text=True)
    assert verified.returncode == 0 and json.loads(verified.stdout)["ok"], verified.stdout
    world.desk.start()
    world.desk.press("Alt+1")
    booking(world, "11時00分から", "来院")
    world.desk.press("Alt+2")
    world.desk.find("label", re.compile("^きょうの電話 3／3"))
    world.desk.press("Alt+3")
    world.desk.find("label", re.compile("288"))


scenario.run([first_start, opening_hours, recovery_code, desk_is_ready, choose_list, map_columns, import_list,
              find_patient, book, move, undo, receive, plan_calls, three_calls, quit_and_return], start=begin)
