-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients with a reading and a birth date: the sure half of finding somebody again.
-- in: :birth_date (days since 1970), :family_kana (hiragana), :given_kana (hiragana)
-- out: id
-- index: patient_birth (birth_date, family_kana)
SELECT id
  FROM patient
 WHERE birth_date = :birth_date AND family_kana = :family_kana AND given_kana IS NOT DISTINCT FROM :given_kana
   AND del_seq IS NULL AND merged_into_id IS NULL
 ORDER BY id
