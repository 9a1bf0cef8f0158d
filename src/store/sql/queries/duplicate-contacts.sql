-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every way to reach anybody, to find who is registered twice. kind: 0 phone, 1 phone of a workplace, 2 e-mail, 3 address.
-- in: -
-- out: patient_id, kind, text
-- index: scan patient_phone, scan patient_email, scan patient_address, each once
SELECT patient_id, CASE WHEN label = 'work' THEN 1 ELSE 0 END AS kind, number AS text
  FROM patient_phone
 WHERE del_seq IS NULL AND number IS NOT NULL
UNION ALL
SELECT patient_id, 2 AS kind, address AS text
  FROM patient_email
 WHERE del_seq IS NULL AND address IS NOT NULL
UNION ALL
SELECT patient_id, 3 AS kind, address AS text
  FROM patient_address
 WHERE del_seq IS NULL AND address IS NOT NULL
