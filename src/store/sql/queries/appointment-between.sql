-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which bookings of a place lie in a stretch of time, with what decides whether they collide: input of
-- the search for free slots and of the warnings.
-- in: :clinic_id (id), :from_us (UTC microseconds), :to_us (UTC microseconds, not included)
-- out: id, starts_at_us, length_min, status, provider_id, chair_id, patient_id
-- index: appointment_card (clinic_id, starts_at_us, id)
SELECT id, starts_at_us, length_min, status, provider_id, chair_id, patient_id
  FROM appointment_card
 WHERE clinic_id = :clinic_id AND starts_at_us >= :from_us AND starts_at_us < :to_us
 ORDER BY starts_at_us, id
