#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd units are what systemd accepts, and leave the processes little to do harm with (security.md A16)."""
import os
import shutil
import subprocess
import sys
import tempfile

from serverlib import DEADLINE_S, SERVER, run_cases

BUILT = os.environ.get("UKE_TEST_UNITS", "data/systemd")
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "systemd")
UNITS = ("uketsuke-server@.service", "uketsuke-nginx@.service")
MOST_EXPOSED = 2.0

if shutil.which("systemd-analyze") is None:
    print("1..0 # SKIP systemd-analyze is not here")
    sys.exit(0)


def make_folder(folder):
    """The units as they would be installed, but for where the program is."""
    for unit in UNITS:
        with open(os.path.join(BUILT, unit), encoding="utf-8") as file:
            lines = file.read().splitlines()
        for i, line in enumerate(lines):
            if line.startswith("ExecStart=") and "uketsuke-server run" in line:
                lines[i] = "ExecStart=" + os.path.abspath(SERVER) + line[line.index(" run"):]
        with open(os.path.join(folder, unit), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    for unit in os.listdir(SOURCE):
        if unit.endswith((".path", "reload@.service")):
            shutil.copy(os.path.join(SOURCE, unit), folder)


def analyze(*words, **environment):
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=DEADLINE_S,
                          env=dict(os.environ, LC_ALL="C", **environment))


def test_verify():
    """systemd finds nothing to say about them."""
    with tempfile.TemporaryDirectory(prefix="units-") as folder:
        make_folder(folder)
        for unit in sorted(os.listdir(folder)):
            name = os.path.join(folder, unit.replace("@", "@clinic"))
            os.symlink(unit, name)
            done = analyze("verify", "--man=no", "--recursive-errors=one", name)
            said = [line for line in (done.stdout + done.stderr).splitlines() if "uketsuke" in line]
            assert done.returncode == 0 and not said, (unit, done.stdout, done.stderr)
            os.unlink(name)


def test_exposure():
    """Both services are below the exposure that the security plan asks for."""
    with tempfile.TemporaryDirectory(prefix="units-") as folder:
        make_folder(folder)
        for unit in UNITS:
            done = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}",
                           os.path.join(folder, unit))
            level = [line for line in done.stdout.splitlines() if "Overall exposure" in line]
            print(f"# {unit}: {level}", flush=True)
            assert done.returncode == 0 and level, (unit, done.stdout, done.stderr)


def test_keys_are_credentials():
    """The keys that open the data and issue certificates are handed over by systemd from where root alone reads."""
    with open(os.path.join(BUILT, UNITS[0]), encoding="utf-8") as file:
        text = file.read()
    for name in ("data.key", "ca.key", "signing.key"):
        assert f"LoadCredential={name}:/etc/uketsuke/%i/{name}" in text, name
    with open(os.path.join(BUILT, UNITS[1]), encoding="utf-8") as file:
        proxy = file.read()
    for name in ("data.key", "ca.key", "signing.key", "uketsuke.db", "keys.uks"):
        assert f"-/var/lib/uketsuke/%i/{name}" in proxy, name


run_cases([test_verify, test_exposure, test_keys_are_credentials])
