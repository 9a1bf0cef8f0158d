-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients of an import run who share reading and birth date with somebody else.
-- in: :import_run_id (id), :limit (rows)
-- out: first_patient_id, second_patient_id
-- index: patient_import (import_run_id), patient_birth (birth_date, family_kana)
SELECT b.id AS first_patient_id, a.id AS second_patient_id
  FROM patient AS a
  JOIN patient AS b ON b.birth_date = a.birth_date AND b.family_kana = a.family_kana
    AND b.given_kana IS NOT DISTINCT FROM a.given_kana
 WHERE a.import_run_id = :import_run_id AND a.birth_date IS NOT NULL
   AND b.id <> a.id AND (b.id < a.id OR b.import_run_id IS DISTINCT FROM a.import_run_id)
   AND a.del_seq IS NULL AND b.del_seq IS NULL AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
 ORDER BY a.id, b.id
 LIMIT :limit
