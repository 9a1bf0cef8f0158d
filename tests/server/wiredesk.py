# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second client as a desk of a server under test: joined, and with the few change-sets that tests need."""
from second_client import Client, new_id, read_json

REGISTER = 1


class Desk(Client):
    """A joined device that speaks the wire."""

    def __init__(self, server, name):
        device = server.device(name)
        super().__init__(device.folder, *server.desks)
        self.public_key = bytes.fromhex(device.signing_key)
        self.hello()
        self.pull_all()

    def turn_to(self, server):
        """The same desk at another process, or at one that was started anew."""
        self.host, self.port = server.desks
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def find(self, table):
        """The rows of a table as the log makes them, one after the other."""
        rows = []
        for entry in self.entries:
            for op in read_json(entry["payload"])["ops"]:
                if op["t"] == table and op["k"] in ("ins", "add", "append"):
                    rows.append(dict(op.get("f", {}), id=op["id"]))
        return rows

    def director(self):
        return [row["id"] for row in self.find("staff") if row.get("role") == "director"][0]

    def register(self, family, number):
        patient = new_id()
        ops = [{"t": "patient", "id": patient, "k": "ins",
                "f": {"patient_number": number, "family_name": family, "given_name": "花子"}}]
        return patient, self.make_set(self.director(), REGISTER, ops)

    def edit(self, patient, field, value, seen):
        return self.make_set(self.director(), 2, [{"t": "patient", "id": patient, "k": "set",
                                                   "f": {field: [value, seen]}}])


def outcome(answer, place=0):
    return answer["results"][place]["r"]
