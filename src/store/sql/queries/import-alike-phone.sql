-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients with a telephone number and half a name of somebody whom an import brings, those of the same run and those who were merged into others aside. More than a few are no evidence.
-- in: :number (national digits), :run_id (nullable), :family_name, :given_name, :family_kana, :given_kana
-- out: id
-- index: patient_phone_number (number)
SELECT p.id
  FROM patient_phone AS t
  JOIN patient AS p ON p.id = t.patient_id
 WHERE t.number = :number AND t.del_seq IS NULL AND p.del_seq IS NULL AND p.merged_into_id IS NULL
   AND (p.import_run_id IS DISTINCT FROM :run_id OR :run_id IS NULL)
   AND (p.family_name = :family_name OR p.given_name = :given_name OR p.family_kana = :family_kana
        OR p.given_kana = :given_kana)
 LIMIT 50
