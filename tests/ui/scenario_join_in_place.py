#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic that has content becomes a server's desk where it is: another clinic's server is refused with what helps, the
server that was made from this clinic's content is joined from the menu, and after the desk was struck off it is joined
again from the header, with what was entered meanwhile. By keyboard, with real servers and their proxies."""
import os
import re

import clinic_server
import scenario


def begin(world):
    code = clinic_server.make_demo(world)
    world.servers = [clinic_server.run_server(world, *content)
                     for content in ((), ("--from", world.data, "--recovery-code-file", code))]


def open_the_desk(world):
    """A desk by itself, as it was every day."""
    clinic_server.sit_down(world)


def another_clinic(world):
    """The menu leads to joining; another clinic's server is refused before words are compared, with what helps."""
    world.desk.press("F10")
    world.desk.find("menu item", "クリニックのサーバーに加わる…").activate()
    world.desk.wait(lambda: len(world.desk.windows()) > 1, "the window of joining")
    clinic_server.fill_in(world, world.servers[0], "受付 1")
    world.desk.find("heading", "このサーバーには別のデータが入っています")
    world.desk.picture("another-clinic")


def this_clinic(world):
    """The server that was made from this clinic is joined, and the desk goes on with what it has."""
    world.desk.find("push button", re.compile("^もう一度")).activate()
    clinic_server.fill_in(world, world.servers[1], "受付 1")
    world.dev = clinic_server.agree(world, world.servers[1])
    clinic_server.joined(world)


def struck_off(world):
    """A desk that was struck off is told so, and goes on."""
    world.servers[1].command("revoke", str(world.dev))
    world.desk.find(None, re.compile("登録が取り消されました"))
    world.desk.press("Control+n")
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the form opens")
    window.find("text", re.compile("^姓")).enter("早坂")
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the patient is registered")


def again(world):
    """The bar below the header leads to joining again; what was entered meanwhile comes to the server."""
    world.desk.find("push button", "サーバーにつなぎ直す…").activate()
    world.desk.wait(lambda: len(world.desk.windows()) > 1, "the window of joining")
    clinic_server.fill_in(world, world.servers[1], "受付 1")
    assert clinic_server.agree(world, world.servers[1]) != world.dev
    clinic_server.joined(world)


def quit(world):
    """Leaving ends the program in good order."""
    assert world.desk.quit() == 0, world.desk.said()


def lost(world):
    """A desk that cannot read where its server is says so, and joins again."""
    place = os.path.join(world.data, "server", "server.conf")
    with open(place, "wb") as file:
        file.write(b"\0 not a place")
    clinic_server.sit_down(world)
    world.desk.find("push button", "未登録の端末")
    world.desk.find("label", re.compile("server.conf"))
    world.desk.picture("unreadable")
    assert world.desk.quit() == 0, world.desk.said()
    os.unlink(place)
    clinic_server.sit_down(world)
    world.desk.find("label", re.compile("server.conf"))
    world.desk.find("push button", "サーバーにつなぎ直す…").activate()
    world.desk.wait(lambda: len(world.desk.windows()) > 1, "the window of joining")
    clinic_server.fill_in(world, world.servers[1], "受付 1")
    clinic_server.agree(world, world.servers[1])
    clinic_server.joined(world)
    quit(world)


scenario.run([open_the_desk, another_clinic, this_clinic, struck_off, again, quit, lost], begin)
