#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server on PostgreSQL instead of its encrypted file, and two of them on one database. Run by with-postgresql."""
import os
import shutil

from serverlib import URI, Server, run_cases


def make(schema):
    return Server(arguments=("--database", URI, "--schema", schema))


def test_one_server():
    """Everything that a server does with its register, it does there too; there is no file of its own."""
    with make("server_one") as server:
        assert not os.path.exists(server.path("uketsuke.db"))
        assert server.command("status")["database"] == "postgresql"
        desk = server.device()
        assert desk.ask("GET", "/v1/health")[0] == 200
        server.stop()
        server.start()
        assert desk.ask("GET", "/v1/health")[0] == 200
        server.command("revoke", str(desk.dev))
        assert desk.ask("GET", "/v1/health")[1]["error"] == "device_revoked"


def test_schema_is_taken():
    """A schema that holds a clinic is not made over; nothing is left of the attempt."""
    server = make("server_two")
    again = os.path.join(server.root.name, "again")
    done = server.run("init", "--name", "localhost", "--database", URI, "--schema", "server_two", "--dir", again)
    assert done.returncode == 1 and not os.path.exists(again), done
    assert server.command("status")["devices"] == 0


def test_two_servers():
    """Two processes on one database: who joins at one is known to the other, who is shut out at one is so at both."""
    first, second = make("server_three"), make("server_four")
    try:
        shutil.rmtree(second.folder)
        shutil.copytree(first.folder, second.folder)
        first.start()
        second.start()
        desk = first.device()
        doors = [first.desks, second.desks]

        def ask(door):
            desk.server = type("Door", (), {"desks": door})
            return desk.ask("GET", "/v1/health")

        assert [ask(door)[0] for door in doors] == [200, 200]
        second.command("revoke", str(desk.dev))
        assert [ask(door)[1]["error"] for door in doors] == ["device_revoked"] * 2
    finally:
        first.__exit__()
        second.__exit__()


run_cases([test_one_server, test_schema_is_taken, test_two_servers])
