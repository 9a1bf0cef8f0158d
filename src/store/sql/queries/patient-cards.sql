-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The bookings of a patient, to write their cards anew when a name changes.
-- in: :patient_id (id)
-- out: id
-- index: appointment_patient (patient_id, starts_at_us)
SELECT id FROM appointment WHERE patient_id = :patient_id AND del_seq IS NULL ORDER BY starts_at_us NULLS FIRST, id
