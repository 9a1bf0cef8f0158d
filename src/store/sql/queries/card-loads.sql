-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- How long and in which state each booking of a stretch of time is, for the loads of a month.
-- in: :clinic_id (id), :from_us (UTC microseconds), :to_us (UTC microseconds, not included)
-- out: starts_at_us, length_min, status, provider_id
-- index: appointment_card (clinic_id, starts_at_us, id)
SELECT starts_at_us, length_min, status, provider_id
  FROM appointment_card
 WHERE clinic_id = :clinic_id AND starts_at_us >= :from_us AND starts_at_us < :to_us
 ORDER BY starts_at_us, id
