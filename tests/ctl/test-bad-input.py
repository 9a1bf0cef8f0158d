#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input, bad files and bad disks, met by the real uketsukectl: each gets its one sentence in Japanese
and exit status 1, and what was in the data folder is there afterwards, byte for byte."""
import fcntl
import gettext
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

CTL, REWRITE_DB, LISTS, LOCALES = (os.path.abspath(path) for path in sys.argv[1:5])
JAPANESE = gettext.translation("uketsuke", LOCALES, languages=["ja"]).gettext
SECONDS = 120
N_FLIPS = 48


class Clinic:
    """A copy of one demo clinic, to be spoiled."""

    def __init__(self, root, template):
        self.root, self.data, self.code = root, os.path.join(root, "data"), os.path.join(root, "code.txt")
        if template:
            shutil.copytree(template.data, self.data)
            shutil.copy(template.code, self.code)

    def path(self, name):
        return os.path.join(self.data, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def call(self, *words, wrap=(), code=True):
        command = [*wrap, CTL, "--data", self.data, "--json"]
        command += ["--recovery-code-file", self.code] if code else []
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:", "XDG_RUNTIME_DIR": self.root}
        done = subprocess.run(command + list(words), capture_output=True, text=True, env=environment,
                              timeout=SECONDS, cwd=self.root)
        return done.returncode, done.stdout, done.stderr

    def rewrite(self, sql):
        subprocess.run([REWRITE_DB, self.data, self.code, sql], check=True, timeout=SECONDS,
                       env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"})

    def fingerprint(self):
        """Every file and its bytes. Whose turn it is at the folder is not part of the data."""
        found = {}
        for folder, _, names in os.walk(self.data):
            for name in sorted(names):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.data)] = hashlib.sha256(file.read()).hexdigest()
        found.pop("in-use.lock", None)
        return found


def damage(clinic, name, offset, bit=1):
    with open(clinic.path(name), "r+b") as file:
        file.seek(offset if offset >= 0 else os.path.getsize(clinic.path(name)) + offset)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ bit]))


def make_plain(clinic):
    for name in os.listdir(clinic.data):
        if name.startswith("uketsuke.db"):
            os.unlink(clinic.path(name))
    with sqlite3.connect(clinic.path("uketsuke.db")) as plain:
        plain.execute("CREATE TABLE patient (name)")


def make_newer_keys(clinic):
    for name in ("keys.uks", "keys-copy.uks"):
        with open(clinic.path(name), "rb") as file:
            content = file.read()
        body = content[:8] + (9).to_bytes(2, "big") + content[10:-32]
        clinic.write(name, body + hashlib.sha256(body).digest())


def remove(clinic, *names):
    for name in names:
        os.unlink(clinic.path(name))


def sparse(clinic):
    with open(os.path.join(clinic.root, "list.csv"), "wb") as file:
        file.truncate(2 * 1024 ** 3)


def text_list(text, encoding="utf-8"):
    def prepare(clinic):
        with open(os.path.join(clinic.root, "list.csv"), "wb") as file:
            file.write(text.encode(encoding) if isinstance(text, str) else text)
    return prepare


def nothing(_clinic):
    pass


ENCODING = "The characters are neither UTF-8 nor Shift_JIS. Please save the file again as CSV UTF-8."
DAMAGED = "The data file is damaged. Please do not continue with it; restore the newest backup."
FOREIGN = ("The data file is damaged, or it is another clinic's. Please leave it as it is and restore the newest "
           "backup.")
NO_COLUMNS = "No column says whose the rows are or when. Please say which column holds it."
FILE_GONE = "The file is not there. Please choose it again."
SEARCH = ("search", "山")
LIST = ("import", "patients", "list.csv")

# What is spoiled, what is called then, and what must be said.
CASES = [
    ("a list in no known encoding", nothing, ("import", "patients", os.path.join(LISTS, "bad-encoding.csv")),
     ENCODING),
    ("a list that is a picture", text_list(bytes(range(256)) * 16), LIST, ENCODING),
    ("a list whose quote is never closed", nothing, ("import", "patients", os.path.join(LISTS, "bad-quotes.csv")),
     "A quotation mark in the file is never closed, so nothing was read. Please export the file again."),
    ("an empty list", nothing, ("import", "patients", os.path.join(LISTS, "bad-empty.csv")),
     "There is no row under the header. Please choose another file."),
    ("a header alone", text_list("患者番号,氏名\r\n", "cp932"), LIST,
     "There is no row under the header. Please choose another file."),
    ("a list of 2 GB", sparse, LIST,
     "The file is larger than 256 MB and was not read. Please export it again in smaller parts."),
    ("a list that names nobody", text_list("色,味\n赤,甘\n"), LIST, NO_COLUMNS),
    ("a list that is only clinical", text_list("病名,処方内容\nう蝕,抗菌薬\n"), LIST,
     "Every column looks like clinical content, which is not kept here. Please choose a list of names and contacts."),
    ("a list that is not there", nothing, LIST,
     "The file cannot be read. Please check that it is there and choose it again."),
    ("a folder for a list", nothing, ("import", "patients", "data"),
     "The file cannot be read. Please check that it is there and choose it again."),
    ("a mapping that is not there", text_list("患者番号,氏名\n1,山田\n"), LIST + ("--mapping", "nothing.json"),
     FILE_GONE),
    ("a mapping that is no mapping", text_list("患者番号,氏名\n1,山田\n"), LIST + ("--mapping", "list.csv"),
     "The column mapping does not fit this file. Please check its column names."),
    ("somebody who does not work here", nothing, ("--as", "だれか") + SEARCH,
     "Nobody of that name works here. Please check what follows --as."),
    ("a database of a newer version", lambda c: c.rewrite("PRAGMA user_version = 9999"), SEARCH,
     "These data were written by a newer version of Uketsuke. Please update this computer; nothing was touched."),
    ("keys of a newer version", make_newer_keys, SEARCH,
     "The key file was written by a newer version of Uketsuke. Please update this computer; nothing was touched."),
    ("a database of no bytes", lambda c: c.write("uketsuke.db", b""), SEARCH, DAMAGED),
    ("half a database", lambda c: os.truncate(c.path("uketsuke.db"), 4096 * 3), SEARCH, DAMAGED),
    ("a database of noise", lambda c: c.write("uketsuke.db", os.urandom(8192)), SEARCH, FOREIGN),
    ("a flipped bit in the first page", lambda c: damage(c, "uketsuke.db", 100), SEARCH, FOREIGN),
    ("a database that is not encrypted", make_plain, SEARCH,
     "The data file is not encrypted, so Uketsuke does not open it. Please restore the newest backup; if that does "
     "not help, install Uketsuke again."),
    ("keys that are gone", lambda c: remove(c, "keys.uks", "keys-copy.uks"), SEARCH,
     "The data are there, but the key file keys.uks is missing. Please put it back from the backup."),
    ("keys that are damaged", lambda c: [damage(c, n, -40) for n in ("keys.uks", "keys-copy.uks")], SEARCH,
     "The key file keys.uks and its copy are damaged. Please put them back from the backup."),
    ("a database that is gone", lambda c: remove(c, "uketsuke.db"), SEARCH,
     "The keys are there, but the data file uketsuke.db is not. Please put it back from the backup."),
    ("a folder without a clinic", lambda c: shutil.rmtree(c.data), SEARCH,
     "There is no clinic in this folder yet. Please set one up first."),
    ("a clinic on top of another", nothing, ("init", "--recovery-code-out", "other.txt"),
     "There is already a clinic in this folder, so no new one is made. Please open it, or choose another folder."),
    ("a code that is not there", lambda c: os.unlink(c.code), SEARCH, FILE_GONE),
    ("a code with a typing error", lambda c: open(c.code, "w").write("ABCD-EFGH-JK"), SEARCH,
     "Some character of the recovery code differs. Please compare it with the sheet once more."),
]
cases = []


def add(name):
    def take(function):
        cases.append((name, function))
        return function
    return take


def assert_refused(clinic, said, sentence, before):
    status, output, errors = said
    assert JAPANESE(sentence) != sentence, f"no Japanese for: {sentence}"
    assert status == 1, (status, output, errors)
    assert errors == f"uketsukectl: {JAPANESE(sentence)}\n", errors
    answer = json.loads(output)
    assert answer["ok"] is False and answer["reason"] == JAPANESE(sentence), answer
    assert clinic.fingerprint() == before, "the data folder was changed"


def make_case(prepare, words, sentence):
    def run(clinic):
        prepare(clinic)
        before = clinic.fingerprint()
        assert_refused(clinic, clinic.call(*words), sentence, before)
        if not os.path.exists(clinic.path("uketsuke.db")):
            return
        # A clinic that cannot be opened is not changed by asking what is the matter with it either.
        clinic.call("doctor")
        assert clinic.fingerprint() == before, "the doctor changed the data folder"
    return run


for name, prepare, words, sentence in CASES:
    cases.append((name, make_case(prepare, words, sentence)))


@add("impossible dates")
def impossible_dates(clinic):
    """The rows are refused by line and reason, and nobody comes of them."""
    status, output, _ = clinic.call("import", "patients", os.path.join(LISTS, "bad-era-year.csv"))
    answer = json.loads(output)
    assert status == 0 and answer["refused"] == 2 and answer["created"] == 0, answer
    assert [row["line"] for row in answer["rows"]] == [2, 3], answer
    assert {row["reason"] for row in answer["rows"]} == {JAPANESE("The era has no such year or day.")}, answer
    assert clinic.call("verify")[0] == 0


@add("a column of clinical data")
def clinical_column(clinic):
    """The columns are named and left out; the people are taken over without them."""
    status, output, _ = clinic.call("import", "patients", os.path.join(LISTS, "bad-clinical.csv"))
    answer = json.loads(output)
    assert status == 0 and answer["created"] == 1, answer
    assert answer["left_out"] == [{"column": c, "why": "clinical"} for c in ("病名", "処方内容", "検査値")], answer
    assert clinic.call("verify")[0] == 0


@add("an export into nowhere")
def export_into_nowhere(clinic):
    """The attempt stands in the audit, so the folder is not the same, but it is whole."""
    status, output, _ = clinic.call("export", "patients", "/dev/null/list.csv")
    sentence = "The file cannot be written. Please choose another place or make some room."
    assert status == 1 and json.loads(output)["reason"] == JAPANESE(sentence) != sentence, output
    assert clinic.call("verify")[0] == 0


@add("a bit that is flipped anywhere")
def flipped_bits(clinic):
    """Wherever a bit is flipped, opening or verify says so; nothing is written; undone, all is in order."""
    clinic.call("import", "patients", os.path.join(LISTS, "receipt-computer-300.csv"))
    before, size = clinic.fingerprint(), os.path.getsize(clinic.path("uketsuke.db"))
    sentences = {f"uketsukectl: {JAPANESE(sentence)}\n" for sentence in (DAMAGED, FOREIGN)}
    assert size > 4096 * N_FLIPS, size
    for flip in range(N_FLIPS):
        offset, bit = (size - 1) * flip // (N_FLIPS - 1), 1 << flip % 8
        damage(clinic, "uketsuke.db", offset, bit)
        spoiled = clinic.fingerprint()
        status, output, errors = clinic.call("verify")
        answer = json.loads(output)
        assert status == 1 and not answer["ok"], (offset, output)
        if "checks" in answer:
            assert not next(check for check in answer["checks"] if check["name"] == "file")["ok"], (offset, output)
        else:
            assert errors in sentences, (offset, errors)
        assert clinic.fingerprint() == spoiled, offset
        damage(clinic, "uketsuke.db", offset, bit)
    assert clinic.fingerprint() == before
    assert clinic.call("verify")[0] == 0
    for offset in (0, 9, 40, -1):
        for name in ("keys.uks", "keys-copy.uks"):
            damage(clinic, name, offset)
            assert clinic.call("verify")[0] == 0, "one good copy of the keys is enough"
            damage(clinic, name, offset)


@add("no keyring")
def no_keyring(clinic):
    """Without a bus and without a code, both are named."""
    before = clinic.fingerprint()
    assert_refused(clinic, clinic.call(*SEARCH, code=False),
                   "This session has no way to the keyring. Please open with the recovery code, or log in to the "
                   "desktop again.", before)


@add("a folder in use")
def in_use(clinic):
    """The second program is told so; when the first is gone it opens."""
    with open(clinic.path("in-use.lock"), "r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = clinic.fingerprint()
        assert_refused(clinic, clinic.call("--wait", "0", *SEARCH),
                       "Uketsuke is already open with these data. Please use that window, or close it first.", before)
    assert clinic.call(*SEARCH)[0] == 0


def in_namespace(before, after="true"):
    """A command with mounts of its own; a person may make them in a user namespace, root anywhere."""
    flags = ["--mount"] if os.geteuid() == 0 else ["--map-root-user", "--mount"]
    return ("unshare", *flags, "sh", "-ec", before + '; "$@" && s=0 || s=$?; ' + after + "; exit $s", "sh")


def may_mount():
    return subprocess.run([*in_namespace("mount -t tmpfs none /mnt"), "true"], capture_output=True).returncode == 0


@add("a disk that can only be read")
def read_only(clinic):
    """A write is refused with the sentence about permissions and the disk, and nothing is touched."""
    if not may_mount():
        return "no mount namespace"
    before = clinic.fingerprint()
    wrap = in_namespace(f"mount --bind '{clinic.data}' '{clinic.data}'; mount -o remount,bind,ro '{clinic.data}'")
    assert_refused(clinic, clinic.call("import", "patients", os.path.join(LISTS, "excel-saved.csv"), wrap=wrap),
                   "The data folder cannot be written to. Please check its permissions and the disk.", before)
    assert clinic.call("verify")[0] == 0


@add("a disk that is full")
def full(clinic):
    """What does not fit is refused whole, what was there stays, and with space it goes on."""
    if not may_mount():
        return "no mount namespace"
    size = sum(os.path.getsize(clinic.path(n)) for n in os.listdir(clinic.data)) // 1024 + 96
    kept = os.path.join(clinic.root, "kept")
    os.mkdir(kept)
    wrap = in_namespace(f"mkdir tight; mount -t tmpfs -o size={size}k,mode=0700 none tight; cp -a data/. tight; "
                        "mount --bind tight data", after="cp -a data/. kept")
    before = clinic.fingerprint()
    said = clinic.call("import", "patients", os.path.join(LISTS, "receipt-computer-300.csv"), wrap=wrap)
    assert_refused(clinic, said, "The disk is full, so nothing was changed. Please make some room and try again.",
                   before)
    shutil.rmtree(clinic.data)
    os.rename(kept, clinic.data)
    status, output, _ = clinic.call("verify")
    assert status == 0, output
    status, output, _ = clinic.call("import", "patients", os.path.join(LISTS, "receipt-computer-300.csv"))
    assert status == 0 and json.loads(output)["created"] > 200, output


def main():
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="uketsuke-bad-") as scratch:
        template = Clinic(os.path.join(scratch, "template"), None)
        os.mkdir(template.root)
        status, output, errors = template.call("init", "--name", "そよぎ台クリニック", "--director", "青柳 昭彦",
                                               "--recovery-code-out", template.code, code=False)
        assert status == 0, (output, errors)
        for number, (name, run) in enumerate(cases, 1):
            root = os.path.join(scratch, str(number))
            os.mkdir(root)
            try:
                skipped = run(Clinic(root, template))
                print(f"ok {number} {name}" + (f" # SKIP {skipped}" if skipped else ""), flush=True)
            except Exception as error:  # noqa: BLE001: every failure is a failed case
                failed += 1
                print(f"not ok {number} {name}\n# {type(error).__name__}: {error}", flush=True)
            shutil.rmtree(root)
    return 1 if failed else 0


sys.exit(main())
