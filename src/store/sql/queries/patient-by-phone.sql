-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Patients with a telephone number, those that were merged into others aside.
-- in: :number (national digits)
-- out: id
-- index: patient_phone_number (number)
SELECT DISTINCT p.id
  FROM patient_phone AS t
  JOIN patient AS p ON p.id = t.patient_id
 WHERE t.number = :number AND t.del_seq IS NULL AND p.del_seq IS NULL AND p.merged_into_id IS NULL
 ORDER BY p.id
