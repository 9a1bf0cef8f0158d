-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients who share reading and birth date with somebody else, over the whole clinic.
-- in: :limit (rows)
-- out: first_patient_id, second_patient_id
-- index: scan a, scan b, along patient_birth (birth_date, family_kana)
SELECT a.id AS first_patient_id, b.id AS second_patient_id
  FROM patient AS a
  JOIN patient AS b ON b.birth_date = a.birth_date AND b.family_kana = a.family_kana
    AND b.given_kana IS NOT DISTINCT FROM a.given_kana
 WHERE a.birth_date IS NOT NULL AND b.id > a.id
   AND a.del_seq IS NULL AND b.del_seq IS NULL AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
 LIMIT :limit
