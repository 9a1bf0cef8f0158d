#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a clinic has, written into files and held against the database, value by value. Run by
with-postgresql."""
import hashlib
import json
import os
import subprocess

from serverlib import URI, Server, run_cases
from wiredesk import Desk, outcome

LEFT_OUT = {"appointment_card", "audit_sent", "devpos", "digest", "enrol_code", "lease", "lease_use", "outbox",
            "patient_search", "quarantine", "receipt", "recovery", "replica", "rescue", "retained", "server_enrolment", "server_run", "shadow", "slot_hold", "schema_version"}


def query(sql):
    done = subprocess.run(["psql", "-XAtq", URI, "-c", sql], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def read(folder):
    """The manifest, and the rows of each table, once the sums are what the manifest says."""
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    assert manifest["format"] == "uketsuke-export-1", manifest
    tables = {}
    for one in manifest["files"]:
        with open(os.path.join(folder, one["name"]), "rb") as file:
            data = file.read()
        assert hashlib.sha256(data).hexdigest() == one["sha256"] and len(data) == one["bytes"], one
        rows = [json.loads(line) for line in data.decode().splitlines()]
        assert len(rows) == one["rows"], one
        names = [name for name, _ in one["columns"]]
        assert all(list(row) == names for row in rows), one
        tables[one["table"]] = (rows, dict(one["columns"]))
    return manifest, tables


def as_exported(value, kind):
    """A value as PostgreSQL's JSON has it, in the words of doc/export.md."""
    if value is None:
        return None
    if isinstance(value, str) and value.startswith("\\x"):
        raw = bytes.fromhex(value[2:])
        return raw.decode() if kind == "text" else raw.hex()
    if kind == "integer" and abs(value) > 2 ** 53 - 1:
        return str(value)
    return value


def fill(server):
    desk = Desk(server, "受付 1")
    patient, made = desk.register("山田", "1001")
    assert outcome(desk.push([made, desk.register("\"引用\"\n改行\\", "1002")[1]])) == "applied"
    assert outcome(desk.push([desk.edit(patient, "note", "窓側", 0)])) == "applied"
    return desk


def test_every_value():
    """Each value of each table is in the files as it is in the database, and nothing else is."""
    with Server(arguments=("--database", URI, "--schema", "export_one")) as server:
        desk = fill(server)
        done = server.command("export")
        manifest, tables = read(done["folder"])
        assert manifest["seq"] == desk.cursor["seq"] and manifest["chain"] == desk.cursor["chain"], manifest
        assert manifest["epoch"] == desk.cursor["epoch"]
        assert sum(one["rows"] for one in manifest["files"]) == done["rows"]
        there = set(query("SELECT tablename FROM pg_tables WHERE schemaname = 'export_one'"))
        assert set(tables) == there - LEFT_OUT, set(tables) ^ (there - LEFT_OUT)
        for table, (rows, kinds) in tables.items():
            stored = [json.loads(line) for line in
                      query(f"SELECT row_to_json (t) FROM export_one.{table} AS t")]
            expected = [{name: as_exported(value, kinds[name]) for name, value in row.items()} for row in stored]

            def key(row):
                return json.dumps(row, sort_keys=True)
            if table == "server_device":
                # When a device was seen last goes on.
                for row in rows + expected:
                    row.pop("last_seen_us")
            assert sorted(map(key, rows)) == sorted(map(key, expected)), table
        assert len(tables["patient"][0]) == 2 and len(tables["flog"][0]) == desk.cursor["seq"]


def test_from_a_file():
    """From an encrypted file, running or not: the log's texts are what a desk pulled, and the audit says that it
    left."""
    with Server() as server:
        desk = fill(server)
        first = server.command("export")
        _, tables = read(first["folder"])
        assert [row["payload"] for row in tables["flog"][0]] == [entry["payload"] for entry in desk.entries]
        assert [row["chain"] for row in tables["flog"][0]] == [entry["chain"] for entry in desk.entries]
        left = [row for row in tables["audit"][0] if row["reason_code"] == "whole_clinic"]
        assert len(left) == 1 and left[0]["action"] == 81 and left[0]["n_rows"] == 2, left
        assert os.path.basename(first["folder"]) == "export-" + left[0]["object_id"]
        for name in os.listdir(first["folder"]):
            assert os.stat(os.path.join(first["folder"], name)).st_mode & 0o777 == 0o600
        server.stop()
        second = server.command("export")
        _, again = read(second["folder"])
        assert again["patient"] == tables["patient"] and again["flog"] == tables["flog"]
        assert len([row for row in again["audit"][0] if row["reason_code"] == "whole_clinic"]) == 2


run_cases([test_every_value, test_from_a_file])
