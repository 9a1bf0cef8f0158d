-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Notes that wait for a person, oldest first.
-- in: -
-- out: seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
-- index: conflict_open (needs_person)
SELECT seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
  FROM conflict
 WHERE settled_seq IS NULL AND needs_person = 1
 ORDER BY seq, n
