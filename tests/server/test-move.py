#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clinic that is carried from its encrypted file to PostgreSQL and back, with desks that go on as if nothing had
happened. Run by with-postgresql."""
import glob
import os
import shutil
import signal
import subprocess

from second_client import Refused
from serverlib import SERVER, URI, Server, run_cases, until
from wiredesk import Desk, outcome


def config(server):
    with open(server.path("server.ini"), encoding="utf-8") as file:
        return file.read()


def register(desk, number):
    answer = desk.push([desk.register("山田", number)[1]])
    assert outcome(answer) == "applied", answer


def fill(server, n=3):
    desk = Desk(server, "受付 1")
    for number in range(n):
        register(desk, str(1000 + number))
    return desk


def follow(desk, server):
    """The same desk after a restart: the same history, nothing to take, and more can be added."""
    desk.turn_to(server)
    epoch, seq = desk.cursor["epoch"], desk.cursor["seq"]
    welcome = desk.hello()
    assert welcome["epoch"] == epoch and welcome["head"] == seq and welcome["state"] == "open", welcome
    assert desk.pull()["entries"] == []
    register(desk, str(2000 + seq))
    assert desk.cursor["epoch"] == epoch and desk.cursor["seq"] == seq + 1, desk.cursor


def test_there_and_back():
    """To PostgreSQL and back to a file: epoch, log, chain and sums stay, and a desk syncs at each of the three."""
    with Server() as server:
        desk = fill(server)
        server.stop()
        with open(server.path("server.ini"), "a", encoding="utf-8") as file:
            file.write("# written by somebody\n")
        there = server.command("move", "--database", URI, "--schema", "move_one")
        assert there["epoch"] == desk.cursor["epoch"] and there["chain"] == desk.cursor["chain"], there
        assert there["seq"] == desk.cursor["seq"] and there["rows"] > there["seq"], there
        assert "move_one" in config(server) and "written by somebody" in config(server)
        assert not os.path.exists(server.path("uketsuke.db")) and os.path.exists(there["kept"])
        server.start()
        assert server.command("status")["database"] == "postgresql"
        follow(desk, server)
        server.stop()
        back = server.command("move", "--to-file")
        assert back["epoch"] == there["epoch"] and back["seq"] == there["seq"] + 1 and back["root"] != there["root"]
        assert "move_one" not in config(server) and os.path.exists(server.path("uketsuke.db"))
        server.start()
        assert server.command("status")["database"] == "sqlite"
        follow(desk, server)
        fresh = Desk(server, "受付 2")
        assert fresh.cursor == desk.cursor or (fresh.cursor["chain"] == desk.cursor["chain"])


def test_left_schema_is_frozen():
    """A server on another folder that still knows the schema makes desks wait, and loses nothing by it."""
    with Server(arguments=("--database", URI, "--schema", "move_two")) as server:
        desk = fill(server)
        server.stop()
        other = os.path.join(server.root.name, "other")
        shutil.copytree(server.folder, other)
        server.command("move", "--to-file")
        moved, server.folder = server.folder, other
        server.start()
        desk.turn_to(server)
        assert desk.hello()["state"] == "frozen"
        made = desk.register("山田", "3000")[1]
        try:
            desk.push([made])
            raise AssertionError("a frozen schema took a change")
        except Refused as refused:
            assert refused.status == 503 and refused.code == "busy", refused
        server.stop()
        server.folder = moved
        server.start()
        desk.turn_to(server)
        assert outcome(desk.push([made])) == "applied"


def test_running_server_is_left_alone():
    """While the server runs nothing is moved, and the sentence says to stop it."""
    with Server() as server:
        done = server.run("move", "--database", URI, "--schema", "move_three")
        assert done.returncode == 1 and "stop it first" in done.stderr, done
        assert "database=" not in config(server)


def test_full_target_is_refused():
    """Where another clinic is, nothing is written over; the server goes on with what it had."""
    taken = Server(arguments=("--database", URI, "--schema", "move_four"))
    taken.__exit__()
    with Server() as server:
        desk = fill(server)
        server.stop()
        done = server.run("move", "--database", URI, "--schema", "move_four")
        assert done.returncode == 1 and "nothing is written over" in done.stderr, done
        server.start()
        follow(desk, server)


def test_interrupted():
    """Killed in the middle: the server goes on with its file, and the next attempt goes through."""
    with Server() as server:
        desk = fill(server, 40)
        server.stop()
        before = config(server)
        process = subprocess.Popen([SERVER, "move", "--dir", server.folder, "--database", URI, "--schema", "move_five"],
                                   stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=server.environment)
        assert process.stderr.readline()
        process.kill()
        assert process.wait() == -signal.SIGKILL
        process.stderr.close()
        assert config(server) == before and os.path.exists(server.path("uketsuke.db"))
        server.start()
        follow(desk, server)
        server.stop()

        def again():
            done = server.run("move", "--database", URI, "--schema", "move_five")
            assert done.returncode == 0 or "timeout" in done.stderr or "busy" in done.stderr.lower(), done
            return done.returncode == 0
        until(again, "the killed session's end")
        server.start()
        follow(desk, server)


def test_interrupted_on_the_way_back():
    """Killed on the way to a file: the schema is not frozen, no file is left that could be taken for the clinic."""
    with Server(arguments=("--database", URI, "--schema", "move_six")) as server:
        desk = fill(server, 40)
        server.stop()
        process = subprocess.Popen([SERVER, "move", "--dir", server.folder, "--to-file"], stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, env=server.environment)
        assert process.stderr.readline()
        process.kill()
        assert process.wait() == -signal.SIGKILL
        process.stderr.close()
        assert not os.path.exists(server.path("uketsuke.db"))
        server.start()
        follow(desk, server)
        server.stop()
        server.command("move", "--to-file")
        assert glob.glob(server.path("*.moving*")) == []
        server.start()
        follow(desk, server)


def test_frozen_and_thawed():
    """A server that was told to freeze makes desks wait, and takes what they have once it was thawed."""
    with Server() as server:
        desk = fill(server)
        assert server.command("status")["state"] == "open"
        server.command("freeze")
        assert server.command("status")["state"] == "frozen"
        made = desk.register("山田", "4000")[1]
        try:
            desk.push([made])
            raise AssertionError("a frozen server took a change")
        except Refused as refused:
            assert refused.status == 503 and refused.code == "busy", refused
        assert desk.pull()["entries"] == []
        server.command("thaw")
        assert outcome(desk.push([made])) == "applied"
        assert "frozen" in server.read_log() and "thawed" in server.read_log()


run_cases([test_there_and_back, test_left_schema_is_frozen, test_running_server_is_left_alone,
           test_full_target_is_refused, test_interrupted, test_interrupted_on_the_way_back, test_frozen_and_thawed])
