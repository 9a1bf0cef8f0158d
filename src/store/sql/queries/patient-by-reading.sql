-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients who are read alike: the same folded kana, or the same name where there are none.
-- in: :sort_key (folded kana)
-- out: patient_id
-- index: patient_search (sort_key, patient_id)
SELECT patient_id FROM patient_search WHERE sort_key = :sort_key ORDER BY patient_id
