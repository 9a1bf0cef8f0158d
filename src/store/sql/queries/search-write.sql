-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Writes what the search memory holds of a patient, over the row with the same kana.
-- in: :sort_key (text), :patient_id (id), :facts (see the table), :body (text), :number_key (text)
-- out: -
-- index: patient_search (sort_key, patient_id)
INSERT INTO patient_search (sort_key, patient_id, facts, body, number_key)
VALUES (:sort_key, :patient_id, :facts, :body, :number_key)
ON CONFLICT (sort_key, patient_id) DO UPDATE SET
  facts = excluded.facts, body = excluded.body, number_key = excluded.number_key
