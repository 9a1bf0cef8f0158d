-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A patient's bookings from a time on that still hold their time, by start.
-- in: :patient_id (id), :from_us (UTC microseconds)
-- out: id, starts_at_us
-- index: appointment_patient (patient_id, starts_at_us)
SELECT id, starts_at_us
  FROM appointment
 WHERE patient_id = :patient_id AND starts_at_us >= :from_us AND del_seq IS NULL
   AND status NOT IN ('cancelled', 'no_show')
 ORDER BY starts_at_us, id
