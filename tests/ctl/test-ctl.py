#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real uketsukectl on real encrypted files, without a keyring: init, demo, search, verify, doctor."""
import fcntl
import json
import os
import subprocess
import sys
import tempfile

CTL = sys.argv[1]
cases = []


def case(function):
    cases.append(function)
    return function


def run(folder, *words, code=True):
    command = [CTL, "--data", folder, "--json"]
    if code:
        command += ["--recovery-code-file", os.path.join(folder, "..", "code.txt")]
    environment = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    environment["XDG_RUNTIME_DIR"] = os.path.join(folder, "..")
    done = subprocess.run(command + list(words), capture_output=True, text=True, env=environment, timeout=300)
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None


def make_demo(folder, seed=1):
    code = os.path.join(folder, "..", "code.txt")
    status, made = run(folder, "demo", "--patients", "150", "--seed", str(seed), "--today", "2026-11-24",
                       "--recovery-code-out", code, code=False)
    assert status == 0 and made["ok"], made
    return made


@case
def test_init_makes_a_clinic_that_verifies(folder):
    """A clinic made without a keyring opens with its recovery code, and every check is in order."""
    code = os.path.join(folder, "..", "code.txt")
    status, made = run(folder, "init", "--name", "そよぎ台クリニック", "--director", "青柳 昭彦",
                       "--recovery-code-out", code, code=False)
    assert status == 0 and made["ok"], made
    assert os.stat(code).st_mode & 0o777 == 0o600
    status, checks = run(folder, "verify")
    assert status == 0 and checks["ok"], checks


@case
def test_import_names_possible_duplicates(folder):
    """A row that is likely somebody who is there says whose number they have, dry and in earnest; others do not."""
    make_demo(folder)
    path = os.path.join(folder, "..", "list.csv")
    head = "患者番号,氏名,カナ氏名,生年月日,電話番号\n"
    answers = []
    for rows, words in (("901,青柳 遥,アオヤギ ハルカ,S58.6.14,090-0000-0001\n", ()),
                        ("A1,青柳 遥,アオヤギ ハルカ,S58.6.14,03-0000-0002\nA2,小野 隆,オノ タカシ,S60.1.2,\n", ("--dry-run",)),
                        ("A1,青柳 遥,アオヤギ ハルカ,S58.6.14,03-0000-0002\nA2,小野 隆,オノ タカシ,S60.1.2,\n", ())):
        with open(path, "w") as file:
            file.write(head + rows)
        status, answer = run(folder, "import", "patients", path, *words)
        assert status == 0, answer
        answers.append(answer)
    assert answers[0]["created"] == 1 and answers[0]["possible_duplicates"] == 0, answers[0]
    for answer in answers[1:]:
        assert answer["created"] == 2 and answer["possible_duplicates"] == 1, answer
        assert answer["rows"] == [{"line": 2, "outcome": "created", "possible_duplicate_of": "901"},
                                  {"line": 3, "outcome": "created"}], answer


@case
def test_init_refuses_a_second_clinic(folder):
    """A folder that holds a clinic is left alone."""
    make_demo(folder)
    before = open(os.path.join(folder, "uketsuke.db"), "rb").read(4096)
    status, _ = run(folder, "init", "--recovery-code-out", os.path.join(folder, "..", "other.txt"), code=False)
    assert status == 1
    assert open(os.path.join(folder, "uketsuke.db"), "rb").read(4096) == before


@case
def test_search_finds_in_every_script(folder):
    """Kanji, kana, half-width kana and romaji find the same people, with the promised members."""
    make_demo(folder)
    found = {}
    for text in ("さとう", "サトウ", "ｻﾄｳ", "satou"):
        status, hits = run(folder, "search", text)
        assert status == 0
        for member in ("patient_number", "name", "kana", "birth_date"):
            assert all(member in hit for hit in hits)
        found[text] = sorted(hit["patient_number"] for hit in hits)
    assert found["さとう"] and len(set(map(tuple, found.values()))) == 1, found


@case
def test_demo_is_deterministic(folder):
    """The same seed makes the same people; another seed makes others."""
    make_demo(folder)
    status, first = run(folder, "search", "1")
    again = os.path.join(folder, "again", "data")
    os.makedirs(os.path.dirname(again))
    make_demo(again)
    status, second = run(again, "search", "1")
    strip = lambda hits: [(h["patient_number"], h["name"], h["birth_date"]) for h in hits]
    assert strip(first) == strip(second)


@case
def test_nothing_is_readable(folder):
    """No file holds a patient's name in plain text, and none is readable as SQLite."""
    make_demo(folder)
    status, hits = run(folder, "search", "さとう")
    name = hits[0]["name"].split()[0].encode()
    for root, _, files in os.walk(folder):
        for file in files:
            content = open(os.path.join(root, file), "rb").read()
            assert not content.startswith(b"SQLite format 3"), file
            assert name not in content, file


@case
def test_verify_notices_a_flipped_bit(folder):
    """One bit of damage is noticed."""
    make_demo(folder)
    path = os.path.join(folder, "uketsuke.db")
    with open(path, "r+b") as file:
        file.seek(os.path.getsize(path) // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    status, checks = run(folder, "verify")
    assert status == 1, checks


def start(folder, *words):
    """As run(), but gives the process back while it goes on, speaking Japanese."""
    command = [CTL, "--data", folder, "--json", "--recovery-code-file", os.path.join(folder, "..", "code.txt")]
    environment = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    environment["XDG_RUNTIME_DIR"] = os.path.join(folder, "..")
    return subprocess.Popen(command + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=environment)


@case
def test_waits_for_the_desk(folder):
    """While another program has the data open it is named and waited for, and nothing is done before it ends."""
    make_demo(folder)
    with open(os.path.join(folder, "in-use.lock"), "r+") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        holder.truncate(0)
        holder.write("uketsuke 4711\n")
        holder.flush()
        status, refused = run(folder, "--wait", "0", "search", "1")
        assert status == 1, refused
        waiting = start(folder, "--wait", "120", "search", "1")
        assert "uketsuke 4711" in waiting.stderr.readline()
        assert waiting.poll() is None
    said, _ = waiting.communicate(timeout=120)
    assert waiting.returncode == 0 and json.loads(said), said


@case
def test_verify_names_its_checks(folder):
    """Integrity, cipher and audit chain are told apart."""
    make_demo(folder)
    _, checks = run(folder, "verify")
    assert {"cipher", "integrity", "log", "audit"} <= {check["name"] for check in checks["checks"]}, checks


@case
def test_wrong_words_are_said(folder):
    """Wrong usage exits with 2, a refusal with 1."""
    assert run(folder, "nonsense", code=False)[0] == 2
    assert run(folder, "search", code=False)[0] == 2
    assert run(folder, "search", "x", code=False)[0] == 1


@case
def test_doctor_changes_nothing(folder):
    """The doctor tells the state and leaves an empty place empty."""
    status, said = run(folder, "doctor", code=False)
    assert status == 1 and said["data_state"] == "empty" and said["self_test"] == "ok", said
    assert not os.path.exists(folder)


print(f"1..{len(cases)}")
failed = 0
for number, function in enumerate(cases, 1):
    with tempfile.TemporaryDirectory(prefix="uketsuke-ctl-") as scratch:
        try:
            function(os.path.join(scratch, "data"))
            print(f"ok {number} {function.__name__}")
        except Exception as error:  # noqa: BLE001: every failure is a failed case
            failed += 1
            print(f"not ok {number} {function.__name__}\n# {type(error).__name__}: {error}")
sys.exit(1 if failed else 0)
