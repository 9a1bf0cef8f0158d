#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a clinic's server and its desks meet that is nobody's attack: wrong clocks, half a part, a full disk, a deletion
that is too large, another clinic's server, programs of another age, a server that was put back, a copied PC. All as
real processes. Each time the person is told in a sentence, the log says exactly why, nothing is lost, and the desk
goes on by itself once it is over.
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

if "UKE_TEST_MOUNTS" not in os.environ:
    # Disks that fill up are mounted in a namespace of one's own: as root, or where this user may be root.
    os.environ["UKE_TEST_MOUNTS"] = ""
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        if subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0:
            os.execvpe(words[0], [*words, sys.executable, *sys.argv], dict(os.environ, UKE_TEST_MOUNTS="1"))

from processes import DEADLINE_S, Buses, Desk, fill, free_address, serverlib
from second_client import new_id
from serverlib import run_cases, until
from wiredesk import Desk as WireDesk
from wiredesk import outcome

YEAR_H = 365 * 24
UNUSED, BUSY = "could not be used", "is busy"
CLOCK = "The clock of this computer, or the server's, is far off."


class Bed:
    """A server at addresses that it keeps, and desks."""

    def __init__(self, own_clock=False, joins=True):
        self.root = tempfile.TemporaryDirectory(prefix="uke-mishaps-")
        self.server = serverlib.Server(arguments=["--listen", free_address(), "--enrol-listen", free_address()])
        self.server.start()
        self.desk = Desk(self.server, self.root.name, "desk", own_clock) if joins else None
        self.number = 0
        if joins:
            until(self.desk.is_live, "the desk to have its first content", DEADLINE_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.desk is not None:
            self.desk.stop()
        self.server.__exit__()
        self.root.cleanup()

    def register(self, desk=None):
        self.number += 1
        return (desk or self.desk).make("patient", str(100000 + self.number))

    def restart(self, program=None, **words):
        self.server.stop()
        self.server.program = program or serverlib.SERVER
        self.server.start(**words)

    def until_told(self, state, sentence, desk=None):
        """Both at once; what the desk logged until then."""
        desk = desk or self.desk

        def is_told():
            told = desk.state()
            desk.nudge()
            return told["state"] in state.split() and sentence in told["note"] and told
        try:
            return until(is_told, f"{state}: {sentence}", DEADLINE_S)
        except AssertionError as error:
            raise AssertionError(desk.state(), desk.read_log()[-600:]) from error

    def until_logged(self, line, desk=None):
        desk = desk or self.desk
        until(lambda: desk.nudge() and line in desk.read_log(), f"the log to say: {line}", DEADLINE_S)

    def until_whole(self, *desks):
        """Everybody has sent what they had, and it is in the log once."""
        for desk in desks or (self.desk,):
            try:
                until(desk.is_live, f"{desk.name} to be whole again", DEADLINE_S)
            except AssertionError as error:
                raise AssertionError(desk.state(), desk.read_log()[-600:]) from error
        reader = WireDesk(self.server, "監査")
        found = [entry["meta"][2:34] for entry in reader.entries]
        for desk in desks or (self.desk,):
            for change_set in desk.kept:
                assert found.count(change_set) == 1, (desk.name, change_set, found.count(change_set))


# -- clocks -----------------------------------------------------------------------------------------------------------

def test_desks_clock():
    """A desk's clock is a year behind, then a year ahead: it says so, people go on, and it is sent when it is right."""
    with Bed(own_clock=True) as bed:
        for hours in (-YEAR_H, YEAR_H + 30 * 24):
            bed.desk.set_clock(hours)
            bed.desk.relay.hang_up()
            bed.register()
            # Behind, the server's certificate is not good yet. Ahead it may be still: then work goes on.
            bed.until_told("clock" if hours < 0 else "clock live", CLOCK)
            bed.until_logged("the server's certificate is good at another time than this computer's" if hours < 0
                             else "hours from this computer's")
            bed.desk.set_clock(0)
            bed.until_whole()
            until(lambda: bed.desk.nudge() and bed.desk.state()["note"] == "", "nothing more to tell", DEADLINE_S)


def test_servers_clock():
    """The server's clock is a month or a year behind, then a year ahead: the desk says so, whoever of the two has the
    wrong time, and goes on once the server was started with the right one."""
    with Bed() as bed:
        for days, line in ((-30, "hello: the server's clock is -7"),
                           (-400, "the server's certificate is good at another time than this computer's"),
                           (400, "the server's certificate is good at another time than this computer's")):
            bed.restart(ahead=days)
            bed.register()
            bed.until_told("clock", CLOCK)
            bed.until_logged(line)
            bed.restart()
            bed.until_whole()
            until(lambda: bed.desk.nudge() and bed.desk.state()["note"] == "", "nothing more to tell", DEADLINE_S)


# -- parts ------------------------------------------------------------------------------------------------------------

@contextlib.contextmanager
def large():
    """A clinic whose snapshot has a part that takes a while."""
    with Bed(joins=False) as bed:
        other = WireDesk(bed.server, "受付 9")
        for first in range(0, 1600, 200):
            answer = other.push([other.register("山田", str(first + i))[1] for i in range(200)])
            assert {one["r"] for one in answer["results"]} == {"applied"}, answer
        bed.other = other
        yield bed


def test_half_a_part():
    """The line is cut in the middle of parts, then the server is killed in the middle of one, and people went on
    elsewhere meanwhile: what is there is not fetched again."""
    with large() as bed:
        bed.desk = Desk(bed.server, bed.root.name, "desk", begins=False)
        relay = bed.desk.relay
        relay.cut_after = 40000
        relay.is_down = False
        until(lambda: bed.desk.nudge() and bed.desk.state()["missing"] == 1, "all but the large part", DEADLINE_S)
        cuts = relay.n_cut
        until(lambda: bed.desk.nudge() and relay.n_cut > cuts + 2, "it to be cut again and again", DEADLINE_S)
        bed.until_logged("/v1/parts/")
        n_parts = len([part for tier in bed.other.ask("GET", "/v1/snapshot?sv=1")["tiers"] for part in tier])
        assert n_parts > 5, n_parts
        bed.server.stop(signal.SIGKILL)
        bed.server.start()
        bed.other.turn_to(bed.server)
        assert outcome(bed.other.push([bed.other.register("山田", "77777")[1]])) == "applied"
        relay.mend()
        until(bed.desk.is_live, "the desk to have everything", DEADLINE_S)
        bed.register()
        bed.until_whole()
        assert bed.desk.state()["patients"] == 1602, bed.desk.state()
        assert bed.server.handled("part") <= 2, (bed.server.handled("part"), n_parts)


# -- disks ------------------------------------------------------------------------------------------------------------

def test_full_disk_of_a_joining_desk():
    """A desk joins on a disk that is full: it says so, keeps its place, and has everything once there is room. One
    that cannot even be made says why, and the next attempt goes through."""
    if not os.environ["UKE_TEST_MOUNTS"]:
        print("# no file system can be mounted here")
        return
    with large() as bed:
        disk = os.path.join(bed.root.name, "disk")
        os.mkdir(disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", disk], check=True)
        try:
            ballast = fill(disk)
            attempt = Desk(bed.server, disk, "desk", joins=False)
            assert attempt.join_in_vain() != 0
            assert "disk" in attempt.read_log().lower() or "space" in attempt.read_log().lower(), attempt.read_log()
            os.unlink(ballast)
            shutil.rmtree(attempt.folder)
            bed.desk = Desk(bed.server, disk, "desk", begins=False)
            ballast = fill(disk)
            bed.desk.relay.is_down = False
            bed.until_told("disk_full", "Please free some space on this computer")
            bed.until_logged("what was to be stored is not: ")
            os.unlink(ballast)
            until(bed.desk.is_live, "the desk to have everything", DEADLINE_S)
            bed.register()
            bed.until_whole()
            assert bed.desk.state()["patients"] == 1601, bed.desk.state()
        finally:
            if bed.desk is not None:
                bed.desk.stop()
            subprocess.run(["umount", "-l", disk], check=True)


# -- what comes -------------------------------------------------------------------------------------------------------

def test_too_many_deletions():
    """Somebody who does not decide deletes a third of all patients at another desk: it is held back here, with numbers,
    until a person agrees; work goes on meanwhile."""
    with Bed() as bed:
        other = WireDesk(bed.server, "受付 9")
        person = new_id()
        hire = [{"t": "staff", "id": person, "k": "ins",
                 "f": {"family_name": "乙", "kana": "おつ", "role": "reception", "is_active": 1}}]
        assert outcome(other.push([other.make_set(other.director(), 71, hire)])) == "applied"
        made = [other.register("山田", str(i)) for i in range(60)]
        assert {one["r"] for one in other.push([change_set for _, change_set in made])["results"]} == {"applied"}
        until(bed.desk.is_live, "the desk to have them", DEADLINE_S)
        until(lambda: bed.desk.state()["patients"] == 60, "sixty patients", DEADLINE_S)
        gone = [{"t": "patient", "id": patient, "k": "del"} for patient, _ in made[:20]]
        answer = other.push([other.make_set(person, 2, gone)])
        assert outcome(answer) in ("applied", "merged"), answer
        told = bed.until_told("held", "")
        assert told["held"] == 20 and told["patients"] == 60, told
        bed.register()
        assert bed.desk.state()["state"] == "held"
        bed.desk.ask("allow")
        bed.until_whole()
        assert bed.desk.state()["patients"] == 41, bed.desk.state()


def test_another_clinics_server():
    """Another clinic's server answers at the address: nothing is sent to it, and nothing of it taken."""
    with Bed() as bed, Bed(joins=False) as other:
        bed.desk.relay.server = other.server
        bed.desk.relay.hang_up()
        bed.register()
        bed.until_told("not_ours", "Another computer answers at the server's address.")
        bed.until_logged("Unacceptable TLS certificate")
        assert other.server.handled() == 0
        bed.desk.relay.server = bed.server
        bed.until_whole()


def test_another_clinics_ids():
    """Whoever pushes in another device's or clinic's name is refused by itself; the desks go on."""
    with Bed() as bed, Bed(joins=False) as other:
        stranger = WireDesk(other.server, "受付 9")
        patient, foreign = stranger.register("山田", "1")
        assert outcome(stranger.push([foreign])) == "applied"
        wire = WireDesk(bed.server, "受付 9")
        answer = wire.push([foreign])
        assert answer["results"][0]["r"] in ("refused", "gap", "forked"), answer
        edit = wire.make_set(wire.director(), 2, [{"t": "patient", "id": patient, "k": "set",
                                                   "f": {"note": ["x", 0]}}])
        assert outcome(wire.push([edit])) != "applied"
        wire.cursor = dict(stranger.cursor)
        try:
            wire.pull()
            raise AssertionError("another clinic's place was taken")
        except Exception as error:
            assert getattr(error, "code", None) == "bad_cursor", error
        bed.register()
        bed.until_whole()


# -- versions ---------------------------------------------------------------------------------------------------------

def test_versions():
    """A server one version older, one newer, and one of another protocol: the desk says which program has to be
    updated, receives where it can, keeps what it has, and sends it once the server is of its version again."""
    cases = (("OLDER", "live", "The server's program is older than this desk's.",
              "hello: the server takes schemas 0 to 0, this program writes 1"),
             ("NEWER", "live", "The server wants a newer program.",
              "hello: the server takes schemas 2 to 2, this program writes 1"),
             ("PROTO", "fault", "The server has a newer program.",
              "hello: the server answers with status 426, taken for schema"))
    with Bed() as bed:
        for name, state, sentence, line in cases:
            bed.restart(os.environ["UKE_TEST_SERVER_" + name])
            bed.register()
            told = bed.until_told(state, sentence)
            assert told["waiting"] == 1, told
            bed.until_logged(line)
            bed.restart()
            bed.until_whole()
            until(lambda: bed.desk.nudge() and bed.desk.state()["note"] == "", "nothing more to tell", DEADLINE_S)


def push_newer(wire, sets):
    """As a desk of the newer version would."""
    answer = wire.ask("POST", "/v1/push", {"cursor": wire.cursor, "inc": wire.inc, "sv": 2, "sets": [
        {"body": json.dumps(dict(one, sv=2), ensure_ascii=False, separators=(",", ":"))} for one in sets]})
    assert [one["r"] for one in answer["results"]] == ["applied"] * len(sets), answer
    wire.pull_all()


def until_alike(bed, desk, repaired=0):
    """It has compared its rows with the server's, by the digest of all of them; so many had to be put right so far."""
    before = desk.state()["checks"]
    desk.ask("check")

    def is_compared():
        desk.nudge()
        state = desk.state()
        return state["checks"] > before and state
    assert until(is_compared, f"{desk.name} to compare its rows", DEADLINE_S)["repaired"] == repaired, desk.read_log()
    assert repaired > 0 or "not the server's" not in desk.read_log() + bed.server.read_log()


def test_field_of_a_newer_version():
    """P16: server and one desk are of a version that has a nickname for patients. The desk that was not updated takes
    it in and keeps it, whatever people do there, by entries and by a whole snapshot; its rows are the server's by their
    digest; and when it is updated too, the nickname stands where that version looks for it."""
    with Bed() as bed:
        patient = bed.register()
        until(bed.desk.is_live, "the patient to be sent", DEADLINE_S)
        bed.restart(os.environ["UKE_TEST_SERVER_FIELDS"])
        newer = WireDesk(bed.server, "新しい受付")
        push_newer(newer, [newer.edit(patient, "nickname", "たろちゃん", 0)])
        bed.until_whole()
        until(lambda: bed.desk.ask("show", patient, "nickname") == "ext たろちゃん", "the nickname to come", DEADLINE_S)
        until_alike(bed, bed.desk)
        # People edit the row there: connected, and while the server is away and the nickname changes meanwhile.
        bed.desk.make("note", patient, "はじめの")
        bed.until_whole()
        bed.desk.relay.is_down = True
        bed.desk.relay.hang_up()
        bed.desk.make("note", patient, "つぎの")
        newer.pull_all()
        push_newer(newer, [newer.edit(patient, "nickname", "たろう", newer.cursor["seq"])])
        assert bed.desk.ask("show", patient, "nickname") == "ext たろちゃん"
        bed.desk.relay.is_down = False
        bed.until_whole()
        until(lambda: bed.desk.ask("show", patient, "nickname") == "ext たろう", "the other nickname", DEADLINE_S)
        until_alike(bed, bed.desk)
        # Another desk of this version begins with a snapshot.
        other = Desk(bed.server, bed.root.name, "other")
        try:
            until(other.is_live, "the other desk to have its content", DEADLINE_S)
            assert other.ask("show", patient, "nickname") == "ext たろう"
            until_alike(bed, other)
            other.make("note", patient, "ほかの")
            bed.until_whole(bed.desk, other)
        finally:
            other.stop()
        # Updated, with something that is not sent yet about the row.
        bed.desk.relay.is_down = True
        bed.desk.relay.hang_up()
        bed.desk.make("note", patient, "さいごの")
        bed.desk.stop()
        bed.desk.program = os.environ["UKE_TEST_DESK_FIELDS"]
        bed.desk.start()
        assert bed.desk.ask("show", patient, "nickname") == "column たろう"
        bed.desk.relay.is_down = False
        bed.until_whole()
        assert bed.desk.ask("show", patient, "nickname") == "column たろう"
        until_alike(bed, bed.desk)


def put_locker(wire, label):
    return wire.make_set(wire.director(), 2, [{"t": "locker", "id": new_id(), "k": "ins", "f": {"label": label}}])


def test_table_of_a_newer_version():
    """P16: server and one desk are of a version that has lockers. The desk that was not updated passes them over, works
    on, and its rows are the server's in what it knows; updated, it has them all after its first comparison."""
    with Bed() as bed:
        bed.register()
        until(bed.desk.is_live, "the patient to be sent", DEADLINE_S)
        bed.restart(os.environ["UKE_TEST_SERVER_FIELDS"])
        newer = WireDesk(bed.server, "新しい受付")
        push_newer(newer, [put_locker(newer, "1"), put_locker(newer, "2")])
        bed.register()
        bed.until_whole()
        assert bed.desk.ask("list", "locker") == "unknown"
        until_alike(bed, bed.desk)
        bed.desk.stop()
        bed.desk.program = os.environ["UKE_TEST_DESK_FIELDS"]
        bed.desk.start()
        until(lambda: sorted(bed.desk.ask("list", "locker").split()[1:]) == ["1", "2"], "the lockers to come", DEADLINE_S)
        newer.pull_all()
        push_newer(newer, [put_locker(newer, "3")])
        bed.until_whole()
        until(lambda: sorted(bed.desk.ask("list", "locker").split()[1:]) == ["1", "2", "3"], "the third", DEADLINE_S)
        until_alike(bed, bed.desk, repaired=2)


# -- put back, and copied ---------------------------------------------------------------------------------------------

def test_server_put_back():
    """The server's data are put back from an older backup: the desk brings back what that lost."""
    with Bed() as bed:
        bed.register()
        until(bed.desk.is_live, "it to be sent", DEADLINE_S)
        backup = bed.server.command("backup")["path"]
        for _ in range(3):
            bed.register()
        until(bed.desk.is_live, "all of it to be sent", DEADLINE_S)
        bed.server.stop()
        bed.server.command("restore", "--from", backup)
        bed.register()
        bed.server.start()
        bed.until_whole()
        bed.until_logged("status 409, taken for stale_epoch")
        assert bed.desk.state()["patients"] == 5, bed.desk.state()


def test_copied_desk():
    """A PC is copied, and both run at once: the server tells them apart, and what people did at either arrives."""
    with Bed() as bed:
        bed.register()
        until(bed.desk.is_live, "it to be sent", DEADLINE_S)
        bed.desk.stop()
        copy = bed.desk.copy("copy")
        bed.desk.start()
        copy.start()
        for _ in range(3):
            bed.register(bed.desk)
            bed.register(copy)
        try:
            bed.until_whole(bed.desk, copy)
            until(lambda: bed.desk.nudge() and copy.nudge() and "cloned" in bed.server.read_log(),
                  "the server to find the copy", DEADLINE_S)
            bed.register(bed.desk)
            bed.register(copy)
            bed.until_whole(bed.desk, copy)
            assert "status 403, taken for cloned" in bed.desk.read_log() + copy.read_log()
        finally:
            copy.stop()


with Buses():
    try:
        chosen = sys.argv[2:]
        run_cases([value for name, value in list(globals().items())
                   if name.startswith("test_") and (not chosen or name in chosen)])
    finally:
        sys.stdout.flush()
