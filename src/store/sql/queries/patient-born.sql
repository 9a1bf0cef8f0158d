-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients with a birth date, those that were merged into others aside.
-- in: :birth_date (days since 1970)
-- out: id
-- index: patient_birth (birth_date, family_kana)
SELECT id
  FROM patient
 WHERE birth_date = :birth_date AND del_seq IS NULL AND merged_into_id IS NULL
 ORDER BY family_kana NULLS FIRST, id
