-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Deletes the card that a booking has at a time.
-- in: :clinic_id (id), :starts_at_us (UTC microseconds), :id (id)
-- out: -
-- index: appointment_card (clinic_id, starts_at_us, id)
DELETE FROM appointment_card
 WHERE clinic_id = :clinic_id AND starts_at_us = :starts_at_us AND id = :id
