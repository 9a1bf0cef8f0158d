-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients who are read alike: the same folded kana, or the same name where there are none.
-- in: :sort_key (folded kana), :after (entry; only who was registered after it)
-- out: patient_id
-- index: patient_search (sort_key, patient_id)
SELECT s.patient_id
  FROM patient_search s JOIN patient p ON p.id = s.patient_id
 WHERE s.sort_key = :sort_key AND p.cver > :after
 ORDER BY s.patient_id
