-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The cards of the bookings that start in a stretch of time, by start: a day, a week.
-- in: :clinic_id (id), :from_us (UTC microseconds), :to_us (UTC microseconds, not included)
-- out: id, starts_at_us, patient_id, provider_id, chair_id, menu_id, length_min, status, flags,
--   texts, visit_count, arrived_at_us, in_room_at_us, paying_at_us, done_at_us
-- index: appointment_card (clinic_id, starts_at_us, id)
SELECT id, starts_at_us, patient_id, provider_id, chair_id, menu_id, length_min, status, flags,
       texts, visit_count, arrived_at_us, in_room_at_us, paying_at_us, done_at_us
  FROM appointment_card
 WHERE clinic_id = :clinic_id AND starts_at_us >= :from_us AND starts_at_us < :to_us
 ORDER BY starts_at_us, id
