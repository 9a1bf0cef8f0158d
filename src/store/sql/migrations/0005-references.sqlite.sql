-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Indexes for references between records.

-- A row that goes is looked for in every table that may name it. A desk takes what it had entered back with each answer of
-- its server, so what people add all day is found there by an index.
CREATE INDEX household_contact ON household (contact_patient_id) WHERE contact_patient_id IS NOT NULL;
CREATE INDEX follow_up_previous ON follow_up (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX follow_up_appointment ON follow_up (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX call_attempt_phone ON call_attempt (phone_id) WHERE phone_id IS NOT NULL;

-- An index over each five minutes of each booking would be as large as the table: the code that frees a time says which,
-- and `verify` looks for claims of bookings that are not there.
CREATE TABLE slot_claim_new (
  resource_id BLOB NOT NULL,
  cell INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  appointment_id BLOB NOT NULL,
  PRIMARY KEY (resource_id, cell, lane)
) STRICT, WITHOUT ROWID;
INSERT INTO slot_claim_new SELECT resource_id, cell, lane, appointment_id FROM slot_claim;
DROP TABLE slot_claim;
ALTER TABLE slot_claim_new RENAME TO slot_claim;
