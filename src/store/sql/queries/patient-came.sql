-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has a booking that was not called off in a stretch of time, and none that holds from another time on,
-- newest first; a patient comes once for each booking.
-- in: :clinic_id (id), :from_us, :to_us (UTC microseconds, not included), :after_us (UTC microseconds)
-- out: patient_id
-- index: appointment_card (clinic_id, starts_at_us, id), appointment_patient (patient_id, starts_at_us)
SELECT c.patient_id
  FROM appointment_card AS c
 WHERE c.clinic_id = :clinic_id AND c.starts_at_us >= :from_us AND c.starts_at_us < :to_us
   AND c.status NOT IN ('cancelled', 'no_show')
   AND NOT EXISTS (SELECT 1
                     FROM appointment AS a
                    WHERE a.patient_id = c.patient_id AND a.starts_at_us >= :after_us
                      AND a.del_seq IS NULL AND a.status NOT IN ('cancelled', 'no_show'))
 ORDER BY c.starts_at_us DESC, c.id DESC
