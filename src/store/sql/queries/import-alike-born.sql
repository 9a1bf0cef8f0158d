-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients with a birth date and half a name of somebody whom an import brings, those of the same run and those who were merged into others aside. More than a few are no evidence.
-- in: :birth_date (days since 1970), :run_id (nullable), :family_name, :given_name, :family_kana, :given_kana
-- out: id
-- index: patient_birth (birth_date, family_kana)
SELECT id
  FROM patient
 WHERE birth_date = :birth_date AND del_seq IS NULL AND merged_into_id IS NULL
   AND (import_run_id IS DISTINCT FROM :run_id OR :run_id IS NULL)
   AND (family_name = :family_name OR given_name = :given_name OR family_kana = :family_kana OR given_kana = :given_kana)
 LIMIT 50
