#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups of a real server: made, looked at, told to the desks, put back."""
import os
import re
import signal

import serverlib
from second_client import Refused, read_json
from wiredesk import Desk


def applied(answer):
    return [result["r"] for result in answer["results"]]


def set_config(server, **values):
    with open(server.path("server.ini"), "a", encoding="utf-8") as file:
        for key, value in values.items():
            file.write(f"{key.replace('_', '-')}={value}\n")


def backups(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def test_durable():
    """What is in a verified backup is told to desks as durable, up to their own place; what came later is not."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        assert desk.hello()["durable"] == 0
        desk.push([desk.register("山田", "1001")[1]])
        assert server.command("status")["backup_at_us"] == 0
        made = server.command("backup")
        assert made["seq"] == desk.cursor["seq"] and backups(server.path("backups")) == [os.path.basename(made["path"])]
        assert os.stat(made["path"]).st_mode & 0o777 == 0o600
        with open(made["path"], "rb") as file:
            assert not file.read(16).startswith(b"SQLite"), "the backup is not encrypted"
        serverlib.until(lambda: desk.hello()["durable"] == made["seq"], "the desk to be told")
        assert server.metrics()["uketsuke_backup_verified_seconds"] > 0
        desk.push([desk.register("佐藤", "1002")[1]])
        assert desk.pull()["durable"] == made["seq"] < desk.cursor["seq"]
        status = server.command("status")
        assert status["backup_seq"] == made["seq"] and status["backup_at_us"] > 0
        server.stop()
        server.start()
        assert server.metrics()["uketsuke_backup_verified_seconds"] > 0
        assert "backup_verified n=" in server.read_log()


def test_places():
    """A backup goes to the file or into the folder that is said, also when no server runs."""
    with serverlib.Server() as server:
        file, folder = os.path.join(server.root.name, "one.db"), os.path.join(server.root.name, "disk")
        os.mkdir(folder)
        assert server.command("backup", "--to", file)["path"] == file and os.path.exists(file)
        server.stop()
        path = server.command("backup", "--to", folder)["path"]
        assert re.fullmatch(r"uketsuke-\d{8}-\d{6}\.db", os.path.basename(path)) and backups(folder) == [
            os.path.basename(path)], path
        assert server.command("status")["backup_at_us"] > 0
        nowhere = server.run("backup", "--to", os.path.join(server.root.name, "no", "one.db"))
        assert nowhere.returncode == 1, nowhere


def test_by_itself():
    """The running server makes one when the last is too old, and keeps the newest."""
    with serverlib.Server() as server:
        for day in range(1, 5):
            server.stop()
            server.start(ahead=day)
            server.command("backup")
        assert len(backups(server.path("backups"))) == 4
        server.stop()
        set_config(server, backup_keep=2)
        server.start(ahead=9)
        newest = serverlib.until(lambda: len(backups(server.path("backups"))) == 2 and backups(server.path("backups")),
                                 "a backup by itself")
        assert newest[0] < newest[1] and not any(name.endswith(".bad") for name in newest), newest
        assert server.metrics().get("uketsuke_backup_failures_total", 0) == 0


def test_put_back():
    """After the newest verified backup is put back, desks bring back what was acknowledged since (P11)."""
    with serverlib.Server() as server:
        desk, lost = Desk(server, "受付 1"), Desk(server, "受付 2")
        in_backup, first = desk.register("山田", "1001")
        assert applied(desk.push([first])) == ["applied"]
        backup = server.command("backup")
        seen, second = desk.register("佐藤", "1002")
        assert applied(desk.push([second])) == ["applied"]
        before = desk.cursor
        server.command("revoke", str(lost.dev))
        server.stop(signal.SIGKILL)
        done = server.command("restore", "--from", backup["path"])
        assert done["ok"] and done["seq"] == backup["seq"] and os.path.exists(done["aside"]), done
        server.start()
        desk.connection = None
        desk.host, desk.port = server.desks
        try:
            desk.pull()
            raise AssertionError("it went on in a history that is gone")
        except Refused as refused:
            assert refused.code == "stale_epoch", refused
        fork = desk.ask("POST", "/v1/resync", {"heads": [before, first_place(desk, backup["seq"])]})
        assert fork["fork_seq"] == backup["seq"] and fork["epoch"] != before["epoch"], fork
        manifest = desk.ask("GET", "/v1/snapshot?sv=1")
        desk.cursor, desk.entries = manifest["cursor"], []
        desk.inc, desk.dseq = f"{int(desk.inc, 16) ^ 1:016x}", 0
        for number, one in enumerate((first, second), 1):
            one.update(inc=desk.inc, dseq=number)
        answer = desk.push([first, second], cap=fork["fork_seq"])
        assert applied(answer) == ["dup", "later"], answer
        # No other desk is waited for: it is in the page that came along.
        assert read_json(desk.entries[-1]["payload"])["id"] == second["id"], desk.entries
        digest = desk.ask("GET", "/v1/digest/patient?sv=1")["buckets"]
        assert sum(int(total, 16) != 0 for total in digest) == len({int(one[-2:], 16) for one in (in_backup, seen)})
        lost.connection = None
        lost.host, lost.port = server.desks
        try:
            lost.hello()
            raise AssertionError("a device that was shut out came back with the backup")
        except Refused as refused:
            assert refused.code == "device_revoked", refused


def test_old_order():
    """Of what two desks bring back the one that was first in the lost history is first again, whoever comes first;
    and whoever keeps the server is told what came back."""
    with serverlib.Server() as server:
        one, other = Desk(server, "受付 1"), Desk(server, "受付 2")
        backup = server.command("backup")
        made = []
        for desk, family in ((one, "山田"), (other, "佐藤"), (one, "鈴木")):
            desk.pull_all()
            made.append(desk.register(family, f"20{len(made)}")[1])
            assert applied(desk.push([made[-1]])) == ["applied"]
        lost = [{"epoch": one.cursor["epoch"], "seq": backup["seq"] + at, "inc": one_set["inc"],
                 "dseq": one_set["dseq"]} for at, one_set in enumerate(made, 1)]
        server.stop(signal.SIGKILL)
        server.command("restore", "--from", backup["path"])
        server.start()
        assert "recovery" not in server.command("status")
        for desk, at in ((other, [1]), (one, [0, 2])):
            desk.turn_to(server)
            desk.cursor, desk.entries = desk.ask("GET", "/v1/snapshot?sv=1")["cursor"], []
            desk.inc, desk.dseq = f"{int(desk.inc, 16) ^ 1:016x}", 0
            for number, place in enumerate(at, 1):
                made[place].update(inc=desk.inc, dseq=number)
            answer = desk.push([made[place] for place in at], cap=backup["seq"], was=[lost[place] for place in at])
            assert applied(answer) == ["later"] * len(at), answer
        order = [read_json(entry["payload"])["id"] for entry in one.entries]
        assert order == [one_set["id"] for one_set in made], order
        report = server.command("status")["recovery"]
        assert report["ended_at_us"] > 0 and report["devices"] == [
            {"dev": one.dev, "reported": True, "rescued": 2, "conflicting": 0, "known": 0, "refused": 0, "missing": ""},
            {"dev": other.dev, "reported": True, "rescued": 1, "conflicting": 0, "known": 0, "refused": 0,
             "missing": ""}], report
        told = server.run("status")
        assert f"{one.dev}  brought back: 2, of these decided otherwise: 0, not lost: 0" in told.stdout, told.stdout


def first_place(desk, seq):
    entry = next(entry for entry in desk.entries if entry["seq"] == seq)
    return {"epoch": desk.cursor["epoch"], "seq": seq, "chain": entry["chain"]}


def test_not_a_backup():
    """What is damaged, another clinic's or no backup at all is not put back, and the data stay."""
    with serverlib.Server() as server, serverlib.Server() as other:
        backup = server.command("backup")["path"]
        strange = other.command("backup")["path"]
        server.stop()
        damaged = os.path.join(server.root.name, "damaged.db")
        with open(backup, "rb") as file:
            data = bytearray(file.read())
        data[len(data) // 2] ^= 1
        with open(damaged, "wb") as file:
            file.write(data)
        with open(server.path("uketsuke.db"), "rb") as file:
            before = file.read()
        for path in (damaged, strange, server.path("server.ini"), server.path("nothing.db")):
            done = server.run("restore", "--from", path)
            assert done.returncode == 1, (path, done)
        with open(server.path("uketsuke.db"), "rb") as file:
            assert file.read() == before
        assert not [name for name in os.listdir(server.folder) if ".before-" in name]
        assert server.run("restore").returncode == 1
        server.start()
        running = server.run("restore", "--from", backup)
        assert running.returncode == 1, running


if __name__ == "__main__":
    serverlib.run_cases([test_durable, test_places, test_put_back, test_old_order, test_not_a_backup, test_by_itself])
