-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Notes of entries after one, newest entry first.
-- in: :after_seq (number of an entry)
-- out: seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
-- index: PRIMARY KEY (seq, n)
SELECT seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
  FROM conflict
 WHERE seq > :after_seq AND needs_person = 0
 ORDER BY seq DESC, n
