#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk that was shut out leaves the clinic: what it had not sent, before and after, is at the server first, and the
person is told so; then neither file nor key is left, and the program is where a new desk begins. A real server and its
proxy, a real encrypted database and a real keyring."""
import os
import re
import signal
import subprocess

import clinic_server
import scenario

# GTK 4.8 says the words of such a button twice.
FORGET = re.compile("^データと鍵を消す")


def begin(world):
    code = clinic_server.make_demo(world)
    world.server = clinic_server.run_server(world, "--from", world.data, "--recovery-code-file", code)


def register(world, name):
    """Somebody registers a patient."""
    world.desk.press("Control+n")
    window = world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the form opens")
    window.find("text", re.compile("^姓")).enter(name)
    world.desk.press("Control+Return")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the patient is registered")


def count_secrets():
    """How many of this program's secrets the keyring has."""
    answer = subprocess.run(
        ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", "/org/freedesktop/secrets",
         "--method", "org.freedesktop.Secret.Service.SearchItems", "{'application': 'org.uketsuke.Uketsuke'}"],
        check=True, capture_output=True, text=True).stdout
    return answer.count("/org/freedesktop/secrets/collection/")


def handed_in(world):
    return len(world.server.command("quarantine")["sets"])


def ask(world):
    """The bar below the header leads to the question; its window."""
    world.desk.find("push button", "データと鍵を消す…").activate()
    return world.desk.wait(lambda: len(world.desk.windows()) > 1 and world.desk.windows()[-1], "the question")


def join(world):
    """A desk with content joins."""
    clinic_server.sit_down(world)
    world.dev = clinic_server.join_in_place(world, world.server, "受付 1")
    assert count_secrets() == 2, "the database's key and the certificate's"


def shut_out(world):
    """What it could not send before it was shut out, it hands in by itself."""
    world.server.stop()
    world.desk.find("push button", re.compile("^オフライン"))
    register(world, "早坂")
    world.desk.find("push button", "未送信 1")
    world.desk.process.send_signal(signal.SIGSTOP)
    world.server.start()
    world.server.command("revoke", str(world.dev))
    world.desk.process.send_signal(signal.SIGCONT)
    world.desk.find("push button", "登録が取り消されました")
    world.desk.find("label", re.compile("サーバーに預けました"))
    assert handed_in(world) == 1
    world.desk.picture("bar")


def not_yet(world):
    """What was entered since is on this computer alone while the server is away: nobody can agree, and Esc leaves."""
    world.server.stop()
    register(world, "神谷")
    window = ask(world)
    window.find("label", re.compile("サーバーに.*つながりません"))
    assert not window.find("push button", FORGET).is_sensitive
    world.desk.picture("alone")
    world.server.start()
    window.find("label", re.compile("まだ送っていなかった2件は、サーバーに預けました"))
    world.desk.wait(lambda: window.find("push button", FORGET).is_sensitive, "it can be agreed to")
    assert handed_in(world) == 2
    world.desk.picture("asked")
    world.desk.press("Escape")
    world.desk.wait(lambda: len(world.desk.windows()) == 1, "the question is left")
    assert os.path.exists(os.path.join(world.data, "uketsuke.db")) and count_secrets() == 2


def forgotten(world):
    """Agreed to, nothing of the clinic is left: no file, no key; what is not the clinic's stays."""
    with open(os.path.join(world.data, "somebody's.txt"), "w", encoding="utf-8") as file:
        file.write("not the clinic's")
    window = ask(world)
    world.desk.wait(lambda: window.find("push button", FORGET).is_sensitive, "it can be agreed to")
    window.find("push button", FORGET).activate()
    world.desk.find("push button", "サーバーのあるクリニックに加わる…")
    assert sorted(os.listdir(world.data)) == ["in-use.lock", "somebody's.txt"], os.listdir(world.data)
    assert count_secrets() == 0
    assert handed_in(world) == 2


def begin_again(world):
    """The next start begins as on a new computer, too."""
    assert world.desk.quit() == 0, world.desk.said()
    world.desk.start()
    world.desk.find("push button", "サーバーのあるクリニックに加わる…")
    assert world.desk.quit() == 0, world.desk.said()


scenario.run([join, shut_out, not_yet, forgotten, begin_again], begin)
