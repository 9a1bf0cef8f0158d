#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic that is carried to another database, where the program that carries it is killed at each step that is seen
from outside. Run by with-postgresql."""
import configparser
import os
import shutil
import signal
import subprocess

from second_client import Refused
from serverlib import DEADLINE_S, SERVER, URI, Server, run_cases, until
from wiredesk import Desk, outcome

LIBRARY = os.environ["UKE_TEST_KILL_AT_LIBRARY"]
FROZEN = 2
THERE = ["rename move.ini after", "rename server.ini before", "rename server.ini after", "unlink move.ini before",
         "unlink move.ini after"]
BACK = ["rename move.ini after", "rename uketsuke.db after", "rename server.ini before", "rename server.ini after",
        "unlink move.ini before"]


def query(sql):
    done = subprocess.run(["psql", "-XAtq", URI, "-c", sql], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def place(folder):
    """The schema that server.ini names; None for the file."""
    ini = configparser.ConfigParser()
    ini.read(os.path.join(folder, "server.ini"), encoding="utf-8")
    return ini["server"].get("schema") if "database" in ini["server"] else None


def move(server, schema):
    return ("--database", URI, "--schema", schema) if schema else ("--to-file",)


def killed(server, schema, point):
    done = subprocess.run([SERVER, "move", "--dir", server.folder, *move(server, schema)], capture_output=True,
                          timeout=DEADLINE_S, env=dict(server.environment, LD_PRELOAD=LIBRARY, UKE_TEST_KILL_AT=point))
    assert done.returncode == -signal.SIGKILL, (point, done)


def is_shut(server, desk, schema, made):
    """Whether a place takes no changes, whoever comes upon it: it is not there, or frozen."""
    if schema:
        if query(f"SELECT to_regclass('{schema}.feed')") == []:
            return True
        return query(f"SELECT state FROM {schema}.feed") in ([], [str(FROZEN)])
    if not os.path.exists(server.path("uketsuke.db")):
        return True
    other = server.folder + ".other"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(server.folder, other, ignore=shutil.ignore_patterns("*.sock", "move.ini"))
    with open(os.path.join(other, "server.ini"), encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith(("database=", "schema="))]
    with open(os.path.join(other, "server.ini"), "w", encoding="utf-8") as file:
        file.writelines(lines)
    ours, server.folder = server.folder, other
    try:
        server.start()
        desk.turn_to(server)
        try:
            desk.push([made])
            return False
        except Refused as refused:
            return refused.status == 503 and desk.hello()["state"] == "frozen"
        finally:
            server.stop()
    finally:
        server.folder = ours


def follow(server, desk):
    """The server where it is: the same history, and it takes changes."""
    server.start()
    desk.turn_to(server)
    welcome = desk.hello()
    assert welcome["epoch"] == desk.cursor["epoch"] and welcome["head"] == desk.cursor["seq"], (welcome, desk.cursor)
    assert welcome["state"] == "open", welcome
    answer = desk.push([desk.register("山田", str(2000 + welcome["head"]))[1]])
    assert outcome(answer) in ("applied", "merged"), answer
    desk.pull_all()
    server.stop()


def carry(server, desk, schema, point, begins):
    """Killed at @point; then the next one does it, once the server has gone on meanwhile where it @begins."""
    before = place(server.folder)
    killed(server, schema, point)
    now = place(server.folder)
    other = before if now == schema else schema
    # What the one takes must not be taken by the other. (A file that was left can say so by its name alone.)
    if other is not None or now != schema:
        made = desk.make_set(desk.director(), 1, [])
        desk.dseq -= 1
        assert is_shut(server, desk, other, made), (point, other)
    if begins:
        follow(server, desk)
    # The database server may take a moment to learn that whoever was killed is gone.
    done = until(lambda: (lambda d: d if "timeout" not in d.stderr and "busy" not in d.stderr.lower() else None)(
        server.run("move", *move(server, schema), "--json")), "the killed session's end")
    if begins and now == schema:
        assert done.returncode == 1 and "there already" in done.stderr, (point, done)
    else:
        assert done.returncode == 0, (point, done)
    assert place(server.folder) == schema and not os.path.exists(server.path("move.ini")), point
    if schema:
        assert not os.path.exists(server.path("uketsuke.db")), point
    else:
        assert query(f"SELECT state FROM {before}.feed") == [str(FROZEN)], point
    follow(server, desk)


def all_points(begins):
    with Server() as server:
        desk = Desk(server, "受付 1")
        server.stop()
        for number, (there, back) in enumerate(zip(THERE, BACK)):
            schema = f"killed_{int(begins)}_{number}"
            if there == "unlink move.ini after":
                server.command("move", *move(server, schema))
            else:
                carry(server, desk, schema, there, begins)
            carry(server, desk, None, back, begins)


def test_moved_again():
    """Killed at any step, there and back: the same command once more brings it to its end, nothing lost or changed."""
    all_points(False)


def test_went_on_meanwhile():
    """The server that starts after it takes changes where server.ini says, and the next move carries these along."""
    all_points(True)


def test_frozen_stays():
    """A clinic that took no changes before the move takes none after it, killed or not."""
    with Server() as server:
        server.command("freeze")
        server.stop()
        killed(server, "killed_frozen", "rename server.ini before")
        server.command("move", *move(server, "killed_frozen"))
        assert query("SELECT state FROM killed_frozen.feed") == [str(FROZEN)]
        killed(server, None, "rename server.ini before")
        server.start()
        assert server.command("status")["state"] == "frozen"
        server.command("thaw")
        server.stop()
        server.start()
        assert server.command("status")["state"] == "open"


run_cases([test_moved_again, test_went_on_meanwhile, test_frozen_stays])
