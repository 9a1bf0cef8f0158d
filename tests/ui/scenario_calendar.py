#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day of the calendar as a person works it: book, move, lengthen, cancel, with the mouse and with keys alone."""
import re
import subprocess

import scenario

# Beyond what the made-up clinic has booked, so that all of the day is free.
DAY = "2027-02-02"
HOLIDAY = "2027-02-11"
FIRST_MIN = 7 * 60 + 30  # the hours begin at 8:30, and an hour above them can be booked
FRAME_PX = 5  # what a window draws around itself where no window manager runs; accessible bounds leave it out


def spin(seconds):
    from desk import spin as desk_spin
    desk_spin(seconds)


def make_clinic(world):
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--today", "2026-11-24"], check=True, stdout=world.session.log, stderr=world.session.log)


def block(world, pattern):
    return world.desk.find("push button", re.compile(pattern))


def column(world, name):
    return world.desk.find("panel", re.compile(f"^{name}、"))


def point(world, name, minute):
    """Where a time of a column is on the screen."""
    x, y, width, _height = column(world, name).bounds()
    return x + width / 2 + FRAME_PX, y + (minute - FIRST_MIN) * 20 / 15 + FRAME_PX


def stand_on(world, pattern):
    """A click shows the booking; Esc closes what it shows and leaves the keyboard there."""
    block(world, pattern).click()
    world.desk.find("push button", "患者カード")
    world.desk.press("Escape")
    world.desk.wait_gone("push button", "患者カード")


def show(world, date):
    world.desk.find("push button", re.compile("^日を選ぶ")).click()
    world.desk.find("text", "表示する日")
    world.desk.type(date)
    world.desk.press("Return")


def n_windows(world, n):
    world.desk.wait(lambda: len(world.desk.windows()) == n or None, f"there are {n} windows")


def finish_booking(world, name):
    """In the dialog that is open: the patient by name, Enter on the first, and the booking is confirmed."""
    n_windows(world, 2)
    world.desk.type(name)
    world.desk.wait(lambda: world.desk.all("list item") or None, "somebody is found")
    world.desk.press("Return")
    world.desk.wait(lambda: [b for b in world.desk.all("push button", re.compile("確定|このまま")) if b.is_sensitive]
                    or None, "the booking can be confirmed")
    world.desk.press("Control+Return")
    n_windows(world, 1)


def sit_down(world):
    """The day's calendar opens, and the date is typed."""
    world.desk.start("--clock", "2026-11-24T10:42:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.find(None, "この日の予約", 30)
    show(world, DAY)
    world.desk.find("panel", "青柳 院長、0件、埋まり0パーセント")


def book_by_double_click(world):
    """A click on free time marks it, a second one books there."""
    at = point(world, "青柳 院長", 10 * 60 + 5)
    world.desk.input.click(*at)
    world.desk.find("push button", re.compile("青柳 院長、10:00–10:15、青柳 院長に空きあり"))
    assert len(world.desk.windows()) == 1, "one click opens nothing"
    world.desk.input.click(*at, count=2)
    finish_booking(world, "sato")
    block(world, "^10時00分から10時30分、さとう.*青柳 院長")


def book_by_drag(world):
    """Dragging over free time books as long as was dragged."""
    world.desk.input.drag(point(world, "森本 衛生士", 11 * 60 + 2), point(world, "森本 衛生士", 12 * 60 - 2))
    finish_booking(world, "suzuki")
    block(world, "^11時00分から12時00分、すずき.*森本 衛生士")


def book_by_keys(world):
    """Arrows go to free time, Shift with an arrow makes it longer, Enter books."""
    stand_on(world, "^10時00分から10時30分、さとう")
    world.desk.press("Down", "Down", "Down", "Shift+Down")
    world.desk.find("push button", re.compile("青柳 院長、11:00–11:30"))
    world.desk.press("Return")
    finish_booking(world, "takahashi")
    block(world, "^11時00分から11時30分、たかはし.*青柳 院長")


def little_drag_moves_nothing(world):
    """Less than ten pixels are a click: the booking opens, and Esc closes it again."""
    x, y = block(world, "^10時00分から10時30分、さとう").centre()
    world.desk.input.drag((x, y), (x + 5, y + 5), n_steps=4)
    world.desk.find("push button", re.compile("来院にする"))
    world.desk.press("Escape")
    world.desk.wait_gone("push button", re.compile("来院にする"))
    block(world, "^10時00分から10時30分、さとう")


def escape_leaves_it(world):
    """Esc while dragging leaves the booking where it was."""
    start = block(world, "^10時00分から10時30分、さとう").centre()
    world.desk.input.drag(start, point(world, "森本 衛生士", 15 * 60), before_drop=lambda: world.desk.press("Escape"))
    block(world, "^10時00分から10時30分、さとう.*青柳 院長")


def move_by_drag(world):
    """A booking dragged to another column and time is there."""
    world.desk.input.drag(block(world, "^10時00分から10時30分、さとう").centre(), point(world, "森本 衛生士", 14 * 60 + 47),
                          before_drop=lambda: (spin(0.3), world.desk.picture("dragging")))
    block(world, "^14時30分から15時00分、さとう.*森本 衛生士")


def lengthen_at_the_edge(world):
    """The lower edge of a booking makes it longer, Shift with an arrow too."""
    x, y, width, height = block(world, "^14時30分から15時00分、さとう").bounds()
    bottom = y + height + FRAME_PX
    world.desk.input.drag((x + width / 2, bottom - 2), (x + width / 2, bottom + 18))
    stand_on(world, "^14時30分から15時15分、さとう")
    world.desk.press("Shift+Down")
    stand_on(world, "^14時30分から15時30分、さとう")
    world.desk.press("Shift+Up")
    block(world, "^14時30分から15時15分、さとう")


def move_by_keys(world):
    """M lets the arrows move a booking; Esc leaves it, Enter moves it."""
    stand_on(world, "^14時30分から15時15分、さとう")
    world.desk.press("m", "Down", "Escape")
    block(world, "^14時30分から15時15分、さとう")
    world.desk.press("m", "Down", "Down", "Left", "Return")
    block(world, "^15時00分から15時45分、さとう.*高瀬 歯科医師")


def full_slot_asks_once(world):
    """A full slot asks once: no leaves the booking, yes puts both side by side."""
    start = block(world, "^15時00分から15時45分、さとう").centre()
    world.desk.input.drag(start, point(world, "森本 衛生士", 11 * 60 + 25))
    n_windows(world, 2)
    world.desk.press("Escape")
    n_windows(world, 1)
    block(world, "^15時00分から15時45分、さとう.*高瀬 歯科医師")
    world.desk.input.drag(start, point(world, "森本 衛生士", 11 * 60 + 25))
    n_windows(world, 2)
    world.desk.picture("asks")
    world.desk.find("label", re.compile("担当に別の予約があります"))
    world.desk.type("family")
    world.desk.press("Return")
    n_windows(world, 1)
    moved, other = block(world, "^11時00分から11時45分、さとう.*森本 衛生士"), block(world, "^11時00分から12時00分、すずき")
    a, b = sorted([moved.bounds(), other.bounds()])
    assert a[0] + a[2] <= b[0], f"side by side: {a} {b}"
    world.desk.press("Control+z")
    block(world, "^15時00分から15時45分、さとう.*高瀬 歯科医師")


def digits_set_the_status(world):
    """A digit sets the status, and the legend counts it."""
    stand_on(world, "^15時00分から15時45分、さとう")
    world.desk.press("2")
    block(world, "^15時00分から15時45分、さとう.*確認済")
    world.desk.find("check box", "確認済")


def cancel_with_a_reason(world):
    """8 asks who cancels and why; without a reason it can't be done, and the toast takes it back."""
    stand_on(world, "^15時00分から15時45分、さとう")
    world.desk.press("8")
    n_windows(world, 2)
    world.desk.find("label", "この予約を取り消しますか")
    assert not world.desk.find("push button", re.compile("^取り消す")).is_sensitive
    world.desk.type("busy")
    world.desk.wait(lambda: world.desk.find("push button", re.compile("^取り消す")).is_sensitive or None, "it can be done")
    world.desk.press("Return")
    n_windows(world, 1)
    world.desk.wait_gone("push button", re.compile("^15時00分から15時45分、さとう"))
    world.desk.find("label", "予約を取り消しました")
    world.desk.find("push button", re.compile("^元に戻す")).click()
    block(world, "^15時00分から15時45分、さとう.*確認済")


def open_a_holiday(world):
    """A holiday says its name; who may set up the clinic opens it for once, and nobody else is offered to."""
    show(world, HOLIDAY)
    world.desk.find("label", re.compile("建国記念の日"))
    world.desk.find("push button", "次の診療日へ")
    assert not world.desk.all("push button", "臨時に開ける")
    world.desk.find("push button", re.compile("^三枝 受付")).click()
    world.desk.find("menu item|push button", "青柳 院長").activate()
    world.desk.find("push button", "臨時に開ける").click()
    world.desk.find("panel", re.compile("^青柳 院長、0件"))
    world.desk.press("Control+z")
    world.desk.find("label", re.compile("建国記念の日"))


scenario.run([sit_down, book_by_double_click, book_by_drag, book_by_keys, little_drag_moves_nothing, escape_leaves_it,
              move_by_drag, lengthen_at_the_edge, move_by_keys, full_slot_asks_once, digits_set_the_status,
              cancel_with_a_reason, open_a_holiday], start=make_clinic)
