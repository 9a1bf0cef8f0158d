-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The calls that somebody worked on since a time, whatever became of them: what was done today.
-- in: :clinic_id (id), :since_us (UTC microseconds)
-- out: id
-- index: follow_up_touched (clinic_id, last_attempt_us)
SELECT id
  FROM follow_up
 WHERE clinic_id = :clinic_id AND last_attempt_us >= :since_us AND del_seq IS NULL
 ORDER BY last_attempt_us, id
