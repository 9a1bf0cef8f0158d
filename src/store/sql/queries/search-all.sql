-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything that the search memory is filled with at unlock, in its order.
-- in: -
-- out: sort_key, patient_id, facts, body
-- index: scan patient_search, in the order in which it is stored
SELECT sort_key, patient_id, facts, body
  FROM patient_search
 ORDER BY sort_key, patient_id
