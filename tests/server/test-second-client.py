#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire as doc/wire.md says it, against the real server: a client that shares no line with the desk enrols, pulls,
pushes, and is told off."""
import hashlib
import json
import subprocess
import threading

import serverlib
from second_client import Refused, new_id, read_json, read_meta
from wiredesk import REGISTER, Desk, outcome

BOOK, CONSENT = 20, 5


def test_log_from_the_beginning():
    """A new device pulls the whole log; every chain value, effect and signature holds."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        assert desk.cursor["seq"] >= 1
        assert desk.find("clinic")[0]["name"] == "そよぎ台クリニック"
        welcome = desk.hello()
        assert welcome["head"] == desk.cursor["seq"] and welcome["proto"] == 1, welcome
        assert desk.pull()["entries"] == []


def test_push_reaches_the_others():
    """What one device pushes is an entry that the other gets, byte for byte."""
    with serverlib.Server() as server:
        one, two = Desk(server, "受付 1"), Desk(server, "受付 2")
        _, made = one.register("山田", "1001")
        body = json.dumps(made, ensure_ascii=False)
        answer = one.push([body])
        assert outcome(answer) == "applied", answer
        assert one.cursor["seq"] == answer["results"][0]["seq"]
        two.pull_all()
        assert two.entries[-1]["payload"] == body
        assert two.cursor["chain"] == one.cursor["chain"]
        assert read_meta(bytes.fromhex(two.entries[-1]["meta"]))["dev"] == one.dev


def test_long_poll():
    """A question that waits for news is answered by the push of another."""
    with serverlib.Server() as server:
        one, two = Desk(server, "受付 1"), Desk(server, "受付 2")
        got = []
        waiting = threading.Thread(target=lambda: got.append(two.pull(wait=25)))
        waiting.start()
        serverlib.until(lambda: server.metrics().get("uketsuke_waiting", 0) >= 1, "the question to wait")
        one.push([one.register("佐藤", "1002")[1]])
        waiting.join(20)
        assert len(got) == 1 and len(got[0]["entries"]) == 1, got


def test_once():
    """A change-set that is pushed again is told which entry it is; another body under its id is refused."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        made = desk.register("鈴木", "1003")[1]
        first = desk.push([made])
        again = desk.push([made])
        assert outcome(again) == "dup" and again["results"][0]["seq"] == first["results"][0]["seq"], again
        forged = dict(made, dseq=desk.dseq + 1, ops=desk.register("別人", "1")[1]["ops"])
        assert outcome(desk.push([forged])) == "id_reuse"
        assert desk.hello()["head"] == first["results"][0]["seq"]


def test_order():
    """Numbers have no gap, and none is used twice; nothing behind such a change-set is looked at."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        first = desk.register("高橋", "1004")[1]
        skipped = desk.register("田中", "1005")[1]
        third = desk.register("伊藤", "1006")[1]
        assert outcome(desk.push([first])) == "applied"
        answer = desk.push([third, skipped])
        assert outcome(answer) == "gap" and answer["results"][0]["expected"] == 2, answer
        assert len(answer["results"]) == 1
        assert [one["r"] for one in desk.push([skipped, third])["results"]] == ["applied", "applied"]
        reused = dict(desk.register("渡辺", "1007")[1], dseq=2)
        assert outcome(desk.push([reused])) == "forked"


def test_two_edit_one_field():
    """Two who did not know of each other: one value stands, the other is told in the effect, both get the same."""
    with serverlib.Server() as server:
        one, two = Desk(server, "受付 1"), Desk(server, "受付 2")
        patient, made = one.register("中村", "1008")
        seen = one.push([made])["results"][0]["seq"]
        two.pull_all()
        assert outcome(one.push([one.edit(patient, "family_name", "仲村", seen)])) == "applied"
        answer = two.push([two.edit(patient, "family_name", "中邑", seen)])
        assert outcome(answer) in ("merged", "parked"), answer
        one.pull_all()
        effect = read_json(one.entries[-1]["effect"])
        note = [one_note for one_note in effect["notes"] if one_note["n"] == "proposal"][0]
        assert (note["kept"], note["lost"]) == ("仲村", "中邑"), note
        assert one.cursor["chain"] == two.cursor["chain"]


def test_not_a_change_set():
    """What is no change-set, or is of another device, is refused by itself; the ones around it go on."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        before = desk.hello()["head"]
        for body in ('{"id":1}', "[]", "null", json.dumps(dict(desk.register("加藤", "1")[1], dev=99))):
            answer = desk.push([body])
            assert outcome(answer) == "refused", (body, answer)
        assert desk.hello()["head"] == before


def test_what_is_not_of_the_form():
    """Each request that is not of the page's form is a 400 with a code, and changes nothing."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        before = desk.cursor["seq"]
        for method, path, body in (("POST", "/v1/push", {"sets": 1}), ("POST", "/v1/hello", []),
                                   ("POST", "/v1/push", {}), ("POST", "/v1/resync", {"heads": [1]}),
                                   ("GET", "/v1/changes?cursor=abc", None)):
            try:
                desk.ask(method, path, body)
                raise AssertionError(f"{path} was taken")
            except Refused as refused:
                assert refused.status == 400 and refused.code == "malformed", refused
        assert desk.hello()["head"] == before


def test_bad_cursor():
    """A cursor that was changed is refused, and the server's history stays what it was."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        good, epoch = desk.cursor, desk.hello()["epoch"]
        sig = good["sig"]
        desk.cursor = dict(good, sig=("0" if sig[0] != "0" else "1") + sig[1:])
        try:
            desk.pull()
            raise AssertionError("it was taken")
        except Refused as refused:
            assert refused.status == 409 and refused.code == "bad_cursor", refused
        desk.cursor = good
        assert desk.hello()["epoch"] == epoch


def test_snapshot():
    """The snapshot's parts are what the manifest says, and hold the rows that the log makes."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        patient, made = desk.register("小林", "1009")
        desk.push([made])
        manifest = desk.ask("GET", "/v1/snapshot?sv=1")
        desk.check_signature(manifest["cursor"])
        assert manifest["cursor"]["seq"] == desk.cursor["seq"]
        rows = {}
        for tier in manifest["tiers"]:
            for part in tier:
                packed = desk.ask("GET", f"/v1/parts/{part['sha256']}")
                assert hashlib.sha256(packed).hexdigest() == part["sha256"] and len(packed) == part["bytes"]
                text = subprocess.run(["zstd", "-d", "-c"], input=packed, stdout=subprocess.PIPE, check=True).stdout
                lines = text.decode().splitlines()
                assert len(lines) == part["rows"] and len(text) == part["raw"]
                rows.setdefault(part["table"], []).extend(read_json(line) for line in lines)
        columns = manifest["tables"]["patient"]
        row = [one for one in rows["patient"] if one[0] == patient][0]
        assert row[5][columns.index("family_name")] == "小林", row
        assert row[1] == desk.cursor["seq"]


def test_hold():
    """A time that one device keeps is not to be had by another until it is given up."""
    with serverlib.Server() as server:
        one, two = Desk(server, "受付 1"), Desk(server, "受付 2")
        column = one.find("resource")[0]["id"]
        start = 1_900_000_000_000_000
        wish = {"resource": column, "from_us": start, "to_us": start + 1_800_000_000, "for_s": 900}
        kept = one.ask("POST", "/v1/holds", wish)
        try:
            two.ask("POST", "/v1/holds", wish)
            raise AssertionError("it was kept twice")
        except Refused as refused:
            assert refused.status == 409 and refused.code == "taken", refused
        one.ask("DELETE", f"/v1/holds/{kept['id']}")
        assert two.ask("POST", "/v1/holds", wish)["until_us"] > 0


def test_digest():
    """The sum over everything is told with its place in the log, and changes with what is pushed."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        before = desk.ask("GET", "/v1/digest?sv=1")
        assert before["seq"] == desk.cursor["seq"] and before["epoch"] == desk.cursor["epoch"]
        desk.push([desk.register("松本", "1012")[1]])
        after = desk.ask("GET", "/v1/digest?sv=1")
        assert after["root"] != before["root"] and after["seq"] == before["seq"] + 1
        buckets = desk.ask("GET", "/v1/digest/patient?sv=1")["buckets"]
        assert len(buckets) == 256 and sum(int(one, 16) != 0 for one in buckets) == 1
        manifest = desk.ask("GET", "/v1/snapshot?sv=1")
        assert manifest["root"] == after["root"]


def test_rows():
    """The rows of a bucket are those whose ids belong there, at the digest's place; what is no bucket is refused."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        made = dict(desk.register("松本", str(2000 + n)) for n in range(8))
        desk.push(list(made.values()))
        digest = desk.ask("GET", "/v1/digest/patient?sv=1")
        found = {}
        for bucket, total in enumerate(digest["buckets"]):
            if int(total, 16) == 0:
                continue
            rows = desk.ask("GET", f"/v1/rows/patient?bucket={bucket}")
            assert (rows["epoch"], rows["seq"], rows["of"]) == (digest["epoch"], digest["seq"], 256), rows
            for row in rows["rows"]:
                assert int(row[0][-4:], 16) % 256 == bucket and len(row[5]) == len(rows["columns"]), row
                found[row[0]] = row[5][rows["columns"].index("family_name")]
        assert found == {patient: "松本" for patient in made}, found
        empty = next(n for n, total in enumerate(digest["buckets"]) if int(total, 16) == 0)
        assert desk.ask("GET", f"/v1/rows/patient?bucket={empty}")["rows"] == []
        for path, status in (("patient", 400), ("patient?bucket=256", 400), ("patient?bucket=4096", 400),
                             ("patient?bucket=x", 400), ("staff_session?bucket=0", 404), ("feed?bucket=0", 404)):
            try:
                desk.ask("GET", f"/v1/rows/{path}")
                raise AssertionError(f"{path} was answered")
            except Refused as refused:
                assert refused.status == status, (path, refused)


def test_revoked():
    """A device that was struck off is refused from its next request on, and what it waits for is answered so."""
    with serverlib.Server() as server:
        one, two = Desk(server, "受付 1"), Desk(server, "受付 2")
        told = []

        def wait():
            try:
                two.pull(wait=25)
            except Refused as refused:
                told.append(refused)
        waiting = threading.Thread(target=wait)
        waiting.start()
        serverlib.until(lambda: server.metrics().get("uketsuke_waiting", 0) >= 1, "the question to wait")
        server.command("revoke", str(two.dev))
        waiting.join(20)
        assert told and told[0].code == "device_revoked", told
        try:
            two.connection = None
            two.push([two.register("吉田", "1010")[1]])
            raise AssertionError("it was taken")
        except Refused as refused:
            assert refused.code == "device_revoked", refused
        assert outcome(one.push([one.register("山口", "1011")[1]])) == "applied"


def test_devices():
    """A desk lists the clinic's desks, invites another, compares the words, lets it in, names it and shuts it out; the
    administrator's commands tell the same."""
    with serverlib.Server() as server:
        one = Desk(server, "受付 1")
        director = one.director()
        listed = one.devices()
        assert listed["self"] == one.dev and [d["dev"] for d in listed["devices"]] == [one.dev], listed
        assert listed["devices"][0]["version"] == "0" and listed["devices"][0]["state"] == "enrolled", listed
        assert listed["devices"][0]["last_seen_us"] > listed["devices"][0]["enrolled_at_us"] - 60_000_000
        assert server.command("devices")["devices"] == listed["devices"]
        status = server.command("status")
        assert (status["epoch"], status["head"]) == (one.cursor["epoch"], one.cursor["seq"]), status

        code = one.errand("/v1/invitations", director)["code"]
        device = serverlib.Device(server, "診察室")
        assert device.begin(code)[0] == 202
        (guest,) = one.guests(director)
        assert (guest["name"], guest["words"], guest["confirmed"]) == ("診察室", device.words(), False), guest
        assert one.errand(f"/v1/invitations/{guest['dev']}/accept", director) == {"dev": guest["dev"]}
        device.take(device.go_on(True)[1])
        assert device.ask("GET", "/v1/health")[1]["dev"] == guest["dev"]
        assert one.guests(director) == []

        one.errand(f"/v1/devices/{guest['dev']}/name", director, name="処置室")
        assert [d["name"] for d in one.devices()["devices"]] == ["受付 1", "処置室"]
        assert one.errand(f"/v1/devices/{guest['dev']}/revoke", director) == {"dev": guest["dev"]}
        assert device.ask("GET", "/v1/health")[1]["error"] == "device_revoked"
        assert [d["state"] for d in one.devices()["devices"]] == ["enrolled", "revoked"]
        for path in ("/v1/devices/99/revoke", "/v1/invitations/99/accept", "/v1/devices/x/revoke"):
            assert told(lambda: one.errand(path, director)) == (404, "not_found"), path

        other = one.errand("/v1/invitations", director)["code"]
        late = serverlib.Device(server, "予備")
        assert late.begin(other)[0] == 202
        one.errand(f"/v1/invitations/{one.guests(director)[0]['dev']}/refuse", director)
        assert late.go_on(True)[1]["error"] == "refused"


def told(function):
    """How somebody is told off."""
    try:
        function()
    except Refused as refused:
        return refused.status, refused.code
    raise AssertionError("it was done")


def test_devices_by_role():
    """The server asks its own role table: reception, somebody who left, and nobody at all may do nothing to desks."""
    with serverlib.Server() as server:
        desk = Desk(server, "受付 1")
        director = desk.director()
        people = {role: new_id() for role in ("reception", "manager", "sysadmin", "maintenance")}
        for name, (role, person) in zip("甲乙丙丁", people.items()):
            answer = desk.push([desk.make_set(director, 71, [
                {"t": "staff", "id": person, "k": "ins",
                 "f": {"family_name": name, "kana": "こう", "role": role, "is_active": int(role != "sysadmin")}}])])
            assert outcome(answer) == "applied", answer
        for path in ("/v1/invitations", f"/v1/devices/{desk.dev}/revoke", f"/v1/invitations/{desk.dev}/accept"):
            for person in (people["reception"], people["maintenance"], people["sysadmin"], new_id()):
                assert told(lambda: desk.errand(path, person)) == (403, "not_allowed"), (path, person)
            assert told(lambda: desk.ask("POST", path, {})) == (400, "malformed")
        assert told(lambda: desk.guests(people["reception"])) == (403, "not_allowed")
        assert told(lambda: desk.errand(f"/v1/devices/{desk.dev}/name", director, name="a\nb")) == (400, "malformed")
        assert len(desk.errand("/v1/invitations", people["manager"])["code"]) == 8


if __name__ == "__main__":
    serverlib.run_cases([test_log_from_the_beginning, test_push_reaches_the_others, test_long_poll, test_once,
                         test_order, test_two_edit_one_field, test_not_a_change_set, test_what_is_not_of_the_form,
                         test_bad_cursor, test_snapshot, test_hold, test_digest, test_rows,
                         test_revoked, test_devices, test_devices_by_role])
