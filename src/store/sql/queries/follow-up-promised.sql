-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The promises to ring somebody back that are still open in a place. A snooze moves a promise.
-- in: :clinic_id (id)
-- out: id, at_us, claimed_until_us
-- index: follow_up_list (clinic_id, state, due_at_us)
SELECT id,
       CASE WHEN not_before_us > call_back_at_us THEN not_before_us ELSE call_back_at_us END AS at_us,
       COALESCE(claimed_until_us, 0) AS claimed_until_us
  FROM follow_up
 WHERE clinic_id = :clinic_id AND state IN ('open', 'agreed', 'later', 'review')
   AND call_back_at_us IS NOT NULL AND del_seq IS NULL
