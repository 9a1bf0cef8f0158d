-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A patient's bookings before a time, newest first.
-- in: :patient_id (id), :before_us (UTC microseconds), :limit (rows)
-- out: id, starts_at_us
-- index: appointment_patient (patient_id, starts_at_us)
SELECT id, starts_at_us
  FROM appointment
 WHERE patient_id = :patient_id AND starts_at_us < :before_us AND del_seq IS NULL
 ORDER BY starts_at_us DESC, id DESC
 LIMIT :limit
