#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new desk joins a clinic that has a server: address, code, six words, the recovery code of its own, the clinic's
content; then the header says that it is up to date, the settings list the clinic's desks, one is invited, let in and
shut out; a server that goes away is told, and what is done meanwhile is sent when it is back. The real server and its
proxy, by keyboard and by the names of things."""
import re

import clinic_server
import scenario


def begin(world):
    world.server = clinic_server.run_server(world)


def ask(world):
    """The first card offers to join; the server's address and its code are asked for."""
    world.desk.start()
    world.desk.find("push button", "サーバーのあるクリニックに加わる…").activate()
    clinic_server.fill_in(world, world.server, "受付 7")


def words(world):
    """The same six words stand on both sides; the person agrees, then the administrator."""
    clinic_server.agree(world, world.server)


def recovery_code(world):
    """This computer gets a key of its own, with a recovery code that is typed back."""
    clinic_server.write_down_code(world)


def content(world):
    """The clinic's content is there, and the header says that the desk is up to date."""
    world.desk.find(None, re.compile("最新です"))
    world.desk.picture("up-to-date")


def popover(world):
    """The header's popover lists the desks as the server knows them, and leads to the settings."""
    world.desk.find("push button", "最新です").click()
    world.desk.find("label", "受付 7 この端末")
    world.desk.picture("popover")
    world.desk.find("push button", "サーバーと端末").activate()
    world.desk.find("list item", "受付 7")
    world.desk.picture("settings")


def invite(world):
    """Another desk is invited from here: the code is shown, then the six words of the desk that came with it; it is let
    in, and listed."""
    import serverlib
    world.desk.find("push button", "端末を追加…").activate()
    label = world.desk.find("label", re.compile(r"^[0-9]{4} [0-9]{4}$"))
    world.desk.picture("invite-code")
    world.guest = serverlib.Device(world.server, "診察室")
    assert world.guest.begin(label.name.replace(" ", ""))[0] == 202
    world.desk.find("label", "「診察室」が加わろうとしています")
    for word in world.guest.words().split():
        world.desk.find("label", re.compile(word))
    world.desk.picture("invite-words")
    world.desk.find("push button", "6つとも同じ").activate()
    world.guest.take(world.desk.wait(lambda: (lambda answer: answer[0] == 200 and answer[1])(world.guest.go_on(True)),
                                     "the new desk is let in"))
    assert world.guest.ask("GET", "/v1/health")[0] == 200
    world.desk.press("Control+r")
    world.desk.find("push button", "最新です").click()
    world.desk.find("label", "診察室")
    world.desk.press("Escape")


def shut_out(world):
    """It is shut out after the desk has said what that means, and the server refuses it from then on."""
    world.desk.find("push button", "「診察室」を停止").activate()
    world.desk.find("label", "「診察室」を停止しますか")
    world.desk.picture("revoke")
    world.desk.find("push button", re.compile("^停止する")).activate()
    world.desk.find("label", "停止済み")
    assert world.guest.ask("GET", "/v1/health")[1]["error"] == "device_revoked"
    assert world.server.command("devices")["devices"][1]["state"] == "revoked"
    world.desk.picture("settings-after")
    world.desk.press("Alt+1")


def outage(world):
    """A server that goes away is told of; the desk goes on."""
    world.server.stop()
    world.desk.find(None, re.compile("オフライン"))
    world.desk.picture("offline")
    world.desk.press("Control+n")
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the form opens")
    window.find("text", re.compile("^姓")).enter("早坂")
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the patient is registered")


def back(world):
    """When it is back, what was done meanwhile is sent, and the server has it."""
    world.server.start()
    world.desk.press("Control+r")
    world.desk.find(None, re.compile("最新です"))
    world.desk.picture("back")


scenario.run([ask, words, recovery_code, content, popover, invite, shut_out, outage, back], begin)
