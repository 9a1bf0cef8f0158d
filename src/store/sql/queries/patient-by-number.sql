-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has a patient number, zeros that lead and width aside.
-- in: :number_key (text, see uke_number_key)
-- out: patient_id
-- index: patient_search_number (length (number_key), number_key)
SELECT patient_id
  FROM patient_search
 WHERE length (number_key) = length (:number_key) AND number_key = :number_key AND number_key IS NOT NULL
 ORDER BY patient_id
