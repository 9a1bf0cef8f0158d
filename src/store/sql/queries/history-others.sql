-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What other devices did to a patient's records, newest first.
-- in: :patient_id, :limit
-- out: at_us, dev, staff_id, intent, kind, entity, record_id, before_after
-- index: other_change_patient (patient_id, at_us, n)
SELECT at_us, dev, staff_id, intent, kind, entity, record_id, before_after
  FROM other_change
 WHERE patient_id = :patient_id
 ORDER BY at_us DESC, n DESC
 LIMIT :limit
