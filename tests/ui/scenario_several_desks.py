#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody at one desk sees of the others, with the real server and its proxy: a time that is kept elsewhere, the
three sentences about a booking, what is marked until the server has it, two bookings in one place, a large deletion that
is held back and let through, and a certificate that has ended. The clocks of all say that it is a Tuesday morning."""
import atexit
import datetime
import glob
import os
import re
import signal
import socket
import subprocess
import sys
import time

import scenario

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
WAIT_S = 90
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
PLACE = "西岡 カウンセラー"


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:{}".format(probe.getsockname()[1])


def set_clocks(world, days=0):
    """The program and the server are started with a clock that was put to the last Tuesday, half past ten."""
    now = datetime.datetime.now(TOKYO)
    world.day = (now - datetime.timedelta(days=(now.weekday() - 1) % 7 or 7)).replace(hour=10, minute=30, second=0)
    world.ahead_s = int((world.day - now).total_seconds())
    turn(world, 0)


def turn(world, days):
    libraries = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    assert libraries, "libfaketime is not installed"
    os.environ.update(LD_PRELOAD=libraries[0], FAKETIME=f"{world.ahead_s + days * 86400:+}s", DONT_FAKE_MONOTONIC="1",
                      FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_CACHE_DURATION="1000000")


def at(world, hour, minute):
    return int(world.day.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()) * 1000000


def begin(world):
    set_clocks(world)
    code = os.path.join(world.session.folder, "code.txt")
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--recovery-code-out", code], check=True, stdout=world.session.log, stderr=world.session.log)
    os.environ["UKETSUKE_SERVER"] = os.path.join(os.path.dirname(world.arguments.program), "..", "server",
                                                 "uketsuke-server")
    import other_desk  # the server's program is known only now
    import serverlib
    other_desk.set_clock(world.ahead_s)
    world.server = serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address(),
                                               "--from", world.data, "--recovery-code-file", code])
    world.server.start()
    atexit.register(world.server.stop)


def sit_down(world, name, *arguments):
    world.desk.start(*arguments)
    world.desk.find("label", "だれが使いますか", WAIT_S)
    world.desk.find("table cell", re.compile(name)).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか", WAIT_S)
    world.desk.find(None, "この日の予約", WAIT_S)


def join(world):
    """A desk with content joins, and from then on knows the server's other desks."""
    import other_desk
    sit_down(world, "三枝 さつき")
    world.desk.press("F10")
    world.desk.find("menu item", "クリニックのサーバーに加わる…", WAIT_S).activate()
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the window of joining",
                             WAIT_S)
    fields = world.desk.wait(lambda: (lambda found: len(found) == 3 and found)(window.all("text")), "three fields", WAIT_S)
    fields[0].enter("{}:{}".format(*world.server.enrol))
    fields[1].enter(world.server.command("enrol-code")["code"], reads_back=False)
    fields[2].enter("受付 1")
    world.desk.press("Return")
    world.desk.find(None, "6つの言葉は同じですか", WAIT_S)
    waiting = world.desk.wait(lambda: world.server.command("devices")["enrolments"], "the server knows of it", WAIT_S)
    world.desk.find("push button", "6つとも同じ").activate()
    world.server.command("accept", str(waiting[-1]["dev"]))
    world.desk.find("heading", "この端末はサーバーにつながりました", WAIT_S)
    world.desk.press("Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the window is closed", WAIT_S)
    world.desk.find(None, re.compile("最新です"), WAIT_S)
    world.other = other_desk.OtherDesk(world.server, "受付 2")


def header(world, words):
    """The button in the header that says this; as long as it takes."""
    return world.desk.find("push button", words, WAIT_S)


def popover(world, words, name):
    header(world, words).click()
    world.desk.find("label", "院内サーバー", WAIT_S)
    world.desk.picture(name)


def choose(world, typed):
    """In the booking dialog: the patient by name, Enter on the first."""
    world.desk.press("n")
    world.desk.wait(lambda: len(world.desk.windows()) == 2 or None, "the dialog opens", WAIT_S)
    world.desk.type(typed)
    world.desk.wait(lambda: world.desk.windows()[-1].all("list item") or None, "somebody is found", WAIT_S)
    world.desk.press("Return")
    world.desk.wait(lambda: [b for b in world.desk.all("push button", "予約を確定") if b.is_sensitive] or None,
                    "the booking can be confirmed", WAIT_S)


def confirm(world):
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the dialog closes", WAIT_S)


def kept_elsewhere(world):
    """A time that another desk keeps is named after it in the calendar, and the popover names the desk."""
    world.other.keep(world.other.find("resource", name="高瀬 歯科医師"), at(world, 12, 15), at(world, 13, 0))
    popover(world, re.compile("最新です"), "popover")
    world.desk.find("label", "受付 2", WAIT_S)
    world.desk.press("Escape")


def confirmed(world):
    """A connected desk keeps the time while the patient speaks, and says that the booking is sure, or soon will be."""
    choose(world, "miura")
    world.desk.find("label", re.compile("この端末で2分間、仮押さえしています"), WAIT_S)
    world.desk.picture("kept-here")
    confirm(world)
    world.desk.find("label", re.compile("の予約が確定しました|の予約を保存しました（確認中）"), WAIT_S)
    header(world, re.compile("最新です"))


def tentative(world):
    """Without the server it is said before and after that the booking is tentative; the block says so too."""
    world.server.stop()
    header(world, re.compile("^オフライン"))
    world.desk.find("label", re.compile("オフラインです。つながったら送ります"), WAIT_S)
    choose(world, "satou")
    world.desk.find("label", re.compile("つながるまでは仮の予約です"), WAIT_S)
    world.desk.picture("not-kept")
    confirm(world)
    world.desk.find("label", re.compile("の仮の予約です。サーバーにつながると確定します"), WAIT_S)
    world.block = world.desk.find("push button", re.compile("さとう.*仮・確認待ち"), WAIT_S)
    header(world, "未送信 1")


def marked(world):
    """What the booking means for the patient is said beside it; the popover of the header counts it."""
    world.desk.find("push button", re.compile("さとう.*仮・確認待ち"), WAIT_S).click()
    world.desk.find("label", re.compile("それまでに、ほかの端末で同じ時間が取られることがあります"), WAIT_S)
    world.desk.picture("block")
    world.desk.press("Escape")
    popover(world, "未送信 1", "popover-offline")
    world.desk.find("label", "つながっていません", WAIT_S)
    world.desk.press("Escape")


def marked_on_the_card(world):
    """The patient's card and the list say that something of theirs is not sent yet."""
    world.desk.press("Alt+3")
    world.desk.press("Control+k")
    world.desk.wait(lambda: len(world.desk.windows()) == 2 or None, "the palette opens", WAIT_S)
    world.desk.type("satou osamu")
    world.desk.windows()[-1].find("label", "さとう おさむ", WAIT_S)
    world.desk.press("Return")
    world.desk.find("label", "患者カード", WAIT_S)
    world.desk.find("label", "未送信", WAIT_S)
    world.desk.find("label", re.compile("分・未送信$"), WAIT_S)


def two_in_one_place(world):
    """Another desk was faster: the card tells it by the desk's name."""
    booking = re.match("^([0-9]+)時([0-9]+)分から([0-9]+)時([0-9]+)分", world.block.name)
    from_h, from_min, to_h, to_min = (int(number) for number in booking.groups())
    column = next(name for name in [row["name"] for row in world.other.rows["resource"].values()] if name in world.block.name)
    world.desk.process.send_signal(signal.SIGSTOP)
    world.server.start()
    world.other.hello()
    world.other.pull_all()
    resource = world.other.find("resource", name=column)
    like = {"clinic_id": next(iter(world.other.rows["clinic"])), "provider_id": resource,
            "starts_at_us": at(world, from_h, from_min), "length_min": (to_h - from_h) * 60 + to_min - from_min}
    patient = [key for key, row in world.other.rows["patient"].items() if row["family_name"] == "鈴木"][0]
    assert world.other.book(like, patient) == "applied"
    world.desk.process.send_signal(signal.SIGCONT)
    world.desk.press("Alt+1", "Control+r")
    header(world, "要確認 1")
    popover(world, "要確認 1", "popover-to-check")
    world.desk.find("push button", "要確認を開く").activate()
    world.desk.find("label", "同じ枠に2件の予約があります", WAIT_S)
    world.desk.find("label", re.compile("受付 2 と 受付 1|受付 1 と 受付 2"), WAIT_S)


def held_back(world):
    """A large deletion is held back, said so with its numbers, and has a button."""
    world.desk.press("Alt+1")
    world.other.load()
    gone = list(world.other.rows["patient"])[100:170]
    assert world.other.take_away(gone) == "applied"
    world.desk.press("Control+r")
    world.desk.find("label", re.compile("70名（記録 70件）が消えます"), WAIT_S)
    popover(world, "受信を保留中", "popover-held")
    world.desk.press("Escape")
    world.desk.find("push button", "削除を受け入れる…", WAIT_S)
    assert world.desk.quit() == 0, world.desk.said()


def ended(world):
    """A desk that was away until its certificate ended says so, and what helps."""
    world.server.stop()
    turn(world, 1500)
    sit_down(world, "三枝 さつき")
    header(world, re.compile("登録が取り消されました|期限"))
    popover(world, re.compile("登録が取り消されました|期限"), "popover-ended")
    world.desk.find("push button", "サーバーにつなぎ直す…", WAIT_S)
    world.desk.press("Escape")


def quit(world):
    """Leaving ends the program in good order."""
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([join, kept_elsewhere, confirmed, tentative, marked, marked_on_the_card, two_in_one_place, held_back,
              ended, quit], begin)
