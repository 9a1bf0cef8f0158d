-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- In PostgreSQL's words: 0005-references.sqlite.sql.

-- A row that goes is looked for in every table that may name it. A desk takes what it had entered back with each answer of
-- its server, so what people add all day is found there by an index.
CREATE INDEX household_contact ON household (contact_patient_id) WHERE contact_patient_id IS NOT NULL;
CREATE INDEX follow_up_previous ON follow_up (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX follow_up_appointment ON follow_up (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX call_attempt_phone ON call_attempt (phone_id) WHERE phone_id IS NOT NULL;

-- Why not here too: 0005-references.sqlite.sql.
ALTER TABLE slot_claim DROP CONSTRAINT slot_claim_appointment_id_fkey;
