-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE visit (
  visit_id INTEGER PRIMARY KEY,
  person_id BLOB REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT;
PRAGMA defer_foreign_keys = ON;
INSERT INTO visit VALUES (1, x'00');
