-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Takes a patient out of what the search memory is filled from.
-- in: :sort_key (text), :patient_id (id)
-- out: -
-- index: patient_search (sort_key, patient_id)
DELETE FROM patient_search WHERE sort_key = :sort_key AND patient_id = :patient_id
