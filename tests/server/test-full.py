#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server whose disk is full: a small file system of its own, in a mount namespace of this test's."""
import json
import os
import subprocess
import sys
import tempfile

if "UKE_TEST_MOUNTS" not in os.environ:
    # A namespace of one's own asks for root, or for one in which this user is root.
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        if subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
            os.execvpe(words[0], [*words, sys.executable, *sys.argv], dict(os.environ, UKE_TEST_MOUNTS="1"))
    print("1..0 # SKIP no file system can be mounted here")
    sys.exit(0)

from second_client import Refused
from serverlib import Server, run_cases
from wiredesk import Desk, outcome


def test_full_disk():
    """The desk is told to wait, the log says why in one word, nothing is lost, and room is all that it takes to go
    on."""
    with tempfile.TemporaryDirectory(prefix="uks-disk-") as disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], check=True)
        try:
            with Server(place=disk) as server:
                desk = Desk(server, "受付 1")
                ballast = os.path.join(disk, "ballast")
                with open(ballast, "wb", buffering=0) as file:
                    size = 1 << 20
                    while size > 0:
                        try:
                            file.write(bytes(size))
                        except OSError:
                            size //= 2
                kept, refused = [], None
                for number in range(4000):
                    made = desk.register("山田", str(number))[1]
                    kept.append(made["id"])
                    try:
                        assert outcome(desk.push([made])) == "applied"
                    except Refused as error:
                        refused = error
                        break
                assert refused is not None, "the disk never was full"
                assert refused.status == 503 and refused.code == "busy", refused
                assert "disk_full" in refused.body["message"], refused
                assert "store_failed route=push code=disk_full" in server.read_log()
                assert desk.ask("GET", "/v1/ping") == {}
                os.unlink(ballast)
                assert outcome(desk.push([made])) == "applied"
                fresh = Desk(server, "受付 2")
                pulled = [json.loads(entry["payload"])["id"] for entry in fresh.entries]
                assert [one for one in pulled if one in kept] == kept
        finally:
            subprocess.run(["umount", "-l", disk], check=True)


run_cases([test_full_disk])
