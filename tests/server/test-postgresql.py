#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server on PostgreSQL instead of its encrypted file, and two of them on one database. Run by with-postgresql."""
import os
import shutil
import signal
import subprocess
import threading

from second_client import Refused
from serverlib import DEADLINE_S, URI, Server, run_cases, until
from wiredesk import Desk, outcome


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


def copy_of(first, schema):
    """A second server on a copy of the first one's folder."""
    second = make(schema)
    shutil.rmtree(second.folder)
    shutil.copytree(first.folder, second.folder)
    return second


def query(sql):
    done = subprocess.run(["psql", "-XAtq", URI, "-c", sql], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


class Together:
    """Two server processes on one database, and a desk at each."""

    def __init__(self, name):
        self.first = make(name)
        self.second = copy_of(self.first, name + "_unused")

    def __enter__(self):
        self.first.start()
        until(lambda: len(self.listeners()) == 1, "the first one's ears")
        self.ears = self.listeners()
        self.second.start()
        until(lambda: len(self.listeners()) == 2, "the second one's ears")
        self.here, self.there = Desk(self.first, "受付 1"), Desk(self.first, "受付 2")
        self.here.pull_all()
        self.there.pull_all()
        self.there.turn_to(self.second)
        return self

    def __exit__(self, *_):
        self.first.__exit__()
        self.second.__exit__()

    @staticmethod
    def listeners():
        return query("SELECT pid FROM pg_stat_activity WHERE application_name = 'uketsuke-signal' AND "
                     "query LIKE 'LISTEN%' OR application_name = 'uketsuke-signal' AND query LIKE 'NOTIFY%'")

    def count(self, name):
        return self.first.metrics().get(name, 0)

    def meet(self, number, between=lambda: None, seconds=10):
        """A desk waits at the first, another pushes at the second: the answer has the push, long before its 25 s."""
        pages, entries = [], len(self.here.entries)
        waiting = threading.Thread(target=lambda: pages.append(self.here.pull(wait=25)))
        waiting.start()
        until(lambda: self.count("uketsuke_waiting") == 1, "the desk that waits")
        between()
        answer = self.there.push([self.there.register("山田", number)[1]])
        assert outcome(answer) == "applied", answer
        waiting.join(seconds)
        assert not waiting.is_alive(), "nobody told the one who waits"
        assert [one["seq"] for one in pages[0]["entries"]] == [answer["results"][0]["seq"]], pages
        assert len(self.here.entries) == entries + 1


def test_other_schemas():
    """Data of a newer program are left alone, and the sentence says so."""
    with make("server_nine") as server:
        server.stop()
        version = int(query("SELECT version FROM server_nine.schema_version")[0])
        query("UPDATE server_nine.schema_version SET version = version + 1")
        done = server.run("run")
        assert done.returncode == 1 and "newer" in done.stderr, done
        assert query("SELECT version FROM server_nine.schema_version") == [str(version + 1)]
        query("UPDATE server_nine.schema_version SET version = version - 1")
        server.start()
        assert server.command("status")["state"] == "open"


def test_push_at_another():
    """Who waits at one process is told of what is pushed at another, by the word that follows the commit."""
    with Together("server_five") as both:
        both.meet("1001")
        until(lambda: both.count("uketsuke_peers_heard_total") >= 1, "the word of the other")
        both.meet("1002")


def test_deaf_process():
    """A process whose ears hear nothing any more finds what was pushed by itself."""
    with Together("server_six") as both:
        both.meet("1001")
        heard = both.count("uketsuke_peers_heard_total")
        pid = int(both.ears[0])
        until(lambda: query(f"SELECT wait_event FROM pg_stat_activity WHERE pid = {pid}") == ["ClientRead"], "quiet ears")
        os.kill(pid, signal.SIGSTOP)
        try:
            looked = both.count("uketsuke_peers_looked_total")
            both.meet("1002")
            assert both.count("uketsuke_peers_looked_total") > looked
            assert both.count("uketsuke_peers_heard_total") == heard
        finally:
            os.kill(pid, signal.SIGCONT)


def test_lost_ears():
    """Ears whose connection was cut are grown again, and hear; nothing is missed meanwhile."""
    with Together("server_seven") as both:
        def cut():
            for pid in both.listeners():
                query(f"SELECT pg_terminate_backend ({pid})")
        both.meet("1001", between=cut)
        until(lambda: len(both.listeners()) == 2 and both.ears[0] not in both.listeners(), "new ears")
        heard = both.count("uketsuke_peers_heard_total")
        both.meet("1002")
        until(lambda: both.count("uketsuke_peers_heard_total") > heard, "the word of the other")


def test_shut_out_while_waiting():
    """A device that waits at one process is shut out at another: its answer says so at once."""
    with Together("server_eight") as both:
        answers = []
        device = both.first.device("受付 3")
        waiting = threading.Thread(
            target=lambda: answers.append(device.ask("GET", "/v1/changes?wait=25&sv=1&cursor=" + both.here.cursor_text())))
        waiting.start()
        until(lambda: both.count("uketsuke_waiting") == 1, "the device that waits")
        both.second.command("revoke", str(device.dev))
        waiting.join(10)
        assert not waiting.is_alive()
        assert answers[0][0] == 403 and answers[0][1]["error"] == "device_revoked", answers


def test_two_servers():
    """Two processes on one database: who joins at one is known to the other, who is shut out at one is so at both."""
    first = make("server_three")
    second = copy_of(first, "server_four")
    try:
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


def tool(*words, text=None):
    done = subprocess.run(words, capture_output=True, input=text, timeout=DEADLINE_S)
    assert done.returncode == 0, (words, done.stderr.decode(errors="replace"))
    return done.stdout


def test_backup():
    """A dump is a backup once it was restored elsewhere and looked at; the data in use are none, nor is a damaged one."""
    scratch = URI.replace("@/uketsuke?", "@/scratch?")
    administrator = URI.replace("//uketsuke@/uketsuke?", "//postgres@/postgres?")
    assert URI not in (scratch, administrator)
    with make("server_backup") as server:
        desk = Desk(server, "受付 1")
        desk.push([desk.register("山田", "1001")[1]])
        head = desk.cursor["seq"]
        dump = tool("pg_dump", "--schema", "server_backup", URI)
        desk.push([desk.register("佐藤", "1002")[1]])
        tool("psql", "--quiet", "-c", "CREATE DATABASE scratch OWNER uketsuke", administrator)
        tool("psql", "--quiet", "-v", "ON_ERROR_STOP=1", scratch, text=dump)
        own = server.run("backup-verified", "--database", URI, "--schema", "server_backup")
        assert own.returncode == 1 and "same_database" in own.stderr, own
        assert server.run("backup").returncode == 1 and desk.hello()["durable"] == 0
        made = server.command("backup-verified", "--database", scratch, "--schema", "server_backup")
        assert made["seq"] == head
        until(lambda: desk.hello()["durable"] == head, "the desk to be told")
        tool("psql", "--quiet", "-c", "UPDATE server_backup.patient SET family_name = '山口'", scratch)
        damaged = server.run("backup-verified", "--database", scratch, "--schema", "server_backup")
        assert damaged.returncode == 1 and "not_verified" in damaged.stderr, damaged
        epoch = desk.hello()["epoch"]
        server.stop()
        tool("psql", "--quiet", "-c", "DROP SCHEMA server_backup CASCADE", URI)
        tool("psql", "--quiet", "-v", "ON_ERROR_STOP=1", URI, text=dump)
        assert server.command("restore")["ok"]
        server.start()
        desk.connection, desk.cursor = None, None
        desk.host, desk.port = server.desks
        welcome = desk.hello()
        assert welcome["epoch"] != epoch and welcome["head"] == head, welcome


def run_of(desk, session, inc):
    """A run of a desk's program: what it says of itself."""
    def hello(other=None):
        return desk.ask("POST", "/v1/hello", {"proto": 1, "sv": 1, "version": "0", "inc": other or inc,
                                              "session": session, "next_dseq": desk.dseq + 1, "cursor": desk.cursor})

    def ask():
        return desk.ask("GET", f"/v1/changes?cursor={desk.cursor_text()}&limit=10&wait=0&sv=1&session={session}")
    return hello, ask


def code_of(call):
    try:
        call()
    except Refused as refused:
        return refused.code
    return None


def test_copied():
    """A PC that was copied, and whose two runs speak to two processes: the newer one is refused until it is another
    device's half, and a program that was started again, at whichever of them, never is."""
    with Together("server_copied") as both:
        one, copy = both.here, both.there
        shutil.copytree(one.folder, copy.folder, dirs_exist_ok=True)
        copy.connection, copy.cursor, copy.dev = None, one.cursor, one.dev
        hello_again, ask_again = run_of(one, "0000000000000001", one.inc)
        hello_again()
        assert code_of(ask_again) is None
        # Started again at the other process, and once more at this one: its last runs do not speak.
        for session, desk in (("0000000000000002", copy), ("0000000000000003", one)):
            hello, ask = run_of(desk, session, one.inc)
            hello()
            assert [code_of(ask) for _ in range(3)] == [None] * 3
        # Now the copy, while the one that it was copied from goes on.
        hello_copy, ask_copy = run_of(copy, "0000000000000004", one.inc)
        hello_copy()
        assert code_of(ask_copy) is None
        until(lambda: code_of(ask) is None and code_of(ask_copy) == "cloned", "the copy to be found")
        assert code_of(hello_copy) == "cloned"
        hello_copy("00000000000000aa")
        assert [code_of(ask_copy), code_of(ask), code_of(ask_copy)] == [None] * 3
        kinds = [entry["kind"] for entry in both.first.command("audit")["entries"]]
        assert kinds.count("device_cloned") == 1, kinds
        assert both.first.read_log().count("device_cloned") == 1


def put_back(server, schema, dump):
    server.stop()
    tool("psql", "--quiet", "-c", f"DROP SCHEMA {schema} CASCADE", URI)
    tool("psql", "--quiet", "-v", "ON_ERROR_STOP=1", URI, text=dump)


def is_in(device):
    status, body = device.ask("GET", "/v1/health")
    assert status == 200 or body["error"] in ("device_revoked", "device_unknown"), (status, body)
    return status == 200


def test_shut_out_after_a_dump():
    """Who was shut out after a dump was made stays out when it is put back, by whatever way, and nobody else does."""
    with make("server_revoked") as server:
        stays, goes = server.device("受付 1"), server.device("受付 2")
        dump = tool("pg_dump", "--schema", "server_revoked", URI)
        later = server.device("受付 3")
        for device in (goes, later):
            server.command("revoke", str(device.dev))
        assert [is_in(device) for device in (stays, goes, later)] == [True, False, False]
        for how in (("restore",), ()):
            put_back(server, "server_revoked", dump)
            assert query(f"SELECT state FROM server_revoked.server_device WHERE dev = {goes.dev}") == ["0"]
            for command in how:
                server.command(command)
            server.start()
            assert [is_in(device) for device in (stays, goes, later)] == [True, False, False], how
        # The number that the dump has not given out yet is somebody else's now, who was never shut out.
        new = server.device("受付 4")
        assert new.dev == later.dev and is_in(new)
        server.stop()
        server.start()
        assert [is_in(device) for device in (stays, goes, later, new)] == [True, False, False, True]


def test_shut_out_at_another():
    """Who was shut out at one of two servers stays out although the other's folder alone is there after a dump."""
    first = make("server_elsewhere")
    second = copy_of(first, "server_elsewhere_unused")
    try:
        first.start()
        second.start()
        device = first.device("受付 1")
        dump = tool("pg_dump", "--schema", "server_elsewhere", URI)
        second.command("revoke", str(device.dev))
        second.stop()
        first.stop()
        first.start()
        put_back(first, "server_elsewhere", dump)
        first.start()
        assert not is_in(device)
    finally:
        first.__exit__()
        second.__exit__()


run_cases([test_one_server, test_schema_is_taken, test_two_servers, test_other_schemas, test_push_at_another,
           test_deaf_process, test_lost_ears, test_shut_out_while_waiting, test_backup, test_shut_out_after_a_dump, test_copied,
           test_shut_out_at_another])
