#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""While the desk and the command line work, and afterwards, nobody's name or number stands in any file:
database, log, index, backups, temporary and already removed files, recent files, settings, what was said."""
import csv
import os
import re
import resource
import stat
import subprocess

import scenario

JOINTS = ("", " ", "　", "\x1f", '","', ",")
MAGIC = b"SQLite format 3"


def ctl(world, *words):
    return subprocess.run([world.arguments.ctl, "--data", world.data, *words], check=True, capture_output=True).stdout


def learn_people(world):
    """Who is in the clinic, by an export whose file is gone again before anybody looks."""
    path = os.path.join(world.session.folder, "list.csv")
    ctl(world, "export", "patients", path)
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    os.unlink(path)
    world.needles = set()
    for row in rows:
        names = [value for key, value in row.items() if key in ("姓", "名", "氏名", "氏名（姓）", "氏名（名）") and value]
        if len(names) >= 2:
            world.needles.update(joint.join(names[:2]).encode() for joint in JOINTS)
        for key, value in row.items():
            if value and re.search("電話|携帯|メール", key) and len(value) >= 10:
                world.needles.update({value.encode(), re.sub(r"\D", "", value).encode() or value.encode()})
    world.needles.discard(b"")
    assert len(world.needles) > 1000, (len(world.needles), list(rows[0]))


def make_clinic(world):
    os.environ["TMPDIR"] = os.path.join(world.session.folder, "tmp")
    os.environ["G_MESSAGES_DEBUG"] = "all"
    os.mkdir(os.environ["TMPDIR"], 0o700)
    ctl(world, "demo", "--patients", "300", "--seed", "1", "--today", "2026-11-24")
    learn_people(world)


def files_of(world):
    for folder, _, names in os.walk(world.session.folder):
        for name in names:
            yield os.path.join(folder, name)
    # A file that was removed while it was open has no name any more, but stands on the disk all the same.
    process = world.desk.process
    for number in os.listdir(f"/proc/{process.pid}/fd") if process is not None else ():
        path = f"/proc/{process.pid}/fd/{number}"
        if os.path.exists(path) and stat.S_ISREG(os.stat(path).st_mode):
            yield path


def look_for_people(world):
    """Where anybody's name or number can be read, and how many files were looked into."""
    paths = [path for path in files_of(world)
             if path.startswith("/proc/") or stat.S_ISREG(os.lstat(path).st_mode)]
    done = subprocess.run(["grep", "-laF", "-f", "-", "--", *paths], input=b"\n".join(sorted(world.needles)),
                          stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode in (0, 1), done
    return done.stdout.decode().splitlines(), len(paths)


def assert_nobody(world):
    found, n_files = look_for_people(world)
    assert not found, found
    assert n_files > 8, n_files
    for name in os.listdir(world.data):
        with open(os.path.join(world.data, name), "rb") as file:
            assert not file.read(len(MAGIC)).startswith(MAGIC), name


def would_be_seen(world):
    """A name in a temporary file would be seen: a search that cannot find proves nothing."""
    path = os.path.join(os.environ["TMPDIR"], "seen")
    with open(path, "wb") as file:
        file.write(b"x" * 5000 + sorted(world.needles)[0])
    found, _ = look_for_people(world)
    os.unlink(path)
    assert found == [path], found
    world.desk.start("--clock", "2026-11-24T10:42:00+09:00")
    world.desk.find("label", "だれが使いますか", 60)


def work(world):
    """Somebody sits down, looks for a person and opens the card; everything readable stays in memory."""
    desk = world.desk
    desk.find("table cell", re.compile("三枝 さつき")).click()
    desk.press("Return")
    desk.wait_gone("label", "だれが使いますか")
    desk.find(None, "この日の予約", 30)
    desk.press("Control+k")
    desk.wait(lambda: len(desk.windows()) > 1 or None, "the palette opens")
    desk.type("sato")
    desk.wait(lambda: desk.all("label", re.compile("佐藤")) or None, "a 佐藤 is found")
    desk.press("Return")
    desk.wait(lambda: len(desk.windows()) == 1 or None, "the palette closes")
    assert os.path.getsize(os.path.join(world.data, "uketsuke.db-wal")) > 0
    assert_nobody(world)


def keeps_to_itself(world):
    """The process leaves no core file, locks its keys in memory, and no code stands in its call."""
    process = f"/proc/{world.desk.process.pid}"
    with open(f"{process}/limits") as file:
        assert re.search(r"^Max core file size +0 +0 ", file.read(), re.MULTILINE)
    with open(f"{process}/status") as file:
        locked = re.search(r"^VmLck:\s+(\d+) kB", file.read(), re.MULTILINE)
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != 0:
        assert locked and int(locked.group(1)) > 0, locked
    code = re.compile(rb"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}")
    for name in ("cmdline", "environ"):
        with open(f"{process}/{name}", "rb") as file:
            assert not code.search(file.read()), name


def afterwards(world):
    """When the desk is closed there is nobody to be read either, and nobody else may look."""
    assert world.desk.quit() == 0
    ctl(world, "verify")
    assert_nobody(world)
    assert stat.S_IMODE(os.stat(world.data).st_mode) == 0o700
    for folder, folders, names in os.walk(world.data):
        for name in folders:
            assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o700, name
        for name in names:
            assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600, name


scenario.run([would_be_seen, work, keeps_to_itself, afterwards], start=make_clinic)
