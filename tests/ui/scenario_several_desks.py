#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody at one desk sees of the others, with the real server and its proxy: a time that is kept elsewhere, the
three sentences about a booking, what is marked until the server has it, a call that is taken meanwhile, two bookings in
one place, a large deletion that is held back and let through, and a certificate that has ended. The
clocks of all say that it is a Tuesday morning."""
import re
import signal

import clinic_server
import scenario


def at(world, hour, minute):
    return int(world.day.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()) * 1000000


def begin(world):
    clinic_server.set_clocks(world)
    code = clinic_server.make_demo(world)
    world.server = clinic_server.run_server(world, "--from", world.data, "--recovery-code-file", code)


def join(world):
    """A desk with content joins, and from then on knows the server's other desks."""
    clinic_server.sit_down(world)
    clinic_server.join_in_place(world, world.server, "受付 1")
    import other_desk  # the server's program is known only now
    other_desk.set_clock(world.ahead_s)
    world.other = other_desk.OtherDesk(world.server, "受付 2")


def header(world, words):
    """The button in the header that says this; as long as it takes."""
    return world.desk.find("push button", words)


def popover(world, words, name):
    header(world, words).click()
    world.desk.find("label", "院内サーバー")
    world.desk.picture(name)


def kept_elsewhere(world):
    """A time that another desk keeps is named after it in the calendar, and the popover names the desk."""
    world.other.keep(world.other.find("resource", name="高瀬 歯科医師"), at(world, 12, 15), at(world, 13, 0))
    world.desk.wait(lambda: [lane for lane in world.desk.all(None, re.compile("^高瀬 歯科医師"))
                             if "12時15分から13時00分、押さえ中 受付 2" in lane.description], "the time is kept")
    popover(world, "最新です", "popover")
    world.desk.find("label", "受付 2")
    world.desk.press("Escape")


def confirmed(world):
    """A connected desk keeps the time while the patient speaks, and the booking is sure, or soon will be."""
    n_before = len(world.desk.all("push button", re.compile("みうら")))
    clinic_server.choose(world, "miura")
    world.desk.find("label", re.compile("この端末で2分間、仮押さえしています"))
    world.desk.picture("kept-here")
    clinic_server.confirm(world)
    world.desk.wait(lambda: len(world.desk.all("push button", re.compile("みうら"))) == n_before + 1,
                    "the booking stands in the day")
    header(world, "最新です")
    world.desk.wait_gone("push button", re.compile("仮・確認待ち|未送信"))


def tentative(world):
    """Without the server it is said beforehand that the booking is tentative; the block and the header say so after."""
    world.server.stop()
    header(world, re.compile("^オフライン"))
    world.desk.find("label", re.compile("から。つながったら送ります"))
    clinic_server.choose(world, "satou")
    world.desk.find("label", re.compile("つながるまでは仮の予約です"))
    world.desk.picture("not-kept")
    clinic_server.confirm(world)
    world.block = world.desk.find("push button", re.compile("さとう.*仮・確認待ち"))
    header(world, "未送信 1")


def marked(world):
    """What the booking means for the patient is said beside it; the popover of the header counts it."""
    world.desk.find("push button", re.compile("さとう.*仮・確認待ち")).click()
    world.desk.find("label", re.compile("それまでに、ほかの端末で同じ時間が取られることがあります"))
    world.desk.picture("block")
    world.desk.press("Escape")
    popover(world, "未送信 1", "popover-offline")
    world.desk.find("label", "つながっていません")
    world.desk.press("Escape")


def marked_on_the_card(world):
    """The list and the patient's card say that something of theirs is not sent yet."""
    world.desk.press("Alt+3")
    entry = world.desk.find("entry", "患者を検索")
    entry.enter("さとう おさむ", reads_back=False)
    world.desk.find("label", "未送信")
    world.desk.picture("list")
    entry.click()
    world.desk.press("Return")
    world.desk.find("label", "患者カード")
    world.desk.find("label", "未送信")
    world.desk.find("label", re.compile("分・未送信$"))


def claimed(world):
    """Who takes a call without the server is told that this is to be confirmed, in the list and beside the person."""
    world.desk.press("Alt+2")
    world.desk.find("push button", "次の方").activate()
    world.desk.find("label", "確認待ち")
    world.desk.find("list item", re.compile("、三枝.*・確認待ち"))
    world.desk.find("label", re.compile("ほかの端末でも同じ電話の担当になれます"))


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
    world.desk.find("push button", "要確認 1件を開く").activate()
    world.desk.find("label", "同じ枠に2件の予約があります")
    world.desk.find("label", re.compile("受付 2 と 受付 1|受付 1 と 受付 2"))


def claim_is_firm(world):
    """The desk is back, and the call is theirs."""
    world.desk.press("Alt+2")
    world.desk.find("list item", re.compile("、三枝[^、]*$"))
    world.desk.wait_gone("label", re.compile("確認待ち"))


def held_back(world):
    """A large deletion is held back, said so with its numbers, and has a button."""
    world.desk.press("Alt+1")
    world.other.load()
    gone = list(world.other.rows["patient"])[100:170]
    assert world.other.take_away(gone) == "applied"
    world.desk.press("Control+r")
    world.desk.find("label", re.compile("70名（記録 70件）が消えます"))
    popover(world, "受信を保留中", "popover-held")
    world.desk.press("Escape")
    world.desk.find("push button", "削除を受け入れる…")
    assert world.desk.quit() == 0, world.desk.said()


def ended(world):
    """A desk that was away until its certificate ended says so, and what helps."""
    world.server.stop()
    clinic_server.turn_clocks(world, 1500)
    clinic_server.sit_down(world)
    popover(world, "登録の期限切れ", "popover-ended")
    world.desk.find("label", "この端末の登録の期限が切れました")
    world.desk.find("push button", "サーバーにつなぎ直す…")
    world.desk.press("Escape")


def quit(world):
    """Leaving ends the program in good order."""
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([join, kept_elsewhere, confirmed, tentative, marked, marked_on_the_card, claimed, two_in_one_place,
              claim_is_firm, held_back, ended, quit], begin)
