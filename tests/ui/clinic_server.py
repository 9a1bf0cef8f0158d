# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clinic's real server and its proxy beside the desk that is looked at, and the desk's way to it: address, code, six
words."""
import atexit
import datetime
import glob
import os
import random
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
TOKYO = datetime.timezone(datetime.timedelta(hours=9))


def free_address():
    """A place that a server keeps while it is stopped: below the ports that connections going out are given."""
    while True:
        port = random.randrange(10000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return f"127.0.0.1:{port}"


def run_server(world, *arguments):
    """A server of its own, which runs until the scenario ends at the latest."""
    os.environ["UKETSUKE_SERVER"] = os.path.join(os.path.dirname(world.arguments.program), "..", "server",
                                                 "uketsuke-server")
    import serverlib  # its program is known only now
    server = serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address(), *arguments])
    server.start()
    atexit.register(server.stop)
    return server


def make_demo(world):
    """The demo clinic as this desk's; the file with its recovery code."""
    code = os.path.join(world.session.folder, "code.txt")
    subprocess.run([world.arguments.ctl, "--data", world.data, "demo", "--patients", "300", "--seed", "1",
                    "--recovery-code-out", code], check=True, stdout=world.session.log, stderr=world.session.log)
    return code


def set_clocks(world):
    """The programs and the server are started with a clock that was put to the last Tuesday, half past ten."""
    now = datetime.datetime.now(TOKYO)
    world.day = (now - datetime.timedelta(days=(now.weekday() - 1) % 7 or 7)).replace(hour=10, minute=30, second=0)
    world.ahead_s = int((world.day - now).total_seconds())
    turn_clocks(world, 0)


def turn_clocks(world, days):
    """What is started from now on believes that so many days more have gone by."""
    libraries = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    assert libraries, "libfaketime is not installed"
    os.environ.update(LD_PRELOAD=libraries[0], FAKETIME=f"{world.ahead_s + days * 86400:+}s", DONT_FAKE_MONOTONIC="1",
                      FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_CACHE_DURATION="1000000")


def fill_in(world, server, name):
    """Where the server is, its code and what the desk is to be called, in the newest window."""
    fields = world.desk.wait(lambda: (lambda found: len(found) == 3 and found)(world.desk.windows()[-1].all("text")),
                             "three fields")
    fields[0].enter("{}:{}".format(*server.enrol))
    fields[1].enter(server.command("enrol-code")["code"], reads_back=False)
    fields[2].enter(name)
    world.desk.press("Return")


def agree(world, server):
    """The same six words stand on both sides; the person agrees, then the administrator. The desk's number there."""
    window = world.desk.windows()[-1]
    window.find(None, "6つの言葉は同じですか")
    waiting = world.desk.wait(lambda: server.command("devices")["enrolments"], "the server knows of it")[-1]
    for word in waiting["words"].split():
        window.find("label", re.compile(word))
    world.desk.picture("words")
    window.find("push button", "6つとも同じ").activate()
    server.command("accept", str(waiting["dev"]))
    return waiting["dev"]


def join_in_place(world, server, name):
    """A desk with content joins from its menu; its number there."""
    world.desk.press("F10")
    world.desk.find("menu item", "クリニックのサーバーに加わる…").activate()
    world.desk.wait(lambda: len(world.desk.windows()) > 1, "the window of joining")
    fill_in(world, server, name)
    dev = agree(world, server)
    joined(world)
    return dev


def joined(world):
    world.desk.find("heading", "この端末はサーバーにつながりました")
    world.desk.press("Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the window is closed")
    world.desk.find("push button", "最新です")


def write_down_code(world):
    """This computer gets a key of its own, with a recovery code that is typed back."""
    world.desk.find("label", "復元コードを控えてください")
    lines = world.desk.wait(lambda: (lambda found: len(found) == 4 and [label.name for label in found])(
        world.desk.all("label", re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$"))), "four lines")
    world.desk.find("push button", "控えたので確かめる").activate()
    entries = world.desk.wait(lambda: (lambda found: len(found) == 4 and found)(
        world.desk.all("text", re.compile("^復元コードの"))), "four lines to type into")
    for entry, line in zip(entries, lines):
        entry.click()
        world.desk.type(line.replace("-", "").lower())
    world.desk.wait(lambda: world.desk.find("push button", "設定を終える").is_sensitive, "the code is right")
    world.desk.find("push button", "設定を終える").activate()


def sit_down(world, name="三枝 さつき", *arguments):
    """The desk is started and somebody sits down at it: the day is there."""
    world.desk.start(*arguments)
    world.desk.find("label", "だれが使いますか")
    world.desk.find("table cell", re.compile(name)).click()
    world.desk.press("Return")
    world.desk.wait_gone("label", "だれが使いますか")
    world.desk.find(None, "この日の予約")


def choose(world, typed):
    """In the booking dialog: the patient by name, Enter on the first."""
    world.desk.press("n")
    world.desk.wait(lambda: len(world.desk.windows()) == 2, "the dialog opens")
    world.desk.type(typed)
    world.desk.wait(lambda: world.desk.windows()[-1].all("list item"), "somebody is found")
    world.desk.press("Return")
    world.desk.wait(lambda: [b for b in world.desk.all("push button", "予約を確定") if b.is_sensitive],
                    "the booking can be confirmed")


def confirm(world):
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the dialog closes")
