-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Writes the card of a booking, over the one it has at that time.
-- in: :clinic_id (id), :starts_at_us (UTC microseconds), :id (id), :patient_id (id), :provider_id (id),
--   :chair_id (id), :menu_id (id), :length_min (minutes), :status (code), :flags (UkeCardFlags),
--   :texts (see the table), :visit_count (visits),
--   :arrived_at_us (UTC microseconds), :in_room_at_us (UTC microseconds),
--   :paying_at_us (UTC microseconds), :done_at_us (UTC microseconds)
-- out: -
-- index: appointment_card (clinic_id, starts_at_us, id)
INSERT INTO appointment_card (clinic_id, starts_at_us, id, patient_id, provider_id, chair_id, menu_id,
  length_min, status, flags, texts, visit_count, arrived_at_us, in_room_at_us, paying_at_us, done_at_us)
VALUES (:clinic_id, :starts_at_us, :id, :patient_id, :provider_id, :chair_id, :menu_id,
  :length_min, :status, :flags, :texts, :visit_count, :arrived_at_us, :in_room_at_us, :paying_at_us, :done_at_us)
ON CONFLICT (clinic_id, starts_at_us, id) DO UPDATE SET
  patient_id = excluded.patient_id, provider_id = excluded.provider_id, chair_id = excluded.chair_id,
  menu_id = excluded.menu_id, length_min = excluded.length_min, status = excluded.status,
  flags = excluded.flags, texts = excluded.texts, visit_count = excluded.visit_count,
  arrived_at_us = excluded.arrived_at_us,
  in_room_at_us = excluded.in_room_at_us, paying_at_us = excluded.paying_at_us,
  done_at_us = excluded.done_at_us
