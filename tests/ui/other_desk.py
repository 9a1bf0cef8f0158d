# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another desk of the clinic beside the one that is looked at: it speaks the wire, begins with the server's snapshot,
and books, keeps times and takes patients away as a person there would. Needs UKETSUKE_SERVER in the environment."""
import json
import os
import subprocess
import sys
import time
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "server"))
import second_client  # noqa: E402
from second_client import Client, new_id  # noqa: E402

BOOK, UNDO = 20, 60


def set_clock(ahead_s):
    """What this desk believes the time to be, in seconds from this machine's clock."""
    second_client.time = types.SimpleNamespace(time=lambda: time.time() + ahead_s)


class OtherDesk(Client):
    def __init__(self, server, name):
        device = server.device(name)
        super().__init__(device.folder, *server.desks)
        self.public_key = bytes.fromhex(device.signing_key)
        self.load()
        self.hello()
        self.pull_all()

    def ask(self, *words):
        """Each on a connection of its own: the server may have been away."""
        self.connection = None
        return super().ask(*words)

    def load(self):
        """The clinic as it stands, table by table, by id."""
        manifest = self.ask("GET", "/v1/snapshot?sv=1")
        self.rows = {}
        for part in [part for tier in manifest["tiers"] for part in tier if part["table"] in manifest["tables"]]:
            packed = self.ask("GET", f"/v1/parts/{part['sha256']}")
            lines = subprocess.run(["zstd", "-dcq"], input=packed, capture_output=True, check=True).stdout
            for line in lines.decode().splitlines():
                row = json.loads(line)
                if row[4] == 0:
                    self.rows.setdefault(part["table"], {})[row[0]] = dict(
                        zip(manifest["tables"][part["table"]], row[5]), cver=row[1])
        self.cursor = manifest["cursor"]

    def find(self, table, **values):
        """The id of the first row with these values."""
        return next(key for key, row in self.rows[table].items()
                    if all(row.get(name) == value for name, value in values.items()))

    def do(self, role, intent, ops):
        return self.push([self.make_set(self.find("staff", role=role), intent, ops)])["results"][0]["r"]

    def keep(self, resource, from_us, to_us, seconds=890):
        return self.ask("POST", "/v1/holds", {"resource": resource, "from_us": from_us, "to_us": to_us, "for_s": seconds})

    def book(self, like, patient):
        """Another patient in the place of a booking, given as fields."""
        fields = {name: value for name, value in like.items() if value is not None}
        return self.do("reception", BOOK, [{"t": "appointment", "id": new_id(), "k": "ins",
                                            "f": dict(fields, patient_id=patient, status="booked", channel="phone")}])

    def take_away(self, patients):
        """Deletes patients, as somebody who takes back what they entered; whether it was taken."""
        return self.do("reception", UNDO, [{"t": "patient", "id": key, "k": "del", "s": self.rows["patient"][key]["cver"]}
                                           for key in patients])
