#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic that has content becomes a server's desk where it is: another clinic's server is refused with what helps, the
server that was made from this clinic's content is joined from the menu, and after the desk was struck off it is joined
again from the header, with what was entered meanwhile. By keyboard, with real servers and their proxies."""
import atexit
import os
import re
import socket
import subprocess
import sys

import scenario

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1:{}".format(probe.getsockname()[1])


def begin(world):
    code = os.path.join(world.session.folder, "code.txt")
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--recovery-code-out", code], check=True, stdout=world.session.log, stderr=world.session.log)
    os.environ["UKETSUKE_SERVER"] = os.path.join(os.path.dirname(world.arguments.program), "..", "server",
                                                 "uketsuke-server")
    import serverlib  # its program is known only now
    world.servers = [serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address(), *content])
                     for content in ((), ("--from", world.data, "--recovery-code-file", code))]
    for server in world.servers:
        server.start()
        atexit.register(server.stop)


def fill_in(world, server):
    """Address, code and name, by keyboard, in the window over the desk."""
    code = server.command("enrol-code")["code"]
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the window of joining")
    fields = world.desk.wait(lambda: (lambda found: len(found) == 3 and found)(window.all("text")), "three fields")
    fields[0].enter("{}:{}".format(*server.enrol))
    fields[1].enter(code, reads_back=False)
    fields[2].enter("受付 1")
    world.desk.press("Return")


def agree(world, server):
    """The same six words on both sides; the person agrees, then the administrator."""
    world.desk.find(None, "6つの言葉は同じですか", 30)
    waiting = world.desk.wait(lambda: server.command("devices")["enrolments"], "the server knows of it")
    for word in waiting[-1]["words"].split():
        world.desk.find("label", re.compile(word))
    world.desk.picture("words")
    world.desk.find("push button", "6つとも同じ").activate()
    server.command("accept", str(waiting[-1]["dev"]))
    return waiting[-1]["dev"]


def open_the_desk(world):
    """A desk by itself, as it was every day."""
    world.desk.start()
    world.desk.find("label", "だれが使いますか", 60)
    world.desk.find("table cell", re.compile("三枝 さつき")).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.find(None, "この日の予約", 30)


def another_clinic(world):
    """The menu leads to joining; another clinic's server is refused before words are compared, with what helps."""
    world.desk.press("F10")
    world.desk.find("menu item", "クリニックのサーバーに加わる…", 10).activate()
    fill_in(world, world.servers[0])
    world.desk.find("heading", "このサーバーには別のデータが入っています", 30)
    world.desk.picture("another-clinic")


def this_clinic(world):
    """The server that was made from this clinic is joined, and the desk goes on with what it has."""
    world.desk.find("push button", re.compile("^もう一度")).activate()
    fill_in(world, world.servers[1])
    world.dev = agree(world, world.servers[1])
    world.desk.find("heading", "この端末はサーバーにつながりました", 30)
    world.desk.picture("joined")
    world.desk.press("Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the window is closed")
    world.desk.find(None, re.compile("最新です"), 60)


def struck_off(world):
    """A desk that was struck off is told so, and goes on."""
    world.servers[1].command("revoke", str(world.dev))
    world.desk.find(None, re.compile("登録が取り消されました"), 60)
    world.desk.press("Control+n")
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the form opens")
    window.find("text", re.compile("^姓")).enter("早坂")
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1 or None, "the patient is registered")


def again(world):
    """The header's popover leads to joining again; what was entered meanwhile comes to the server."""
    world.desk.all("push button", re.compile("登録が取り消されました"))[-1].activate()
    world.desk.find("push button", "サーバーにつなぎ直す…", 10).activate()
    fill_in(world, world.servers[1])
    assert agree(world, world.servers[1]) != world.dev
    world.desk.find("heading", "この端末はサーバーにつながりました", 30)
    world.desk.press("Return")
    world.desk.find(None, re.compile("最新です"), 60)


def quit(world):
    """Leaving ends the program in good order."""
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([open_the_desk, another_clinic, this_clinic, struck_off, again, quit], begin)
