-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Number keys from the longest and highest down, to find the next free number.
-- in: :max_len (characters)
-- out: number_key, patient_id
-- index: patient_search_number (length (number_key), number_key)
SELECT number_key, patient_id
  FROM patient_search
 WHERE length (number_key) <= :max_len AND number_key IS NOT NULL
 ORDER BY length (number_key) DESC, number_key DESC
