-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Writes what the search memory holds of a patient, over the row with the same kana.
-- in: :sort_key (text), :patient_id (id), :flags (UkeSearchFlags), :last_visit_date (days since 1970),
--   :names (text), :digits (text), :shown (text), :number_key (text)
-- out: -
-- index: patient_search (sort_key, patient_id)
INSERT INTO patient_search (sort_key, patient_id, flags, last_visit_date, names, digits, shown, number_key)
VALUES (:sort_key, :patient_id, :flags, :last_visit_date, :names, :digits, :shown, :number_key)
ON CONFLICT (sort_key, patient_id) DO UPDATE SET
  flags = excluded.flags, last_visit_date = excluded.last_visit_date, names = excluded.names,
  digits = excluded.digits, shown = excluded.shown, number_key = excluded.number_key
