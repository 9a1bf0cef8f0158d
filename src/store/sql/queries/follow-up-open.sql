-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The calls that are owed in a place: open, agreed and later ones, by when they are due.
-- in: :clinic_id (id)
-- out: id
-- index: follow_up_list (clinic_id, state, due_at_us)
SELECT id
  FROM follow_up
 WHERE clinic_id = :clinic_id AND state IN ('open', 'agreed', 'later', 'review') AND del_seq IS NULL
 ORDER BY due_at_us NULLS FIRST, id
